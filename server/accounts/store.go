package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/realtime/stream"
)

// store has all the SQL of this package. The statements of every page are prepared once.
type store struct {
	db      *sqlx.DB
	streams *stream.Streams

	readSession  *sqlx.Stmt
	readKeyring  *sqlx.Stmt
	touchSession *sqlx.Stmt
	writeTicket  *sqlx.Stmt
	takeTicket   *sqlx.Stmt
}

func newStore(db *sqlx.DB, streams *stream.Streams) (*store, error) {
	s := &store{db: db, streams: streams}
	for into, query := range map[**sqlx.Stmt]string{
		&s.readSession: `
			SELECT sealed, idle_until, ends_at FROM sessions
			WHERE hash = $1 AND idle_until > $2 AND ends_at > $2`,
		&s.readKeyring:  `SELECT sealed FROM keyrings WHERE id = $1`,
		&s.touchSession: `UPDATE sessions SET idle_until = $2 WHERE hash = $1 AND idle_until < $2`,
		&s.writeTicket: `
			WITH crowded_out AS (
				DELETE FROM tickets
				WHERE hash IN (SELECT hash FROM tickets WHERE session_hash = $2 ORDER BY until DESC, hash OFFSET $5)
			)
			INSERT INTO tickets (hash, session_hash, sealed, until)
			SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT FROM sessions WHERE hash = $2)`,
		&s.takeTicket: `
			DELETE FROM tickets t USING sessions s
			WHERE t.hash = $1 AND t.until > $2
			AND s.hash = t.session_hash AND s.idle_until > $2 AND s.ends_at > $2
			RETURNING t.session_hash, t.sealed, LEAST(s.idle_until, s.ends_at) AS until`,
	} {
		stmt, err := db.Preparex(query)
		if err != nil {
			return nil, fmt.Errorf("preparing the statements of accounts: %w", err)
		}
		*into = stmt
	}
	return s, nil
}

type doorRow struct {
	Lookup []byte `db:"lookup"`
	Sealed []byte `db:"sealed"`
}

type sessionRow struct {
	Hash      []byte    `db:"hash"`
	Sealed    []byte    `db:"sealed"`
	IdleUntil time.Time `db:"idle_until"`
	EndsAt    time.Time `db:"ends_at"`
}

type ticketRow struct {
	Hash        []byte    `db:"hash"`
	SessionHash []byte    `db:"session_hash"`
	Sealed      []byte    `db:"sealed"`
	Until       time.Time `db:"until"`
}

// doors are the rows that stand at any of these lookups, by lookup.
func (s *store) doors(ctx context.Context, doors []door) (map[string][]byte, error) {
	var lookups pq.ByteaArray
	for _, d := range doors {
		lookups = append(lookups, d.lookup)
	}
	var rows []doorRow
	err := s.db.SelectContext(ctx, &rows, `SELECT lookup, sealed FROM doors WHERE lookup = ANY($1)`, lookups)
	if err != nil {
		return nil, fmt.Errorf("looking for doors: %w", err)
	}
	found := make(map[string][]byte, len(rows))
	for _, r := range rows {
		found[string(r.Lookup)] = r.Sealed
	}
	return found, nil
}

// hang takes doors away and puts others in their place, these only if known; ErrTaken when a place is not free.
// They are inserted in the order of their lookups, which tells nothing.
func (s *store) hang(ctx context.Context, tx *sqlx.Tx, known bool, out [][]byte, in []doorRow) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM doors WHERE lookup = ANY($1)`, pq.ByteaArray(out)); err != nil {
		return fmt.Errorf("taking doors away: %w", err)
	}
	var lookups, sealed pq.ByteaArray
	for _, d := range in {
		lookups, sealed = append(lookups, d.Lookup), append(sealed, d.Sealed)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO doors (lookup, sealed)
		SELECT l, s FROM unnest($1::bytea[], $2::bytea[]) AS d (l, s) WHERE $3
		ORDER BY l`, lookups, sealed, known)
	if taken(err) {
		return ErrTaken
	}
	if err != nil {
		return fmt.Errorf("hanging doors: %w", err)
	}
	return nil
}

// taken says that a row with this key is there already.
func taken(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code == "23505"
}

// keyring reads a keyring's row; ErrNoSession when there is none.
func (s *store) keyring(ctx context.Context, id []byte) (sealed []byte, err error) {
	err = s.readKeyring.GetContext(ctx, &sealed, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, fmt.Errorf("reading a keyring: %w", err)
	}
	return sealed, nil
}

// lockKeyring is keyring for a change; there = false when there is none.
func (s *store) lockKeyring(ctx context.Context, tx *sqlx.Tx, id []byte) (sealed []byte, there bool, err error) {
	err = tx.GetContext(ctx, &sealed, `SELECT sealed FROM keyrings WHERE id = $1 FOR UPDATE`, id)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("locking a keyring: %w", err)
	}
	return sealed, true, nil
}

func (s *store) insertKeyring(ctx context.Context, tx *sqlx.Tx, id, sealed []byte) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO keyrings (id, sealed) VALUES ($1, $2)`, id, sealed); err != nil {
		return fmt.Errorf("storing a keyring: %w", err)
	}
	return nil
}

func (s *store) replaceKeyring(ctx context.Context, tx *sqlx.Tx, id, sealed []byte) error {
	if _, err := tx.ExecContext(ctx, `UPDATE keyrings SET sealed = $2 WHERE id = $1`, id, sealed); err != nil {
		return fmt.Errorf("replacing a keyring: %w", err)
	}
	return nil
}

// session reads a session that lives at now; ErrNoSession when there is none.
func (s *store) session(ctx context.Context, hash []byte, now time.Time) (sessionRow, error) {
	r := sessionRow{Hash: hash}
	err := s.readSession.GetContext(ctx, &r, hash, now)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNoSession
	}
	if err != nil {
		return r, fmt.Errorf("reading a session: %w", err)
	}
	return r, nil
}

// lockSession is session for a change.
func (s *store) lockSession(ctx context.Context, tx *sqlx.Tx, hash []byte, now time.Time) (sessionRow, error) {
	r := sessionRow{Hash: hash}
	err := tx.GetContext(ctx, &r, `
		SELECT sealed, idle_until, ends_at FROM sessions
		WHERE hash = $1 AND idle_until > $2 AND ends_at > $2 FOR UPDATE`, hash, now)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNoSession
	}
	if err != nil {
		return r, fmt.Errorf("locking a session: %w", err)
	}
	return r, nil
}

// alive are those of the sessions that live at now.
func (s *store) alive(ctx context.Context, q sqlx.QueryerContext, hashes [][]byte, now time.Time) ([][]byte, error) {
	var alive [][]byte
	err := sqlx.SelectContext(ctx, q, &alive, `
		SELECT hash FROM sessions
		WHERE hash = ANY($1) AND idle_until > $2 AND ends_at > $2
		LIMIT $3`, pq.ByteaArray(hashes), now, len(hashes))
	if err != nil {
		return nil, fmt.Errorf("reading which sessions live: %w", err)
	}
	return alive, nil
}

// insertSession stores a session, only if known.
func (s *store) insertSession(ctx context.Context, tx *sqlx.Tx, known bool, r sessionRow) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO sessions (hash, sealed, idle_until, ends_at)
		SELECT $1::bytea, $2::bytea, $3::timestamptz, $4::timestamptz WHERE $5`,
		r.Hash, r.Sealed, r.IdleUntil, r.EndsAt, known)
	if err != nil {
		return fmt.Errorf("storing a session: %w", err)
	}
	return nil
}

func (s *store) replaceSession(ctx context.Context, tx *sqlx.Tx, r sessionRow) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE sessions SET sealed = $2, idle_until = $3
		WHERE hash = $1`, r.Hash, r.Sealed, r.IdleUntil)
	if err != nil {
		return fmt.Errorf("replacing a session: %w", err)
	}
	return nil
}

func (s *store) touch(ctx context.Context, hash []byte, until time.Time) error {
	if _, err := s.touchSession.ExecContext(ctx, hash, until); err != nil {
		return fmt.Errorf("keeping a session awake: %w", err)
	}
	return nil
}

func (s *store) release(ctx context.Context, hash []byte, until time.Time) error {
	if _, err := s.db.ExecContext(ctx, `UPDATE sessions SET idle_until = $2 WHERE hash = $1 AND idle_until > $2`, hash, until); err != nil {
		return fmt.Errorf("bringing back the idle limit of a session: %w", err)
	}
	return nil
}

// endSessions takes sessions and their tickets away and tells the sockets that follow.
func (s *store) endSessions(ctx context.Context, tx *stream.Tx, hashes [][]byte) error {
	if err := s.deleteSessions(ctx, tx, hashes); err != nil {
		return err
	}
	return tell(ctx, tx, hashes, "ended")
}

func (s *store) deleteSessions(ctx context.Context, tx *stream.Tx, hashes [][]byte) error {
	if len(hashes) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM sessions WHERE hash = ANY($1)`, pq.ByteaArray(hashes)); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	return s.endTickets(ctx, tx, hashes)
}

func (s *store) endTickets(ctx context.Context, tx *stream.Tx, hashes [][]byte) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM tickets WHERE session_hash = ANY($1)`, pq.ByteaArray(hashes)); err != nil {
		return fmt.Errorf("ending the tickets of sessions: %w", err)
	}
	return nil
}

func (s *store) deleteKeyring(ctx context.Context, tx *sqlx.Tx, id []byte) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM keyrings WHERE id = $1`, id); err != nil {
		return fmt.Errorf("deleting a keyring: %w", err)
	}
	return nil
}

// tell puts an event on the channel of each session.
func tell(ctx context.Context, tx *stream.Tx, hashes [][]byte, kind string) error {
	kinds := map[stream.Channel]string{}
	for _, h := range hashes {
		kinds[channelOf(h)] = kind
	}
	return tellEach(ctx, tx, kinds)
}

// tellEach puts an event of its kind on each channel, in the order of the channels.
func tellEach(ctx context.Context, tx *stream.Tx, kinds map[stream.Channel]string) error {
	for _, c := range slices.Sorted(maps.Keys(kinds)) {
		if _, err := tx.Append(ctx, c, kinds[c], ""); err != nil {
			return err
		}
	}
	return nil
}

// insertTicket stores a ticket if its session is still there, beside as many of the newest; ErrNoSession when not.
func (s *store) insertTicket(ctx context.Context, r ticketRow, beside int) error {
	done, err := s.writeTicket.ExecContext(ctx, r.Hash, r.SessionHash, r.Sealed, r.Until, beside)
	if err != nil {
		return fmt.Errorf("storing a ticket: %w", err)
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return errors.Join(ErrNoSession, err)
	}
	return nil
}

// ticket takes a ticket that is good at now, with the time until which its session lives; ErrNoTicket when there is none.
func (s *store) ticket(ctx context.Context, hash []byte, now time.Time) (ticketRow, error) {
	r := ticketRow{Hash: hash}
	err := s.takeTicket.GetContext(ctx, &r, hash, now)
	if errors.Is(err, sql.ErrNoRows) {
		return r, ErrNoTicket
	}
	if err != nil {
		return r, fmt.Errorf("redeeming a ticket: %w", err)
	}
	return r, nil
}

func anyDoor(ctx context.Context, q sqlx.QueryerContext) (used bool, err error) {
	if err := sqlx.GetContext(ctx, q, &used, `SELECT EXISTS (SELECT 1 FROM doors)`); err != nil {
		return false, fmt.Errorf("looking for accounts: %w", err)
	}
	return used, nil
}
