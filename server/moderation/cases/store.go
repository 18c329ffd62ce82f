package cases

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/server/networks"
)

var errNoRow = sql.ErrNoRows

// violates says whether err is the breaking of the named constraint.
func violates(err error, constraint string) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Constraint == constraint
}

const caseColumns = `c.network_id, c.id, c.queue_id, c.first_case, c.kind, c.subject, coalesce(c.member_id::text, '') AS member_id, c.line, c.reason,
		c.hidden, c.opened_at, c.due_at, coalesce(c.claimed_by::text, '') AS claimed_by, c.claimed_until, c.decided, c.sealed, c.forget_on`

const waitingColumns = caseColumns + `,
		(SELECT count(*) FROM reports r WHERE r.network_id = c.network_id AND r.case_id = c.first_case) AS reports`

func insertCase(ctx context.Context, tx *sqlx.Tx, of Case) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO cases (network_id, id, queue_id, first_case, kind, subject, member_id, line, reason, opened_at, due_at, sealed, forget_on)
		VALUES (:network_id, :id, :queue_id, :first_case, :kind, :subject, CAST(nullif(:member_id, '') AS uuid), :line, :reason, :opened_at,
			:due_at, :sealed, :forget_on)`, of)
	return err
}

// lockOpen is the open case about the same thing, in the same hands.
func lockOpen(ctx context.Context, tx *sqlx.Tx, like Case) (of Case, err error) {
	err = tx.GetContext(ctx, &of, `
		SELECT `+caseColumns+`
		FROM cases c
		WHERE c.network_id = $1
		AND c.kind = $2
		AND c.subject = $3
		AND c.line = $4
		AND c.id = c.first_case
		AND NOT c.decided
		FOR NO KEY UPDATE`, like.Network, like.Kind, like.Subject, like.Line)
	return of, err
}

// insertReport gives the report its case's next number, under the case's lock; false when its reporter reported it before.
func insertReport(ctx context.Context, tx *sqlx.Tx, r report, today time.Time) (first bool, err error) {
	result, err := tx.ExecContext(ctx, `
		INSERT INTO reports (network_id, case_id, number, reporter_id, vouched, reason, sealed, reported_on)
		SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7
		FROM reports
		WHERE network_id = $1
		AND case_id = $2
		ON CONFLICT ON CONSTRAINT reports_once DO NOTHING`, r.Network, r.Case, r.Reporter, r.Vouched, r.Reason, r.Sealed, today)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func countReports(ctx context.Context, q sqlx.QueryerContext, a networks.Actor, today time.Time) (n int, err error) {
	err = sqlx.GetContext(ctx, q, &n, `
		SELECT count(*)
		FROM reports
		WHERE network_id = $1
		AND reporter_id = $2
		AND reported_on = $3`, a.Network, a.Member, today)
	return n, err
}

// countVouched counts the vouched reporters for reasons that hide, and among them those for whom one is enough.
func countVouched(ctx context.Context, tx *sqlx.Tx, of Case) (vouched, exposed int, err error) {
	err = tx.QueryRowContext(ctx, `
		SELECT count(*), count(*) FILTER (WHERE reason IN ('exploits', 'exposes'))
		FROM reports
		WHERE network_id = $1
		AND case_id = $2
		AND vouched
		AND reason NOT IN ('danger', 'worried')`, of.Network, of.ID).Scan(&vouched, &exposed)
	return vouched, exposed, err
}

func markHidden(ctx context.Context, tx *sqlx.Tx, of Case) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE cases SET hidden = true
		WHERE network_id = $1
		AND id = $2`, of.Network, of.ID)
	return err
}

func readQueue(ctx context.Context, q sqlx.QueryerContext, queue string) (list []Waiting, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT `+waitingColumns+`
		FROM cases c
		WHERE c.queue_id = $1
		AND NOT c.decided
		ORDER BY c.reason NOT IN ('danger', 'worried', 'exploits') OR c.id <> c.first_case, c.due_at, c.id
		LIMIT $2`, queue, CasesAtOnce)
	return list, err
}

// readCase is an open case of a queue.
func readCase(ctx context.Context, q sqlx.QueryerContext, queue, id string) (w Waiting, err error) {
	err = sqlx.GetContext(ctx, q, &w, `
		SELECT `+waitingColumns+`
		FROM cases c
		WHERE c.queue_id = $1
		AND c.id = $2
		AND NOT c.decided`, queue, id)
	return w, err
}

func readAnyCase(ctx context.Context, q sqlx.QueryerContext, network, id string) (of Case, err error) {
	err = sqlx.GetContext(ctx, q, &of, `
		SELECT `+caseColumns+`
		FROM cases c
		WHERE c.network_id = $1
		AND c.id = $2`, network, id)
	return of, err
}

// claim is errNoRow when somebody else has taken the case, or it has been decided.
func claim(ctx context.Context, tx *sqlx.Tx, of Case, member string, now, until time.Time) error {
	return tx.GetContext(ctx, new(string), `
		UPDATE cases SET claimed_by = $3, claimed_until = $5
		WHERE network_id = $1
		AND id = $2
		AND NOT decided
		AND (claimed_by IS NULL OR claimed_by = $3 OR claimed_until < $4)
		RETURNING id`, of.Network, of.ID, member, now, until)
}

func letGo(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cases SET claimed_by = NULL, claimed_until = NULL
		WHERE queue_id = $1
		AND id = $2
		AND claimed_by = $3
		AND NOT decided`, a.Network, id, a.Member)
	return err
}

// lockClaimed is errNoRow when the case isn't this member's to decide any more.
func lockClaimed(ctx context.Context, tx *sqlx.Tx, c Case, member string, now time.Time) (of Case, err error) {
	err = tx.GetContext(ctx, &of, `
		SELECT `+caseColumns+`
		FROM cases c
		WHERE c.network_id = $1
		AND c.id = $2
		AND c.claimed_by = $3
		AND c.claimed_until > $4
		AND NOT c.decided
		FOR NO KEY UPDATE`, c.Network, c.ID, member, now)
	return of, err
}

// closeCase leaves no time of a case but days.
func closeCase(ctx context.Context, tx *sqlx.Tx, of Case) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE cases SET decided = true, claimed_by = NULL, claimed_until = NULL,
			opened_at = date_trunc('day', opened_at), due_at = date_trunc('day', due_at)
		WHERE network_id = $1
		AND id = $2`, of.Network, of.ID)
	return err
}

func readReports(ctx context.Context, q sqlx.QueryerContext, of Case) (reports []report, err error) {
	err = sqlx.SelectContext(ctx, q, &reports, `
		SELECT reason, sealed
		FROM reports
		WHERE network_id = $1
		AND case_id = $2
		ORDER BY number
		LIMIT 50`, of.Network, of.ID)
	return reports, err
}

func readReporters(ctx context.Context, q sqlx.QueryerContext, of Case) (ids []string, err error) {
	err = sqlx.SelectContext(ctx, q, &ids, `
		SELECT reporter_id
		FROM reports
		WHERE network_id = $1
		AND case_id = $2
		AND reporter_id IS NOT NULL
		ORDER BY reporter_id
		LIMIT 200`, of.Network, of.ID)
	return ids, err
}

// readDecidedFirst says whether a member of who acts decided what a case is an appeal against.
func readDecidedFirst(ctx context.Context, q sqlx.QueryerContext, of Case, self Self) (decided bool, err error) {
	err = sqlx.GetContext(ctx, q, &decided, `
		SELECT EXISTS (
			SELECT
			FROM case_decisions
			WHERE network_id = $1
			AND case_id = $2
			AND decided_by = $3
		)`, of.Network, of.FirstCase, self.Member)
	return decided, err
}

// readMarked says whether a member reported it, has marked a conflict with whom it is about, or is parted from her.
func readMarked(ctx context.Context, q sqlx.QueryerContext, of Case, member string) (marked bool, err error) {
	err = sqlx.GetContext(ctx, q, &marked, `
		SELECT EXISTS (SELECT FROM reports WHERE network_id = $1 AND case_id = $2 AND reporter_id = $4)
		OR EXISTS (SELECT FROM case_conflicts WHERE network_id = $1 AND member_id = $4 AND about_id = nullif($3, '')::uuid)
		OR parted($1, nullif($3, '')::uuid, $4)`, of.Network, of.FirstCase, of.Member, member)
	return marked, err
}

func insertConflict(ctx context.Context, db sqlx.ExecerContext, a networks.Actor, about string) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO case_conflicts (network_id, member_id, about_id)
		VALUES ($1, $2, $3)
		ON CONFLICT DO NOTHING`, a.Network, a.Member, about)
	return err
}

func readConflicts(ctx context.Context, q sqlx.QueryerContext, a networks.Actor) (about []string, err error) {
	err = sqlx.SelectContext(ctx, q, &about, `
		SELECT about_id
		FROM case_conflicts
		WHERE network_id = $1
		AND member_id = $2
		LIMIT 1000`, a.Network, a.Member)
	return about, err
}

// forgetClaims leaves no time of a claim that is over.
func forgetClaims(ctx context.Context, db sqlx.ExecerContext, now time.Time) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cases SET claimed_by = NULL, claimed_until = NULL
		WHERE claimed_until < $1`, now)
	return err
}

func keepUntil(ctx context.Context, tx *sqlx.Tx, of Case, day time.Time) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE cases SET forget_on = $3
		WHERE network_id = $1
		AND id = $2`, of.Network, of.ID, day)
	return err
}

func readOld(ctx context.Context, q sqlx.QueryerContext, today time.Time) (old []Case, err error) {
	err = sqlx.SelectContext(ctx, q, &old, `
		SELECT `+caseColumns+`
		FROM cases c
		WHERE c.forget_on <= $1
		ORDER BY c.forget_on
		LIMIT $2`, today, sweptAtOnce)
	return old, err
}

func deleteCase(ctx context.Context, db sqlx.ExecerContext, of Case) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM cases
		WHERE network_id = $1
		AND id = $2`, of.Network, of.ID)
	return err
}

func readOverdue(ctx context.Context, q sqlx.QueryerContext, now time.Time) (late []Case, err error) {
	err = sqlx.SelectContext(ctx, q, &late, `
		SELECT `+caseColumns+`
		FROM cases c
		WHERE c.due_at < $1
		AND NOT c.decided
		AND NOT c.overdue_told
		ORDER BY c.due_at
		LIMIT $2`, now, sweptAtOnce)
	return late, err
}

func markOverdueTold(ctx context.Context, tx *sqlx.Tx, of Case) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE cases SET overdue_told = true
		WHERE network_id = $1
		AND id = $2`, of.Network, of.ID)
	return err
}
