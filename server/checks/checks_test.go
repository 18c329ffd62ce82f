package checks_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/server/checks"
	"tinig/server/networks"
)

var ctx = context.Background()

// house is the care checks of one network's members, and a clock that stands until it is moved.
type house struct {
	*checks.Checks
	t       *testing.T
	db      *sqlx.DB
	network string
	today   time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	t.Parallel()
	h := &house{t: t, db: dbtest.New(t), network: uuid.NewString(), today: time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)}
	h.Checks = checks.New(h.db, func() time.Time { return h.today })
	h.db.MustExec(`INSERT INTO networks VALUES ($1, 'local', 'Harbour', '{en}', $2)`, h.network, h.today)
	return h
}

// member is somebody in the network.
func (h *house) member() networks.Actor {
	h.t.Helper()
	a := networks.Actor{Network: h.network, Member: uuid.NewString()}
	h.db.MustExec(`
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		VALUES ($1, $2, $3, '', 'adult', 'confirmed', $4)`, a.Network, a.Member, "Member "+a.Member, h.today)
	return a
}

// keys stand in for one keyring: they seal by turning every bit, and open nothing that others sealed.
type keys string

func (k keys) Seal(_ context.Context, plain []byte) ([]byte, error) {
	return append([]byte(k), turned(plain)...), nil
}

func (k keys) Open(_ context.Context, sealed []byte) ([]byte, error) {
	rest, mine := bytes.CutPrefix(sealed, []byte(k))
	if !mine {
		return nil, errors.New("sealed by another")
	}
	return turned(rest), nil
}

func (k keys) Name(place string) []byte {
	sum := sha256.Sum256([]byte(string(k) + place))
	return sum[:]
}

func turned(text []byte) []byte {
	other := make([]byte, len(text))
	for i, b := range text {
		other[i] = ^b
	}
	return other
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, err error, kind locales.Kind, id string) {
	t.Helper()
	var refusal *locales.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != kind || refusal.ID != id {
		t.Fatalf("got %v, want the refusal %s", err, id)
	}
}

// says is what she kept in the month of a day.
func (h *house) says(a networks.Actor, k keys, day time.Time) string {
	h.t.Helper()
	month, err := h.Month(ctx, a, k, day)
	must(h.t, err)
	var lines []string
	for _, check := range month {
		lines = append(lines, fmt.Sprintf("%s %s %s %s", check.Day.Format("02"), check.Domain, check.Answer, check.Note))
	}
	return strings.Join(lines, "; ")
}

func TestWhatSheKeepsIsThereByDay(t *testing.T) {
	h := newHouse(t)
	a := h.member()
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help, Note: " one\r\ntwo "}))
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Safety, Answer: checks.Alright}))
	h.today = h.today.AddDate(0, 0, 1)
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Change}))
	if got, want := h.says(a, "hers", h.today), "05 social_support change ; 04 safety alright ; 04 social_support help one\ntwo"; got != want {
		t.Errorf("kept is %q, want %q", got, want)
	}
	february := h.today
	h.today = time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC)
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Legal, Answer: checks.Change}))
	months, err := h.Months(ctx, a, keys("hers"))
	must(t, err)
	if fmt.Sprint(months) != "[2026-05-01 00:00:00 +0000 UTC 2026-03-01 00:00:00 +0000 UTC]" {
		t.Errorf("the months are %v", months)
	}
	latest, err := h.Latest(ctx, a, keys("hers"))
	must(t, err)
	if len(latest) != 3 || latest[checks.Social].Answer != checks.Change || latest[checks.Legal].Answer != checks.Change {
		t.Errorf("the latest are %v", latest)
	}
	must(t, h.Delete(ctx, a, keys("hers"), february.Truncate(24*time.Hour), checks.Social))
	must(t, h.Delete(ctx, a, keys("hers"), february.Truncate(24*time.Hour), checks.Social))
	if got := h.says(a, "hers", february); strings.Contains(got, "05") {
		t.Errorf("what she deleted is there: %s", got)
	}
	must(t, h.DeleteAll(ctx, a))
	if months, err := h.Months(ctx, a, keys("hers")); err != nil || len(months) != 0 {
		t.Errorf("after all was deleted there is %v, %v", months, err)
	}
}

func TestTheLastCheckOfAMonthTakesItsRowAlong(t *testing.T) {
	h := newHouse(t)
	a := h.member()
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help}))
	must(t, h.Delete(ctx, a, keys("hers"), h.today.Truncate(24*time.Hour), checks.Social))
	must(t, h.Delete(ctx, a, keys("hers"), h.today.AddDate(0, -3, 0), checks.Social))
	var rows int
	must(t, h.db.Get(&rows, `SELECT count(*) FROM check_months`))
	if rows != 0 {
		t.Errorf("%d rows say that she kept something", rows)
	}
}

func TestTwoWindowsDoNotOverwriteEachOther(t *testing.T) {
	h := newHouse(t)
	a := h.member()
	first := checks.Check{Domain: checks.Mental, Answer: checks.Change, Note: "from one window"}
	must(t, h.Keep(ctx, a, keys("hers"), first))
	refused(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Mental, Answer: checks.Alright, Note: "from the other"}), locales.Conflict, "check.changed_meanwhile")
	today, err := h.Today(ctx, a, keys("hers"), checks.Mental)
	must(t, err)
	if today.Note != "from one window" || today.Revision != 1 {
		t.Errorf("kept is %+v", today)
	}
	today.Note = "once more"
	must(t, h.Keep(ctx, a, keys("hers"), today))
	if got := h.says(a, "hers", h.today); got != "04 mental_wellbeing change once more" {
		t.Errorf("kept is %q", got)
	}
	var windows sync.WaitGroup
	for _, domain := range checks.Domains {
		if domain != checks.Mental {
			windows.Go(func() {
				if err := h.Keep(ctx, a, keys("hers"), checks.Check{Domain: domain, Answer: checks.Alright}); err != nil {
					t.Error(err)
				}
			})
		}
	}
	windows.Wait()
	if got := h.says(a, "hers", h.today); strings.Count(got, "alright") != 5 {
		t.Errorf("of five at once %q is kept", got)
	}
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	h := newHouse(t)
	a := h.member()
	long := strings.Repeat("ش", checks.NoteLength)
	refused(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: "score", Answer: checks.Help}), locales.NotFound, "site.nothing_here")
	refused(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: "10"}), locales.Invalid, "check.answer_needed")
	refused(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help, Note: long + "ش"}), locales.Invalid, "check.note_length")
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help, Note: long}))
}

func TestNobodyElseFindsWhatSheKeeps(t *testing.T) {
	h := newHouse(t)
	a, other := h.member(), h.member()
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help, Note: "Marker"}))
	for what, by := range map[string]struct {
		a networks.Actor
		k keys
	}{
		"another member":                   {other, "another"},
		"another member with her keys":     {other, "hers"},
		"her member without her keys":      {a, "another"},
		"her member of another network":    {networks.Actor{Network: uuid.NewString(), Member: a.Member}, "hers"},
		"a steward, who has no other door": {networks.Actor{Network: h.network, Member: other.Member, Roles: networks.AllRoles}, "another"},
	} {
		if got := h.says(by.a, by.k, h.today); got != "" {
			t.Errorf("%s reads %q", what, got)
		}
		if months, err := h.Months(ctx, by.a, by.k); err != nil || len(months) != 0 {
			t.Errorf("%s sees the months %v, %v", what, months, err)
		}
	}
	must(t, h.DeleteAll(ctx, other))
	if got := h.says(a, "hers", h.today); got == "" {
		t.Error("another deleted it")
	}
}

// A row holds neither a word, nor an answer, nor a day.
func TestARowTellsNothing(t *testing.T) {
	h := newHouse(t)
	a := h.member()
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help, Note: "Marker"}))
	var row string
	must(t, h.db.Get(&row, `SELECT c::text FROM check_months c`))
	for _, secret := range []string{"Marker", "help", "social", "2026", "03-04"} {
		if strings.Contains(row, secret) || strings.Contains(row, fmt.Sprintf("%x", secret)) {
			t.Errorf("the row holds %q: %s", secret, row)
		}
	}
}

func TestWhatSheKeepsComesAlongWhenSheBeginsAnew(t *testing.T) {
	h := newHouse(t)
	a, next := h.member(), h.member()
	must(t, h.Keep(ctx, a, keys("hers"), checks.Check{Domain: checks.Social, Answer: checks.Help}))
	tx := h.db.MustBegin()
	must(t, h.Follow(ctx, tx, h.network, a.Member, next.Member))
	must(t, tx.Commit())
	if h.says(a, "hers", h.today) != "" || h.says(next, "hers", h.today) == "" {
		t.Error("it stayed behind")
	}
	h.db.MustExec(`DELETE FROM members WHERE id = $1`, next.Member)
	if h.says(next, "hers", h.today) != "" {
		t.Error("it is still there after she has gone")
	}
}
