package forum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

// insertHeld does nothing for a form whose words wait already, or have been released.
func insertHeld(ctx context.Context, db sqlx.ExecerContext, h HeldPost) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO held_posts (network_id, id, space_id, topic_id, title, author_id, body, note, lang, quotes, written_on, once, welcomes, why)
		SELECT $1, $2, $3, nullif($4, '')::uuid, $5, $6, $7, $8, $9, nullif($10::int, 0), $11, $12, $13, $14
		WHERE NOT EXISTS (SELECT FROM posts WHERE network_id = $1 AND topic_id = nullif($4, '')::uuid AND once = $12)
		AND NOT EXISTS (SELECT FROM topics WHERE network_id = $1 AND once = $12)
		ON CONFLICT ON CONSTRAINT held_posts_once DO NOTHING`,
		h.Network, h.ID, h.Space, h.Topic, h.Title, h.Author, h.Body, h.Note, h.Lang, h.Quotes, h.WrittenOn, h.Once, h.Welcomes, h.Why)
	return err
}

const heldColumns = `network_id, id, space_id, coalesce(topic_id::text, '') AS topic_id, title, author_id, body, note, lang,
		coalesce(quotes, 0) AS quotes, welcomes, returned, written_on, once, why`

// heldStanding says of a post that waits who has taken it, as it stands to $2 at $3.
const heldStanding = `coalesce(claimed_by = $2 AND claimed_until > $3, false) AS mine, coalesce(claimed_by <> $2 AND claimed_until > $3, false) AS taken`

// readHeld lists what waits without its words.
func readHeld(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, now time.Time, spaces, besides []string) (held []HeldPost, err error) {
	err = sqlx.SelectContext(ctx, q, &held, `
		SELECT network_id, id, space_id, coalesce(topic_id::text, '') AS topic_id, author_id, lang, written_on, why, `+heldStanding+`
		FROM held_posts
		WHERE network_id = $1
		AND space_id = ANY($4::uuid[])
		AND NOT author_id = ANY($5::uuid[])
		AND returned = ''
		ORDER BY written_on, id
		LIMIT 50`, a.Network, a.Member, now, pq.Array(spaces), pq.Array(besides))
	return held, err
}

func readOwnHeld(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (held []HeldPost, err error) {
	err = sqlx.SelectContext(ctx, q, &held, `
		SELECT `+heldColumns+`
		FROM held_posts
		WHERE network_id = $1
		AND author_id = $2
		ORDER BY written_on, id
		LIMIT 50`, a.Network, a.Member)
	return held, err
}

func readWaiting(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, now time.Time, id string) (h HeldPost, err error) {
	err = sqlx.GetContext(ctx, q, &h, `
		SELECT `+heldColumns+`, `+heldStanding+`
		FROM held_posts
		WHERE network_id = $1
		AND id = $4
		AND returned = ''`, a.Network, a.Member, now, id)
	return h, err
}

// claimHeld is errNoRow when another moderator has taken it, or it doesn't wait any more.
func claimHeld(ctx context.Context, tx *sqlx.Tx, a networks.Actor, id string, now, until time.Time) error {
	return tx.GetContext(ctx, &id, `
		UPDATE held_posts SET claimed_by = $2, claimed_until = $5
		WHERE network_id = $1
		AND id = $3
		AND returned = ''
		AND (claimed_by IS NULL OR claimed_by = $2 OR claimed_until < $4)
		RETURNING id`, a.Network, a.Member, id, now, until)
}

func letGoHeld(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE held_posts SET claimed_by = NULL, claimed_until = NULL
		WHERE network_id = $1
		AND claimed_by = $2
		AND id = $3`, a.Network, a.Member, id)
	return err
}

func letGoAllHeld(ctx context.Context, db sqlx.ExecerContext, a networks.Actor) error {
	_, err := db.ExecContext(ctx, `
		UPDATE held_posts SET claimed_by = NULL, claimed_until = NULL
		WHERE network_id = $1
		AND claimed_by = $2`, a.Network, a.Member)
	return err
}

// forgetHeldClaims leaves no time of a claim that is over.
func forgetHeldClaims(ctx context.Context, db sqlx.ExecerContext, now time.Time) error {
	_, err := db.ExecContext(ctx, `
		UPDATE held_posts SET claimed_by = NULL, claimed_until = NULL
		WHERE claimed_until < $1`, now)
	return err
}

// readHeldOverdue are networks in which words have waited since before a day and stewards weren't told.
func readHeldOverdue(ctx context.Context, q sqlx.QueryerContext, before time.Time) (waiting []string, err error) {
	err = sqlx.SelectContext(ctx, q, &waiting, `
		SELECT DISTINCT network_id
		FROM held_posts
		WHERE written_on < $1
		AND returned = ''
		AND NOT overdue_told
		LIMIT 200`, before)
	return waiting, err
}

func markHeldTold(ctx context.Context, tx *sqlx.Tx, network string, before time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE held_posts SET overdue_told = true
		WHERE network_id = $1
		AND written_on < $2
		AND NOT overdue_told`, network, before)
	return err
}

// returnHeld is errNoRow when it doesn't wait any more, or another moderator has taken it; so is takeHeld.
func returnHeld(ctx context.Context, tx *sqlx.Tx, h HeldPost, by, reason string, today, now time.Time) error {
	return tx.GetContext(ctx, &h.ID, `
		UPDATE held_posts SET returned = $3, returned_on = $4, claimed_by = NULL, claimed_until = NULL
		WHERE network_id = $1
		AND id = $2
		AND returned = ''
		AND (claimed_by IS NULL OR claimed_by = $5 OR claimed_until < $6)
		RETURNING id`, h.Network, h.ID, reason, today, by, now)
}

func takeHeld(ctx context.Context, tx *sqlx.Tx, h HeldPost, by string, now time.Time) error {
	return tx.GetContext(ctx, &h.ID, `
		DELETE FROM held_posts
		WHERE network_id = $1
		AND id = $2
		AND returned = ''
		AND (claimed_by IS NULL OR claimed_by = $3 OR claimed_until < $4)
		RETURNING id`, h.Network, h.ID, by, now)
}

func deleteOwnHeld(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM held_posts
		WHERE network_id = $1
		AND id = $2
		AND author_id = $3`, a.Network, id, a.Member)
	return err
}
