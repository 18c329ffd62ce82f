package advocacy_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/advocacy"
)

func TestAKitIsWrittenByTheGroupAndReadByAll(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	leader := h.leader()
	id := h.campaign(leader)
	worker, reader := h.joined(id), h.member()
	known := []string{"KE", "PH"}
	kit := func() advocacy.Kit {
		t.Helper()
		k, err := h.Kit(ctx, reader, id)
		must(t, err)
		return k
	}
	if k := kit(); k.Revision != 0 || len(k.Messages)+len(k.Days) != 0 {
		t.Errorf("an empty kit is %+v", k)
	}
	set := advocacy.Kit{Hashtags: "TreesForAll, #Lilim_2026 #TreesForAll", Countries: []string{"PH", "PH"}}
	refused(t, h.SetKit(ctx, worker, id, set, known), locales.Forbidden, "campaign.group_only")
	must(t, h.SetKit(ctx, leader, id, set, known))
	if k := kit(); k.Hashtags != "#TreesForAll #Lilim_2026" || !k.Names("PH") || k.Names("KE") || len(k.Countries) != 1 || k.Revision != 1 {
		t.Errorf("it is kept as %+v", k)
	}
	refused(t, h.SetKit(ctx, leader, id, set, known), locales.Conflict, "campaign.changed")
	for _, tags := range []string{"#no.dots", "#<b>", "#a #b #c #d #e #f", "#" + strings.Repeat("a", 41)} {
		refused(t, h.SetKit(ctx, leader, id, advocacy.Kit{Hashtags: tags, Revision: 1}, known), locales.Invalid, "kit.hashtags_needed")
	}
	refused(t, h.SetKit(ctx, leader, id, advocacy.Kit{Countries: []string{"XX"}, Revision: 1}, known), locales.Invalid, "target.choices_needed")
	once := uuid.NewString()
	message := advocacy.Message{Lang: "en", Words: "Ask for a tree."}
	refused(t, h.AddMessage(ctx, reader, id, once, message), locales.Forbidden, "campaign.group_only")
	for range 2 {
		must(t, h.AddMessage(ctx, worker, id, once, message))
	}
	refused(t, h.AddMessage(ctx, worker, id, uuid.NewString(), advocacy.Message{Lang: "en", Words: strings.Repeat("a", 281)}), locales.Invalid, "kit.words_needed")
	refused(t, h.AddMessage(ctx, worker, id, uuid.NewString(), advocacy.Message{Lang: "xx", Words: "a"}), locales.Invalid, "ask.language_needed")
	refused(t, h.AddDay(ctx, worker, id, uuid.NewString(), advocacy.OwnDay{Day: h.day(-1), Lang: "en", Words: "Planting"}), locales.Invalid, "kit.day_needed")
	refused(t, h.AddDay(ctx, worker, id, uuid.NewString(), advocacy.OwnDay{Day: h.day(1), Lang: "en"}), locales.Invalid, "kit.words_needed")
	must(t, h.AddDay(ctx, worker, id, uuid.NewString(), advocacy.OwnDay{Day: h.day(1), Lang: "en", Words: "Planting"}))
	k := kit()
	if len(k.Messages) != 1 || len(k.Days) != 1 {
		t.Fatalf("it holds %+v", k)
	}
	refused(t, h.RemoveFromKit(ctx, reader, id, k.Days[0].ID), locales.Forbidden, "campaign.group_only")
	must(t, h.RemoveFromKit(ctx, worker, id, k.Days[0].ID))
	must(t, h.RemoveFromKit(ctx, worker, id, k.Messages[0].ID))
	if k := kit(); len(k.Messages)+len(k.Days) != 0 {
		t.Errorf("after it was emptied it holds %+v", k)
	}
	_, err := h.Kit(ctx, newHouse(t).leader(), id)
	refused(t, err, locales.NotFound, "campaign.not_found")
}

func TestWorldDaysAreOfTheYearThatBeginsToday(t *testing.T) {
	today := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	for _, day := range advocacy.WorldDays {
		next := day.Next(today)
		if next.Before(today) || !next.Before(today.AddDate(1, 0, 0)) || next.Month() != day.Month || next.Day() != day.Day || day.Source == "" {
			t.Errorf("%s is next on %s", day.ID, next)
		}
	}
}
