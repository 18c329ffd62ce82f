package site

import (
	"net/http"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/networks"
)

// secondPage is what waits for a second person.
type secondPage struct {
	Page
	Roles     []askView
	Rewritten []adaptLine
	Lines     todo
}

// askView is a role that was asked for, with the page's words: what the template "role_ask" draws. From is when it takes
// effect by itself, zero where a second person must agree; Own says that it is asked for the reader.
type askView struct {
	Page
	networks.RoleAsk
	MayAgree, Own bool
	From          time.Time
}

// roleAsks are the roles that are asked for, as far as she is told of them.
func (s *Site) roleAsks(v *visit, page Page) (views []askView, err error) {
	asks, err := s.Networks.RoleAsks(v.Context(), v.Actor)
	for _, ask := range asks {
		view := askView{Page: page, RoleAsk: ask, MayAgree: ask.MayAgree(v.Actor), Own: ask.Member == v.Actor.Member}
		if ask.EffectiveAt != nil {
			view.From = *ask.EffectiveAt
		}
		views = append(views, view)
	}
	return views, err
}

// second is GET /second.
func (s *Site) second(w http.ResponseWriter, v *visit) error {
	return s.showSecond(w, v, http.StatusOK, "")
}

func (s *Site) showSecond(w http.ResponseWriter, v *visit, code int, refusal string) (err error) {
	page := secondPage{Page: s.page(v)}
	page.Heading, page.Error = v.Printer.T("second.heading"), refusal
	if page.Roles, err = s.roleAsks(v, page.Page); err != nil {
		return err
	}
	if page.Rewritten, err = s.adaptWaiting(v); err != nil {
		return err
	}
	if page.Lines, err = s.linesToDo(v); err != nil {
		return err
	}
	return s.render(w, code, "steward/second", page)
}

// postAgreeRole is POST /second/members/{member}/agree.
func (s *Site) postAgreeRole(w http.ResponseWriter, v *visit) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	err = s.Networks.AgreeRole(v.Context(), v.Actor, id, networks.Role(v.FormValue("role")))
	return s.done(w, v, err, "/second", s.showSecond)
}

// postDeclineRole is POST /second/members/{member}/decline.
func (s *Site) postDeclineRole(w http.ResponseWriter, v *visit) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	err = s.Networks.DeclineRole(v.Context(), v.Actor, id, networks.Role(v.FormValue("role")))
	return s.done(w, v, err, "/second", s.showSecond)
}

// postOwnDecline is POST /me/roles/decline: her own no. What isn't asked for any more is declined enough.
func (s *Site) postOwnDecline(w http.ResponseWriter, v *visit) error {
	err := s.Networks.DeclineRole(v.Context(), v.Actor, v.Actor.Member, networks.Role(v.FormValue("role")))
	if err != nil && !locales.IsKind(err, locales.NotFound) {
		return err
	}
	return seeOther(w, v, "/home")
}

// rolesToDo is a role for which this steward can be the second person.
func (s *Site) rolesToDo(v *visit) (todo, error) {
	asks, err := s.Networks.RoleAsks(v.Context(), v.Actor)
	i := slices.IndexFunc(asks, func(r networks.RoleAsk) bool { return r.MayAgree(v.Actor) })
	if err != nil || i < 0 {
		return todo{}, err
	}
	return todo{Href: "/second", Text: v.Printer.T("todo.role"), About: v.Printer.T("todo.since", "Day", asks[i].AskedOn)}, nil
}
