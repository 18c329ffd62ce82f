package advocacy

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

func insertTarget(ctx context.Context, tx *sqlx.Tx, t Target, once string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO targets (network_id, campaign_id, id, once, kind, name, lang, influence, listens_to)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT ON CONSTRAINT targets_once DO NOTHING`, t.Network, t.Campaign, t.ID, once, t.Kind, t.Name, t.Lang, t.Influence, t.ListensTo)
	return err
}

func updateTarget(ctx context.Context, tx *sqlx.Tx, t Target) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE targets SET kind = $4, name = $5, lang = $6, influence = $7, listens_to = $8, revision = revision + 1
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, t.Network, t.Campaign, t.ID, t.Kind, t.Name, t.Lang, t.Influence, t.ListensTo)
	return err
}

// deleteTarget takes it out of what others listen to, too.
func deleteTarget(ctx context.Context, tx *sqlx.Tx, network, campaign, id string) error {
	if _, err := tx.ExecContext(ctx, `
		DELETE FROM targets
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE targets SET listens_to = array_remove(listens_to, $3::uuid), revision = revision + 1
		WHERE network_id = $1
		AND campaign_id = $2
		AND $3::uuid = ANY(listens_to)`, network, campaign, id)
	return err
}

func readTargets(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (targets []Target, err error) {
	err = sqlx.SelectContext(ctx, q, &targets, `
		SELECT network_id, campaign_id, id, kind, name, lang, influence, listens_to, revision
		FROM targets
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY influence DESC, kind, name, id
		LIMIT $3`, network, campaign, TargetsAtMost)
	return targets, err
}

func insertPosition(ctx context.Context, tx *sqlx.Tx, a Ask, p Position) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO positions (network_id, campaign_id, target_id, number, step, stance, day, lang, evidence)
		SELECT $1, $2, $3, $4, 1 + coalesce(max(step), 0), $5, $6, $7, $8
		FROM positions
		WHERE network_id = $1
		AND campaign_id = $2
		AND target_id = $3
		AND number = $4`, a.Network, a.Campaign, p.Target, a.Number, p.Stance, p.Day, p.Lang, p.Evidence)
	return err
}

func readPositions(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (positions []Position, err error) {
	err = sqlx.SelectContext(ctx, q, &positions, `
		SELECT target_id, number, step, stance, day, lang, evidence
		FROM positions
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY target_id, number, day DESC, step DESC
		LIMIT 5000`, network, campaign)
	return positions, err
}

func insertCommitment(ctx context.Context, tx *sqlx.Tx, a Ask, id string, d CommitmentDraft) error {
	var due *time.Time
	if !d.DueOn.IsZero() {
		due = &d.DueOn
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO commitments (network_id, campaign_id, id, once, number, target_id, lang, words, source, said_on, due_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT ON CONSTRAINT commitments_once DO NOTHING`, a.Network, a.Campaign, id, d.Once, a.Number, d.Target, d.Lang, d.Words, d.Source, d.SaidOn, due)
	return err
}

func readCommitments(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (all []Commitment, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT c.id, c.campaign_id, c.number, t.name AS target, t.lang AS target_lang, t.kind, c.lang, c.words, c.source, c.said_on, c.due_on,
		c.state, c.did_lang, c.did, c.did_source, c.did_on
		FROM commitments c
		JOIN targets t ON t.network_id = c.network_id AND t.campaign_id = c.campaign_id AND t.id = c.target_id
		WHERE c.network_id = $1
		AND c.campaign_id = $2
		ORDER BY c.due_on NULLS LAST, c.said_on, c.id
		LIMIT $3`, network, campaign, CommitmentsAtMost)
	return all, err
}

func settleCommitment(ctx context.Context, tx *sqlx.Tx, network, campaign, id string, r Result) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE commitments SET state = $4, did_lang = $5, did = $6, did_source = $7, did_on = $8
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id, r.State, r.Lang, r.Did, r.Source, r.Day)
	return err
}

func deleteCommitment(ctx context.Context, tx *sqlx.Tx, network, campaign, id string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM commitments
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id)
	return err
}
