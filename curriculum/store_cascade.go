package curriculum

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
)

// The counts of a network ($1). Each also takes the day ($2) before which a level that nobody has talked about since rests.
const (
	// Whom nobody here prepared is the first; whoever several lines lead to stands in the shortest.
	generationsSQL = `
		WITH RECURSIVE line (member_id, generation) AS (
			SELECT member_id, 1
			FROM levels
			WHERE network_id = $1
			AND prepared_by IS NULL
			UNION
			SELECT p.prepared_by, 1
			FROM levels p
			LEFT JOIN levels l ON l.network_id = p.network_id AND l.member_id = p.prepared_by
			WHERE p.network_id = $1
			AND p.prepared_by IS NOT NULL
			AND l.member_id IS NULL
			UNION
			SELECT l.member_id, least(line.generation + 1, 4)
			FROM levels l
			JOIN line ON line.member_id = l.prepared_by
			WHERE l.network_id = $1
		), shortest AS (
			SELECT member_id, min(generation) AS generation
			FROM line
			GROUP BY member_id
		)
		SELECT (ARRAY['first', 'second', 'third', 'later'])[s.generation] AS name, count(*) AS count
		FROM shortest s
		LEFT JOIN levels l ON l.network_id = $1 AND l.member_id = s.member_id
		WHERE l.level IS DISTINCT FROM 'learner'
		AND $2::date IS NOT NULL
		GROUP BY s.generation`

	observedSQL = `
		SELECT CASE WHEN EXISTS (
			SELECT
			FROM observations o
			WHERE (o.network_id, o.cohort_id, o.number) = (d.network_id, d.cohort_id, d.number)
			AND o.agreed
		) THEN 'seen' ELSE 'unseen' END AS name, count(*) AS count
		FROM deliveries d
		WHERE network_id = $1
		AND $2::date IS NOT NULL
		GROUP BY 1`

	droppedSQL = `
		SELECT CASE cardinality(dropped) WHEN 0 THEN 'whole' ELSE 'shortened' END AS name, count(*) AS count
		FROM deliveries
		WHERE network_id = $1
		AND $2::date IS NOT NULL
		GROUP BY 1`

	adaptedSQL = `
		SELECT CASE WHEN k.adapted @> jsonb_build_array(jsonb_build_object('unit', s.unit)) THEN 'own_words' ELSE 'as_written' END AS name, count(*) AS count
		FROM deliveries d
		JOIN cohort_sessions s USING (network_id, cohort_id, number)
		JOIN cohorts c ON (c.network_id, c.id) = (d.network_id, d.cohort_id)
		JOIN courses k ON k.version = c.version
		WHERE d.network_id = $1
		AND $2::date IS NOT NULL
		GROUP BY 1`

	// A block is rewritten when it is in any language; trainers' notes aren't counted.
	blocksSQL = `
		WITH last AS (
			SELECT DISTINCT ON (unit) unit, base, text
			FROM adaptation_versions
			WHERE network_id = $1
			AND NOT withdrawn
			ORDER BY unit, number DESC
		), blocks AS (
			SELECT l.base, l.text, p.piece->>'id' AS id, p.piece ? 'out' AS out
			FROM last l
			CROSS JOIN LATERAL jsonb_array_elements(l.text->'en'->'pieces') AS p (piece)
			WHERE p.piece->>'kind' <> 'trainer_note'
		)
		SELECT CASE WHEN out THEN 'left_out' WHEN EXISTS (
			SELECT
			FROM jsonb_each(text) AS t (lang, sheet)
			WHERE jsonb_path_query_first(sheet, '$.pieces[*] ? (@.id == $id)', jsonb_build_object('id', id)) - 'source' IS DISTINCT FROM
				jsonb_path_query_first(base->lang, '$.pieces[*] ? (@.id == $id)', jsonb_build_object('id', id)) - 'source'
		) THEN 'rewritten' ELSE 'unchanged' END AS name, count(*) AS count
		FROM blocks
		WHERE $2::date IS NOT NULL
		GROUP BY 1`

	restingSQL = `
		SELECT CASE WHEN greatest(l.since,
			(SELECT max(day) FROM supervisions s WHERE s.network_id = l.network_id AND s.member_id = l.member_id),
			(SELECT max(day) FROM observations o WHERE o.network_id = l.network_id AND o.member_id = l.member_id AND o.agreed)
		) >= $2::date THEN 'awake' ELSE 'asleep' END AS name, count(*) AS count
		FROM levels l
		WHERE network_id = $1
		AND level <> 'learner'
		GROUP BY 1`

	languagesSQL = `
		SELECT lang AS name, count(*) AS count
		FROM deliveries
		WHERE network_id = $1
		AND $2::date IS NOT NULL
		GROUP BY lang`
)

func readCounts(ctx context.Context, tx *sqlx.Tx, query, network string, awake time.Time) (counts []Count, err error) {
	err = tx.SelectContext(ctx, &counts, query, network, awake)
	return counts, err
}
