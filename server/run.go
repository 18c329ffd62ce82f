package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"golang.org/x/sync/errgroup"

	"tinig/migrations"
	"tinig/realtime/stream"
	"tinig/server/libretranslate"
	"tinig/server/localdb"
	"tinig/server/site"
)

// How long requests may take to arrive and be answered, and how long open ones get when the program stops.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 60 * time.Second // a long post on a slow line
	writeTimeout  = 3 * time.Minute  // and a page on one, its request read and answered
	idleTimeout   = 2 * time.Minute
	drainTimeout  = 10 * time.Second
)

// beginning is what an instance does once it is open and before it serves: say how to begin, or fill a demo.
type beginning func(ctx context.Context, h *house, out io.Writer) error

// run opens, wires, serves and drains. It returns nil when ctx ends, and otherwise an error that says what to do.
func run(ctx context.Context, c Config, first beginning, out io.Writer) (err error) {
	listener, err := c.listen()
	if err != nil {
		return err
	}
	defer listener.Close()
	if c.Database != "" {
		return runOn(ctx, c, listener, first, out)
	}
	cluster, err := localdb.Start(ctx, localdb.Config{Dir: c.Data, Bin: c.Postgres, Log: newLog(out)}) // how it comes along is no complaint
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cluster.Close()) }()
	defer func() { err = tellFull(err, c.Data) }()
	return whileItLives(ctx, cluster.Wait, func(ctx context.Context) error {
		c.Database = cluster.URL("tinig")
		return runOn(ctx, c, listener, first, out)
	})
}

// whileItLives runs do, and ends it when wait returns an error, which is then its own: without its database the program
// would go on answering that something went wrong.
func whileItLives(ctx context.Context, wait func() error, do func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	died := make(chan error, 1)
	go func() {
		if err := wait(); err != nil {
			died <- err
			stop()
		}
	}()
	err := do(ctx)
	select {
	case err = <-died:
	default:
	}
	return err
}

// tellFull says what to do when the disk that holds the data is full, whoever noticed it: we, or PostgreSQL (53100).
func tellFull(err error, data string) error {
	var complaint *pq.Error
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.As(err, &complaint) && complaint.Code == "53100" {
		return fmt.Errorf("the disk that holds %s is full: make room and start again", data)
	}
	return err
}

// runOn is run on databases that are there: of the operator's own PostgreSQL, or the embedded one.
func runOn(ctx context.Context, c Config, listener net.Listener, first beginning, out io.Writer) error {
	log := newLog(os.Stderr)
	db, err := openDatabase(ctx, c.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	bus, err := c.bus(db, c.Database, log)
	if err != nil {
		return err
	}
	var h *house
	if err := alone(ctx, db, beginLock, func() error {
		if h, err = join(ctx, c, db, bus, log); err != nil {
			return err
		}
		return first(ctx, h, out)
	}); err != nil {
		return err
	}
	defer h.second.Close()
	return h.serve(ctx, listener, out)
}

// openDatabase connects and brings the tables up to date.
func openDatabase(ctx context.Context, url string) (*sqlx.DB, error) {
	db, err := connect(ctx, "DATABASE_URL", url)
	if err != nil {
		return nil, err
	}
	if err := migrations.Apply(ctx, db.DB); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// connect connects to the database that a variable names.
func connect(ctx context.Context, variable, url string) (*sqlx.DB, error) {
	settings, err := pq.NewConfig(url)
	if err != nil {
		return nil, fmt.Errorf("%s can't be read (%w): write it as postgres://user:password@host/name", variable, err)
	}
	return connectTo(ctx, variable, settings)
}

// openSecond connects to the second database. Where none is named it is the one beside the first, made when it isn't there.
func openSecond(ctx context.Context, url string, first *sqlx.DB, firstURL string) (*sqlx.DB, error) {
	if url != "" {
		return connect(ctx, "KEYS_URL", url)
	}
	settings, err := pq.NewConfig(firstURL)
	if err != nil {
		return nil, err
	}
	settings.Database += "_keys"
	if err := createDatabase(ctx, first, settings.Database); err != nil {
		return nil, fmt.Errorf("there is no second database for keys, and making %s failed (%w): make it by hand, or name one in KEYS_URL", settings.Database, err)
	}
	return connectTo(ctx, "KEYS_URL", settings)
}

func connectTo(ctx context.Context, variable string, settings pq.Config) (*sqlx.DB, error) {
	settings.BinaryParameters = true // a statement that isn't prepared costs one round trip instead of two
	connector, err := pq.NewConnectorConfig(settings)
	if err != nil {
		return nil, fmt.Errorf("%s can't be used (%w): write it as postgres://user:password@host/name", variable, err)
	}
	db := sqlx.NewDb(sql.OpenDB(connector), "postgres")
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("the database doesn't answer (%w): check %s", err, variable)
	}
	db.SetMaxOpenConns(40)
	db.SetMaxIdleConns(20)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db, nil
}

// bus tells other nodes of new events: NATS when it is named, else PostgreSQL itself.
func (c Config) bus(db *sqlx.DB, url string, log *slog.Logger) (stream.Bus, error) {
	if c.NATS != "" {
		return stream.NATS(c.NATS, log)
	}
	return stream.Postgres(db, url, log), nil
}

// serve runs the site, the live side and the nightly work until ctx ends, then lets open requests finish.
func (h *house) serve(ctx context.Context, listener net.Listener, out io.Writer) error {
	var drafter site.Drafter
	if h.config.Drafts != "" {
		drafter = libretranslate.New(h.config.Drafts, h.config.DraftKey)
	}
	s, err := site.New(site.Config{
		Accounts: h.accounts, Networks: h.networks, Forum: h.forum, Inbox: h.inbox, Cases: h.cases, Advocacy: h.advocacy, Engagements: h.engagements, Rounds: h.rounds,
		Checks: h.checks, Handings: h.handings, Duty: h.duty, Concerns: h.concerns, Threads: h.threads, Vault: h.vault, Lines: h.lines, Curriculum: h.curriculum, Badges: h.badges, Record: h.record, Moderation: h.moderation, Stories: h.stories, Statements: h.statements, Streams: h.streams, Secret: h.peppers[0],
		Drafter: drafter, Origin: h.config.Origin, Proxied: h.config.Proxied, Log: h.log, Healthy: h.db.PingContext,
	})
	if err != nil {
		return err
	}
	meter := newMeter(h.db, s.Hub().Open)
	server := &http.Server{
		Handler: meter.counted(s.Handler()), ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // its complaints name the client's address
	}
	fmt.Fprintf(out, "Open %s\n", h.config.Origin)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return s.Hub().Run(ctx) })
	group.Go(func() error { return h.keepHouse(ctx) })
	group.Go(func() error { return h.keys.Run(ctx, h.config.Database, h.log) })
	group.Go(func() error { return meter.serve(ctx, h.config.Metrics) })
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serving: %w", err)
		}
		return nil
	})
	group.Go(func() error {
		<-ctx.Done()
		return drain(server, drainTimeout)
	})
	return group.Wait()
}

// drain lets open requests finish, and cuts off those that take too long: that is no failure of the program.
func drain(server *http.Server, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return server.Close()
}
