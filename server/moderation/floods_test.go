package moderation_test

import (
	"testing"
	"time"

	"tinig/locales"
	"tinig/server/moderation"
	"tinig/server/networks"
)

func TestTenTimesAMinuteIsAsFastAsAnybodyWrites(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)
	m := moderation.New(nil, func() time.Time { return now })
	her, other := networks.Actor{Member: "her"}, networks.Actor{Member: "other"}
	write := func(a networks.Actor, once string) error { return m.Flooding(a, once, "Hello "+once) }
	for i := range moderation.FloodAtMost {
		if err := write(her, string(rune('a'+i))); err != nil {
			t.Fatalf("try %d is refused: %v", i+1, err)
		}
		now = now.Add(time.Second)
	}
	if err := write(her, "k"); !locales.IsKind(err, locales.TooMany) {
		t.Errorf("an eleventh is answered with %v", err)
	}
	if err := write(her, "j"); err != nil {
		t.Errorf("pressing twice is a flood: %v", err)
	}
	if err := write(other, "k"); err != nil {
		t.Errorf("another pays for her: %v", err)
	}
	now = now.Add(50 * time.Second)
	if err := write(her, "k"); err != nil {
		t.Errorf("a minute after the first it is still refused: %v", err)
	}
	if err := write(her, "l"); !locales.IsKind(err, locales.TooMany) {
		t.Errorf("there are eleven in a minute: %v", err)
	}
}

func TestTheSameWordsAreTakenOnceInFiveMinutes(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 4, 9, 30, 0, 0, time.UTC)
	m := moderation.New(nil, func() time.Time { return now })
	her := networks.Actor{Member: "her"}
	const words = "Come to the market, everything is free today."
	say := func(once, words string) error {
		err := m.Flooding(her, once, words)
		if err == nil {
			m.Said(her, once, words)
		}
		return err
	}
	if err := say("1", words); err != nil {
		t.Fatal(err)
	}
	if err := say("1", words); err != nil {
		t.Errorf("pressing twice is refused: %v", err)
	}
	if err := say("2", "COME to the m\u200barket, everything is free today."); !locales.IsKind(err, locales.Invalid) {
		t.Errorf("the same in other letters is answered with %v", err)
	}
	for _, once := range []string{"3", "4"} {
		if err := say(once, "Yes."); err != nil {
			t.Errorf("a short word is refused: %v", err)
		}
	}
	if err := m.Flooding(her, "5", "What was refused elsewhere can be sent again."); err != nil {
		t.Fatal(err)
	}
	if err := say("6", "What was refused elsewhere can be sent again."); err != nil {
		t.Errorf("words that nobody took are refused: %v", err)
	}
	now = now.Add(5 * time.Minute)
	if err := say("7", words); err != nil {
		t.Errorf("later they are refused: %v", err)
	}
}
