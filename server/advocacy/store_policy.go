package advocacy

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// insertProcess returns the id of the process that the form noted: another's when it was sent before.
func insertProcess(ctx context.Context, tx *sqlx.Tx, p Process, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO processes (network_id, campaign_id, id, once, template, name, lang, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT ON CONSTRAINT processes_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, p.Network, p.Campaign, p.ID, once, p.Template, p.Name, p.Lang, p.Source)
	return id, err
}

func readProcesses(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (all []Process, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT network_id, campaign_id, id, template, name, lang, source
		FROM processes
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY template, name, id
		LIMIT $3`, network, campaign, ProcessesAtMost)
	return all, err
}

func deleteProcess(ctx context.Context, tx *sqlx.Tx, network, campaign, id string) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM processes
		WHERE network_id = $1
		AND campaign_id = $2
		AND id = $3`, network, campaign, id)
	return err
}

// insertStage says whether the stage is noted now: a form that was sent before notes nothing.
func insertStage(ctx context.Context, tx *sqlx.Tx, p Process, once string, s Stage) (noted bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO process_stages (network_id, campaign_id, process_id, step, once, stage, day, precision, expected, lang, note, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT ON CONSTRAINT process_stages_once DO NOTHING`,
		p.Network, p.Campaign, p.ID, s.Step, once, s.Stage, s.Day, s.Precision, s.Expected, s.Lang, s.Note, s.Source)
	if err != nil {
		return false, err
	}
	count, err := result.RowsAffected()
	return count > 0, err
}

// readStages has the earliest first: within a month or a year of which no more is known, as they were noted.
func readStages(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (stages []Stage, err error) {
	err = sqlx.SelectContext(ctx, q, &stages, `
		SELECT process_id, step, stage, day AS "when.day", precision AS "when.precision", expected, lang, note, source
		FROM process_stages
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY process_id, expected, day, step
		LIMIT 1000`, network, campaign)
	return stages, err
}

func deleteStage(ctx context.Context, tx *sqlx.Tx, p Process, step int) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM process_stages
		WHERE network_id = $1
		AND campaign_id = $2
		AND process_id = $3
		AND step = $4`, p.Network, p.Campaign, p.ID, step)
	return err
}

func insertClause(ctx context.Context, tx *sqlx.Tx, p Process, c Clause) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO clauses (network_id, campaign_id, process_id, step, number, fit, place, lang, note)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, p.Network, p.Campaign, p.ID, c.Step, c.Ask, c.Fit, c.Place, c.Lang, c.Note)
	return err
}

func readClauses(ctx context.Context, q sqlx.QueryerContext, network, campaign string) (clauses []Clause, err error) {
	err = sqlx.SelectContext(ctx, q, &clauses, `
		SELECT process_id, step, number, fit, place, lang, note
		FROM clauses
		WHERE network_id = $1
		AND campaign_id = $2
		ORDER BY process_id, step, number
		LIMIT 5000`, network, campaign)
	return clauses, err
}

func deleteClause(ctx context.Context, tx *sqlx.Tx, p Process, c Clause) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM clauses
		WHERE network_id = $1
		AND campaign_id = $2
		AND process_id = $3
		AND step = $4
		AND number = $5`, p.Network, p.Campaign, p.ID, c.Step, c.Ask)
	return err
}
