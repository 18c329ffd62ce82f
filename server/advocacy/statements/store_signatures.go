package statements

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func insertCarrier(ctx context.Context, tx *sqlx.Tx, network string, one Statement, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO statement_carriers (network_id, statement_id, home_id, hash, taken_on)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, network, one.ID, one.Network, one.Hash, today)
	return err
}

func isCarried(ctx context.Context, q sqlx.QueryerContext, network string, one Statement) (carried bool, err error) {
	err = sqlx.GetContext(ctx, q, &carried, `
		SELECT EXISTS (
			SELECT FROM statement_carriers
			WHERE network_id = $1
			AND statement_id = $2
		)`, network, one.ID)
	return carried, err
}

// readCarriers are the networks whose members sign a statement, its own first.
func readCarriers(ctx context.Context, q sqlx.QueryerContext, one Statement) (carriers []Carrier, err error) {
	err = sqlx.SelectContext(ctx, q, &carriers, `
		SELECT network_id, count, counted_on
		FROM statement_carriers
		WHERE statement_id = $1
		ORDER BY network_id <> home_id, network_id
		LIMIT 200`, one.ID)
	return carriers, err
}

// readSignature finds a signature by who could have made it, in whichever network. lock is "" or how the row is locked.
func readSignature(ctx context.Context, q sqlx.QueryerContext, statement string, nullifier []byte, lock string) (own Signature, err error) {
	err = sqlx.GetContext(ctx, q, &own, `
		SELECT s.network_id, s.bound, s.hash, s.day, s.shows AS "choice.shows", s.role AS "choice.role", s.country AS "choice.country"
		FROM signatures s
		WHERE s.statement_id = $1
		AND s.nullifier = $2`+lock, statement, nullifier)
	return own, err
}

// readAllCarried are the statements that a network carries or has carried.
func readAllCarried(ctx context.Context, q sqlx.QueryerContext, network string) (statements []string, err error) {
	err = sqlx.SelectContext(ctx, q, &statements, `
		SELECT statement_id
		FROM statement_carriers
		WHERE network_id = $1
		ORDER BY statement_id
		LIMIT 10000`, network)
	return statements, err
}

// readRolePlaces are the places of those signatures, one of each statement at most, that show a role.
func readRolePlaces(ctx context.Context, q sqlx.QueryerContext, network string, statements []string, nullifiers [][]byte) (places []string, err error) {
	err = sqlx.SelectContext(ctx, q, &places, `
		SELECT s.place
		FROM unnest($2::uuid[], $3::bytea[]) AS hers (statement_id, nullifier)
		JOIN signatures s USING (statement_id, nullifier)
		WHERE s.network_id = $1
		AND s.shows = 'role'`, network, pq.Array(statements), pq.ByteaArray(nullifiers))
	return places, err
}

func insertSignature(ctx context.Context, tx *sqlx.Tx, r row) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO signatures (network_id, statement_id, nullifier, bound, hash, shows, member_id, name_mark, role, country, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		r.Network, r.Statement, r.Nullifier, r.Bound, r.Hash, r.Shows, r.Member, r.Mark, r.Role, r.Country, r.Day)
	return err
}

func updateSignature(ctx context.Context, tx *sqlx.Tx, r row) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE signatures
		SET hash = $4, shows = $5, member_id = $6, name_mark = $7, role = $8, country = $9, day = $10
		WHERE network_id = $1
		AND statement_id = $2
		AND nullifier = $3`, r.Network, r.Statement, r.Nullifier, r.Hash, r.Shows, r.Member, r.Mark, r.Role, r.Country, r.Day)
	return err
}

func endGrants(ctx context.Context, tx *sqlx.Tx, r row) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE signature_grants SET ended_on = $4
		WHERE network_id = $1
		AND statement_id = $2
		AND nullifier = $3
		AND ended_on IS NULL`, r.Network, r.Statement, r.Nullifier, r.Day)
	return err
}

func insertGrant(ctx context.Context, tx *sqlx.Tx, r row) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO signature_grants (network_id, statement_id, nullifier, number, hash, shows, given_on)
		SELECT $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6
		FROM signature_grants
		WHERE network_id = $1
		AND statement_id = $2
		AND nullifier = $3`, r.Network, r.Statement, r.Nullifier, r.Hash, r.Shows, r.Day)
	return err
}

// readSigners are those of networks of which a number is told, and of the days that it counts.
func readSigners(ctx context.Context, q sqlx.QueryerContext, statement, after string) (signers []Signer, err error) {
	err = sqlx.SelectContext(ctx, q, &signers, `
		SELECT listed.*
		FROM statement_carriers c
		CROSS JOIN LATERAL (
			SELECT s.network_id, s.member_id, s.name_mark, s.role, s.country, s.place
			FROM signatures s
			WHERE s.network_id = c.network_id
			AND s.statement_id = c.statement_id
			AND s.shows IN ('pseudonym', 'role')
			AND s.day < c.counted_on
			AND s.place > $2
			ORDER BY s.place
			LIMIT $3
		) listed
		WHERE c.statement_id = $1
		AND c.count IS NOT NULL
		ORDER BY listed.place
		LIMIT $3`, statement, after, SignersAtOnce)
	return signers, err
}

func readInside(ctx context.Context, q sqlx.QueryerContext, network, statement string) (signers []Signer, err error) {
	err = sqlx.SelectContext(ctx, q, &signers, `
		SELECT network_id, member_id, name_mark, role, country, place
		FROM signatures
		WHERE network_id = $1
		AND statement_id = $2
		AND shows = 'internal'
		ORDER BY place
		LIMIT $3`, network, statement, SignersAtOnce)
	return signers, err
}

// dueCount is a statement in a network whose signatures are to be counted.
type dueCount struct {
	Network   string `db:"network_id"`
	Statement string `db:"statement_id"`
}

func readDue(ctx context.Context, q sqlx.QueryerContext, today time.Time) (due []dueCount, err error) {
	err = sqlx.SelectContext(ctx, q, &due, `
		SELECT network_id, statement_id
		FROM statement_carriers
		WHERE counted_on IS NULL
		OR counted_on < $1
		ORDER BY counted_on NULLS FIRST
		LIMIT $2`, today, dueAtOnce)
	return due, err
}

// readListed are those who show outside and signed before a day, after a place.
func readListed(ctx context.Context, q sqlx.QueryerContext, d dueCount, today time.Time, after string) (signers []Signer, err error) {
	err = sqlx.SelectContext(ctx, q, &signers, `
		SELECT network_id, member_id, name_mark, role, country, place
		FROM signatures
		WHERE network_id = $1
		AND statement_id = $2
		AND shows IN ('pseudonym', 'role')
		AND day < $3
		AND place > $4
		ORDER BY place
		LIMIT $5`, d.Network, d.Statement, today, after, countedAtOnce)
	return signers, err
}

// countUnseen counts who signed before a day and is counted outside without being shown.
func countUnseen(ctx context.Context, tx *sqlx.Tx, d dueCount, today time.Time) (unseen int, err error) {
	err = tx.GetContext(ctx, &unseen, `
		SELECT count(*)
		FROM signatures
		WHERE network_id = $1
		AND statement_id = $2
		AND shows = 'counted'
		AND day < $3`, d.Network, d.Statement, today)
	return unseen, err
}

func updateCount(ctx context.Context, tx *sqlx.Tx, d dueCount, told *int, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE statement_carriers SET count = $3, counted_on = $4
		WHERE network_id = $1
		AND statement_id = $2`, d.Network, d.Statement, told, today)
	return err
}

// readCarried are the open statements that a network carries, of whichever network they are.
func readCarried(ctx context.Context, q sqlx.QueryerContext, network, lang string) (list []Statement, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+statementColumns+`, title.title, title.title_lang
		FROM statement_carriers carried
		JOIN statements s ON s.network_id = carried.home_id AND s.id = carried.statement_id`+statementTitle+`
		WHERE carried.network_id = $1
		AND s.state = $2
		AND s.withheld_on IS NULL
		ORDER BY s.opened_on DESC, s.id
		LIMIT 50`, network, Open, lang)
	return list, err
}

// readFound are the statements outside that a network carries and in whose text, in one of its languages, all words stand: by their stems where
// PostgreSQL has a dictionary, as posts are found.
func readFound(ctx context.Context, q sqlx.QueryerContext, network, lang, words string, most int) (list []Statement, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+statementColumns+`, title.title, title.title_lang
		FROM statement_carriers carried
		JOIN statements s ON s.network_id = carried.home_id AND s.id = carried.statement_id`+statementTitle+`
		WHERE carried.network_id = $1
		AND s.state = ANY($2)
		AND s.withheld_on IS NULL
		AND EXISTS (
			SELECT newest.lang
			FROM (
				SELECT DISTINCT ON (t.number, t.lang) t.lang, t.body
				FROM statement_texts t
				JOIN statement_sections c ON c.network_id = t.network_id AND c.statement_id = t.statement_id AND c.number = t.number
				WHERE t.network_id = s.network_id
				AND t.statement_id = s.id
				AND c.dropped_on IS NULL
				ORDER BY t.number, t.lang, t.version DESC
			) newest
			GROUP BY newest.lang
			HAVING NOT EXISTS (
				SELECT FROM looked_for($4) looked
				WHERE NOT looked.forms && lexemes('', newest.lang, words_of(string_agg(newest.body, ' ')))
			)
		)
		ORDER BY s.opened_on DESC, s.id
		LIMIT $5`, network, pq.Array(outside), lang, words, most)
	return list, err
}
