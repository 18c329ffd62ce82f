package stream

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func appendEvent(ctx context.Context, tx *sqlx.Tx, ch Channel, kind, ref string) (int64, error) {
	var seq int64
	err := tx.GetContext(ctx, &seq, `SELECT stream_append($1, $2, $3)`, ch, kind, ref)
	return seq, err
}

// HeadSQL is the query for a channel's head, seq and epoch, with its network and name given as SQL: for a page that reads
// its head in the same statement as its rows, and so in the same snapshot.
func HeadSQL(network, channel string) string {
	return `
		SELECT
		coalesce((SELECT seq FROM stream_channels WHERE network_id = ` + network + ` AND channel = ` + channel + `), 0) AS seq,
		(SELECT epoch FROM stream_epoch) AS epoch`
}

func readHead(ctx context.Context, q sqlx.QueryerContext, ch Channel) (Position, error) {
	var p Position
	err := q.QueryRowxContext(ctx, HeadSQL("$1", "$2"), ch.Network(), ch).Scan(&p.Seq, &p.Epoch)
	return p, err
}

func readHeads(ctx context.Context, q sqlx.QueryerContext, channels []Channel) (map[Channel]int64, string, error) {
	networks := make([]string, len(channels))
	names := make([]string, len(channels))
	for i, ch := range channels {
		networks[i], names[i] = ch.Network(), string(ch)
	}
	rows, err := q.QueryxContext(ctx, `
		SELECT e.epoch, coalesce(c.channel, ''), coalesce(c.seq, 0)
		FROM stream_epoch e
		LEFT JOIN (
			unnest($1::uuid[], $2::text[]) AS f (network_id, channel)
			JOIN stream_channels c USING (network_id, channel)
		) ON true`, pq.Array(networks), pq.Array(names))
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	heads := make(map[Channel]int64, len(channels))
	var epoch string
	for rows.Next() {
		var ch Channel
		var seq int64
		if err := rows.Scan(&epoch, &ch, &seq); err != nil {
			return nil, "", err
		}
		if ch != "" {
			heads[ch] = seq
		}
	}
	return heads, epoch, rows.Err()
}

const sinceSQL = `
	SELECT p.epoch, coalesce(c.seq, 0), coalesce(e.seq, 0), coalesce(e.kind, ''), coalesce(e.ref, '')
	FROM stream_epoch p
	LEFT JOIN stream_channels c ON c.network_id = $1 AND c.channel = $2
	LEFT JOIN LATERAL (
		SELECT seq, kind, ref
		FROM stream_events
		WHERE network_id = $1
		AND channel = $2
		AND seq > $3
		ORDER BY seq
		LIMIT $4
	) e ON true
	ORDER BY e.seq`

// readSince uses sinceSQL, prepared.
func readSince(ctx context.Context, since *sqlx.Stmt, ch Channel, after int64, limit int) ([]Event, Position, error) {
	rows, err := since.QueryxContext(ctx, ch.Network(), ch, after, limit)
	if err != nil {
		return nil, Position{}, err
	}
	defer rows.Close()
	var events []Event
	var head Position
	for rows.Next() {
		e := Event{Channel: ch}
		if err := rows.Scan(&head.Epoch, &head.Seq, &e.Seq, &e.Kind, &e.Ref); err != nil {
			return nil, Position{}, err
		}
		if e.Seq > 0 {
			events = append(events, e)
		}
	}
	return events, head, rows.Err()
}

// notify needs no durability: its commit waits for no disk.
func notify(ctx context.Context, db *sqlx.DB, texts []string) error {
	_, err := db.ExecContext(ctx, `
		SELECT set_config('synchronous_commit', 'off', true), count(pg_notify($1, t))
		FROM unnest($2::text[]) AS t`, notifyChannel, pq.Array(texts))
	return err
}

func deleteEvents(ctx context.Context, db *sqlx.DB, before time.Time, limit int) (int64, error) {
	result, err := db.ExecContext(ctx, `
		DELETE FROM stream_events e
		USING (
			SELECT network_id, channel, seq
			FROM stream_events
			WHERE day < $1
			LIMIT $2
		) old
		WHERE e.network_id = old.network_id
		AND e.channel = old.channel
		AND e.seq = old.seq`, before.Format(time.DateOnly), limit)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func deleteEnded(ctx context.Context, db *sqlx.DB, before time.Time) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM stream_channels
		WHERE (network_id = $1 OR ended)
		AND day < $2`, noNetwork, before.Format(time.DateOnly))
	return err
}

func endChannels(ctx context.Context, db *sqlx.DB, network, name string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE stream_channels SET ended = true
		WHERE network_id = $1
		AND split_part(channel, '/', -1) = $2`, network, name)
	return err
}

func renewEpoch(ctx context.Context, db *sqlx.DB) error {
	_, err := db.ExecContext(ctx, `
		WITH here AS (
			SELECT concat_ws('/', s.system_identifier, c.timeline_id, d.oid) AS cluster
			FROM pg_control_system() s, pg_control_checkpoint() c, pg_database d
			WHERE d.datname = current_database()
		)
		UPDATE stream_epoch e
		SET epoch = gen_random_uuid(), cluster = here.cluster
		FROM here
		WHERE e.cluster <> here.cluster`)
	return err
}
