package resting_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"tinig/server/resting"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestARestBeginsAtOnceAndEndsWithItsDay(t *testing.T) {
	folder := resting.Folder(filepath.Join(t.TempDir(), "resting"))
	today := time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)
	rests := func(day time.Time, mark string, want bool) {
		t.Helper()
		if got, err := folder.Rests(day, mark); err != nil || got != want {
			t.Errorf("%s rests on %s: %v, %v", mark, day.Format(time.DateOnly), got, err)
		}
	}
	rests(today, "one", false)
	must(t, folder.Begin("one", "two"))
	must(t, folder.Begin("one"))
	rests(today, "one", true)
	rests(today.AddDate(1, 0, 0), "one", true)
	rests(today, "another", false)
	must(t, folder.End(today, "one", "another"))
	rests(today, "one", true)
	rests(today.AddDate(0, 0, 1), "one", false)
	rests(today.AddDate(0, 0, 1), "two", true)
	must(t, folder.Begin("one"))
	rests(today.AddDate(0, 0, 1), "one", true)
	must(t, folder.End(today.AddDate(0, 0, 1), "one"))
	must(t, folder.Sweep(today.AddDate(0, 0, 1)))
	rests(today.AddDate(0, 0, 1), "one", true)
	must(t, folder.Sweep(today.AddDate(0, 0, 2)))
	left, err := os.ReadDir(string(folder))
	must(t, err)
	if len(left) != 1 || left[0].Name() != "two" {
		t.Errorf("left are %v", left)
	}
}

func TestWithoutAFolderNobodyRests(t *testing.T) {
	if rests, err := resting.Folder("").Rests(time.Now(), "one"); rests || err != nil {
		t.Errorf("got %v, %v", rests, err)
	}
	nowhere := resting.Folder(filepath.Join(t.TempDir(), "none"))
	must(t, nowhere.Sweep(time.Now()))
	must(t, nowhere.End(time.Now(), "one"))
}
