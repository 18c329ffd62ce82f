package site

import (
	"fmt"
	"net/http"

	"tinig/locales"
	"tinig/server/advocacy"
	"tinig/server/advocacy/statements"
)

// publicPage is a statement as everybody reads it who has its address. It holds nothing of who reads it but the language.
type publicPage struct {
	Page
	One     statements.Published
	Signers []statements.Signer
	Next    string
}

// Texts are the statement in its languages, the reader's first.
func (p publicPage) Texts() []statements.FrozenText {
	first := p.One.Text.In(p.Tag())
	texts := []statements.FrozenText{first}
	for _, text := range p.One.Text.Languages {
		if text.Lang != first.Lang {
			texts = append(texts, text)
		}
	}
	return texts
}

// HashText is the hash as people compare it.
func (p publicPage) HashText() string { return fmt.Sprintf("%x", p.One.Hash) }

// DirOf is how a language is written.
func (p publicPage) DirOf(tag string) string { return locales.For(tag).Dir() }

// statementOut draws what goes out, for the page outside and for the mirror alike: the same words give the same bytes.
func (s *Site) statementOut(w http.ResponseWriter, v *visit, p statements.Published) error {
	path := "/p/" + p.Public
	page := publicPage{One: p, Page: Page{Printer: v.Printer, Assets: s.assets, Languages: locales.Languages(), Tongues: s.tongues[v.Printer.Tag()].Menu, Path: path}}
	after := v.FormValue("after")
	if after != "" && !isID(after) {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	signers, next, err := s.Statements.Signers(v.Context(), p, after)
	if err != nil {
		return err
	}
	page.Signers = signers
	if next != "" {
		page.Next = path + "?after=" + next
	}
	return s.render(w, http.StatusOK, "statements/public", page)
}

// publicStatement is GET /p/{public}.
func (s *Site) publicStatement(w http.ResponseWriter, v *visit) error {
	p, err := s.publishedHere(v)
	if err != nil {
		return err
	}
	return s.statementOut(w, v, p)
}

func (s *Site) publishedHere(v *visit) (statements.Published, error) {
	id, err := v.id("public")
	if err != nil {
		return statements.Published{}, err
	}
	return s.Statements.Published(v.Context(), id)
}

// publicText is GET /p/{public}/text: the frozen text, byte by byte, to check the hash by.
func (s *Site) publicText(w http.ResponseWriter, v *visit) error {
	p, err := s.publishedHere(v)
	if err != nil {
		return err
	}
	return s.textOut(w, v, p)
}

func (s *Site) textOut(w http.ResponseWriter, v *visit, p statements.Published) error {
	text, err := s.Statements.Canonical(v.Context(), p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Content-Disposition", `inline; filename="text.txt"`)
	_, err = w.Write(text)
	return err
}

// mirrorPage says what each audience will see. Next is what the step would tell.
type mirrorPage struct {
	Page
	Place advocacy.Place
	One   statements.Statement
	Out   statements.Published
	Next  statements.Next
}

// HashText is the hash as it is compared.
func (p mirrorPage) HashText() string { return fmt.Sprintf("%x", p.One.Hash) }

// mirrored is what will stand outside, for the group.
func (s *Site) mirrored(v *visit) (page mirrorPage, err error) {
	if page.Place, page.One, err = s.statementHere(v); err != nil {
		return page, err
	}
	page.Next = statements.Next{To: v.FormValue("to"), Answer: v.FormValue("reply"), Lang: v.Printer.Tag()}
	page.Out, err = s.Statements.Mirrored(v.Context(), v.Actor, page.Place.ID, page.One.ID, page.Next)
	return page, err
}

// mirror is GET and POST /campaigns/{campaign}/statements/{statement}/mirror: with words of the next step these stand in no address.
func (s *Site) mirror(w http.ResponseWriter, v *visit) error {
	page, err := s.mirrored(v)
	if err != nil {
		return err
	}
	page.Page = s.page(v)
	page.Heading = v.Printer.T("mirror.heading")
	return s.render(w, http.StatusOK, "statements/mirror", page)
}

// mirrorPublic is POST /campaigns/{campaign}/statements/{statement}/mirror/page: the page outside, in the words and bytes that go out.
func (s *Site) mirrorPublic(w http.ResponseWriter, v *visit) error {
	page, err := s.mirrored(v)
	if err != nil {
		return err
	}
	return s.statementOut(w, v, page.Out)
}

// mirrorText is GET /campaigns/{campaign}/statements/{statement}/mirror/text.
func (s *Site) mirrorText(w http.ResponseWriter, v *visit) error {
	page, err := s.mirrored(v)
	if err != nil {
		return err
	}
	return s.textOut(w, v, page.Out)
}

// Spoken are the names of some languages.
func (mirrorPage) Spoken(tags []string) string { return languageNames(tags) }
