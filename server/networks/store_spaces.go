package networks

import (
	"context"

	"github.com/jmoiron/sqlx"
)

const spaceColumns = `network_id, id, purpose, name, lang, reads, writes, posting, band, languages, place, sensitive, revision, once`

// insertSpace returns the space's id, or that of the space which the same form opened before.
func insertSpace(ctx context.Context, tx *sqlx.Tx, s Space) (id string, err error) {
	insert, err := tx.PrepareNamedContext(ctx, `
		INSERT INTO spaces (network_id, id, purpose, name, lang, reads, writes, posting, band, languages, place, sensitive, once)
		VALUES (:network_id, :id, :purpose, :name, :lang, :reads, :writes, :posting, :band, :languages, :place, :sensitive, :once)
		ON CONFLICT ON CONSTRAINT spaces_once DO UPDATE SET once = spaces.once
		RETURNING id`)
	if err != nil {
		return "", err
	}
	defer insert.Close()
	err = insert.GetContext(ctx, &id, s)
	return id, err
}

func readSpaces(ctx context.Context, q sqlx.QueryerContext, network string) (spaces []Space, err error) {
	err = sqlx.SelectContext(ctx, q, &spaces, `
		SELECT `+spaceColumns+`
		FROM spaces
		WHERE network_id = $1
		ORDER BY place, id
		LIMIT 200`, network)
	return spaces, err
}

// SpaceSQL is the query for one space, with its network and id given as SQL: for a statement that reads a space together
// with what stands in it. Whoever uses it asks Allow, as Space does.
func SpaceSQL(network, id string) string {
	return `
		SELECT ` + spaceColumns + `
		FROM spaces
		WHERE network_id = ` + network + `
		AND id = ` + id
}

// Fields are where a row of SpaceSQL is scanned to.
func (s *Space) Fields() []any {
	return []any{&s.Network, &s.ID, &s.Purpose, &s.Name, &s.Lang, &s.Reads, &s.Writes, &s.Posting, &s.Band, &s.Languages, &s.Place,
		&s.Sensitive, &s.Revision, &s.Once}
}

func readSpace(ctx context.Context, q *sqlx.Stmt, network, id string) (space Space, err error) {
	err = q.QueryRowContext(ctx, network, id).Scan(space.Fields()...)
	return space, err
}

// lockSpace waits for all who are writing the first words of a topic there, and lets nobody begin meanwhile: a topic
// refers to its space's row.
func lockSpace(ctx context.Context, tx *sqlx.Tx, network, id string) (space Space, err error) {
	err = tx.GetContext(ctx, &space, SpaceSQL("$1", "$2")+`
		FOR UPDATE`, network, id)
	return space, err
}

// holdSpace keeps the space as it is until the transaction ends.
func holdSpace(ctx context.Context, tx *sqlx.Tx, network, id string) (space Space, err error) {
	err = tx.QueryRowContext(ctx, SpaceSQL("$1", "$2")+`
		FOR SHARE`, network, id).Scan(space.Fields()...)
	return space, err
}

func updateSpace(ctx context.Context, tx *sqlx.Tx, s Space) error {
	_, err := tx.NamedExecContext(ctx, `
		UPDATE spaces SET name = :name, lang = :lang, reads = :reads, writes = :writes, posting = :posting, band = :band,
			languages = :languages, place = :place, sensitive = :sensitive, revision = revision + 1
		WHERE network_id = :network_id
		AND id = :id`, s)
	return err
}

func countSpaces(ctx context.Context, tx *sqlx.Tx, network string) (spaces int, err error) {
	err = tx.GetContext(ctx, &spaces, `
		SELECT count(*)
		FROM spaces
		WHERE network_id = $1`, network)
	return spaces, err
}

// readAll reads the members who are in a network, in the order of their ids, so many at a time after the given one.
func readAll(ctx context.Context, q sqlx.QueryerContext, network, after string, most int) (members []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND m.id > $2
		AND m.standing <> 'left'
		ORDER BY m.id
		LIMIT $3`, network, after, most)
	return members, err
}
