package main

import (
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

var updateASVS = flag.Bool("update-asvs", false, "write docs/asvs.md anew")

// assessment is docs/asvs.toml.
type assessment struct {
	Chapter      []chapter
	Cryptography []cryptography
}

type chapter struct {
	Number       int
	Name         string
	Requirements []requirement
}

// requirement is one of the standard's, in our words. Why is one sentence; By names the tests or files that show it.
type requirement struct {
	ID        string
	Level     int
	State     string
	Asks, Why string
	By        []string
}

// cryptography is what a package uses, and what for.
type cryptography struct {
	Package, Uses, For string
}

// The states, in the order in which they are counted, and how many requirements of each level the standard has in version 5.0.0.
var (
	asvsStates = []string{"met", "not met", "whoever runs it", "not applicable"}
	asvsLevels = map[int]int{1: 70, 2: 183}
)

func readAssessment(t *testing.T) (a assessment) {
	t.Helper()
	meta, err := toml.DecodeFile("../docs/asvs.toml", &a)
	must(t, err)
	if odd := meta.Undecoded(); len(odd) > 0 {
		t.Errorf("docs/asvs.toml has %v, which nothing reads", odd)
	}
	return a
}

// docs/asvs.md is made of docs/asvs.toml: each requirement of levels 1 and 2 stands there once, and what is said to be met names
// the tests or files that show it, which are there.
func TestEveryRequirementIsShown(t *testing.T) {
	t.Parallel()
	a, shown := readAssessment(t), testsByName(t)
	levels := map[int]int{}
	last := ""
	for _, c := range a.Chapter {
		for _, r := range c.Requirements {
			levels[r.Level]++
			if !follows(last, r.ID, c.Number) {
				t.Errorf("%s doesn't come after %s in chapter %d", r.ID, last, c.Number)
			}
			last = r.ID
			if !slices.Contains(asvsStates, r.State) || r.Asks == "" || r.Why == "" || (r.State == "met" || r.State == asvsStates[2]) && len(r.By) == 0 {
				t.Errorf("%s is not whole: %+v", r.ID, r)
			}
			for _, by := range r.By {
				if _, err := where(shown, by); err != nil {
					t.Errorf("%s: %v", r.ID, err)
				}
			}
		}
	}
	for level, want := range asvsLevels {
		if levels[level] != want {
			t.Errorf("of level %d there are %d requirements, not %d", level, levels[level], want)
		}
	}
	page := asvsPage(a, shown)
	if *updateASVS {
		must(t, os.WriteFile("../docs/asvs.md", []byte(page), 0o644))
	}
	written, err := os.ReadFile("../docs/asvs.md")
	must(t, err)
	if string(written) != page {
		t.Error("docs/asvs.md is not what docs/asvs.toml says: go test ./server -run EveryRequirement -update-asvs")
	}
}

// follows says whether an id of a chapter comes after another, number by number.
func follows(before, id string, chapter int) bool {
	numbers := func(text string) (n [3]int) {
		fmt.Sscanf(text, "%d.%d.%d", &n[0], &n[1], &n[2])
		return n
	}
	a, b := numbers(before), numbers(id)
	return b[0] == chapter && b[1] > 0 && b[2] > 0 && slices.Compare(a[:], b[:]) < 0
}

// testsByName are the files, below the project, that declare a function of each name for tests.
func testsByName(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	must(t, fs.WalkDir(os.DirFS(".."), ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", name), nil, 0)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			if of, ok := declared.(*ast.FuncDecl); ok {
				files[of.Name.Name] = append(files[of.Name.Name], name)
			}
		}
		return nil
	}))
	return files
}

// where is where the page finds what shows something: a test by its name, or a file.
func where(tests map[string][]string, by string) (string, error) {
	if strings.ContainsAny(by, "/.") {
		_, err := os.Stat(filepath.Join("..", by))
		return "`" + by + "`", err
	}
	if len(tests[by]) != 1 {
		return "", fmt.Errorf("%s is in %d files", by, len(tests[by]))
	}
	return fmt.Sprintf("`%s` in %s", by, tests[by][0]), nil
}

func asvsPage(a assessment, tests map[string][]string) string {
	var page strings.Builder
	page.WriteString("# How we stand to OWASP's ASVS 5.0\n\nMade of docs/asvs.toml: don't edit it by hand. The requirements of the Application Security " +
		"Verification Standard 5.0.0 are told in our own words; its text stands with OWASP. Levels 1 and 2 are whole, of level 3 there is what matters here. " +
		"We judged ourselves. How to report a hole: [security.md](security.md).\n\n")
	asvsCounts(&page, a)
	page.WriteString("\n## Not met\n\n| | level | what is asked | why not |\n| --- | --- | --- | --- |\n")
	for _, c := range a.Chapter {
		for _, r := range c.Requirements {
			if r.State == "not met" {
				fmt.Fprintf(&page, "| %s | %d | %s | %s |\n", r.ID, r.Level, r.Asks, r.Why)
			}
		}
	}
	for _, c := range a.Chapter {
		fmt.Fprintf(&page, "\n## %d. %s\n\n| | level | what is asked | state | how | shown by |\n| --- | --- | --- | --- | --- | --- |\n", c.Number, c.Name)
		for _, r := range c.Requirements {
			var by []string
			for _, name := range r.By {
				found, _ := where(tests, name)
				by = append(by, found)
			}
			fmt.Fprintf(&page, "| %s | %d | %s | %s | %s | %s |\n", r.ID, r.Level, r.Asks, r.State, r.Why, strings.Join(by, ", "))
		}
	}
	page.WriteString("\n## What is encrypted, hashed and signed\n\n| package | uses | for |\n| --- | --- | --- |\n")
	for _, c := range a.Cryptography {
		fmt.Fprintf(&page, "| `%s` | %s | %s |\n", c.Package, c.Uses, c.For)
	}
	return page.String()
}

// asvsCounts writes how many of each level stand how.
func asvsCounts(page *strings.Builder, a assessment) {
	fmt.Fprintf(page, "| level | %s |\n| --- | %s\n", strings.Join(asvsStates, " | "), strings.Repeat("--- |", len(asvsStates)))
	for level := 1; level <= 3; level++ {
		counts := map[string]int{}
		for _, c := range a.Chapter {
			for _, r := range c.Requirements {
				if r.Level == level {
					counts[r.State]++
				}
			}
		}
		fmt.Fprintf(page, "| %d |", level)
		for _, state := range asvsStates {
			fmt.Fprintf(page, " %d |", counts[state])
		}
		page.WriteString("\n")
	}
}

// cryptographic is what an import begins with that encrypts, hashes, signs or draws by chance.
var cryptographic = regexp.MustCompile(`^(crypto/|hash/|math/rand|golang\.org/x/crypto/|golang\.org/x/mod/sumdb/|filippo\.io/|github\.com/cloudflare/circl/|github\.com/go-webauthn/)`)

// What is encrypted, hashed and signed is listed by package, and the list is what they import.
func TestEveryUseOfCryptographyIsListed(t *testing.T) {
	t.Parallel()
	listed := map[string]string{}
	for _, c := range readAssessment(t).Cryptography {
		listed[c.Package] = c.Uses
	}
	for folder, files := range goFiles(t) {
		var uses []string
		for _, name := range files {
			for _, imported := range allImports(t, name) {
				if cryptographic.MatchString(imported) {
					uses = append(uses, imported)
				}
			}
		}
		slices.SortFunc(uses, func(a, b string) int { return cmp.Compare(a, b) })
		if said := strings.Join(slices.Compact(uses), " "); said != listed[folder] {
			t.Errorf("%s uses %q, and is listed with %q", folder, said, listed[folder])
		}
		delete(listed, folder)
	}
	for folder := range listed {
		t.Errorf("%s is listed and isn't there", folder)
	}
}

var (
	declares  = regexp.MustCompile("`([^`]+)`(?: and `[^`]+`)* in `([^`]+)`")
	inQuotes  = regexp.MustCompile("`([^`\n]+)`")
	manySpace = regexp.MustCompile(`[ \t]+`)
)

// The limits that docs/security.md tells are those of the code, and each file and setting that it names is there.
func TestTheSecurityPageSaysWhatTheCodeDoes(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/security.md")
	must(t, err)
	limits := 0
	for _, found := range declares.FindAllStringSubmatch(string(page), -1) {
		code, err := os.ReadFile(filepath.Join("..", found[2]))
		must(t, err)
		said, _, _ := strings.Cut(found[0], " in `"+found[2])
		for _, limit := range inQuotes.FindAllStringSubmatch(said, -1) {
			limits++
			if !regexp.MustCompile(`(?m)^\s*(const )?` + regexp.QuoteMeta(limit[1]) + `\s*(//.*)?$`).MatchString(manySpace.ReplaceAllString(string(code), " ")) {
				t.Errorf("%s doesn't say %s", found[2], limit[1])
			}
		}
	}
	if limits < 25 {
		t.Errorf("only %d limits were found", limits)
	}
	for _, found := range inQuotes.FindAllStringSubmatch(string(page), -1) {
		if setting := regexp.MustCompile(`^[A-Z]+(_[A-Z]+)+$`); setting.MatchString(found[1]) && !strings.Contains(environment, found[1]+" ") {
			t.Errorf("there is no setting %s", found[1])
		}
		if ext := path.Ext(found[1]); ext == ".go" || ext == ".toml" {
			_, err := os.Stat(filepath.Join("..", found[1]))
			must(t, err)
		}
	}
}
