package networks_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lib/pq"

	"tinig/server/networks"
)

// The few newcomers of a big network used to be looked for among all its members.
func TestTheNewcomersOfABigNetworkAreFoundWithoutLookingAtTheOthers(t *testing.T) {
	t.Parallel()
	h := alone(t)
	h.db.MustExec(`
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		SELECT $1, gen_random_uuid(), 'Bulk ' || n, '', 'adult', CASE WHEN n % 9000 = 0 THEN 'newcomer' ELSE 'confirmed' END, current_date
		FROM generate_series(1, 30000) AS n`, h.network.ID)
	h.db.MustExec(`ANALYZE members`)
	query := networks.MembersSQL
	for i, value := range []any{h.network.ID, networks.Newcomer, "", networks.MembersAtOnce} {
		query = strings.ReplaceAll(query, fmt.Sprintf("$%d", i+1), pq.QuoteLiteral(fmt.Sprint(value)))
	}
	var plan []string
	must(t, h.db.Select(&plan, `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) `+query))
	text := strings.Join(plan, "\n")
	if !strings.Contains(text, "members_by_standing on members m (actual rows=3 loops=1)") || strings.Contains(text, "Removed by Filter") {
		t.Errorf("three newcomers are found by\n%s", text)
	}
}
