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

	"tinig/curriculum"
	"tinig/curriculum/content"
	"tinig/locales"
	"tinig/migrations"
	"tinig/realtime/stream"
	"tinig/server/accounts"
	"tinig/server/advocacy"
	"tinig/server/advocacy/engagements"
	"tinig/server/advocacy/rounds"
	"tinig/server/advocacy/statements"
	"tinig/server/advocacy/stories"
	"tinig/server/audit"
	"tinig/server/badges"
	"tinig/server/checks"
	"tinig/server/concerns"
	"tinig/server/duty"
	"tinig/server/forum"
	"tinig/server/handings"
	"tinig/server/helplines"
	"tinig/server/inbox"
	"tinig/server/keys"
	"tinig/server/libretranslate"
	"tinig/server/localdb"
	"tinig/server/moderation"
	"tinig/server/moderation/cases"
	"tinig/server/networks"
	"tinig/server/site"
	"tinig/server/threads"
	"tinig/server/vault"
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

// house is the domains, joined.
type house struct {
	config     Config
	peppers    [][]byte
	db         *sqlx.DB
	second     *sqlx.DB // of keys
	keys       *keys.Keys
	streams    *stream.Streams
	accounts   *accounts.Accounts
	networks   *networks.Networks
	inbox      *inbox.Inbox
	forum      *forum.Forum
	cases      *cases.Cases
	rounds     *rounds.Rounds
	checks     *checks.Checks
	handings   *handings.Handings
	duty       *duty.Duty
	concerns   *concerns.Concerns
	threads    *threads.Threads
	vault      *vault.Vault
	lines      *helplines.Book
	curriculum *curriculum.Curriculum
	advocacy   *advocacy.Advocacy
	stories    *stories.Stories
	statements *statements.Statements
	moderation *moderation.Moderation
	badges     *badges.Issuer
	record     *audit.Log
	log        *slog.Logger

	engagements *engagements.Engagements
}

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

// join makes the domains and hands each what it needs.
func join(ctx context.Context, c Config, db *sqlx.DB, bus stream.Bus, log *slog.Logger) (*house, error) {
	streams := stream.New(db, bus)
	peppers, err := c.peppers(ctx, db)
	if err != nil {
		return nil, err
	}
	h := &house{config: c, peppers: peppers, db: db, streams: streams, log: log}
	if h.second, err = openSecond(ctx, c.Keys, db, c.Database); err != nil {
		return nil, err
	}
	if h.keys, err = keys.New(ctx, db, h.second); err != nil {
		return nil, err
	}
	if h.badges, err = c.issuer(); err != nil {
		return nil, err
	}
	if h.record, err = c.record(db); err != nil {
		return nil, err
	}
	if h.networks, err = networks.New(ctx, db, streams, nil); err != nil {
		return nil, err
	}
	if h.accounts, err = accounts.New(db, streams, accounts.Config{Peppers: peppers, Keys: h.keys, Origin: c.Origin}); err != nil {
		return nil, err
	}
	if h.inbox, err = inbox.New(ctx, db, streams, nil); err != nil {
		return nil, err
	}
	h.rounds = rounds.New(db, streams, h.networks, rounds.Keys(c.roundKeys()), nil)
	h.checks, h.handings = checks.New(db, nil), handings.New(db, streams, h.networks, nil)
	h.concerns = concerns.New(db, streams, h.networks, nil)
	h.threads = threads.New(db, streams, h.networks, peppers[0], nil)
	h.lines = helplines.NewBook(db, nil)
	h.vault = vault.New(db, streams, h.networks, vault.Config{About: h.about})
	h.duty = duty.New(db, streams, h.networks, duty.Config{Keys: c.alertKeys(), Ring: ringer(c.Ring, log)})
	h.advocacy = advocacy.New(db, streams, h.networks, nil)
	h.stories = stories.New(db, streams, h.networks, h.advocacy, c.storyKeys(), nil)
	h.engagements = engagements.New(db, h.advocacy, h.networks, c.resting(), nil)
	h.statements = statements.New(db, h.networks, h.advocacy, h.rounds, c.resting(), nil)
	h.moderation = moderation.New(db, nil)
	h.moderation.PostAtMost(c.Posts)
	if h.forum, err = forum.New(ctx, db, streams, h.networks, h.moderation, nil); err != nil {
		return nil, err
	}
	if h.curriculum, err = h.school(ctx, nil); err != nil {
		return nil, err
	}
	h.cases = h.office(nil)
	h.forum.Recuse(h.cases.Marked)
	return h, nil
}

// about is whom a case is about in which a lead works: the vault knows no case.
func (h *house) about(ctx context.Context, a networks.Actor, id string) (string, error) {
	c, err := h.concerns.Concern(ctx, a, id)
	if err == nil && (c.Member == "" || c.ClosedOn != nil) {
		return "", locales.Refuse(locales.Conflict, "concern.closed")
	}
	return c.Member, err
}

// school is the course that is built into the program, and who learns it. A course with a fault isn't served: what is wrong is
// named by file, line and reason.
func (h *house) school(ctx context.Context, now func() time.Time) (*curriculum.Curriculum, error) {
	course, err := content.Load(content.Files)
	if err != nil {
		return nil, fmt.Errorf("the course can't be taught: %w", err)
	}
	return curriculum.New(ctx, h.db, h.streams, curriculum.Config{Course: course, Now: now, Tell: tellAsked, Answered: tellAnswered, Seen: tellOf(inbox.Seen), Agreed: tellOf(inbox.Agreed), Heard: tellHeard, Second: h.tellSecond, LetOut: letOut, Record: recorded, Secret: h.peppers[0], Older: h.peppers[1:]})
}

// recorded writes a privileged act of the curriculum to its network's record.
func recorded(ctx context.Context, tx *sqlx.Tx, a curriculum.Actor, act, subject string) error {
	return audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: audit.Act(act), Subject: subject})
}

// office is where reports are looked into: of all that can be reported.
func (h *house) office(now func() time.Time) *cases.Cases {
	reported := append(h.statements.Reported(), forum.ReportedPosts{Forum: h.forum}, cases.Pseudonyms{Networks: h.networks}, threads.Reported{Threads: h.threads})
	return cases.New(h.db, h.streams, h.networks, cases.Config{
		Keys: h.config.caseKeys(), Subjects: reported, Together: h.curriculum.Together, Now: now,
	})
}

// tellAsked tells members in their inboxes that they are asked into a cohort.
func tellAsked(ctx context.Context, tx *stream.Tx, network string, members []string, today time.Time) error {
	var notices []inbox.Notice
	for _, member := range members {
		notices = append(notices, askedOn(network, member, today))
	}
	return inbox.Tell(ctx, tx, notices...)
}

// tellAnswered takes it back when a member has answered.
func tellAnswered(ctx context.Context, tx *stream.Tx, network, member string, asked time.Time) error {
	return inbox.Answered(ctx, tx, askedOn(network, member, asked))
}

// tellOf tells a member in her inbox what a kind of notice says by itself.
func tellOf(kind inbox.Kind) func(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error {
	return func(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error {
		return inbox.Tell(ctx, tx, inbox.Notice{Network: network, Member: member, Kind: kind, Day: day})
	}
}

// tellSecond tells trainers and stewards, but for the one who asks, that a session which was rewritten waits for a second person.
func (h *house) tellSecond(ctx context.Context, tx *stream.Tx, network, asker string, day time.Time) error {
	may, err := h.networks.With(ctx, network, networks.RoleTrainer, networks.RoleSteward)
	if err != nil {
		return err
	}
	var notices []inbox.Notice
	for _, m := range may {
		if m.ID != asker && m.Band == networks.Adult {
			notices = append(notices, inbox.Notice{Network: network, Member: m.ID, Kind: inbox.Reworded, Day: day})
		}
	}
	return inbox.Tell(ctx, tx, notices...)
}

// tellHeard takes back that what was seen of a member on a day waits for her.
func tellHeard(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error {
	return inbox.Answered(ctx, tx, inbox.Notice{Network: network, Member: member, Kind: inbox.Seen, Day: day})
}

// askedOn is what a member is told who was asked into a cohort on a day.
func askedOn(network, member string, day time.Time) inbox.Notice {
	return inbox.Notice{Network: network, Member: member, Kind: inbox.Cohort, Day: day}
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
