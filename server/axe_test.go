package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// axe-core (MPL-2.0) finds what can be found by program of the rules of WCAG. It is no part of this project: the test
// fetches it once, by npm, into the user's cache.
const axeVersion = "4.14.1"

var axe = sync.OnceValues(fetchAxe)

// fetchAxe is axe-core's script.
func fetchAxe() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "tinig-ci", "axe-core-"+axeVersion)
	script := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if text, err := os.ReadFile(script); err == nil {
		return string(text), nil
	}
	install := exec.Command("npm", "install", "--prefix", dir, "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "axe-core@"+axeVersion)
	if said, err := install.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm could not fetch it: %w: %s", err, said)
	}
	text, err := os.ReadFile(script)
	return string(text), err
}

// axeFor is axe-core's script. A test that can't have it tests nothing, but where a browser is required.
func axeFor(t *testing.T) string {
	t.Helper()
	script, err := axe()
	if err != nil {
		if os.Getenv("TINIG_BROWSER") == "required" {
			t.Fatal(err)
		}
		t.Skip("axe-core is not in the cache, so the rules of accessibility are not tested:", err)
	}
	return script
}

// violation is a rule that a page breaks, and where.
type violation struct {
	ID    string
	Nodes []string
}

func (v violation) String() string { return v.ID + "\n\t" + strings.Join(v.Nodes, "\n\t") }

// everyRule is all of WCAG 2.0 to 2.2 A and AA, and axe's own good practices. onlyColours is what can differ between light
// and dark.
const (
	everyRule = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
		rules: {"target-size": {enabled: true}}`
	allButColours = `{type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
		rules: {"target-size": {enabled: true}, "color-contrast": {enabled: false}, "link-in-text-block": {enabled: false}}`
	onlyColours = `{type: "rule", values: ["color-contrast", "link-in-text-block"]}`
)

// examine lets axe-core look at the page she sees.
func (b *person) examine(script, rules string) (found []violation) {
	b.t.Helper()
	if !js[bool](b, "Boolean(window.axe)") {
		js[bool](b, script+";true")
	}
	text := js[string](b, `axe.run(document, {resultTypes: ["violations"], preload: false, iframes: false, runOnly: `+rules+`}).then((result) =>
		JSON.stringify(result.violations.map((v) => ({ID: v.id, Nodes: v.nodes.map((n) => n.html + " " + n.failureSummary)}))))`)
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		b.t.Fatal(err)
	}
	return found
}

// breaksNoRule: on every page, light and dark.
func (seen *tour) breaksNoRule(t *testing.T) {
	axeFor(t)
	for _, look := range seen.looks {
		for _, found := range look.violations {
			t.Errorf("%s breaks %s", look.name, found)
		}
	}
}
