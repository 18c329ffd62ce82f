package advocacy

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// insertOutcome returns the id of the draft that the form began: another's when it was sent before.
func insertOutcome(ctx context.Context, tx *sqlx.Tx, c Campaign, o Outcome, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO outcomes (network_id, campaign_id, id, once, node, horizon, setback, lang, who, what, place, significance, ours, others, evidence, verifier, topic_id, post,
			number, happened_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $11, '', '', '', '', $12, '', nullif($9, '')::uuid, nullif($10::integer, 0), nullif($13::integer, 0), $14)
		ON CONFLICT ON CONSTRAINT outcomes_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, c.Network, c.ID, o.ID, once, o.Node, o.Horizon, o.Setback, o.Lang, o.Topic, o.Post, o.What, o.Evidence, o.Ask, o.HappenedOn)
	return id, err
}

func readOutcomes(ctx context.Context, q sqlx.QueryerContext, network, campaign string, drafts bool) (all []Outcome, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT id, shown, revision, node, horizon, setback, coalesce(number, 0) AS number, happened_on, lang, who, what, place, significance, ours,
		others, evidence, verifier, coalesce(topic_id::text, '') AS topic_id, coalesce(post, 0) AS post
		FROM outcomes
		WHERE network_id = $1
		AND campaign_id = $2
		AND (shown OR $3)
		ORDER BY happened_on DESC NULLS FIRST, id
		LIMIT $4`, network, campaign, drafts, OutcomesAtMost)
	return all, err
}

func updateOutcome(ctx context.Context, tx *sqlx.Tx, network, campaign string, o Outcome) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE outcomes
		SET revision = revision + 1, node = $4, horizon = $5, setback = $6, number = nullif($7::integer, 0), happened_on = $8, lang = $9, who = $10,
		what = $11, place = $12, significance = $13, ours = $14, others = $15, evidence = $16, verifier = $17
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, o.ID, o.Node, o.Horizon, o.Setback, o.Ask, o.HappenedOn, o.Lang, o.Who, o.What, o.Place, o.Significance,
		o.Ours, o.Others, o.Evidence, o.Verifier)
	return err
}

func showOutcome(ctx context.Context, tx *sqlx.Tx, network, campaign, id string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE outcomes SET shown = true
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id)
	return err
}

func deleteOutcome(ctx context.Context, tx *sqlx.Tx, network, campaign, id string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM outcomes
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id)
	return err
}

func readLinks(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (links []Link, err error) {
	err = sqlx.SelectContext(ctx, q, &links, `
		SELECT place, lang, assumption, verdict, tested_on, revision
		FROM change_links
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY place
		LIMIT 3`, network, campaign)
	return links, err
}

func upsertLink(ctx context.Context, tx *sqlx.Tx, network, campaign string, l Link) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO change_links (network_id, campaign_id, place, lang, assumption, verdict, tested_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (network_id, campaign_id, place) DO UPDATE
		SET lang = EXCLUDED.lang, assumption = EXCLUDED.assumption, verdict = EXCLUDED.verdict, tested_on = EXCLUDED.tested_on,
		revision = change_links.revision + 1`, network, campaign, l.Place, l.Lang, l.Assumption, l.Verdict, l.TestedOn)
	return err
}
