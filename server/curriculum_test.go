package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// courseFolder is a copy of the course that can be changed, with its first unit only: what all of them say, curriculum/content
// tests.
func courseFolder(t *testing.T) string {
	t.Helper()
	folder, course := t.TempDir(), filepath.Join("..", "curriculum", "content")
	for _, file := range []string{"facts.toml", "knowledge.toml", "rubric.toml"} {
		text, err := os.ReadFile(filepath.Join(course, file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, file), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.CopyFS(filepath.Join(folder, "units", "opening"), os.DirFS(filepath.Join(course, "units", "opening"))); err != nil {
		t.Fatal(err)
	}
	return folder
}

// edit changes one file of the course.
func edit(t *testing.T, file, from, to string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil || !bytes.Contains(text, []byte(from)) {
		t.Fatalf("there is no %q: %v", from, err)
	}
	if err := os.WriteFile(file, bytes.Replace(text, []byte(from), []byte(to), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCurriculumCheckListsTheLanguagesAndFailsOnAFault(t *testing.T) {
	folder := courseFolder(t)
	var out strings.Builder
	if err := checkCourse(&out, folder, time.Now()); err != nil {
		t.Fatalf("%v\n%s", err, &out)
	}
	if !strings.Contains(out.String(), "opening") || !strings.Contains(out.String(), "fil") {
		t.Errorf("the languages aren't listed:\n%s", &out)
	}
	file := filepath.Join(folder, "units", "opening", "en.md")
	edit(t, file, ".arrive", ".learn")
	out.Reset()
	err := checkCourse(&out, folder, time.Now())
	if err == nil || !strings.Contains(out.String(), file+":1: format: a session begins with") {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestCurriculumStampMakesATranslationOfferedAgain(t *testing.T) {
	folder := courseFolder(t)
	edit(t, filepath.Join(folder, "units", "opening", "en.md"), "title: ", "title: Our ")
	var out strings.Builder
	if err := checkCourse(&out, folder, time.Now()); err == nil || !strings.Contains(out.String(), `run "curriculum stamp fil opening"`) {
		t.Fatalf("a translation of another title is offered:\n%s", &out)
	}
	for _, lang := range []string{"fil", "ceb", "es", "sw", "ar"} {
		if err := stampUnit(folder, lang, "opening"); err != nil {
			t.Fatal(err)
		}
	}
	out.Reset()
	if err := checkCourse(&out, folder, time.Now()); err != nil {
		t.Errorf("%v\n%s", err, &out)
	}
}

func TestCurriculumStampNamesWhatIsntThere(t *testing.T) {
	folder := courseFolder(t)
	if err := stampUnit(folder, "fil", "nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Error(err)
	}
	if err := stampUnit(folder, "de", "opening"); err == nil || !strings.Contains(err.Error(), "de.md") {
		t.Error(err)
	}
}
