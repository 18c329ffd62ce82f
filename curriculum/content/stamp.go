package content

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	stampInHead    = regexp.MustCompile(`(?m)^source:.*\n`)
	stampInHeading = regexp.MustCompile(`\s*source=("[^"]*"|[^\s}]+)`)
)

// Stamp gives a unit's translation with the hashes of the English text that it stands beside: whoever runs it says that the
// translation is up to date. file names it in faults, which are all that is wrong with the two; nothing is stamped then.
func Stamp(file string, source, translation []byte) ([]byte, error) {
	var faults Faults
	of := parse("en.md", source, true, &faults)
	checkSource(of, &faults)
	d := parse(file, translation, false, &faults)
	checkTranslation(of, d, &faults)
	if len(faults) > 0 {
		return nil, faults.sorted()
	}
	text := string(canonical(translation))
	rows := strings.Split(text, "\n")
	for _, s := range d.sections {
		from, _ := of.section(s.attrs.id)
		rows[s.line-1] = stamped(rows[s.line-1], from.hash())
	}
	head, body, _ := strings.Cut(strings.TrimPrefix(strings.Join(rows, "\n"), "---\n"), "\n---\n")
	head = stampInHead.ReplaceAllString(head+"\n", "")
	return fmt.Appendf(nil, "---\n%ssource: %q\n---\n%s", head, of.front.hash(), body), nil
}

// stamped is a heading with a hash in its braces, which are its last.
func stamped(heading, hash string) string {
	i := strings.LastIndex(heading, "{")
	braces := stampInHeading.ReplaceAllString(heading[i:], "")
	return heading[:i] + strings.TrimRight(strings.TrimSuffix(braces, "}"), " ") + fmt.Sprintf(" source=%q}", hash)
}
