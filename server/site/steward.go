package site

import (
	"net/http"
	"slices"
	"time"

	"tinig/server/networks"
)

// stewardPage is what needs doing, the most urgent first, and the way to all that a steward runs.
type stewardPage struct {
	Page
	Todo  []todo
	Local bool
	Takes bool // she answers what networks offer to the course
}

// todo is one line of what needs doing. About says since or until when.
type todo struct{ Href, Text, About string }

// endsSoon is how many days before its end an invitation stands among what needs doing.
const endsSoon = 3

// stewardPage is GET /steward.
func (s *Site) stewardPage(w http.ResponseWriter, v *visit) error {
	page := stewardPage{Page: s.page(v), Local: v.Actor.Kind == networks.Local, Takes: learner(v.Actor).Takes}
	page.Heading = v.Printer.T("steward.heading")
	for _, needs := range []func(*visit) (todo, error){
		s.recoveriesToDo, s.handedToDo, s.eighteensToDo, s.rolesToDo, s.closingToDo, s.mergerToDo, s.heldToDo, s.newcomersToDo, s.unrunToDo, s.invitationsToDo, s.agreementToDo,
		s.adaptToDo, s.offersToDo, s.linesToDo,
	} {
		line, err := needs(v)
		if err != nil {
			return err
		}
		if line.Text != "" {
			page.Todo = append(page.Todo, line)
		}
	}
	return s.render(w, http.StatusOK, "steward/steward", page)
}

// recoveriesToDo is somebody who is locked out until a second person agrees, one whom this steward didn't ask for.
func (s *Site) recoveriesToDo(v *visit) (todo, error) {
	open, err := s.Networks.Recoveries(v.Context(), v.Actor)
	for _, r := range open {
		if mayApprove(v.Actor, r) {
			return todo{Href: "/recoveries", Text: v.Printer.T("todo.recovery")}, err
		}
	}
	return todo{}, err
}

// heldToDo is words that wait for a moderator.
func (s *Site) heldToDo(v *visit) (todo, error) {
	held, err := s.Forum.Held(v.Context(), v.Actor)
	if err != nil || len(held) == 0 {
		return todo{}, err
	}
	return todo{Href: "/queue", Text: v.Printer.T("todo.held"), About: v.Printer.T("todo.since", "Day", held[0].WrittenOn)}, nil
}

func (s *Site) newcomersToDo(v *visit) (todo, error) {
	newcomers, err := s.Networks.Members(v.Context(), v.Actor, networks.Newcomer, "")
	if err != nil || len(newcomers) == 0 {
		return todo{}, err
	}
	first := slices.MinFunc(newcomers, func(a, b networks.Member) int { return a.JoinedOn.Compare(b.JoinedOn) })
	return todo{Href: "/steward/members", Text: v.Printer.T("todo.newcomers"), About: v.Printer.T("todo.since", "Day", first.JoinedOn)}, nil
}

// invitationsToDo is an invitation that nobody has used and that ends soon. They are listed in the order of their ends.
func (s *Site) invitationsToDo(v *visit) (todo, error) {
	open, err := s.Networks.Invitations(v.Context(), v.Actor)
	if err != nil || len(open) == 0 || time.Until(open[0].ExpiresOn) > endsSoon*24*time.Hour {
		return todo{}, err
	}
	return todo{Href: "/steward/invitations", Text: v.Printer.T("todo.invitations"), About: v.Printer.T("todo.until", "Day", open[0].ExpiresOn)}, nil
}

// agreementToDo is a language of the network in which the agreement can't be read yet.
func (s *Site) agreementToDo(v *visit) (todo, error) {
	tags, err := s.Networks.Untranslated(v.Context(), v.Actor)
	if err != nil || len(tags) == 0 {
		return todo{}, err
	}
	return todo{Href: "/steward/agreement", Text: v.Printer.T("todo.agreement"), About: languageNames(tags)}, nil
}
