package helplines_test

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"tinig/server/helplines"
)

var (
	inTime = time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	late   = time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)
)

func ids(lines []helplines.Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.ID)
	}
	return all
}

func TestOverdueLinesStandLastWithWhenTheyWereSeen(t *testing.T) {
	lines := helplines.For("PH", inTime)
	want := []string{"ph-makabata", "ph-alengpulis", "ph-1343", "ph-bantay-bata", "take-it-down"}
	if got := ids(lines); !slices.Equal(got, want) {
		t.Fatalf("the lines are %q", got)
	}
	for i, l := range lines {
		if l.Overdue != (i > 1) {
			t.Errorf("%s is overdue: %v", l.ID, l.Overdue)
		}
	}
	if last := helplines.For("PH", time.Date(2025, 12, 31, 23, 0, 0, 0, time.UTC))[0]; last.Overdue || last.Seen != "2024" {
		t.Errorf("on its last day: %+v", last)
	}
}

func TestNothingIsHiddenWhenAllIsOverdue(t *testing.T) {
	if now, then := helplines.For("KE", late), helplines.For("KE", inTime); len(now) != len(then) || !now[0].Overdue || now[0].Country != "KE" || now[0].Seen != "2022" {
		t.Errorf("the lines are %+v", now)
	}
}

// A crisis panel is never empty, wherever somebody is.
func TestACountryWithoutALineHasThoseOfAllOthers(t *testing.T) {
	all := helplines.For("", late)
	for _, country := range []string{"", "ZZ", "GH", "ph"} {
		lines := helplines.For(country, inTime)
		if len(lines) != len(all) || len(lines) < 10 {
			t.Errorf("%q has %d lines of %d", country, len(lines), len(all))
		}
		due := slices.IndexFunc(lines, func(l helplines.Line) bool { return l.Overdue })
		if slices.ContainsFunc(lines[due:], func(l helplines.Line) bool { return !l.Overdue }) || lines[due].Country != "" {
			t.Errorf("%q has them in the order %q", country, ids(lines))
		}
	}
}

func TestEveryLineIsWhole(t *testing.T) {
	seen := map[string]bool{}
	needs := []helplines.Need{helplines.Anyone, helplines.Child, helplines.Trafficking, helplines.Police, helplines.Images, helplines.Report, helplines.Emergency, helplines.Adult, helplines.Behaviour}
	kinds := []helplines.Kind{helplines.Call, helplines.SMS, helplines.Chat, helplines.Web}
	reaches := []helplines.Reach{helplines.Everywhere, helplines.OutsideMetroManila, helplines.GlobeAndTM, helplines.FromAbroad}
	day := regexp.MustCompile(`^(20\d\d(-\d\d-\d\d)?)?$`)
	country := regexp.MustCompile(`^([A-Z]{2})?$`)
	for _, l := range helplines.For("", inTime) {
		if seen[l.ID] || l.ID == "" || l.Name == "" || l.Source == "" || len(l.Channel) == 0 || !slices.Contains(needs, l.Need) ||
			!day.MatchString(l.Seen) || !country.MatchString(l.Country) {
			t.Errorf("%+v isn't whole", l)
		}
		if l.Seen == "" && !l.Overdue {
			t.Errorf("%s is relied on, and nobody knows how old it is", l.ID)
		}
		for _, c := range l.Channel {
			if c.At == "" || !slices.Contains(kinds, c.Kind) || !slices.Contains(reaches, c.From) {
				t.Errorf("%s has the channel %+v", l.ID, c)
			}
		}
		seen[l.ID] = true
	}
}

func TestALineThatIsHandedOutIsTheCallersOwn(t *testing.T) {
	helplines.For("KE", inTime)[0].Channel[0].At = "0"
	if at := helplines.For("KE", inTime)[0].Channel[0].At; at != "116" {
		t.Errorf("the number has become %s", at)
	}
}

func TestEveryCountryWithALineIsNamedOnce(t *testing.T) {
	codes := helplines.Countries()
	if !slices.IsSorted(codes) || len(slices.Compact(slices.Clone(codes))) != len(codes) || slices.Contains(codes, "") {
		t.Errorf("the countries are %q", codes)
	}
	for _, l := range helplines.For("", inTime) {
		if l.Country != "" && !slices.Contains(codes, l.Country) {
			t.Errorf("%s is in no country that is named", l.ID)
		}
	}
}
