package site

import (
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

// sectionTold is a section in a language in which the group doesn't write it, with what this reader may do about it. By is whose words it
// is, "" when she isn't named. No machine drafts any.
type sectionTold struct {
	*locales.Printer
	statements.Translation
	By       string
	Own      bool
	MayAgree bool
	Machine  bool
}

// sectionOffer is the form of such a translation.
type sectionOffer struct {
	May   bool
	Into  []locales.Language
	Draft statements.Words
	Named bool
}

// sectionsTold are the translations of a statement's sections, in each language the one that is shown first first.
func (s *Site) sectionsTold(v *visit, one statements.Statement, mayAgree bool) (views []sectionTold, err error) {
	list, err := s.Statements.Translations(v.Context(), v.Actor, one)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, t := range list {
		if t.Named && t.Author != "" {
			ids = append(ids, t.Author)
		}
	}
	names, err := s.Networks.Names(v.Context(), v.Actor.Network, ids)
	if err != nil {
		return nil, err
	}
	for _, t := range list {
		view := sectionTold{Printer: v.Printer, Translation: t, Own: t.Author == v.Actor.Member}
		if t.Named && t.Author != "" {
			view.By = called(v.Printer, names[t.Author])
		}
		view.MayAgree = mayAgree && !view.Own && !t.Agreed && !t.Stale
		views = append(views, view)
	}
	return views, nil
}

// toldIn is the translation of a section that is shown first in a language; nil for none.
func toldIn(views []sectionTold, number int, lang string) *sectionTold {
	at := slices.IndexFunc(views, func(t sectionTold) bool { return t.Translation.Number == number && t.Lang == lang })
	if at < 0 {
		return nil
	}
	return &views[at]
}

// fillTold adds a section's translations by members, and the form of another.
func (s *Site) fillTold(v *visit, page *sectionPage) error {
	space, err := s.Networks.Space(v.Context(), v.Actor, page.Place.Space, networks.Read)
	if err != nil {
		return err
	}
	page.Offer.May = networks.Allow(v.Actor, networks.Translate, &space) == nil && page.One.WithheldOn == nil
	views, err := s.sectionsTold(v, page.One, page.Offer.May)
	if err != nil {
		return err
	}
	for _, view := range views {
		if view.Translation.Number == page.Section.Number {
			page.Told = append(page.Told, view)
		}
	}
	for _, language := range locales.Languages() {
		if !slices.Contains(page.One.Languages, language.Tag) {
			page.Offer.Into = append(page.Offer.Into, language)
		}
	}
	page.Offer.Draft = statements.Words{Lang: v.Printer.Tag()}
	if page.Offer.Named = true; v.PostForm.Has("told") {
		page.Offer.Draft, page.Offer.Named = toldWords(v), v.PostForm.Has("named")
	}
	return nil
}

func toldWords(v *visit) statements.Words {
	return statements.Words{Once: v.FormValue("once"), Lang: v.FormValue("into"), Body: v.FormValue("translated"), Of: v.number("of")}
}

// postSectionTold is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/languages.
func (s *Site) postSectionTold(w http.ResponseWriter, v *visit) error {
	if _, err := v.once(); err != nil {
		return err
	}
	return s.onSection(w, v, func(campaign, id string, number int) error {
		return s.Statements.Translate(v.Context(), v.Actor, campaign, id, number, toldWords(v), v.FormValue("named") != "")
	})
}

// postAgreeSection is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/languages/{translation}/agree.
func (s *Site) postAgreeSection(w http.ResponseWriter, v *visit) error {
	translation, err := v.id("translation")
	if err != nil {
		return err
	}
	return s.onSection(w, v, func(campaign, id string, _ int) error {
		return s.Statements.AgreeTranslation(v.Context(), v.Actor, campaign, id, translation)
	})
}

// postTakeBackSection is POST /campaigns/{campaign}/statements/{statement}/sections/{number}/languages/{translation}/take-back.
func (s *Site) postTakeBackSection(w http.ResponseWriter, v *visit) error {
	translation, err := v.id("translation")
	if err != nil {
		return err
	}
	return s.onSection(w, v, func(campaign, id string, _ int) error {
		return s.Statements.TakeBackTranslation(v.Context(), v.Actor, campaign, id, translation)
	})
}
