package web_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tinig/web"
)

// sources reads every file of a kind, by its name.
func sources(t *testing.T, ext string) map[string]string {
	t.Helper()
	names, err := filepath.Glob("*/*" + ext)
	if err != nil || len(names) == 0 {
		t.Fatalf("no %s files (%v)", ext, err)
	}
	texts := map[string]string{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

func TestEveryPageHasItsTemplate(t *testing.T) {
	pages, err := web.Pages()
	if err != nil {
		t.Fatal(err)
	}
	for name := range sources(t, ".tmpl") {
		if strings.Contains(name, "/_") || name == "shell/layout.tmpl" {
			continue
		}
		page := pages[strings.TrimSuffix(name, ".tmpl")]
		if page == nil || page.Lookup("layout") == nil || page.Lookup("main") == nil {
			t.Errorf("%s can't be drawn in the layout", name)
		}
	}
}

// What is drawn by two pages has one definition: a second one of its name would silently be drawn in the place of the first.
func TestAPartialsNameIsDefinedOnce(t *testing.T) {
	defined := regexp.MustCompile(`\{\{-? *define "([^"]+)"`)
	by := map[string]string{}
	for name, text := range sources(t, ".tmpl") {
		for _, found := range defined.FindAllStringSubmatch(text, -1) {
			what := found[1]
			if what == "main" || what == "layout" || what == "head" || what == "crumbs" {
				continue // a page's own
			}
			if other := by[what]; other != "" {
				t.Errorf("%q is defined in %s and in %s", what, other, name)
			}
			by[what] = name
		}
	}
}

// What the content security policy would block, and what would tell another place that somebody is here.
var forbiddenInTemplates = map[string]*regexp.Regexp{
	"a style attribute":       regexp.MustCompile(`(?i)\sstyle\s*=`),
	"a style element":         regexp.MustCompile(`(?i)<style`),
	"an event attribute":      regexp.MustCompile(`(?i)\son[a-z]+\s*=`),
	"a script without source": regexp.MustCompile(`(?i)<script(>|\s+[^s>]*>)`),
	"an address elsewhere":    regexp.MustCompile(`(?i)\b(src|href|action|srcset|poster|data)\s*=\s*"?(https?:)?//`),
	"a javascript address":    regexp.MustCompile(`(?i)javascript:`),
	"a new window":            regexp.MustCompile(`(?i)\starget\s*=`),
}

func TestTemplatesHaveNothingInlineAndNameNoOtherPlace(t *testing.T) {
	for name, text := range sources(t, ".tmpl") {
		for what, pattern := range forbiddenInTemplates {
			if found := pattern.FindString(text); found != "" {
				t.Errorf("%s has %s: %q", name, what, found)
			}
		}
	}
}

func TestStylesLoadNothingAndKnowNoLeftOrRight(t *testing.T) {
	physical := regexp.MustCompile(`(?m)(^|[\s;{-])((margin|padding|border)-(left|right|top|bottom)|left|right|top|bottom|float)\s*:|text-align:\s*(left|right)`)
	elsewhere := regexp.MustCompile(`url\(|https?:|@font-face`)
	for name, text := range sources(t, ".css") {
		if found := physical.FindString(text); found != "" {
			t.Errorf("%s says %q, which is another side in Arabic", name, strings.TrimSpace(found))
		}
		if found := elsewhere.FindString(text); found != "" {
			t.Errorf("%s loads something: %q", name, found)
		}
	}
}

func TestScriptsHoldNoAddressesAndRunNoText(t *testing.T) {
	risky := regexp.MustCompile(`https?://|\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|localStorage\.set|sessionStorage\.set`)
	for name, text := range sources(t, ".ts") {
		if name == "shell/mark.ts" { // which keeps a time in the tab, and nothing else
			text = strings.Replace(text, "sessionStorage.setItem(name, String(Date.now()))", "", 1)
		}
		if found := risky.FindString(text); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}
