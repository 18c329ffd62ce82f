package forum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// holdCounted holds words and counts how many of their author wait now. Others who hold words of hers wait until the
// transaction ends: else two could count past each other.
func holdCounted(ctx context.Context, tx *sqlx.Tx, h HeldPost) (waiting int, err error) {
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "held posts of "+h.Author); err != nil {
		return 0, err
	}
	if err := insertHeld(ctx, tx, h); err != nil {
		return 0, err
	}
	err = tx.GetContext(ctx, &waiting, `
		SELECT count(*)
		FROM held_posts
		WHERE network_id = $1
		AND author_id = $2
		AND returned = ''`, h.Network, h.Author)
	return waiting, err
}

// countNewcomersHeld is how much of what newcomers wrote on the post's day waits.
func countNewcomersHeld(ctx context.Context, tx *sqlx.Tx, h HeldPost) (came int, err error) {
	err = tx.GetContext(ctx, &came, `
		SELECT count(*)
		FROM held_posts h
		JOIN members m ON m.network_id = h.network_id AND m.id = h.author_id
		WHERE h.network_id = $1
		AND h.written_on = $2
		AND h.returned = ''
		AND m.standing = 'newcomer'`, h.Network, h.WrittenOn)
	return came, err
}

func deleteOldDrafts(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM drafts
		WHERE saved_on < $1`, before)
	return err
}

func deleteOldReturned(ctx context.Context, db sqlx.ExecerContext, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM held_posts
		WHERE returned_on < $1`, before)
	return err
}
