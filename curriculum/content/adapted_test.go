package content_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tinig/curriculum/content"
)

// Every unit, taken apart and put together again, says the same in every language.
func TestASheetPutTogetherAgainSaysTheSame(t *testing.T) {
	course := built(t)
	for _, unit := range course.Units() {
		sheets := course.Sheets(unit.ID)
		for _, found := range course.Lint(unit.ID, sheets) {
			t.Errorf("%s", found.Fault)
		}
		with, err := course.With(content.Adapted{Network: "n", Unit: unit.ID, Number: 3, Sheets: sheets})
		if err != nil {
			t.Fatal(err)
		}
		again, _ := with.Unit(unit.ID)
		if again.Adapted != 3 || again.Version == unit.Version || with.Version() == course.Version() {
			t.Errorf("%s isn't told apart from its source", unit.ID)
		}
		if !slices.Equal(again.Languages(), unit.Languages()) || again.Minutes != unit.Minutes {
			t.Errorf("%s is offered in %v for %d minutes", unit.ID, again.Languages(), again.Minutes)
		}
		for _, lang := range []string{"en", "fil", "ceb", "es", "sw", "ar"} {
			was, is := unit.Trainer(lang), again.Trainer(lang)
			for i := range was {
				if was[i].Block.Hash != is[i].Block.Hash || was[i].Block.HTML(noon) != is[i].Block.HTML(noon) || was[i].Block.Note != is[i].Block.Note {
					t.Errorf("%s in %s reads otherwise at %s", unit.ID, lang, was[i].Block.ID)
				}
			}
		}
	}
}

var noon = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// built is the course that is built into the program.
func built(t testing.TB) *content.Course {
	t.Helper()
	course, err := content.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	return course
}

// changed is a course's sheets of a unit with one piece written otherwise.
func changed(sheets map[string]content.Sheet, tag, id string, change func(*content.Piece)) map[string]content.Sheet {
	other := map[string]content.Sheet{}
	for t, s := range sheets {
		other[t] = s.Clone()
	}
	i := slices.IndexFunc(other[tag].Pieces, func(p content.Piece) bool { return p.ID == id })
	change(&other[tag].Pieces[i])
	return other
}

func TestARewrittenUnitIsLookedAtByTheRulesOfTheCourse(t *testing.T) {
	course := built(t)
	sheets := course.Sheets("opening")
	said := func(words string) func(*content.Piece) { return func(p *content.Piece) { p.Body = words } }
	for _, c := range []struct {
		id, rule string
		change   func(*content.Piece)
	}{
		{"settling-in", "own-story", said("Welcome.\n\nTell us what happened to you.")},
		{"settling-in", "whole", said("Welcome.\n\n## Another {#another .learn minutes=5}\n\nWords.")},
		{"settling-in", "whole", said("Welcome.\n\n```pacer 2\n4 Look around")},
		{"settling-in", "whole", said("Welcome.\n\n<!-- and the rest")},
		{"settling-in", "whole", said("Welcome.\n\nAnother\n=====")},
		{"settling-in", "image", said("Welcome.\n\n![a door](door.png)")},
		{"settling-in", "format", said("")},
		{"settling-in", "format", func(p *content.Piece) { p.Minutes = 90 }},
		{"settling-in", "kept", func(p *content.Piece) { p.Out = true }},
	} {
		found := course.Lint("opening", changed(sheets, "en", c.id, c.change))
		if !slices.ContainsFunc(found, func(f content.Found) bool {
			return f.Rule == c.rule && (f.Piece == c.id || f.Rule == "kept" || f.Piece == "") && f.Lang == "en"
		}) {
			t.Errorf("%s isn't found in %v", c.rule, found)
		}
	}
	found := course.Lint("opening", changed(sheets, "en", "settling-in", said("Welcome.\n\nSit down.\n\nTell us what happened to you.")))
	if len(found) != 1 || found[0].Row != 5 {
		t.Errorf("the line is %v", found)
	}
}

// What keeps people safe comes from the source at once when it changed there, whatever a network wrote; the rest stays hers. And
// nothing that she wrote can take it away: any unit that can be loaded has it all.
func TestAFixOfTheSourceReachesEveryAdaptation(t *testing.T) {
	course := built(t)
	units := course.Units()
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom(units).Draw(t, "unit").ID
		base := course.Sheets(unit)
		ours, now := base, base
		word := rapid.SampledFrom([]string{"A line of ours.", "Another line.", "One more."})
		for range rapid.IntRange(1, 6).Draw(t, "changes") {
			tag := rapid.SampledFrom([]string{"en", "ceb"}).Draw(t, "tag")
			p := rapid.SampledFrom(base[tag].Pieces).Draw(t, "piece")
			write := func(to *content.Piece) { to.Body += "\n\n" + word.Draw(t, "words") }
			if rapid.Bool().Draw(t, "in the source") {
				now = changed(now, tag, p.ID, write)
			} else {
				ours = changed(ours, tag, p.ID, write)
			}
		}
		merged, fixed := content.Fixed(base, ours, now)
		for tag, sheet := range now {
			for _, p := range sheet.Pieces {
				was, _ := base[tag].Piece(p.ID)
				mine, _ := ours[tag].Piece(p.ID)
				shown, there := merged[tag].Piece(p.ID)
				enNow, _ := now["en"].Piece(p.ID)
				enWas, _ := base["en"].Piece(p.ID)
				fix := now["en"].Safety(p.ID) && (was.Hash() != p.Hash() || enNow.Hash() != enWas.Hash())
				switch {
				case fix && (!there || shown.Hash() != p.Hash() || !slices.Contains(fixed[tag], p.ID)):
					t.Fatalf("a fix of %s in %s doesn't arrive", p.ID, tag)
				case !now["en"].Safety(p.ID) && shown.Hash() != mine.Hash():
					t.Fatalf("%s in %s is lost", p.ID, tag)
				}
			}
		}
	})
}

func TestWhatTheSourceGivesUpOrAddsIsToldApart(t *testing.T) {
	base := built(t).Sheets("opening")
	now := changed(base, "en", "settling-in", func(p *content.Piece) {})
	sheet := now["en"]
	sheet.Pieces = append(sheet.Pieces[:2:2], append([]content.Piece{{ID: "new", Kind: "ground", Minutes: 5, Title: "New", Body: "Look."}}, sheet.Pieces[2:]...)...)
	now["en"] = sheet
	merged, fixed := content.Fixed(base, base, now)
	if at := slices.IndexFunc(merged["en"].Pieces, func(p content.Piece) bool { return p.ID == "new" }); at != 2 || !slices.Contains(fixed["en"], "new") {
		t.Errorf("a new block that keeps people safe stands at %d (%v)", at, fixed)
	}
	for _, c := range content.Compare(base, base, now, "en") {
		if c.Changed != (c.ID == "new") || c.Adapted {
			t.Errorf("%+v", c)
		}
	}
	ours := changed(base, "en", "settling-in", func(p *content.Piece) { p.Title += " here" })
	var told []string
	for _, c := range content.Compare(base, ours, base, "en") {
		if c.Adapted {
			told = append(told, c.ID)
		}
	}
	if strings.Join(told, " ") != "settling-in" {
		t.Errorf("adapted are %v", told)
	}
}
