package site

import (
	"cmp"
	"html/template"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// agreementTexts are the points of the agreement that every network has, for safety; a network's own words come after them.
var agreementTexts = []string{
	"agreement.names", "agreement.stories", "agreement.kind", "agreement.outside", "agreement.choice", "agreement.help",
}

// ownWords is a network's own words of its agreement, drawn. Their Version is 0 when it has none.
type ownWords struct {
	networks.Agreement
	HTML    template.HTML
	Foreign bool // they stand in another language than the reader's
}

func drawWords(p *locales.Printer, a networks.Agreement) ownWords {
	return ownWords{Agreement: a, HTML: forum.Render(a.Body, false), Foreign: a.Version > 0 && a.Lang != p.Tag()}
}

// stewardAgreementPage is where the agreement's own words are written, and translated. Draft is what she is writing.
type stewardAgreementPage struct {
	Page
	Points  []string
	Version int
	Texts   []ownWords
	Missing []string // the network's languages that it doesn't stand in yet
	Earlier []ownWords
	Draft   networks.AgreementDraft
	Adding  bool // Draft is a translation
}

// Before is where the earlier versions go on, 0 at their end. The last may not have been shown whole, so it comes again.
func (p stewardAgreementPage) Before() int {
	if len(p.Earlier) < networks.AgreementsAtOnce {
		return 0
	}
	return p.Earlier[len(p.Earlier)-1].Version + 1
}

// stewardAgreement is GET /steward/agreement; with lang it is ready for a translation into it.
func (s *Site) stewardAgreement(w http.ResponseWriter, v *visit) error {
	draft := networks.AgreementDraft{Lang: v.FormValue("lang")}
	return s.showStewardAgreement(draft, draft.Lang != "")(w, v, http.StatusOK, "")
}

// showStewardAgreement draws the page with what she has written in its form.
func (s *Site) showStewardAgreement(draft networks.AgreementDraft, adding bool) view {
	return func(w http.ResponseWriter, v *visit, code int, refusal string) error {
		page := stewardAgreementPage{Page: s.page(v), Points: agreementTexts, Draft: draft, Adding: adding}
		page.Heading, page.Error = v.Printer.T("steward.agreement_page"), refusal
		texts, err := s.Networks.AgreementTexts(v.Context(), v.Actor)
		if err != nil {
			return err
		}
		for _, text := range texts {
			page.Version = text.Version
			page.Texts = append(page.Texts, drawWords(v.Printer, text))
		}
		if page.Missing, err = s.Networks.Untranslated(v.Context(), v.Actor); err != nil {
			return err
		}
		earlier, err := s.Networks.EarlierAgreements(v.Context(), v.Actor, cmp.Or(v.number("before"), page.Version))
		if err != nil {
			return err
		}
		for _, text := range earlier {
			page.Earlier = append(page.Earlier, drawWords(v.Printer, text))
		}
		page.begin(texts)
		return s.render(w, code, "steward/agreement", page)
	}
}

// begin fills the form for a new version with the words of now, in her language or the first that there is.
func (p *stewardAgreementPage) begin(texts []networks.Agreement) {
	p.Adding = p.Adding && p.Version > 0
	p.Draft.From = p.Version // what she changes next is what she sees here
	if p.Adding || p.Draft.Body != "" || len(texts) == 0 {
		p.Draft.Lang = cmp.Or(p.Draft.Lang, p.Tag())
		return
	}
	own := max(0, slices.IndexFunc(texts, func(t networks.Agreement) bool { return t.Lang == p.Tag() }))
	p.Draft.Lang, p.Draft.Body = texts[own].Lang, texts[own].Body
}

// postAgreement is POST /steward/agreement: a new version, of which everybody is asked.
func (s *Site) postAgreement(w http.ResponseWriter, v *visit) error {
	draft := agreementDraftOf(v)
	err := s.Networks.ChangeAgreement(v.Context(), v.Actor, draft)
	return s.done(w, v, err, "/steward/agreement", s.showStewardAgreement(draft, false))
}

// postAgreementTranslation is POST /steward/agreement/translations: one language more of the version that counts now.
func (s *Site) postAgreementTranslation(w http.ResponseWriter, v *visit) error {
	draft := agreementDraftOf(v)
	err := s.Networks.TranslateAgreement(v.Context(), v.Actor, draft)
	return s.done(w, v, err, "/steward/agreement", s.showStewardAgreement(draft, true))
}

func agreementDraftOf(v *visit) networks.AgreementDraft {
	return networks.AgreementDraft{From: v.number("from"), Lang: v.FormValue("lang"), Body: v.FormValue("body")}
}
