package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two features' style sheets stood beside their templates and were in no page: nothing had named them in app.css.
func TestEveryStyleSheetIsInThePage(t *testing.T) {
	app, err := os.ReadFile("shell/app.css")
	if err != nil {
		t.Fatal(err)
	}
	sheets, err := filepath.Glob("*/*.css")
	if err != nil || len(sheets) < 10 {
		t.Fatalf("there are %d style sheets, %v", len(sheets), err)
	}
	for _, sheet := range sheets {
		folder, name := filepath.Split(sheet)
		path := "../" + sheet
		if folder == "shell/" {
			path = "./" + name
		}
		if sheet != "shell/app.css" && !strings.Contains(string(app), `@import "`+path+`"`) {
			t.Errorf("%s is in no page", sheet)
		}
	}
}
