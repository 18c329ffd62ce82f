package site

import (
	"context"
	"net/http"
	"strings"

	"tinig/locales"
	"tinig/server/forum"
	"tinig/server/networks"
)

// Drafter drafts a translation by machine; see libretranslate.
type Drafter interface {
	Draft(ctx context.Context, text, from, to string) (string, error)
}

// mayDraft says whether words of a space may be given to the drafting machine: where the operator has named one, and never
// those of a sensitive space.
func (s *Site) mayDraft(space networks.Space) bool { return s.Drafter != nil && !space.Sensitive }

// postMachineDraft is POST /t/{topic}/p/{number}/languages/draft: the form again, with a machine's draft to be read and mended.
// Nothing is stored.
func (s *Site) postMachineDraft(w http.ResponseWriter, v *visit) error {
	draft := translationDraft(v)
	page, space, err := s.original(v)
	if err != nil {
		return err
	}
	if networks.Allow(v.Actor, networks.Translate, &space) != nil || !s.mayDraft(space) {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	if err := s.machineDraft(v, page, &draft); err != nil {
		return s.again(w, v, err, s.translationAgain(draft))
	}
	return s.showTranslations(w, v, http.StatusOK, draft, "")
}

// machineDraft puts a draft below what she has written already, and fills in the content note. A machine that gives none is no
// fault of hers.
func (s *Site) machineDraft(v *visit, page languagesPage, draft *forum.TranslationDraft) error {
	if locales.For(draft.Lang).Tag() != draft.Lang || draft.Lang == page.Written {
		return locales.Refuse(locales.Invalid, "translation.same_language")
	}
	body, err := s.Drafter.Draft(v.Context(), page.Text, page.Written, draft.Lang)
	note := draft.Note
	if err == nil && page.Note != "" && note == "" {
		note, err = s.Drafter.Draft(v.Context(), page.Note, page.Written, draft.Lang)
	}
	if err != nil {
		s.Log.Warn("the translation server gave no draft")
		return locales.Refuse(locales.Conflict, "translation.no_draft")
	}
	draft.Body, draft.Note, draft.Machine = strings.TrimSpace(draft.Body+"\n\n"+body), note, true
	return nil
}
