package site

import (
	"net/http"
	"slices"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/networks"
)

// membersPage lists the newcomers to confirm, and the members a page at a time.
type membersPage struct {
	Page
	Newcomers []networks.Member
	Members   []networks.Member
	Next      string
}

// stewardMembers is GET /steward/members.
func (s *Site) stewardMembers(w http.ResponseWriter, v *visit) (err error) {
	page := membersPage{Page: s.page(v)}
	page.Heading = v.Printer.T("steward.members")
	if page.Newcomers, err = s.Networks.Members(v.Context(), v.Actor, networks.Newcomer, ""); err != nil {
		return err
	}
	if page.Members, err = s.Networks.Members(v.Context(), v.Actor, networks.Confirmed, v.FormValue("after")); err != nil {
		return err
	}
	if len(page.Members) == networks.MembersAtOnce {
		page.Next = page.Members[len(page.Members)-1].Pseudonym
	}
	return s.render(w, http.StatusOK, "steward/members", page)
}

// memberPage is one member for a steward.
type memberPage struct {
	Page
	Other networks.Member
	Roles []roleView
	Own   bool

	Standing curriculum.Standing // on the ladder of those who teach
}

// roleView is a role that she has or may be given. A trusted one is only asked for; Waits says that it is.
type roleView struct {
	Role                networks.Role
	Has, Trusted, Waits bool
}

// stewardMember is GET /steward/members/{member}.
func (s *Site) stewardMember(w http.ResponseWriter, v *visit) error {
	return s.showMember(w, v, http.StatusOK, "")
}

func (s *Site) showMember(w http.ResponseWriter, v *visit, code int, refusal string) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	member, err := s.Networks.Member(v.Context(), v.Actor, id)
	if err == nil && member.Standing == networks.Left {
		err = locales.Refuse(locales.NotFound, "networks.member_not_found")
	}
	if err != nil {
		return err
	}
	page := memberPage{Page: s.page(v), Other: member, Own: member.ID == v.Actor.Member}
	page.Heading, page.Error = member.Pseudonym, refusal
	teaches := member.Band == networks.Adult && slices.Contains(member.RoleNames, string(networks.RoleTrainer))
	if page.Standing, err = s.Curriculum.StandingOf(v.Context(), learner(v.Actor), member.ID, teaches); err != nil {
		return err
	}
	asks, err := s.Networks.RoleAsks(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	for _, role := range networks.AllRoles[1:] {
		view := roleView{Role: role, Has: slices.Contains(member.RoleNames, string(role)), Trusted: slices.Contains(networks.Trusted, role)}
		view.Waits = slices.ContainsFunc(asks, func(r networks.RoleAsk) bool { return r.Member == member.ID && r.Role == role })
		if view.Has || !view.Trusted || member.Band == networks.Adult && member.Standing == networks.Confirmed {
			page.Roles = append(page.Roles, view)
		}
	}
	return s.render(w, code, "steward/member", page)
}

// postConfirm is POST /steward/members/{member}/confirm.
func (s *Site) postConfirm(w http.ResponseWriter, v *visit) error {
	return s.changeMember(w, v, func(member string) error {
		return s.Networks.Confirm(v.Context(), v.Actor, member)
	})
}

// postVouch is POST /steward/members/{member}/vouch.
func (s *Site) postVouch(w http.ResponseWriter, v *visit) error {
	return s.changeMember(w, v, func(member string) error {
		return s.Networks.Vouch(v.Context(), v.Actor, member)
	})
}

// postRole is POST /steward/members/{member}/roles: give or take one.
func (s *Site) postRole(w http.ResponseWriter, v *visit) error {
	role := networks.Role(v.FormValue("role"))
	return s.changeMember(w, v, func(member string) error {
		if v.FormValue("take") != "" {
			return s.Networks.Take(v.Context(), v.Actor, member, role)
		}
		return s.Networks.Give(v.Context(), v.Actor, member, role)
	})
}

func (s *Site) changeMember(w http.ResponseWriter, v *visit, change func(member string) error) error {
	id, err := v.id("member")
	if err != nil {
		return err
	}
	return s.done(w, v, change(id), "/steward/members/"+id, s.showMember)
}
