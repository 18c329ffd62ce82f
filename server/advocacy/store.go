package advocacy

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// violates says whether err is the breaking of the named constraint.
func violates(err error, constraint string) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Constraint == constraint
}

// insertCampaign returns the id of the campaign that the form began: another's when it was sent before.
func insertCampaign(ctx context.Context, tx *sqlx.Tx, c Campaign, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO campaigns (network_id, id, once, space_id, languages, starts_on, ends_on, group_until)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT ON CONSTRAINT campaigns_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, c.Network, c.ID, once, c.Space, c.Languages, c.StartsOn, c.EndsOn, c.GroupUntil)
	return id, err
}

func updateCampaign(ctx context.Context, tx *sqlx.Tx, c Campaign) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE campaigns
		SET languages = $3, version = $4, revision = revision + 1, starts_on = $5, ends_on = $6, group_until = $7
		WHERE network_id = $1
		AND id = $2`, c.Network, c.ID, c.Languages, c.Version, c.StartsOn, c.EndsOn, c.GroupUntil)
	return err
}

func endCampaign(ctx context.Context, tx *sqlx.Tx, c Campaign, today time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE campaigns SET ended_on = $3, revision = revision + 1
		WHERE network_id = $1
		AND id = $2`, c.Network, c.ID, today)
	return err
}

func insertText(ctx context.Context, tx *sqlx.Tx, c Campaign) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO campaign_texts (network_id, campaign_id, version, lang, first, title, goal, slogan, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, c.Network, c.ID, c.Text.Version, c.Lang, c.First, c.Title, c.Goal, c.Slogan, c.Day)
	return err
}

const textColumns = `t.version, t.lang, t.first, t.title, t.goal, t.slogan, t.day`

const campaignColumns = `c.network_id, c.id, c.space_id, c.languages, c.version, c.revision, c.starts_on, c.ends_on, c.group_until, c.ended_on,
		t.version AS "text.version", t.lang AS "text.lang", t.first AS "text.first", t.title AS "text.title", t.goal AS "text.goal",
		t.slogan AS "text.slogan", t.day AS "text.day"`

// campaignText finds the text of the version that counts now: in a language, else in the one in which it was written.
const campaignText = `
		CROSS JOIN LATERAL (
			SELECT ` + textColumns + `
			FROM campaign_texts t
			WHERE t.network_id = c.network_id
			AND t.campaign_id = c.id
			AND t.version = c.version
			ORDER BY t.lang = $3 DESC, t.first DESC
			LIMIT 1
		) t`

func readCampaign(ctx context.Context, q sqlx.QueryerContext, network, id, lang string) (c Campaign, err error) {
	err = sqlx.GetContext(ctx, q, &c, `
		SELECT `+campaignColumns+`
		FROM campaigns c`+campaignText+`
		WHERE c.network_id = $1
		AND c.id = $2`, network, id, lang)
	return c, err
}

func lockCampaign(ctx context.Context, tx *sqlx.Tx, network, id string) (c Campaign, err error) {
	err = tx.GetContext(ctx, &c, `
		SELECT `+campaignColumns+`
		FROM campaigns c`+campaignText+`
		WHERE c.network_id = $1
		AND c.id = $2
		FOR UPDATE OF c`, network, id, "")
	return c, err
}

func readCampaigns(ctx context.Context, q sqlx.QueryerContext, network string, spaces []string, lang string, after After) (list []Campaign, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+campaignColumns+`
		FROM campaigns c`+campaignText+`
		WHERE c.network_id = $1
		AND c.space_id = ANY($2)
		AND (c.starts_on, c.id) < ($4, $5)
		ORDER BY c.starts_on DESC, c.id DESC
		LIMIT $6`, network, pq.Array(spaces), lang, after.Day, after.ID, CampaignsAtOnce)
	return list, err
}

// readLed are those of a space that a member leads and that aren't over.
func readLed(ctx context.Context, q sqlx.QueryerContext, network, space, lang, member string) (list []Campaign, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+campaignColumns+`
		FROM campaign_people p
		JOIN campaigns c ON c.network_id = p.network_id AND c.id = p.campaign_id`+campaignText+`
		WHERE p.network_id = $1
		AND p.member_id = $4
		AND p.facilitates
		AND c.space_id = $2
		AND c.ended_on IS NULL
		ORDER BY c.starts_on DESC, c.id
		LIMIT 20`, network, space, lang, member)
	return list, err
}

// readTextIn is the text that counts now in a language, the zero Text when there is none.
func readTextIn(ctx context.Context, q sqlx.QueryerContext, c Campaign, lang string) (Text, error) {
	var texts []Text
	err := sqlx.SelectContext(ctx, q, &texts, `
		SELECT `+textColumns+`
		FROM campaign_texts t
		WHERE t.network_id = $1
		AND t.campaign_id = $2
		AND t.version = $3
		AND t.lang = $4`, c.Network, c.ID, c.Version, lang)
	if err != nil || len(texts) == 0 {
		return Text{}, err
	}
	return texts[0], nil
}

func readTexts(ctx context.Context, q sqlx.QueryerContext, network, id string) (texts []Text, err error) {
	err = sqlx.SelectContext(ctx, q, &texts, `
		SELECT `+textColumns+`
		FROM campaign_texts t
		WHERE t.network_id = $1
		AND t.campaign_id = $2
		ORDER BY t.version DESC, t.first DESC, t.lang
		LIMIT 100`, network, id)
	return texts, err
}

func insertPerson(ctx context.Context, tx *sqlx.Tx, c Campaign, member string, facilitates bool) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO campaign_people (network_id, campaign_id, member_id, facilitates)
		VALUES ($1, $2, $3, $4)`, c.Network, c.ID, member, facilitates)
	return err
}

func updatePerson(ctx context.Context, tx *sqlx.Tx, c Campaign, member string, facilitates bool) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE campaign_people SET facilitates = $4
		WHERE network_id = $1
		AND campaign_id = $2
		AND member_id = $3`, c.Network, c.ID, member, facilitates)
	return err
}

func deletePerson(ctx context.Context, db sqlx.ExecerContext, network, id, member string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM campaign_people
		WHERE network_id = $1
		AND campaign_id = $2
		AND member_id = $3`, network, id, member)
	return err
}

// readPeople has who leads first, and then an order that tells nothing of when they came.
func readPeople(ctx context.Context, q sqlx.QueryerContext, network, id string) (people []Person, err error) {
	err = sqlx.SelectContext(ctx, q, &people, `
		SELECT member_id, facilitates
		FROM campaign_people
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY facilitates DESC, member_id
		LIMIT $3`, network, id, PeopleAtMost)
	return people, err
}

func readWorksOn(ctx context.Context, q sqlx.QueryerContext, network, member string) (ids []string, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `
		SELECT campaign_id
		FROM campaign_people
		WHERE network_id = $1
		AND member_id = $2
		ORDER BY campaign_id
		LIMIT 200`, network, member)
	return ids, err
}
