package moderation_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/server/moderation"
	"tinig/server/networks"
)

func screen(band networks.Band, knowing string, texts ...string) (moderation.Verdict, *moderation.Shown, error) {
	v, err := moderation.New(nil, nil).Screen(context.Background(), networks.Actor{Band: band}, moderation.Writing{Texts: texts, Hers: moderation.Hers{Knowing: knowing}})
	var shown *moderation.Shown
	errors.As(err, &shown)
	return v, shown, err
}

// watchHouse is a network whose steward has it watch for something.
type watchHouse struct {
	*moderation.Moderation
	steward networks.Actor
}

func newWatchHouse(t testing.TB) *watchHouse {
	t.Helper()
	db := dbtest.New(t)
	network := "0190b2f0-0000-7000-8000-000000000001"
	db.MustExec(`INSERT INTO networks (id, kind, name, languages, founded_on) VALUES ($1, 'local', 'Harbour', '{en}', '2026-03-04')`, network)
	return &watchHouse{moderation.New(db, nil), networks.Actor{
		Network: network, Member: "0190b2f0-0000-7000-8000-000000000002", Band: networks.Adult, Standing: networks.Confirmed, Roles: networks.Roles{networks.RoleMember, networks.RoleSteward},
	}}
}

func TestWhatWasFoundIsShownOnceAndThenHersToDecide(t *testing.T) {
	t.Parallel()
	_, shown, err := screen(networks.Adult, "", "Call 0917 555 0134", "rain@mail.example")
	if shown == nil || !locales.IsKind(err, locales.Invalid) || len(shown.Kinds) != 2 {
		t.Fatalf("it is answered with %v and %v", shown, err)
	}
	if v, _, err := screen(networks.Adult, shown.Knowing, "rain@mail.example, CALL 0917 555 0134"); err != nil || v.Hold {
		t.Errorf("what she was shown is held (%v) or refused: %v", v.Hold, err)
	}
	if v, _, err := screen(networks.Minor, shown.Knowing, "rain@mail.example"); err != nil || !v.Hold {
		t.Errorf("under 18 it waits for nobody: %v", err)
	}
	if _, other, _ := screen(networks.Adult, shown.Knowing, "Call 0918 555 0142"); other == nil {
		t.Error("another number goes out unseen")
	}
	if _, forged, _ := screen(networks.Adult, "..", "Call 0917 555 0134"); forged == nil {
		t.Error("an empty mark lets all pass")
	}
}

func TestWhoMayBeInDangerIsUnderstoodInEachLanguage(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"I want to die.", "i'm gonna KILL\u200b myself", "Gusto ko nang mamatay", "Gusto nakong mamatay", "Ya no quiero vivir así", "Nataka kufa leo", "أُريدُ أن أموت", "І want tо die"} {
		if !moderation.Crisis("Hello.", text) {
			t.Errorf("%q brings nobody", text)
		}
	}
	for _, text := range []string{"", "The plant died.", "Let's live.", "La matrícula es cara.", "Ngayon ay tahimik.", "Tunaishi hapa.", "نعيش هنا"} {
		if moderation.Crisis(text) {
			t.Errorf("%q is taken for a crisis", text)
		}
	}
}

// Against a bare look at each letter of the same text, in turns, so that a busy machine slows both.
func BenchmarkScreen(b *testing.B) {
	text := strings.Repeat("We walked to the court with Ate and spoke for an hour about the law, 12 people in all. ", 24)[:2000]
	var screened, bare time.Duration
	for b.Loop() {
		began := time.Now()
		if _, _, err := screen(networks.Adult, "", text); err != nil || moderation.Crisis(text) {
			b.Fatal("an everyday text is stopped")
		}
		middle := time.Now()
		letters := 0
		for range text {
			letters++
		}
		if strings.Count(strings.ToLower(text), "court") == 0 || letters != 2000 {
			b.Fatal("there is no text")
		}
		screened, bare = screened+middle.Sub(began), bare+time.Since(middle)
	}
	b.ReportMetric(float64(screened)/float64(bare), "times-a-scan")
	b.ReportMetric(float64(screened.Microseconds())/float64(b.N), "µs/screen")
}

func FuzzScreen(f *testing.F) {
	for _, seed := range []string{"Blk 5 Lot 12", "٠٩١٧ ٥٥٥ ٠١٣٤", "a@b.co \u202e www.x.example", "I want to die", "st. st.", "+", "قرية الزيتون"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		moderation.Crisis(text)
		_, shown, _ := screen(networks.Adult, "", text)
		var again strings.Builder
		for _, piece := range moderation.Pieces(text, nil) {
			again.WriteString(piece.Text)
		}
		if again.String() != text {
			t.Fatal("its pieces aren't the text")
		}
		if shown == nil {
			return
		}
		if _, _, err := screen(networks.Adult, shown.Knowing, text); err != nil {
			t.Fatal(fmt.Errorf("what she was shown is refused again: %w", err))
		}
	})
}

// With a thousand phrases that the network watches for, against a bare look for each of them in the same text.
func BenchmarkScreenWithAThousandPhrases(b *testing.B) {
	h := newWatchHouse(b)
	phrases := make([]moderation.Watched, moderation.WatchedAtMost)
	bare := make([]string, len(phrases))
	for i := range phrases {
		bare[i] = fmt.Sprintf("word%dx kept%d", i, i%7)
		phrases[i] = moderation.Watched{Phrase: bare[i], Act: moderation.Hold, Why: "To measure."}
		if i%10 == 0 {
			bare[i] = fmt.Sprintf("part%d", i)
			phrases[i].Phrase = bare[i] + "*"
		}
	}
	if err := h.Watch(context.Background(), h.steward, phrases...); err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("We walked to the court with Ate and spoke for an hour about the law, 12 people in all. ", 24)[:2000]
	var screened, looked time.Duration
	for b.Loop() {
		began := time.Now()
		if v, err := h.Screen(context.Background(), h.steward, moderation.Writing{Texts: []string{text}}); err != nil || v.Hold {
			b.Fatal("an everyday text is stopped", err)
		}
		middle := time.Now()
		for _, phrase := range bare {
			if strings.Contains(text, phrase) {
				b.Fatal("it is there")
			}
		}
		screened, looked = screened+middle.Sub(began), looked+time.Since(middle)
	}
	b.ReportMetric(float64(screened)/float64(looked), "times-a-bare-look")
	b.ReportMetric(float64(screened.Microseconds())/float64(b.N), "µs/screen")
}
