package cases

import (
	"context"

	"github.com/jmoiron/sqlx"

	"tinig/server/networks"
)

const decisionColumns = `d.network_id, d.case_id, d.first_case, d.decided_by, d.first_by, d.role, d.decision, d.reason, d.lang, d.until, d.decided_on,
		c.kind, c.subject,
		EXISTS (SELECT FROM cases e WHERE e.network_id = d.network_id AND e.first_case = d.case_id AND e.id <> e.first_case) AS appealed`

const decisionJoin = `
		FROM case_decisions d
		JOIN cases c ON c.network_id = d.network_id AND c.id = d.case_id`

func insertDecision(ctx context.Context, tx *sqlx.Tx, d Decision) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO case_decisions (network_id, case_id, first_case, decided_by, first_by, role, decision, reason, lang, until, decided_on)
		VALUES (:network_id, :case_id, :first_case, :decided_by, :first_by, :role, :decision, :reason, :lang, :until, :decided_on)`, d)
	return err
}

func readDecision(ctx context.Context, q sqlx.QueryerContext, network, id string) (d Decision, err error) {
	err = sqlx.GetContext(ctx, q, &d, `
		SELECT `+decisionColumns+decisionJoin+`
		WHERE d.network_id = $1
		AND d.case_id = $2`, network, id)
	return d, err
}

// readFirst is the decision that a case is an appeal against; a first case has none.
func readFirst(ctx context.Context, q sqlx.QueryerContext, of Case) (d Decision, err error) {
	if !of.Appeal() {
		return d, nil
	}
	return readDecision(ctx, q, of.Network, of.FirstCase)
}

// readAnswer is what was decided about the appeal against a decision.
func readAnswer(ctx context.Context, q sqlx.QueryerContext, first Decision) (d Decision, err error) {
	err = sqlx.GetContext(ctx, q, &d, `
		SELECT `+decisionColumns+decisionJoin+`
		WHERE d.network_id = $1
		AND d.first_case = $2
		AND d.case_id <> d.first_case`, first.Network, first.Case)
	return d, err
}

// readAbout are the first decisions about a member that she was told of.
func readAbout(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (about []Decision, err error) {
	err = sqlx.SelectContext(ctx, q, &about, `
		SELECT `+decisionColumns+decisionJoin+`
		WHERE c.network_id = $1
		AND c.member_id = $2
		AND c.id = c.first_case
		AND (d.decision <> 'none' OR c.hidden)
		ORDER BY d.decided_on DESC, d.case_id
		LIMIT $3`, a.Network, a.Member, toldAtOnce)
	return about, err
}

// readDecisionsOn are the earlier first decisions about a member, for who decides on another case.
func readDecisionsOn(ctx context.Context, q sqlx.QueryerContext, network, member, besides string) (earlier []Decision, err error) {
	err = sqlx.SelectContext(ctx, q, &earlier, `
		SELECT `+decisionColumns+decisionJoin+`
		WHERE c.network_id = $1
		AND c.member_id = $2
		AND c.first_case <> $3
		AND c.id = c.first_case
		AND d.decision <> 'none'
		ORDER BY d.decided_on DESC, d.case_id
		LIMIT $4`, network, member, besides, toldAtOnce)
	return earlier, err
}

func readMine(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (mine []Reported, err error) {
	err = sqlx.SelectContext(ctx, q, &mine, `
		SELECT c.kind, r.reason, r.reported_on, c.decided, coalesce(d.decision, 'none') <> 'none' AS acted
		FROM reports r
		JOIN cases c ON c.network_id = r.network_id AND c.id = r.case_id
		LEFT JOIN case_decisions d ON d.network_id = c.network_id AND d.case_id = c.id
		WHERE r.network_id = $1
		AND r.reporter_id = $2
		ORDER BY r.reported_on DESC, r.case_id
		LIMIT $3`, a.Network, a.Member, toldAtOnce)
	return mine, err
}

// readSanctioning are the decided cases of a queue that a sanction may be of.
func readSanctioning(ctx context.Context, q sqlx.QueryerContext, queue string) (decided []Case, err error) {
	err = sqlx.SelectContext(ctx, q, &decided, `
		SELECT `+caseColumns+`
		FROM cases c
		JOIN case_decisions d ON d.network_id = c.network_id AND d.case_id = c.id
		WHERE c.queue_id = $1
		AND c.decided
		AND d.decision IN ('slow', 'mute', 'suspend')
		ORDER BY d.decided_on DESC, c.id
		LIMIT $2`, queue, CasesAtOnce)
	return decided, err
}
