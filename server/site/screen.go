package site

import (
	"net/http"
	"slices"
	"strings"

	"tinig/server/accounts"
	"tinig/server/moderation"
	"tinig/server/moderation/guard"
	"tinig/server/networks"
)

// lookPage shows what in her words could lead to a person, before anybody else reads them: her form again, with those of its fields that hold
// something open to be changed and all others as they are.
type lookPage struct {
	Page
	Action  string
	Fields  []lookField
	Hidden  []hiddenField
	Kinds   []guard.Kind
	Knowing string
	Young   bool // a moderator looks first if she posts it as it is
}

// lookField is a text in which something was found.
type lookField struct {
	Name   string
	Value  string
	Rows   int
	Pieces []moderation.Piece
}

// hiddenField is the rest of what her form held.
type hiddenField struct{ Name, Value string }

// hers is what goes along with what she writes.
func hers(v *visit) moderation.Hers {
	return moderation.Hers{Own: v.Session.Settings.Protected(), Knowing: v.FormValue("knowing")}
}

// look shows her what was found in the form that she sent. Nothing of it is kept.
func (s *Site) look(w http.ResponseWriter, v *visit, shown *moderation.Shown) error {
	page := lookPage{Page: s.page(v), Action: v.URL.Path, Kinds: shown.Kinds, Knowing: shown.Knowing, Young: v.Actor.Band != networks.Adult}
	page.Heading = v.Printer.T("screen.heading")
	names := make([]string, 0, len(v.PostForm))
	for name := range v.PostForm {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range v.PostForm[name] {
			page.field(name, value, v.Session.Settings.Protected())
		}
	}
	return s.render(w, http.StatusUnprocessableEntity, "screen/look", page)
}

func (p *lookPage) field(name, value string, own []string) {
	pieces := moderation.Pieces(value, own)
	found := slices.ContainsFunc(pieces, func(piece moderation.Piece) bool { return piece.Kind != "" })
	switch {
	case name == "knowing":
	case found && !isID(value):
		p.Fields = append(p.Fields, lookField{name, value, min(12, 2+len(value)/60), pieces})
	default:
		p.Hidden = append(p.Hidden, hiddenField{name, value})
	}
}

// protectPage is where she names the words that nobody is to read of her.
type protectPage struct {
	Page
	Words  string
	Most   int
	Length int
}

// protect is GET /me/words.
func (s *Site) protect(w http.ResponseWriter, v *visit) error {
	return s.showProtect(w, v, http.StatusOK, "")
}

func (s *Site) showProtect(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := protectPage{Page: s.page(v), Words: v.Session.Settings.Words, Most: accounts.WordsAtMost, Length: accounts.WordLength}
	page.Heading, page.Error = v.Printer.T("protect.heading"), refusal
	if refusal != "" {
		page.Words = v.FormValue("words")
	}
	if v.URL.Query().Get("saved") != "" {
		page.Notice = v.Printer.T("protect.saved")
	}
	return s.render(w, code, "account/words", page)
}

// postProtect is POST /me/words.
func (s *Site) postProtect(w http.ResponseWriter, v *visit) error {
	words := strings.Split(v.FormValue("words"), "\n")
	return s.done(w, v, s.Accounts.SetWords(v.Context(), v.Session, words), "/me/words?saved=1", s.showProtect)
}
