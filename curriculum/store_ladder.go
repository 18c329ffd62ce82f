package curriculum

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// readStanding reads a level and the last day on which somebody looked at her practice with her.
func readStanding(ctx context.Context, q sqlx.QueryerContext, network, member string) (s Standing, seen time.Time, err error) {
	err = q.QueryRowxContext(ctx, `
		SELECT l.level, l.reached, l.since, coalesce(l.prepared_by::text, ''), greatest(l.since,
			(SELECT max(day) FROM supervisions s WHERE s.network_id = l.network_id AND s.member_id = l.member_id),
			(SELECT max(day) FROM observations o WHERE o.network_id = l.network_id AND o.member_id = l.member_id AND o.agreed))
		FROM levels l
		WHERE l.network_id = $1
		AND l.member_id = $2`, network, member).Scan(&s.Level, &s.Furthest, &s.since, &s.PreparedBy, &seen)
	return s, seen, err
}

func countPractice(ctx context.Context, q sqlx.QueryerContext, network, member string, parts []string) (sessions, observations int, err error) {
	err = q.QueryRowxContext(ctx, `
		SELECT count(*), count(*) FILTER (WHERE o.agreed)
		FROM deliverers d
		LEFT JOIN observations o USING (network_id, cohort_id, number, member_id)
		WHERE d.network_id = $1
		AND d.member_id = $2
		AND d.part = ANY($3)`, network, member, pq.Array(parts)).Scan(&sessions, &observations)
	return sessions, observations, err
}

// upsertLevel takes a step, if she still stands where it begins.
func upsertLevel(ctx context.Context, db sqlx.ExecerContext, a Actor, from, to string, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO levels (network_id, member_id, level, reached, since, prepared_by)
		VALUES ($1, $2, $4, $4, $5, (
			SELECT observer_id
			FROM observations
			WHERE network_id = $1
			AND member_id = $2
			AND agreed
			ORDER BY day DESC, cohort_id, number DESC
			LIMIT 1
		))
		ON CONFLICT (network_id, member_id) DO UPDATE
		SET level = EXCLUDED.level, reached = EXCLUDED.reached, since = EXCLUDED.since, prepared_by = EXCLUDED.prepared_by
		WHERE levels.level = $3`, a.Network, a.Member, from, to, today)
	return err
}

// updateLevel moves her down, or back up; her rest and who prepared her stay.
func updateLevel(ctx context.Context, db sqlx.ExecerContext, a Actor, from, to, reached string, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO levels (network_id, member_id, level, reached, since)
		VALUES ($1, $2, $4, $5, $6)
		ON CONFLICT (network_id, member_id) DO UPDATE
		SET level = EXCLUDED.level
		WHERE levels.level = $3`, a.Network, a.Member, from, to, reached, today)
	return err
}

func readPrepared(ctx context.Context, q sqlx.QueryerContext, a Actor) (members []string, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT member_id
		FROM levels
		WHERE network_id = $1
		AND prepared_by = $2
		ORDER BY member_id
		LIMIT 100`, a.Network, a.Member)
	return members, err
}

func upsertCalibration(ctx context.Context, db sqlx.ExecerContext, a Actor, rubric int, e Examples) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO calibrations (network_id, member_id, rubric, scores)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (network_id, member_id) DO UPDATE
		SET rubric = EXCLUDED.rubric, scores = EXCLUDED.scores`, a.Network, a.Member, rubric, e)
	return err
}

func readCalibration(ctx context.Context, q sqlx.QueryerContext, a Actor, rubric int) (e Examples, err error) {
	err = sqlx.GetContext(ctx, q, &e, `
		SELECT scores
		FROM calibrations
		WHERE network_id = $1
		AND member_id = $2
		AND rubric = $3`, a.Network, a.Member, rubric)
	return e, err
}

// lockObservation is what was seen before, and whether it waits for an answer: false for none.
func lockObservation(ctx context.Context, tx *sqlx.Tx, network string, of Observation) (was Observation, waits bool, err error) {
	err = tx.GetContext(ctx, &was, `
		SELECT cohort_id, number, member_id, coalesce(observer_id::text, '') AS observer_id, rubric, scores, day, agreed
		FROM observations
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND member_id = $4
		FOR UPDATE`, network, of.Cohort, of.Number, of.Member)
	if errors.Is(err, errNoRow) {
		return Observation{}, false, nil
	}
	return was, err == nil && !was.Agreed, err
}

// upsertObservation keeps what was seen, unless the other has agreed to an earlier one. Without a delivery there is nothing to keep.
func upsertObservation(ctx context.Context, db sqlx.ExecerContext, network string, o Observation) (kept bool, err error) {
	result, err := db.ExecContext(ctx, `
		INSERT INTO observations (network_id, cohort_id, number, member_id, observer_id, rubric, scores, day)
		SELECT network_id, cohort_id, number, member_id, $5, $6, $7, $8
		FROM deliverers
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND member_id = $4
		ON CONFLICT (network_id, cohort_id, number, member_id) DO UPDATE
		SET observer_id = EXCLUDED.observer_id, rubric = EXCLUDED.rubric, scores = EXCLUDED.scores, day = EXCLUDED.day
		WHERE NOT observations.agreed`, network, o.Cohort, o.Number, o.Member, o.Observer, o.Rubric, o.Scores, o.Day)
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows == 1, err
}

func readObservations(ctx context.Context, q sqlx.QueryerContext, a Actor) (all []Observation, err error) {
	err = sqlx.SelectContext(ctx, q, &all, `
		SELECT cohort_id, number, member_id, coalesce(observer_id::text, '') AS observer_id, rubric, scores, day, agreed
		FROM observations
		WHERE network_id = $1
		AND member_id = $2
		ORDER BY agreed, day DESC, cohort_id, number
		LIMIT 50`, a.Network, a.Member)
	return all, err
}

func agreeObservation(ctx context.Context, db sqlx.ExecerContext, a Actor, id string, number int) error {
	_, err := db.ExecContext(ctx, `
		UPDATE observations SET agreed = true
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND member_id = $4`, a.Network, id, number, a.Member)
	return err
}

func deleteObservation(ctx context.Context, db sqlx.ExecerContext, a Actor, id string, number int) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM observations
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		AND member_id = $4`, a.Network, id, number, a.Member)
	return err
}
