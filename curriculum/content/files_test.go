package content_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"tinig/curriculum/content"
	"tinig/locales"
)

func TestTheCourseHasNoFaults(t *testing.T) {
	for _, fault := range content.Check(os.DirFS(".")).Faults {
		t.Error(fault)
	}
}

func TestTheWholeCourseIsThereInTheLanguagesItIsTaughtIn(t *testing.T) {
	c := own(t)
	areas := map[content.Area]int{}
	for _, unit := range c.Units() {
		areas[unit.Area]++
		languages := unit.Languages()
		for _, lang := range []string{"en", "fil", "ceb"} {
			if !slices.Contains(languages, lang) {
				t.Errorf("%s isn't offered in %s", unit.ID, lang)
			}
		}
		everywhere := unit.Area == content.Opening || unit.Area == content.Coping || unit.Area == content.Closing
		if everywhere && len(languages) != len(locales.Languages()) {
			t.Errorf("%s is offered in %v only", unit.ID, languages)
		}
	}
	want := map[content.Area]int{content.Opening: 1, content.SelfAwareness: 4, content.Rights: 4, content.Coping: 4, content.Closing: 1, content.Voice: 3, content.Training: 4}
	if fmt.Sprint(areas) != fmt.Sprint(want) {
		t.Errorf("the course has %v, not %v", areas, want)
	}
	if len(c.Tools("en")) == 0 || len(c.Questions("fil")) == 0 || c.Questions("ceb")[0].Lang != "ceb" || c.Rubric("ceb").Lang != "ceb" {
		t.Error("tools, questions or the rubric aren't there")
	}
}

// Everything that anybody can read is safe, and no block holds what stands in a trainer's note.
func TestWhatTheCourseDrawsIsSafe(t *testing.T) {
	for _, unit := range own(t).Units() {
		for _, l := range locales.Languages() {
			for _, step := range unit.Trainer(l.Tag) {
				where := fmt.Sprint(unit.ID, " ", l.Tag, " ", step.Block.ID)
				safe(t, where, string(step.Block.HTML(today)))
				if step.Block.HTML(today) == "" {
					t.Errorf("%s is empty", where)
				}
				if step.Note != nil {
					safe(t, where, string(step.Note.HTML(today)))
				}
			}
		}
	}
}

func own(t *testing.T) *content.Course {
	t.Helper()
	c, err := content.Load(content.Files)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
