package networks

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// MembersAtOnce is how many members a list shows at once.
const MembersAtOnce = 50

var errNoRow = sql.ErrNoRows

type execer = sqlx.ExtContext

// violates says whether err is the breaking of the named constraint.
func violates(err error, constraint string) bool {
	var problem *pq.Error
	return errors.As(err, &problem) && problem.Constraint == constraint
}

// statements are those of every request, prepared once: lib/pq is about twice as slow without.
type statements struct {
	entering, space, names, called *sqlx.Stmt
}

func prepare(ctx context.Context, db *sqlx.DB) (s statements, err error) {
	if s.entering, err = db.PreparexContext(ctx, enteringSQL); err != nil {
		return s, err
	}
	if s.space, err = db.PreparexContext(ctx, SpaceSQL("$1", "$2")); err != nil {
		return s, err
	}
	if s.names, err = db.PreparexContext(ctx, namesSQL); err != nil {
		return s, err
	}
	s.called, err = db.PreparexContext(ctx, calledSQL)
	return s, err
}

// changes says whether a statement changed any row.
func changes(result sql.Result, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	rows, err := result.RowsAffected()
	return rows > 0, err
}

func insertNetwork(ctx context.Context, tx *sqlx.Tx, n Network) error {
	_, err := tx.NamedExecContext(ctx, `
		INSERT INTO networks (id, kind, name, languages, founded_on)
		VALUES (:id, :kind, :name, :languages, :founded_on)`, n)
	return err
}

func readNetworks(ctx context.Context, q sqlx.QueryerContext) (networks []Network, err error) {
	err = sqlx.SelectContext(ctx, q, &networks, `
		SELECT id, kind, name, languages, founded_on
		FROM networks
		ORDER BY name
		LIMIT 1000`)
	return networks, err
}

func insertMember(ctx context.Context, tx *sqlx.Tx, m Member, j Joiner) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO members (network_id, id, pseudonym, emblem, claim_hash, band, standing, vouched, to_hold, joined_on, agreed_version)
		VALUES ($1, $2, $3, coalesce(nullif($4, '')::uuid, gen_random_uuid()), $5, $6, $7, $8, $9, $10, $11)`,
		m.Network, m.ID, m.Pseudonym, j.Emblem, j.ClaimHash, m.Band, m.Standing, m.Vouched, m.ToHold, m.JoinedOn, j.Agreed)
	return err
}

// entering is a member with what only her own entering needs: her claim, her network's kind, whom blocks part from her and
// whom she muted.
type entering struct {
	Member
	ClaimHash   []byte         `db:"claim_hash"`
	NetworkName string         `db:"network_name"`
	Kind        Kind           `db:"kind"`
	Agreement   int            `db:"agreement"`
	Agreed      int            `db:"agreed_version"`
	CalmUntil   *time.Time     `db:"calm_until"`
	ClosedOn    *time.Time     `db:"closed_on"`
	KeyedSince  *time.Time     `db:"keyed_since"`
	Countries   pq.StringArray `db:"countries"`
	Quiet
	Blocked   pq.StringArray `db:"blocked"`
	BlockedBy pq.StringArray `db:"blocked_by"`
	Muted     pq.StringArray `db:"muted"`
	Sanctions pq.StringArray `db:"sanctions"`
}

// memberSign is how a member is called and what her sign is drawn from, both ” when she has left.
const memberSign = `coalesce(m.pseudonym, '') AS pseudonym, CASE m.standing WHEN 'left' THEN '' ELSE m.emblem::text END AS emblem`

const memberColumns = `
		m.network_id, m.id, ` + memberSign + `, m.band, m.standing, m.vouched, m.to_hold, m.joined_on,
		ARRAY(SELECT role FROM member_roles r WHERE r.network_id = m.network_id AND r.member_id = m.id ORDER BY role) AS roles`

const enteringSQL = `
		SELECT ` + memberColumns + `,
		m.claim_hash, m.agreed_version, n.kind, n.name AS network_name, n.agreement, n.calm_until, n.closed_on, n.countries,
		n.quiet_from, n.quiet_until, n.quiet_offset, n.quiet_revision,
		(SELECT min(given_on) FROM member_roles WHERE network_id = $1 AND member_id = $2
			AND role IN ('moderator', 'steward', 'safeguarding_lead', 'custodian')) AS keyed_since,
		ARRAY(SELECT blocked_id FROM blocks WHERE network_id = $1 AND member_id = $2) AS blocked,
		ARRAY(SELECT member_id FROM blocks WHERE network_id = $1 AND blocked_id = $2) AS blocked_by,
		ARRAY(SELECT muted_id FROM mutes WHERE network_id = $1 AND member_id = $2) AS muted,
		ARRAY(SELECT kind || ' ' || coalesce(space_id::text, '') FROM sanctions WHERE network_id = $1 AND member_id = $2) AS sanctions
		FROM members m
		JOIN networks n ON n.id = m.network_id
		WHERE m.network_id = $1
		AND m.id = $2`

func readEntering(ctx context.Context, q *sqlx.Stmt, network, member string) (row entering, err error) {
	err = q.GetContext(ctx, &row, network, member)
	return row, err
}

func readMember(ctx context.Context, q sqlx.QueryerContext, network, id string) (member Member, err error) {
	err = sqlx.GetContext(ctx, q, &member, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND m.id = $2`, network, id)
	return member, err
}

const namesSQL = `
		SELECT m.id, m.standing, ` + memberSign + `
		FROM members m
		WHERE m.network_id = $1
		AND m.id = ANY($2)`

func readNames(ctx context.Context, names *sqlx.Stmt, network string, ids []string) (map[string]Member, error) {
	rows, err := names.QueryContext(ctx, network, pq.Array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	byID := make(map[string]Member, len(ids))
	for rows.Next() {
		m := Member{Network: network}
		if err := rows.Scan(&m.ID, &m.Standing, &m.Pseudonym, &m.Emblem); err != nil {
			return nil, err
		}
		byID[m.ID] = m
	}
	return byID, rows.Err()
}

const calledSQL = `
		SELECT m.id, m.pseudonym
		FROM members m
		WHERE m.network_id = $1
		AND m.pseudonym = ANY($2)
		AND may_read(m.network_id, m.id, $3)`

func readCalled(ctx context.Context, called *sqlx.Stmt, network, space string, pseudonyms []string) (members []Member, err error) {
	err = called.SelectContext(ctx, &members, network, pq.Array(pseudonyms), space)
	return members, err
}

const membersSQL = `
		SELECT ` + memberColumns + `
		FROM members m
		WHERE m.network_id = $1
		AND m.standing = $2
		AND m.pseudonym > $3
		ORDER BY m.pseudonym
		LIMIT $4`

func readMembers(ctx context.Context, q sqlx.QueryerContext, network string, standing Standing, after string) (members []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &members, membersSQL, network, standing, after, MembersAtOnce)
	return members, err
}

// lockMember lets her go on writing meanwhile: a post refers to its author's row, which only a lock FOR UPDATE would stop.
// Who has left isn't there.
func lockMember(ctx context.Context, tx *sqlx.Tx, network, id string) (m Member, err error) {
	err = tx.GetContext(ctx, &m, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND m.id = $2
		AND m.standing <> 'left'
		FOR NO KEY UPDATE`, network, id)
	return m, err
}

func confirmMember(ctx context.Context, tx *sqlx.Tx, m Member) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE members SET standing = 'confirmed'
		WHERE network_id = $1
		AND id = $2
		AND standing = 'newcomer'`, m.Network, m.ID))
}

func vouchMember(ctx context.Context, tx *sqlx.Tx, m Member) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		UPDATE members SET vouched = true
		WHERE network_id = $1
		AND id = $2
		AND NOT vouched`, m.Network, m.ID))
}

func countReleased(ctx context.Context, tx *sqlx.Tx, network, member string) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE members SET to_hold = greatest(to_hold - 1, 0)
		WHERE network_id = $1
		AND id = $2`, network, member)
	return err
}

func insertRole(ctx context.Context, tx *sqlx.Tx, m Member, role Role, today time.Time) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		INSERT INTO member_roles (network_id, member_id, role, given_on)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING`, m.Network, m.ID, role, today))
}

func datesRoles(ctx context.Context, q sqlx.ExecerContext, network string, today time.Time) error {
	_, err := q.ExecContext(ctx, `
		UPDATE member_roles SET given_on = $2
		WHERE network_id = $1`, network, today)
	return err
}

func deleteRole(ctx context.Context, tx *sqlx.Tx, m Member, role Role) (changed bool, err error) {
	return changes(tx.ExecContext(ctx, `
		DELETE FROM member_roles
		WHERE network_id = $1
		AND member_id = $2
		AND role = $3`, m.Network, m.ID, role))
}

// countStewards takes the network's lock first, so that two who take each other's role wait for one another.
func countStewards(ctx context.Context, tx *sqlx.Tx, network string) (stewards int, err error) {
	if _, err := lockNetwork(ctx, tx, network); err != nil {
		return 0, err
	}
	err = tx.GetContext(ctx, &stewards, `
		SELECT count(*)
		FROM member_roles r
		JOIN members m ON m.network_id = r.network_id AND m.id = r.member_id
		WHERE r.network_id = $1
		AND r.role = 'steward'
		AND m.standing = 'confirmed'`, network)
	return stewards, err
}

func readTaken(ctx context.Context, q sqlx.QueryerContext, network string, names []string) (taken []string, err error) {
	err = sqlx.SelectContext(ctx, q, &taken, `
		SELECT pseudonym
		FROM members
		WHERE network_id = $1
		AND pseudonym = ANY($2)
		UNION
		SELECT pseudonym
		FROM former_pseudonyms
		WHERE network_id = $1
		AND pseudonym = ANY($2)`, network, pq.Array(names))
	return taken, err
}

// readCompanions are the confirmed members of these names, without those parted from the actor in either direction, whatever her
// roles.
func readCompanions(ctx context.Context, q sqlx.QueryerContext, a Actor, lowerNames, ids []string) (members []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &members, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND (lower(m.pseudonym) = ANY($3) OR m.id = ANY($4::uuid[]))
		AND m.id <> $2
		AND m.standing = 'confirmed'
		AND NOT EXISTS (
			SELECT
			FROM blocks b
			WHERE b.network_id = $1
			AND (b.member_id = $2 AND b.blocked_id = m.id OR b.member_id = m.id AND b.blocked_id = $2)
		)
		LIMIT 100`, a.Network, a.Member, pq.Array(lowerNames), pq.Array(ids))
	return members, err
}

func readLeads(ctx context.Context, q sqlx.QueryerContext, network string, ids []string) (leads []Member, err error) {
	err = sqlx.SelectContext(ctx, q, &leads, `
		SELECT `+memberColumns+`
		FROM members m
		WHERE m.network_id = $1
		AND m.id = ANY($2)
		AND m.standing = 'confirmed'
		AND EXISTS (SELECT FROM member_roles s WHERE s.network_id = m.network_id AND s.member_id = m.id AND s.role = 'safeguarding_lead')
		ORDER BY m.pseudonym`, network, pq.Array(ids))
	return leads, err
}

func countHere(ctx context.Context, q sqlx.QueryerContext, network string, ids []string) (here int, err error) {
	err = sqlx.GetContext(ctx, q, &here, `
		SELECT count(*)
		FROM members
		WHERE network_id = $1
		AND id = ANY($2)
		AND standing <> 'left'`, network, pq.Array(ids))
	return here, err
}
