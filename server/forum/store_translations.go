package forum

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

// nobody is the list of those parted from a reader who is parted from nobody.
var nobody = pq.StringArray{}

// translationColumns are taken from a translation t and its source, see sourceJoin.
const translationColumns = `
		t.network_id, t.topic_id, t.number, t.lang, t.id, t.author_id, t.named, t.machine, t.body, t.note,
		t.agreed_by IS NOT NULL AS agreed, t.source <> source.hash AS stale, t.written_on`

// sourceJoin finds what a translation t is of, as it is now. What was erased has no translation.
const sourceJoin = `
		CROSS JOIN LATERAL (
			SELECT words_hash(body, note) AS hash
			FROM posts
			WHERE network_id = t.network_id
			AND topic_id = t.topic_id
			AND number = t.number
			AND NOT gone
			UNION ALL
			SELECT words_hash(title, note)
			FROM topics
			WHERE network_id = t.network_id
			AND id = t.topic_id
			AND t.number = 0
		) source`

// shownFirst orders translations of one text into one language: of the words as they are, agreed to, new.
const shownFirst = `t.source <> source.hash, t.agreed_by IS NULL, t.written_on DESC, t.id`

const toldSQL = `
		SELECT DISTINCT ON (t.number) ` + translationColumns + `
		FROM translations t` + sourceJoin + `
		WHERE t.network_id = $1
		AND t.topic_id = $2
		AND t.lang = $3
		AND (t.number = 0 OR t.number BETWEEN $4 AND $5)
		AND t.author_id <> ALL($6::uuid[])
		ORDER BY t.number, ` + shownFirst

func readTold(ctx context.Context, told *sqlx.Stmt, network, topic, lang string, from, to int, parted pq.StringArray) (list []Translation, err error) {
	err = told.SelectContext(ctx, &list, network, topic, lang, from, to, parted)
	return list, err
}

func readTitles(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, lang string, topics []string) (list []Translation, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT DISTINCT ON (t.topic_id) `+translationColumns+`
		FROM translations t`+sourceJoin+`
		WHERE t.network_id = $1
		AND t.topic_id = ANY($2::uuid[])
		AND t.number = 0
		AND t.lang = $3
		AND t.author_id <> ALL($4::uuid[])
		ORDER BY t.topic_id, `+shownFirst, a.Network, pq.Array(topics), lang, partedFrom(a))
	return list, err
}

func readTranslations(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, topic string, number int) (list []Translation, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+translationColumns+`
		FROM translations t`+sourceJoin+`
		WHERE t.network_id = $1
		AND t.topic_id = $2
		AND t.number = $3
		AND t.author_id <> ALL($4::uuid[])
		ORDER BY t.lang, `+shownFirst+`
		LIMIT 50`, a.Network, topic, number, partedFrom(a))
	return list, err
}

func readTranslation(ctx context.Context, q sqlx.QueryerContext, network, topic, id string) (t Translation, err error) {
	err = sqlx.GetContext(ctx, q, &t, `
		SELECT `+translationColumns+`
		FROM translations t`+sourceJoin+`
		WHERE t.network_id = $1
		AND t.topic_id = $2
		AND t.id = $3`, network, topic, id)
	return t, err
}

// lockOriginal reads what a translation is of, and keeps it from being changed or erased until the transaction ends.
func lockOriginal(ctx context.Context, tx *sqlx.Tx, t Translation) (of original, err error) {
	if t.Number == Title {
		err = tx.GetContext(ctx, &of, `
			SELECT title AS body, note, lang
			FROM topics
			WHERE network_id = $1
			AND id = $2
			FOR SHARE`, t.Network, t.Topic)
		return of, err
	}
	err = tx.GetContext(ctx, &of, `
		SELECT body, note, lang
		FROM posts
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3
		AND NOT gone
		FOR SHARE`, t.Network, t.Topic, t.Number)
	return of, err
}

func insertTranslation(ctx context.Context, tx *sqlx.Tx, t Translation, of original) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO translations (network_id, topic_id, number, lang, id, author_id, named, machine, body, note, source, written_on, once)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, words_hash($11, $12), $13, $14)`,
		t.Network, t.Topic, t.Number, t.Lang, t.ID, t.Author, t.Named, t.Machine, t.Body, t.Note, of.Body, of.Note, t.WrittenOn, t.Once)
	return err
}

func agreeToTranslation(ctx context.Context, tx *sqlx.Tx, t Translation, reader string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE translations SET agreed_by = $4
		WHERE network_id = $1
		AND topic_id = $2
		AND id = $3
		AND agreed_by IS NULL`, t.Network, t.Topic, t.ID, reader)
	return err
}

// deleteOwnTranslations forgets what the author offered of one text into one language.
func deleteOwnTranslations(ctx context.Context, tx *sqlx.Tx, t Translation) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM translations
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3
		AND lang = $4
		AND author_id = $5`, t.Network, t.Topic, t.Number, t.Lang, t.Author)
	return err
}

func deleteTranslations(ctx context.Context, tx *sqlx.Tx, p Post) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM translations
		WHERE network_id = $1
		AND topic_id = $2
		AND number = $3`, p.Network, p.Topic, p.Number)
	return err
}

func deleteTitleTranslations(ctx context.Context, tx *sqlx.Tx, network string, topics []string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM translations
		WHERE network_id = $1
		AND topic_id = ANY($2::uuid[])
		AND number = 0`, network, pq.Array(topics))
	return err
}
