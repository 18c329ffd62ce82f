package curriculum

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

var errNoRow = sql.ErrNoRows

func insertCourse(ctx context.Context, db sqlx.ExecerContext, version string, files []byte) error {
	_, err := db.ExecContext(ctx, `
		INSERT INTO courses (version, files)
		VALUES ($1, $2)
		ON CONFLICT DO NOTHING`, version, files)
	return err
}

// keptCourse is a course as it is kept: its files, or what a network has rewritten in the one that it stands on.
type keptCourse struct {
	Files   []byte         `db:"files"`
	Base    sql.NullString `db:"base"`
	Adapted []byte         `db:"adapted"`
}

func readCourse(ctx context.Context, q sqlx.QueryerContext, version string) (kept keptCourse, err error) {
	err = sqlx.GetContext(ctx, q, &kept, `SELECT files, base, adapted FROM courses WHERE version = $1`, version)
	return kept, err
}

// insertCohort returns the id of the cohort that the form began: another's when it was sent before.
func insertCohort(ctx context.Context, tx *sqlx.Tx, c Cohort, once string) (id string, err error) {
	err = tx.GetContext(ctx, &id, `
		INSERT INTO cohorts (network_id, id, once, name, band, mode, track, plan, languages, version, starts_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT ON CONSTRAINT cohorts_once DO UPDATE SET once = EXCLUDED.once
		RETURNING id`, c.Network, c.ID, once, c.Name, c.Band, c.Mode, c.Track, c.Plan, c.Languages, c.Version, c.StartsOn)
	return id, err
}

func insertSessions(ctx context.Context, tx *sqlx.Tx, c Cohort, sessions []Session) error {
	numbers, units, days := pq.Int64Array{}, pq.StringArray{}, pq.StringArray{}
	for _, s := range sessions {
		numbers, units, days = append(numbers, int64(s.Number)), append(units, s.Unit), append(days, s.Day.Format(time.DateOnly))
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO cohort_sessions (network_id, cohort_id, number, unit, day)
		SELECT $1, $2, number, unit, day
		FROM unnest($3::integer[], $4::text[], $5::date[]) AS s (number, unit, day)`, c.Network, c.ID, numbers, units, days)
	return err
}

func insertPerson(ctx context.Context, tx *sqlx.Tx, c Cohort, p Person) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO cohort_people (network_id, cohort_id, member_id, part, state)
		VALUES ($1, $2, $3, $4, $5)`, c.Network, c.ID, p.Member, p.Part, p.State)
	return err
}

const placeColumns = `c.network_id, c.id, c.name, c.band, c.mode, c.track, c.plan, c.languages, c.version, c.starts_on, c.ended_on,
		EXISTS (SELECT FROM courses k WHERE k.version = c.version AND k.base IS NOT NULL) AS adapted,
		p.member_id, p.part, p.state, p.own_pace`

func readPlaces(ctx context.Context, q sqlx.QueryerContext, a Actor) (places []Place, err error) {
	err = sqlx.SelectContext(ctx, q, &places, `
		SELECT `+placeColumns+`
		FROM cohort_people p
		JOIN cohorts c ON c.network_id = p.network_id AND c.id = p.cohort_id
		WHERE p.network_id = $1
		AND p.member_id = $2
		AND NOT (p.state = 'asked' AND c.ended_on IS NOT NULL)
		ORDER BY c.ended_on IS NOT NULL, c.starts_on DESC, c.id
		LIMIT 100`, a.Network, a.Member)
	return places, err
}

func readPlace(ctx context.Context, q sqlx.QueryerContext, a Actor, id string) (place Place, err error) {
	err = sqlx.GetContext(ctx, q, &place, `
		SELECT `+placeColumns+`
		FROM cohort_people p
		JOIN cohorts c ON c.network_id = p.network_id AND c.id = p.cohort_id
		WHERE p.network_id = $1
		AND p.cohort_id = $3
		AND p.member_id = $2`, a.Network, a.Member, id)
	return place, err
}

// readPlacesWith are those cohorts of the actor that have a unit in their plan, the one that began last first.
func readPlacesWith(ctx context.Context, q sqlx.QueryerContext, a Actor, unit string) (places []Place, err error) {
	err = sqlx.SelectContext(ctx, q, &places, `
		SELECT `+placeColumns+`
		FROM cohort_people p
		JOIN cohorts c ON c.network_id = p.network_id AND c.id = p.cohort_id
		WHERE p.network_id = $1
		AND p.member_id = $2
		AND p.state <> 'asked'
		AND EXISTS (
			SELECT
			FROM cohort_sessions s
			WHERE s.network_id = c.network_id
			AND s.cohort_id = c.id
			AND s.unit = $3
		)
		ORDER BY c.ended_on IS NOT NULL, c.starts_on DESC, c.id
		LIMIT 100`, a.Network, a.Member, unit)
	return places, err
}

func lockCohort(ctx context.Context, tx *sqlx.Tx, network, id string) error {
	return tx.GetContext(ctx, &id, `
		SELECT id
		FROM cohorts
		WHERE network_id = $1
		AND id = $2
		FOR UPDATE`, network, id)
}

func endCohort(ctx context.Context, db sqlx.ExecerContext, network, id string, today time.Time) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cohorts SET ended_on = $3
		WHERE network_id = $1
		AND id = $2
		AND ended_on IS NULL`, network, id, today)
	return err
}

func updateVersion(ctx context.Context, db sqlx.ExecerContext, network, id, version string) error {
	_, err := db.ExecContext(ctx, `
		UPDATE cohorts SET version = $3
		WHERE network_id = $1
		AND id = $2`, network, id, version)
	return err
}

func readSessions(ctx context.Context, q sqlx.QueryerContext, network, id string) (sessions []Session, err error) {
	err = sqlx.SelectContext(ctx, q, &sessions, `
		SELECT number, unit, day, coalesce(asked_until, day + $3::integer) AS asked_until
		FROM cohort_sessions
		WHERE network_id = $1
		AND cohort_id = $2
		ORDER BY number
		LIMIT 200`, network, id, feedbackDays)
	return sessions, err
}

// updateDay returns until when something can be said of the session. Once its day had come that only grows, and once it was over it
// stays.
func updateDay(ctx context.Context, tx *sqlx.Tx, network, id string, number int, day, today time.Time) (until time.Time, err error) {
	err = tx.GetContext(ctx, &until, `
		UPDATE cohort_sessions SET day = $4, asked_until = CASE
			WHEN coalesce(asked_until, day + $6::integer) <= $5 THEN coalesce(asked_until, day + $6::integer)
			WHEN asked_until IS NOT NULL OR day <= $5 THEN greatest(coalesce(asked_until, day + $6::integer), $4::date + $6::integer)
		END
		WHERE network_id = $1
		AND cohort_id = $2
		AND number = $3
		RETURNING coalesce(asked_until, day + $6::integer)`, network, id, number, day, today, feedbackDays)
	return until, err
}

func hasSession(ctx context.Context, tx *sqlx.Tx, network, id string, number int) (there bool, err error) {
	err = tx.GetContext(ctx, &there, `
		SELECT EXISTS (
			SELECT
			FROM cohort_sessions
			WHERE network_id = $1
			AND cohort_id = $2
			AND number = $3
		)`, network, id, number)
	return there, err
}
