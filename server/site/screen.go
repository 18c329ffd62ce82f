package site

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"tinig/locales"
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
	Before  string   // the kinds that she left under this pseudonym before, when they are many together
	Why     []string // the network's own reasons
	Knowing string
	Young   bool // a moderator looks first if she posts it as it is
	Leave   bool // she can post it as it is
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
	if v.Session == nil { // at a shared tablet, or joining
		return moderation.Hers{Knowing: v.FormValue("knowing")}
	}
	return moderation.Hers{Own: v.Session.Settings.Protected(), Knowing: v.FormValue("knowing")}
}

// young says whether she is under 18, or nobody knows who sits there.
func young(v *visit) bool { return v.Actor.Member != "" && v.Actor.Band != networks.Adult }

// held are the forms whose words can wait for a moderator. Elsewhere what was found must be taken out by who is under 18.
var held = map[string]bool{"POST /s/{space}/topics": true, "POST /t/{topic}/posts": true}

// bare are the fields that hold no words of hers: marks of the form, what opens a door, and where a public word was read.
var bare = map[string]bool{"once": true, "told": true, "lang": true, "sealed": true, "challenge": true, "source": true, "did_source": true, "tab": true, "path": true, "numbers": true}

// unscreened are the forms at which the door doesn't look, and why. All others are looked at.
var unscreened = map[string]string{
	"POST /s/{space}/topics":                     "the forum looks, where it can let them wait",
	"POST /t/{topic}/posts":                      "the forum looks",
	"POST /t/{topic}/p/{number}/edit":            "the forum looks",
	"POST /t/{topic}/p/{number}/languages":       "the forum looks",
	"POST /cohorts/{cohort}/circle":              "the forum looks",
	"POST /drafts":                               "hers alone, sealed",
	"POST /curriculum/{unit}/journal":            "hers alone, sealed",
	"POST /stories":                              "hers alone, sealed, and what could point to her is shown there",
	"POST /adaptations/{unit}/{lang}":            "what is taught: the linter looks, and a second person",
	"POST /stories/check":                        "shows what could point to her",
	"POST /steward/phrases":                      "the words that are watched for",
	"POST /steward/phrases/try":                  "the words that are watched for",
	"POST /steward/phrases/list":                 "the words that are watched for",
	"POST /lines":                                "numbers of helplines, which a second person looks at",
	"POST /address":                              "an address for an authority, sealed for the safeguarding leads",
	"POST /concerns":                             "sealed for the safeguarding leads who work on it",
	"POST /concerns/{concern}/notes":             "sealed for the safeguarding leads who work on it",
	"POST /private/enter":                        "a code, not words",
	"POST /near/words":                           "sealed for the lead on duty, who may need them",
	"POST /duty/{alert}/words":                   "sealed for who asked for a person",
	"POST /me/words":                             "the words themselves, on her keyring",
	"POST /me/passkeys":                          "what a device answers",
	"POST /me/passkeys/renew":                    "what a device answers",
	"POST /me/passkeys/use":                      "what a device answers",
	"POST /me/copy":                              "opens a door",
	"POST /me/handed":                            "sealed for the safeguarding lead, who may need them",
	"POST /me/checks/{domain}":                   "hers alone",
	"POST /vault":                                "sealed for the custodians, who may need it",
	"POST /custody/serve":                        "a public key",
	"POST /custody/changes":                      "a public key",
	"POST /search":                               "shown to nobody",
	"POST /acts/checkpoint":                      "checked against the council's key",
	"POST /sign-in":                              "opens a door",
	"POST /join/phrase":                          "opens a door",
	"POST /join/confirm":                         "opens a door",
	"POST /recover":                              "opens a door",
	"POST /recover/confirm":                      "opens a door",
	"POST /tab":                                  "a public key",
	"POST /me/phrase/{use}":                      "opens a door",
	"POST /me/phrase/{use}/confirm":              "opens a door",
	"POST /verify":                               "somebody outside asks whether a certificate is good",
	"POST /rider/{secret}":                       "somebody outside signs with what stands for her office",
	"POST /steward/networks/{network}/ask":       "opens a door",
	"POST /steward/invitations":                  "opens a door",
	"POST /t/{topic}/p/{number}/languages/draft": "words that are there already",
}

// Unscreened are the forms at which the door doesn't look, by their routes, with the reason.
func Unscreened() map[string]string { return maps.Clone(unscreened) }

// screened looks at every text of a form that others may read, before its handler does anything.
func (s *Site) screened(_ http.ResponseWriter, v *visit) error {
	if v.Method != http.MethodPost || s.Moderation == nil {
		return nil
	}
	var texts []string
	for name, values := range v.PostForm {
		if name != "knowing" && !bare[name] {
			texts = append(texts, slices.DeleteFunc(slices.Clone(values), isID)...)
		}
	}
	if v.Actor.Member != "" && v.Pattern != "POST /search" {
		var err error
		if v.crisis, err = s.Moderation.InDanger(v.Context(), v.Actor, texts...); err != nil {
			return err
		}
		s.arm(v)
	}
	if unscreened[v.Pattern] != "" {
		return nil
	}
	along := hers(v)
	if young(v) {
		along.Knowing = ""
	}
	verdict, err := s.Moderation.Screen(v.Context(), v.Actor, moderation.Writing{Texts: texts, Hers: along})
	if err == nil && verdict.Hold {
		return locales.Refuse(locales.Invalid, "watched.cant_wait")
	}
	return err
}

// look shows her what was found in the form that she sent. Nothing of it is kept.
func (s *Site) look(w http.ResponseWriter, v *visit, shown *moderation.Shown) error {
	page := lookPage{Page: s.page(v), Action: v.URL.Path, Kinds: shown.Kinds, Why: shown.Why, Knowing: shown.Knowing, Young: young(v)}
	page.Before = kindsTold(v.Printer, shown.Before)
	page.Leave = !page.Young || held[v.Pattern]
	page.Heading = v.Printer.T("screen.heading")
	names := make([]string, 0, len(v.PostForm))
	for name := range v.PostForm {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range v.PostForm[name] {
			page.field(name, value, hers(v).Own)
		}
	}
	return s.render(w, http.StatusUnprocessableEntity, "screen/look", page)
}

// kindsTold are kinds in a row, as words.
func kindsTold(p *locales.Printer, kinds []guard.Kind) (told string) {
	for _, kind := range kinds {
		one := p.T("found." + string(kind))
		if told != "" {
			one = p.T("screen.and", "One", told, "Other", one)
		}
		told = one
	}
	return told
}

func (p *lookPage) field(name, value string, own []string) {
	pieces := moderation.Pieces(value, own)
	found := slices.ContainsFunc(pieces, func(piece moderation.Piece) bool { return piece.Kind != "" })
	switch {
	case name == "knowing":
	case bare[name]:
		p.Hidden = append(p.Hidden, hiddenField{name, value})
	case (found || name == "body" || name == "title") && !isID(value) && value != "":
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
