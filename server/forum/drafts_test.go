package forum_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

func TestADraftIsThereAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, other := h.member(), h.member()
	topic := h.topic(other)
	want := forum.Draft{Title: "A title", Body: "Half a", Note: "loss", Lang: "es", Quotes: 1}
	must(t, h.SaveDraft(ctx, writer, keys, topic, forum.Draft{Body: "H"}))
	must(t, h.SaveDraft(ctx, writer, keys, topic, want))
	if got, err := h.Draft(ctx, writer, keys, topic); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, none := range []struct {
		a     networks.Actor
		place string
	}{{other, topic}, {writer, h.space(networks.PurposeEveryday)}} {
		if got, err := h.Draft(ctx, none.a, keys, none.place); err != nil || !reflect.DeepEqual(got, forum.Draft{}) {
			t.Errorf("elsewhere there is %+v, %v", got, err)
		}
	}
	must(t, h.SaveDraft(ctx, writer, keys, topic, forum.Draft{Body: " ", Note: "loss"}))
	if n := h.count(`SELECT count(*) FROM drafts WHERE member_id = $1`, writer.Member); n != 0 {
		t.Error("an empty draft is kept")
	}
}

// The one-time number stays out too: kept, it would tell which post the draft became.
func TestADraftIsSealedWithItsPlace(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	d := draft("Marker-body")
	d.Title, d.Note = "Marker-title", "Marker-note"
	must(t, h.SaveDraft(ctx, writer, keys, topic, d))
	var row string
	must(t, h.db.Get(&row, `SELECT d::text FROM drafts d WHERE member_id = $1`, writer.Member))
	for _, secret := range []string{"Marker", topic, d.Once} {
		for _, form := range []string{secret, strings.ReplaceAll(secret, "-", ""), fmt.Sprintf("%x", secret)} {
			if strings.Contains(row, form) {
				t.Errorf("the row holds %q", form)
			}
		}
	}
	var sealed []byte
	must(t, h.db.Get(&sealed, `SELECT sealed FROM drafts WHERE member_id = $1`, writer.Member))
	if plain, _ := keys.Open(ctx, sealed); !strings.Contains(string(plain), "Marker-body") || strings.Contains(string(plain), d.Once) {
		t.Errorf("sealed is %s", plain)
	}
}

func TestADraftGoesWhenItIsPosted(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, fresh := h.member(), h.fresh()
	topic, space := h.topic(writer), h.space(networks.PurposeEveryday)
	save := func(a networks.Actor) {
		t.Helper()
		for _, place := range []string{topic, space} {
			must(t, h.SaveDraft(ctx, a, keys, place, draft("Words.")))
		}
	}
	left := func() int {
		return h.count(`SELECT count(*) FROM drafts WHERE member_id IN ($1, $2)`, writer.Member, fresh.Member)
	}
	save(writer)
	save(fresh)
	reply := draft("Words.")
	for n, do := range []func() error{
		func() error { _, err := h.Reply(ctx, writer, keys, topic, reply); return err },
		func() error { _, err := h.Start(ctx, writer, keys, space, draft("Words.")); return err },
		func() error { _, err := h.Reply(ctx, fresh, keys, topic, draft("Words.")); return err },
		func() error { _, err := h.Start(ctx, fresh, keys, space, draft("Words.")); return err },
	} {
		must(t, do())
		if left() != 3-n {
			t.Fatalf("after %d of four %d are left", n+1, left())
		}
	}
	save(writer) // a page that is still open saves once more
	_, err := h.Reply(ctx, writer, keys, topic, reply)
	must(t, err)
	if left() != 1 {
		t.Error("the draft of what was posted before is there again")
	}
}

func TestADraftStaysWhenItIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	topic := h.topic(writer)
	must(t, h.SaveDraft(ctx, writer, keys, topic, draft("Words.")))
	h.db.MustExec(`UPDATE members SET standing = 'left' WHERE id = $1`, writer.Member)
	_, err := h.Reply(ctx, writer, keys, topic, draft("Words."))
	refused(t, err, locales.Conflict, "forum.topic_locked")
	if n := h.count(`SELECT count(*) FROM drafts WHERE member_id = $1`, writer.Member); n != 1 {
		t.Error("it is gone")
	}
}

func TestADraftThatIsFarTooLongIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	long := strings.Repeat("ñ", 2*forum.BodyLength+1)
	for _, d := range []forum.Draft{{Body: long}, {Body: "x", Title: long}, {Body: "x", Note: long}, {Body: "x", Lang: long}} {
		refused(t, h.SaveDraft(ctx, writer, keys, "place", d), locales.Invalid, "forum.body_length")
	}
	must(t, h.SaveDraft(ctx, writer, keys, "place", forum.Draft{Body: strings.Repeat("ñ", 2*forum.BodyLength)}))
}

func TestOfAMembersDraftsTheOldestGoes(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer, other := h.member(), h.member()
	place := func(n int) string { return fmt.Sprintf("place %d", n) }
	must(t, h.SaveDraft(ctx, other, keys, place(0), draft("Hers.")))
	for n := range 52 {
		must(t, h.SaveDraft(ctx, writer, keys, place(n), draft("Words.")))
		if n == 0 || n == 1 {
			h.pass(1)
		}
	}
	must(t, h.SaveDraft(ctx, writer, keys, place(30), draft("Other words."))) // one that is there already crowds out none
	for n, want := range map[int]string{0: "", 1: "", 2: "Words.", 30: "Other words.", 51: "Words."} {
		if got, err := h.Draft(ctx, writer, keys, place(n)); err != nil || got.Body != want {
			t.Errorf("draft %d is %q, %v", n, got.Body, err)
		}
	}
	if got, err := h.Draft(ctx, other, keys, place(0)); err != nil || got.Body != "Hers." {
		t.Errorf("another's is %q, %v", got.Body, err)
	}
}

func TestADraftIsForgottenNinetyDaysAfterItWasSaved(t *testing.T) {
	t.Parallel()
	h := alone(t)
	writer := h.member()
	must(t, h.SaveDraft(ctx, writer, keys, "old", draft("Words.")))
	must(t, h.SaveDraft(ctx, writer, keys, "again", draft("Words.")))
	h.pass(90)
	must(t, h.SaveDraft(ctx, writer, keys, "again", draft("Words.")))
	for _, c := range []struct{ days, left int }{{0, 2}, {1, 1}, {89, 1}, {1, 0}} {
		h.pass(c.days)
		must(t, h.Sweep(ctx))
		if n := h.count(`SELECT count(*) FROM drafts`); n != c.left {
			t.Errorf("%d days later %d are left", c.days, n)
		}
	}
}

// lostKeys open nothing: her keyring was replaced.
type lostKeys struct{ plainKeys }

func (lostKeys) Open(context.Context, []byte) ([]byte, error) { return nil, errors.New("another key") }

func TestADraftSealedByALostKeyringIsNone(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writer := h.member()
	must(t, h.SaveDraft(ctx, writer, keys, "place", draft("Words.")))
	if got, err := h.Draft(ctx, writer, lostKeys{}, "place"); err != nil || !reflect.DeepEqual(got, forum.Draft{}) {
		t.Errorf("got %+v, %v", got, err)
	}
}
