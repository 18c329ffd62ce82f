package site

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"time"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// wordsFollow is the third way with her words, besides networks.Words: they show her new name.
const wordsFollow = "follow"

// settling is how long what she wrote may take to be seen to when she leaves it. What isn't done then, the sweep does.
const settling = 2 * time.Minute

// pseudonymPage offers other names, and asks what becomes of her words.
type pseudonymPage struct {
	Page
	Sealed  string
	Offers  []string
	Sign    template.HTML // that she will have
	Waiting int           // posts of hers that a moderator hasn't seen
	Roles   bool          // she has some that would stay behind
	Words   string        // chosen before
}

// renaming is what a form of names was offered with, sealed in it. It is for one member: in a window that is older than her
// name it does nothing.
type renaming struct {
	Member string   `json:"m"`
	Offers []string `json:"o"`
	Emblem string   `json:"e"`
}

const renamingPurpose = "another name"

// pseudonym is GET /me/pseudonym: six names on offer, others at every opening.
func (s *Site) pseudonym(w http.ResponseWriter, v *visit) error {
	return s.showPseudonym(w, v, http.StatusOK, "")
}

func (s *Site) showPseudonym(w http.ResponseWriter, v *visit, code int, refusal string) error {
	offers, err := s.Networks.Offer(v.Context(), v.Actor.Network, v.Printer.Tag(), 6)
	if err != nil {
		return err
	}
	offered := renaming{v.Actor.Member, offers, networks.NewEmblem()}
	plain, err := json.Marshal(offered)
	if err != nil {
		return err
	}
	page := pseudonymPage{Page: s.page(v), Sealed: s.Accounts.SealForm(renamingPurpose, plain), Offers: offers,
		Sign: networks.Emblem(offered.Emblem), Roles: len(v.Actor.Roles) > 1, Words: v.FormValue("words")}
	page.Heading, page.Error = v.Printer.T("name.heading"), refusal
	held, err := s.Forum.OwnHeld(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	page.Waiting = len(held)
	return s.render(w, code, "account/pseudonym", page)
}

// postPseudonym is POST /me/pseudonym. Pressing twice is the same as once.
func (s *Site) postPseudonym(w http.ResponseWriter, v *visit) error {
	var offered renaming
	plain, err := s.Accounts.OpenForm(renamingPurpose, v.FormValue("sealed"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, &offered); err != nil {
		return fmt.Errorf("reading a form of names: %w", err)
	}
	chosen := v.FormValue("pseudonym")
	if chosen == v.Actor.Pseudonym {
		return seeOther(w, v, "/me")
	}
	return s.done(w, v, s.takeName(v, offered, chosen), "/me", s.showPseudonym)
}

// takeName gives her the chosen name as she wants it for her words, and counts it.
func (s *Site) takeName(v *visit, offered renaming, chosen string) error {
	if !slices.Contains(offered.Offers, chosen) || offered.Member != v.Actor.Member {
		return locales.Refuse(locales.Invalid, "join.pseudonym_needed")
	}
	if err := s.Accounts.MayRename(v.Session.Current); err != nil {
		return err
	}
	var err error
	if words := v.FormValue("words"); words == wordsFollow {
		err = s.rename(v, chosen, offered.Emblem)
	} else {
		err = s.renew(v, chosen, offered.Emblem, networks.Words(words))
	}
	if err != nil {
		return err
	}
	return s.Accounts.NoteRenaming(v.Context(), v.Session, v.Actor.Network)
}

// rename gives her the name, and her words with it.
func (s *Site) rename(v *visit, name, emblem string) error {
	if err := s.Networks.Rename(v.Context(), v.Actor, name, emblem); err != nil {
		return err
	}
	s.settle(v, func(ctx context.Context) error {
		return errors.Join(s.Forum.Renamed(ctx, v.Actor), s.Forum.Unmention(ctx))
	})
	return nil
}

// renew lets her begin anew under the name. Where it breaks between the network and her keyring, actorOf goes on.
func (s *Site) renew(v *visit, name, emblem string, words networks.Words) error {
	old := v.Session.Current
	next := v.Session.Next(old)
	joiner := networks.Joiner{Network: next.Network, Member: next.Member, Pseudonym: name, Emblem: emblem, ClaimHash: accounts.ClaimHash(next.Claim)}
	if err := s.Networks.Renew(v.Context(), v.Actor, joiner, words, s.Forum.Follow, s.Inbox.Follow, s.Checks.Follow, s.Curriculum.Follow, s.Stories.Follow); err != nil {
		return err
	}
	if err := s.Accounts.Replace(v.Context(), v.Session, old, next); err != nil {
		return err
	}
	s.depart(v, networks.Departed{Network: old.Network, Member: old.Member, Words: words})
	return nil
}

// depart sees to the words of one who has left, and lets go what is left of her.
func (s *Site) depart(v *visit, d networks.Departed) {
	s.settle(v, func(ctx context.Context) error {
		err := s.Forum.Settle(ctx, d)
		if err == nil {
			err = s.Networks.Forget(ctx, d)
		}
		return errors.Join(err, s.Forum.Unmention(ctx), s.Stories.Sweep(ctx))
	})
}

// settle does what follows from what is done already, also when she has gone meanwhile. It never fails her: what she wrote
// shows another name already, and what is left over the sweep does.
func (s *Site) settle(v *visit, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(v.Context()), settling)
	defer cancel()
	if err := do(ctx); err != nil {
		s.Log.Error("what a member wrote is not all settled", "error", err)
	}
}
