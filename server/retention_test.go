package main

import (
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/retention"
)

// Who can read a column and how long it is kept is decided when it is made: one that nobody has decided about fails here.
func TestEveryColumnsClassAndLifeAreDecidedOnce(t *testing.T) {
	t.Parallel()
	db, err := sqlx.Connect("postgres", dbtest.URL(t))
	must(t, err)
	defer db.Close()
	var there []string
	must(t, db.Select(&there, `
		SELECT table_name || '.' || column_name
		FROM information_schema.columns
		WHERE table_schema = 'public'`))
	var decided []string
	for _, kind := range retention.Kinds() {
		for table, columns := range kind.Columns {
			for _, column := range columns {
				name := table + "." + column
				shared := column == "network_id" || name == "members.id" // what parts of one row are kept under
				if slices.Contains(decided, name) && !shared {
					t.Errorf("%s is decided about twice", name)
				}
				if !slices.Contains(there, name) {
					t.Errorf("there is no %s", name)
				}
				decided = append(decided, name)
			}
		}
	}
	for _, name := range there {
		if !slices.Contains(decided, name) {
			t.Errorf("nobody has decided who can read %s and how long it is kept", name)
		}
	}
}

// revealing are names of columns for what is never kept.
var revealing = regexp.MustCompile(`(?i)(^|_)(ip|addr|address|e?mail|phone|agent|device|surname|birth\w*|latitude|longitude|hour|minute)($|_)`)

func TestNoColumnIsForWhatIsNeverKept(t *testing.T) {
	t.Parallel()
	for _, kind := range retention.Kinds() {
		for table, columns := range kind.Columns {
			for _, column := range columns {
				if revealing.MatchString(column) && table+"."+column != "address_seals.address_id" { // the number of a sealed address on the web
					t.Errorf("%s.%s is for what is never kept", table, column)
				}
			}
		}
	}
}

// missing puts a row into each table that the demo leaves empty, or gives what waits there its day.
const missing = `
	UPDATE held_posts SET returned = 'why', returned_on = now();
	INSERT INTO care_minutes (network_id, member_id, day, looked, stretch, counted_at)
	SELECT network_id, id, now(), 60, 60, now() FROM members LIMIT 3;
	INSERT INTO drafts (network_id, member_id, place, sealed, saved_on)
	SELECT network_id, id, 'place', 'sealed', now() FROM members LIMIT 3;
	INSERT INTO handings (network_id, id, member_id, lead_id, handed_on, sealed, own)
	SELECT network_id, gen_random_uuid(), id, id, now(), 'sealed', 'own' FROM members LIMIT 3;
	INSERT INTO alerts (network_id, id, member_id, why, place, raised_at)
	SELECT network_id, gen_random_uuid(), id, 'asked', '', now() FROM members LIMIT 3;
	INSERT INTO concerns (network_id, id, member_id, minor, stage, opened_on, review_on, closed_on)
	SELECT network_id, gen_random_uuid(), id, false, 'closed', now(), now(), now() FROM members LIMIT 3;
	INSERT INTO addresses (network_id, id, told_on)
	SELECT id, gen_random_uuid(), now() FROM networks LIMIT 3;
	INSERT INTO vault_openings (network_id, id, case_id, member_id, ground, asked_on, told_on)
	SELECT network_id, gen_random_uuid(), gen_random_uuid(), id, 'missing', now(), now() FROM members LIMIT 3;
	INSERT INTO threads (network_id, id, guarded, begun_on, ended_on)
	SELECT id, gen_random_uuid(), false, now(), now() FROM networks LIMIT 3;
	INSERT INTO thread_entries (network_id, member_id, code, guarded, entered_on)
	SELECT network_id, id, sha256('code'), false, now() FROM members LIMIT 3;
	INSERT INTO thread_codes (network_id, member_id, salt, code, ends_on)
	SELECT network_id, id, substring(sha256('salt') FROM 1 FOR 16), sha256(id::text::bytea), now() FROM members WHERE pseudonym IN ('Linaw Suba', 'Munting Alon') ON CONFLICT DO NOTHING;
	INSERT INTO recoveries (network_id, id, member_id, asked_by, forget_on)
	SELECT network_id, gen_random_uuid(), id, id, now() FROM members LIMIT 3;
	INSERT INTO key_asks (network_id, member_id, forget_on)
	SELECT network_id, id, now() FROM members LIMIT 3;
	INSERT INTO invitations (network_id, id, code_hash, pin_hash, role, band, expires_on, once)
	SELECT id, gen_random_uuid(), 'code', 'pin', '', 'adult', now(), gen_random_uuid() FROM networks LIMIT 1;
	INSERT INTO cases (network_id, id, queue_id, first_case, kind, subject, line, reason, opened_at, due_at, sealed, forget_on)
	SELECT id, id, id, id, 'post', 'any', 'first', 'harms', now(), now(), 'sealed', now() FROM networks LIMIT 1;
	WITH away AS (
		UPDATE posts p SET gone = true, hidden = true, body = ''
		FROM (SELECT topic_id FROM posts WHERE number = 2 AND NOT gone LIMIT 1) one
		WHERE p.topic_id = one.topic_id AND number = 2
		RETURNING network_id, p.topic_id, number
	)
	INSERT INTO hidden_posts (network_id, topic_id, number, body, note, welcomes, title, title_note, erase_on)
	SELECT network_id, topic_id, number, 'words', '', false, '', '', now() FROM away;
	INSERT INTO networks (id, kind, name, languages, founded_on, closed_on) SELECT gen_random_uuid(), 'local', 'Closed', languages, now(), now() FROM networks LIMIT 1;
	INSERT INTO safety_objections (network_id, id, round_id, nullifier, words, lang, day, decided, forget_on)
	SELECT network_id, gen_random_uuid(), id, sha256('nullifier'), 'why', 'en', now(), 'released', now() FROM rounds LIMIT 1;`

// What is kept for days is there the day before its last one, unless something else ended it, and gone on the day after, whatever the sweeps of
// its package say of themselves.
func TestNothingOutlivesItsDays(t *testing.T) {
	t.Parallel()
	h := demoHouse(t)
	h.db.MustExec(missing)
	today := time.Now().UTC().Truncate(24 * time.Hour)
	endings := allEndings(t)
	for _, past := range []int{-1, 1} {
		for _, e := range endings {
			aged, err := h.db.Exec(fmt.Sprintf(`UPDATE %s SET %[2]s = $1 WHERE %[2]s IS NOT NULL`, e.Table, e.From), today.AddDate(0, 0, -e.Days-past))
			must(t, err)
			if n, _ := aged.RowsAffected(); n == 0 {
				t.Errorf("there is nothing in %s whose days could pass", e.Table)
			}
		}
		must(t, h.upkeep(t.Context(), time.Now()))
		for _, e := range endings {
			var left int
			must(t, h.db.Get(&left, fmt.Sprintf(`SELECT count(*) FROM %s WHERE %s <= $1`, e.Table, e.From), today.AddDate(0, 0, -e.Days-past)))
			if (left > 0) != (past < 0) {
				t.Errorf("%d rows of %s are there %d days after their last one", left, e.Table, past)
			}
		}
	}
}

// allEndings are those of all kinds. A kind says at least the days of each of its tables.
func allEndings(t *testing.T) (endings []retention.Ending) {
	t.Helper()
	for _, kind := range retention.Kinds() {
		counted := kind.Life == retention.Days || kind.Life == retention.Answered || kind.ID == "network" // what else has its life goes with it
		if counted != (kind.Days > 0) || counted != (len(kind.Ends) > 0) {
			t.Errorf("%s is kept %s, for %d days, with %d ways of counting", kind.ID, kind.Life, kind.Days, len(kind.Ends))
		}
		for _, e := range kind.Ends {
			if e.Days > kind.Days {
				t.Errorf("%s says %d days, and its %s are kept for %d", kind.ID, kind.Days, e.Table, e.Days)
			}
		}
		endings = append(endings, kind.Ends...)
	}
	return endings
}

// What goes with something else is held by a key that takes it along: with whoever leaves, what has her life; with what is gone after its days, what
// stands under the same kind.
func TestWhatGoesWithSomethingElseIsTakenAlong(t *testing.T) {
	t.Parallel()
	db, err := sqlx.Connect("postgres", dbtest.URL(t))
	must(t, err)
	defer db.Close()
	with := takenAlong(t, db)
	for _, kind := range retention.Kinds() {
		var along []string // the tables of which one must take along each of the others
		switch kind.Life {
		case retention.Stay:
			along = []string{"members"}
		case retention.Days, retention.Answered:
			for _, e := range kind.Ends {
				along = append(along, e.Table)
			}
		default:
			continue
		}
		for table := range kind.Columns {
			if !slices.ContainsFunc(along, func(of string) bool { return table == of || slices.Contains(with[table], of) }) {
				t.Errorf("%s is kept %s, of %s, and goes with none of %v", table, kind.Life, kind.ID, along)
			}
		}
	}
}

// takenAlong are, for each table, those whose rows take its rows along.
func takenAlong(t *testing.T, db *sqlx.DB) map[string][]string {
	t.Helper()
	var pairs []struct{ Table, Along string }
	must(t, db.Select(&pairs, `
		WITH RECURSIVE along (of, taken) AS (
			SELECT confrelid, conrelid FROM pg_constraint WHERE contype = 'f' AND confdeltype = 'c'
			UNION
			SELECT along.of, f.conrelid FROM along JOIN pg_constraint f ON f.confrelid = along.taken AND f.contype = 'f' AND f.confdeltype = 'c'
		)
		SELECT taken::regclass::text AS table, of::regclass::text AS along FROM along`))
	with := map[string][]string{}
	for _, p := range pairs {
		with[p.Table] = append(with[p.Table], p.Along)
	}
	return with
}
