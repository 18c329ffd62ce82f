package site

import (
	"net/http"

	"tinig/locales"
	"tinig/server/networks"
)

// eighteenPage is where a member under 18 says that she isn't any more.
type eighteenPage struct {
	Page
	Asked, Declined bool
}

// eighteen is GET /me/eighteen. For an adult it isn't there.
func (s *Site) eighteen(w http.ResponseWriter, v *visit) error {
	return s.showEighteen(w, v, http.StatusOK, "")
}

func (s *Site) showEighteen(w http.ResponseWriter, v *visit, code int, refusal string) error {
	if v.Actor.Band != networks.Minor {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	own, asked, err := s.Networks.OwnEighteen(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := eighteenPage{Page: s.page(v), Asked: asked && !own.Declined, Declined: own.Declined}
	page.Heading, page.Error = v.Printer.T("eighteen.heading"), refusal
	return s.render(w, code, "account/eighteen", page)
}

// postEighteen is POST /me/eighteen.
func (s *Site) postEighteen(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.TurnEighteen(v.Context(), v.Actor), "/me/eighteen", s.showEighteen)
}

// postNotEighteen is POST /me/eighteen/withdraw.
func (s *Site) postNotEighteen(w http.ResponseWriter, v *visit) error {
	return s.done(w, v, s.Networks.NotEighteen(v.Context(), v.Actor), "/me/eighteen", s.showEighteen)
}

// eighteensPage is where a steward and the safeguarding lead answer.
type eighteensPage struct {
	Page
	Asking []eighteenView
}

// eighteenView is one question for whoever may answer it now.
type eighteenView struct {
	networks.Eighteen
	MayAgree bool
}

// eighteens is GET /steward/eighteen.
func (s *Site) eighteens(w http.ResponseWriter, v *visit) error {
	return s.showEighteens(w, v, http.StatusOK, "")
}

func (s *Site) showEighteens(w http.ResponseWriter, v *visit, code int, refusal string) error {
	asking, err := s.Networks.Eighteens(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page := eighteensPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("eighteens.heading"), refusal
	for _, e := range asking {
		page.Asking = append(page.Asking, eighteenView{e, mayAgree(v.Actor, e)})
	}
	return s.render(w, code, "steward/eighteen", page)
}

// postAgreeEighteen is POST /steward/eighteen/{member}/agree.
func (s *Site) postAgreeEighteen(w http.ResponseWriter, v *visit) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.AgreeEighteen(v.Context(), v.Actor, member), "/steward/eighteen", s.showEighteens)
}

// postDeclineEighteen is POST /steward/eighteen/{member}/decline.
func (s *Site) postDeclineEighteen(w http.ResponseWriter, v *visit) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Networks.DeclineEighteen(v.Context(), v.Actor, member), "/steward/eighteen", s.showEighteens)
}

// eighteensToDo is a member who says that she has turned 18, and whom this steward may answer.
func (s *Site) eighteensToDo(v *visit) (todo, error) {
	asking, err := s.Networks.Eighteens(v.Context(), v.Actor)
	for _, e := range asking {
		if mayAgree(v.Actor, e) {
			return todo{Href: "/steward/eighteen", Text: v.Printer.T("eighteens.heading")}, err
		}
	}
	return todo{}, err
}

// mayAgree says whether the actor hasn't answered, and it isn't about herself.
func mayAgree(a networks.Actor, e networks.Eighteen) bool {
	given := func(by *string) bool { return by != nil && *by == a.Member }
	return e.Member != a.Member && !given(e.Steward) && !given(e.Lead)
}
