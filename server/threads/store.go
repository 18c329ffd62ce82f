package threads

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

const threadColumns = `t.network_id, t.id, t.guarded, t.begun_on, t.opened_on, t.ended_on`

// fromHers are the threads that a member is in.
const fromHers = `
		FROM threads t
		JOIN thread_seats s ON s.network_id = t.network_id AND s.thread_id = t.id
		WHERE t.network_id = $1
		AND s.member_id = $2`

func readThread(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, id string) (thread Thread, err error) {
	err = sqlx.GetContext(ctx, q, &thread, `
		SELECT `+threadColumns+`, s.staff`+fromHers+`
		AND t.id = $3`, a.Network, a.Member, id)
	return thread, err
}

func lockThread(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) (thread Thread, err error) {
	err = tx.GetContext(ctx, &thread, `
		SELECT `+threadColumns+`, s.staff`+fromHers+`
		AND t.id = $3
		FOR UPDATE OF t`, a.Network, a.Member, id)
	return thread, err
}

func readThreads(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (list []Thread, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+threadColumns+`, s.staff, (
			SELECT max(w.said_on)
			FROM thread_words w
			WHERE w.network_id = t.network_id
			AND w.thread_id = t.id
		) AS last_on`+fromHers+`
		ORDER BY t.ended_on IS NOT NULL, last_on DESC NULLS FIRST, t.id
		LIMIT $3`, a.Network, a.Member, threadsAtMost)
	return list, err
}

func readWaiting(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (list []Thread, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+threadColumns+`
		FROM threads t
		WHERE t.network_id = $1
		AND t.guarded
		AND t.opened_on IS NULL
		AND NOT EXISTS (
			SELECT
			FROM thread_seats s
			WHERE s.network_id = $1
			AND s.thread_id = t.id
			AND s.member_id = $2
		)
		ORDER BY t.begun_on, t.id
		LIMIT $3`, a.Network, a.Member, threadsAtMost)
	return list, err
}

func lockWaiting(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string) (thread Thread, err error) {
	err = tx.GetContext(ctx, &thread, `
		SELECT `+threadColumns+`
		FROM threads t
		WHERE t.network_id = $1
		AND t.id = $2
		AND t.guarded
		AND t.opened_on IS NULL
		AND t.ended_on IS NULL
		FOR UPDATE`, a.Network, id)
	return thread, err
}

func insertThread(ctx context.Context, tx *sqlx.Tx, thread Thread) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO threads (network_id, id, guarded, begun_on)
		VALUES ($1, $2, $3, $4)`, thread.Network, thread.ID, thread.Guarded, thread.BegunOn)
	return err
}

func updateOpened(ctx context.Context, tx *sqlx.Tx, thread Thread, day time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE threads SET opened_on = $3
		WHERE network_id = $1
		AND id = $2`, thread.Network, thread.ID, day)
	return err
}

func updateEnded(ctx context.Context, tx *sqlx.Tx, thread Thread, day time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE threads SET ended_on = $3
		WHERE network_id = $1
		AND id = $2`, thread.Network, thread.ID, day)
	return err
}

func deleteThread(ctx context.Context, tx *sqlx.Tx, thread Thread) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM threads
		WHERE network_id = $1
		AND id = $2`, thread.Network, thread.ID)
	return err
}

func readSeats(ctx context.Context, q sqlx.QueryerContext, network string, threads []string) (seats []Seat, err error) {
	err = sqlx.SelectContext(ctx, q, &seats, `
		SELECT thread_id, member_id, staff
		FROM thread_seats
		WHERE network_id = $1
		AND thread_id = ANY ($2)
		ORDER BY thread_id, staff, member_id
		LIMIT 2000`, network, pq.StringArray(threads))
	return seats, err
}

func insertSeat(ctx context.Context, tx *sqlx.Tx, thread Thread, seat Seat) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO thread_seats (network_id, thread_id, member_id, staff)
		VALUES ($1, $2, $3, $4)`, thread.Network, thread.ID, seat.Member, seat.Staff)
	return err
}

func updateSeat(ctx context.Context, tx *sqlx.Tx, thread Thread, member string, sealed []byte) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE thread_seats SET sealed = $4
		WHERE network_id = $1
		AND thread_id = $2
		AND member_id = $3`, thread.Network, thread.ID, member, sealed)
	return err
}

func deleteSeat(ctx context.Context, tx *sqlx.Tx, a networks.Actor, thread string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM thread_seats
		WHERE network_id = $1
		AND thread_id = $2
		AND member_id = $3`, a.Network, thread, a.Member)
	return err
}

func readSealed(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, thread string) (sealed []byte, err error) {
	err = sqlx.GetContext(ctx, q, &sealed, `
		SELECT sealed
		FROM thread_seats
		WHERE network_id = $1
		AND thread_id = $2
		AND member_id = $3
		AND sealed IS NOT NULL`, a.Network, thread, a.Member)
	return sealed, err
}

const wordsColumns = `number, author_id, said_on, hidden, sealed`

func readWords(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, thread Thread, before int) (words []Words, err error) {
	err = sqlx.SelectContext(ctx, q, &words, `
		SELECT `+wordsColumns+`
		FROM thread_words
		WHERE network_id = $1
		AND thread_id = $2
		AND ($3 = 0 OR number < $3)
		ORDER BY number DESC
		LIMIT $4`, thread.Network, thread.ID, before, WordsAtOnce)
	return words, err
}

func readOne(ctx context.Context, q sqlx.QueryerContext, network, thread string, number int) (words Words, err error) {
	err = sqlx.GetContext(ctx, q, &words, `
		SELECT `+wordsColumns+`
		FROM thread_words
		WHERE network_id = $1
		AND thread_id = $2
		AND number = $3`, network, thread, number)
	return words, err
}

func lastWords(ctx context.Context, tx *sqlx.Tx, thread Thread) (number int, err error) {
	err = tx.GetContext(ctx, &number, `
		SELECT coalesce(max(number), 0)
		FROM thread_words
		WHERE network_id = $1
		AND thread_id = $2`, thread.Network, thread.ID)
	return number, err
}

func insertWords(ctx context.Context, tx *sqlx.Tx, thread Thread, w Words, once string) (first bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO thread_words (network_id, thread_id, number, author_id, said_on, sealed, once)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT ON CONSTRAINT thread_words_once DO NOTHING`, thread.Network, thread.ID, w.Number, w.Author, w.On, w.Sealed, once)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func updateHidden(ctx context.Context, tx *sqlx.Tx, network, thread string, number int, hidden bool) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE thread_words SET hidden = $4
		WHERE network_id = $1
		AND thread_id = $2
		AND number = $3`, network, thread, number, hidden)
	return err
}

// endLonely ends threads in which fewer than two are left who aren't there as staff.
func endLonely(ctx context.Context, db sqlx.ExecerContext, day time.Time) error {
	_, err := db.ExecContext(ctx, `
		UPDATE threads t SET ended_on = $1
		WHERE t.ended_on IS NULL
		AND (
			SELECT count(*)
			FROM thread_seats s
			WHERE s.network_id = t.network_id
			AND s.thread_id = t.id
			AND NOT s.staff
		) < 2`, day)
	return err
}

func deleteEnded(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM threads
		WHERE ended_on < $1`, before)
	return err
}

func deleteUnopened(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM threads
		WHERE opened_on IS NULL
		AND begun_on < $1`, before)
	return err
}
