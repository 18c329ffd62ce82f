package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

func countPeople(ctx context.Context, tx *sqlx.Tx, c Cohort) (count int, err error) {
	err = tx.GetContext(ctx, &count, `
		SELECT count(*)
		FROM cohort_people
		WHERE network_id = $1
		AND cohort_id = $2`, c.Network, c.ID)
	return count, err
}

// askPeople returns those who are asked now and weren't in the cohort before.
func askPeople(ctx context.Context, tx *sqlx.Tx, c Cohort, part string, members []string, today time.Time) (asked []string, err error) {
	err = tx.SelectContext(ctx, &asked, `
		INSERT INTO cohort_people (network_id, cohort_id, member_id, part, state, asked_on)
		SELECT $1, $2, id, $3, 'asked', $5
		FROM unnest($4::uuid[]) AS id
		ON CONFLICT DO NOTHING
		RETURNING member_id`, c.Network, c.ID, part, pq.Array(members), today)
	return asked, err
}

// lockAsked is the day on which somebody was asked, errNoRow when she isn't any more.
func lockAsked(ctx context.Context, tx *sqlx.Tx, a Actor, id string) (day time.Time, err error) {
	err = tx.GetContext(ctx, &day, `
		SELECT asked_on
		FROM cohort_people
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = $3
		AND state = 'asked'
		FOR UPDATE`, a.Network, id, a.Member)
	return day, err
}

func updateState(ctx context.Context, db sqlx.ExecerContext, a Actor, id, from, to string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cohort_people SET state = $5, asked_on = NULL
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = $3
		AND state = $4`, a.Network, id, a.Member, from, to)
	return err
}

func updatePace(ctx context.Context, db sqlx.ExecerContext, a Actor, id string, own bool) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cohort_people SET own_pace = $4
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = $3`, a.Network, id, a.Member, own)
	return err
}

func deletePerson(ctx context.Context, db sqlx.ExecerContext, a Actor, id string) error {
	_, err := db.ExecContext(ctx, `
		DELETE FROM cohort_people
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id = $3`, a.Network, id, a.Member)
	return err
}

func countTrainers(ctx context.Context, tx *sqlx.Tx, a Actor, id string) (others int, err error) {
	err = tx.GetContext(ctx, &others, `
		SELECT count(*)
		FROM cohort_people
		WHERE network_id = $1
		AND cohort_id = $2
		AND member_id <> $3
		AND part = 'trainer'
		AND state = 'in'`, a.Network, id, a.Member)
	return others, err
}

// readPeople has them in an order that tells nothing of when they came.
func readPeople(ctx context.Context, q sqlx.QueryerContext, network, id string, most int) (people []Person, err error) {
	err = sqlx.SelectContext(ctx, q, &people, `
		SELECT member_id, part, state, own_pace
		FROM cohort_people
		WHERE network_id = $1
		AND cohort_id = $2
		ORDER BY member_id
		LIMIT $3`, network, id, most)
	return people, err
}

func hasPeople(ctx context.Context, q sqlx.QueryerContext, network, id string, members []string) (there bool, err error) {
	err = sqlx.GetContext(ctx, q, &there, `
		SELECT EXISTS (
			SELECT
			FROM cohort_people
			WHERE network_id = $1
			AND cohort_id = $2
			AND member_id = ANY($3)
		)`, network, id, pq.Array(members))
	return there, err
}

func upsertAttendance(ctx context.Context, tx *sqlx.Tx, c Cohort, number int, list []Presence) error {
	members, presences := pq.StringArray{}, pq.StringArray{}
	for _, p := range list {
		members, presences = append(members, p.Member), append(presences, p.Presence)
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO attendance (network_id, cohort_id, number, member_id, presence)
		SELECT $1, $2, $3, l.member, l.presence
		FROM unnest($4::uuid[], $5::text[]) AS l (member, presence)
		JOIN cohort_people p ON p.network_id = $1 AND p.cohort_id = $2 AND p.member_id = l.member AND p.part = 'learner' AND p.state <> 'asked'
		ON CONFLICT (network_id, cohort_id, number, member_id) DO UPDATE SET presence = EXCLUDED.presence`, c.Network, c.ID, number, members, presences)
	return err
}

func readAttendance(ctx context.Context, q sqlx.QueryerContext, network, id string) (list []Presence, err error) {
	err = sqlx.SelectContext(ctx, q, &list, `
		SELECT number, member_id, presence
		FROM attendance
		WHERE network_id = $1
		AND cohort_id = $2
		ORDER BY number, member_id
		LIMIT 20000`, network, id)
	return list, err
}

func readTogether(ctx context.Context, q sqlx.QueryerContext, network, one, other string) (together bool, err error) {
	err = sqlx.GetContext(ctx, q, &together, `
		SELECT EXISTS (
			SELECT
			FROM cohort_people p
			JOIN cohort_people q USING (network_id, cohort_id)
			JOIN cohorts c ON c.network_id = p.network_id AND c.id = p.cohort_id
			WHERE p.network_id = $1
			AND p.member_id = $2
			AND q.member_id = $3
			AND c.ended_on IS NULL
		)`, network, one, other)
	return together, err
}
