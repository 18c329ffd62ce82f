package site

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// errOver tells her that a membership of hers holds no more: somebody was helped back in under its name, she has left, or
// the network is gone.
var errOver = locales.Refuse(locales.Gone, "site.membership_over")

// opener is how a session is opened: as a sign of her (accounts.Open), or not (accounts.Peek).
type opener func(ctx context.Context, cookie string) (*accounts.Session, error)

// openSession finds the session of the request's cookie. No cookie is no error; a cookie that opens nothing is thrown away.
func (s *Site) openSession(w http.ResponseWriter, v *visit) error {
	return s.openBy(w, v, s.Accounts.Open)
}

func (s *Site) openBy(w http.ResponseWriter, v *visit, open opener) error {
	cookie := s.cookie(v.Request, sessionCookie)
	if cookie == "" {
		return nil
	}
	session, err := open(v.Context(), cookie)
	if locales.IsKind(err, locales.Forbidden) {
		s.dropCookie(w, sessionCookie)
		return nil
	}
	if err != nil {
		return err
	}
	v.Session = session
	v.Printer = locales.For(s.language(v))
	return nil
}

// enter is rest for whoever isn't resting, and whom no sanction keeps out.
func (s *Site) enter(w http.ResponseWriter, v *visit) error { return s.enterBy(w, v, s.Accounts.Open) }

func (s *Site) enterBy(w http.ResponseWriter, v *visit, open opener) error {
	if err := s.awakeBy(w, v, open); err != nil {
		return err
	}
	if v.Actor.Suspended {
		return networks.ErrSuspended
	}
	return nil
}

// awake is rest for whoever isn't resting, whatever she is kept from.
func (s *Site) awake(w http.ResponseWriter, v *visit) error { return s.awakeBy(w, v, s.Accounts.Open) }

func (s *Site) awakeBy(w http.ResponseWriter, v *visit, open opener) error {
	if err := s.restBy(w, v, open); err != nil {
		return err
	}
	if v.Session.Settings.Paused {
		return errPaused
	}
	return nil
}

// rest opens the session and makes the actor of the membership in use. Nobody signed in is errSignedOut.
func (s *Site) rest(w http.ResponseWriter, v *visit) error { return s.restBy(w, v, s.Accounts.Open) }

func (s *Site) restBy(w http.ResponseWriter, v *visit, open opener) error {
	if err := s.openBy(w, v, open); err != nil {
		return err
	}
	if v.Session == nil {
		return errSignedOut
	}
	if v.reads() {
		return errNoNetwork
	}
	if err := s.proveAlong(v); err != nil {
		return err
	}
	actor, err := s.actorOf(v, v.Session.Current)
	if errors.Is(err, errOver) {
		return s.moveOn(w, v)
	}
	v.Actor = actor
	if err != nil {
		return err
	}
	return s.restrainEverywhere(v)
}

// restrainEverywhere keeps her from what a sanction that follows the person keeps another of her members from. One member at a time is asked
// for, and what comes of it is in this visit alone: nothing that is stored or logged holds two of them.
func (s *Site) restrainEverywhere(v *visit) error {
	for _, m := range v.Session.Memberships {
		if m.Member == "" || m.Network == v.Actor.Network {
			continue
		}
		following, err := s.Networks.Following(v.Context(), m.Network, m.Member)
		if err != nil {
			return err
		}
		for _, sanction := range following {
			v.Actor.Restrain(sanction.Kind, "")
		}
	}
	return nil
}

// actorOf is who she is by one of her memberships, or by the next after it when she has begun anew and her keyring doesn't
// know it yet; errOver when neither holds any more.
func (s *Site) actorOf(v *visit, m accounts.Membership) (networks.Actor, error) {
	if m.Member == "" {
		return networks.Actor{}, errOver
	}
	actor, err := s.Networks.EnterBy(v.Context(), m.Network, m.Member, accounts.ClaimHash(m.Claim), keyOf(v.Session))
	if !locales.IsKind(err, locales.NotFound) {
		return actor, err
	}
	next := v.Session.Next(m)
	actor, err = s.Networks.EnterBy(v.Context(), next.Network, next.Member, accounts.ClaimHash(next.Claim), keyOf(v.Session))
	if locales.IsKind(err, locales.NotFound) {
		if err := s.dropEnded(v, m.Network); err != nil {
			return networks.Actor{}, err
		}
		return networks.Actor{}, errOver
	}
	if err != nil {
		return networks.Actor{}, err
	}
	return actor, s.Accounts.Replace(v.Context(), v.Session, m, next)
}

// dropEnded takes a network that has ended off her keyring, so that without any other she goes on as a reader.
func (s *Site) dropEnded(v *visit, network string) error {
	if _, err := s.Networks.Network(v.Context(), network); !locales.IsKind(err, locales.NotFound) {
		return err
	}
	return s.Accounts.Drop(v.Context(), v.Session, network)
}

// recognise makes the actor where nobody needs to be one.
func (s *Site) recognise(v *visit) {
	if v.Session != nil {
		v.Actor, _ = s.actorOf(v, v.Session.Current)
	}
}

// moveOn takes her out of a membership that is over: into the next that holds; else out of the session, or on as a reader when all her
// networks have ended. Either way it is errOver, so that she is told, and nothing that she was about to do is done in another name.
func (s *Site) moveOn(w http.ResponseWriter, v *visit) error {
	for _, membership := range slices.Clone(v.Session.Memberships) {
		actor, err := s.actorOf(v, membership)
		if errors.Is(err, errOver) {
			continue
		}
		if err != nil {
			return err
		}
		if err := s.Accounts.Use(v.Context(), v.Session, membership.Network); err != nil {
			return err
		}
		v.Actor = actor
		return errOver
	}
	if v.reads() {
		return errOver
	}
	if err := s.end(w, v); err != nil {
		return err
	}
	return errOver
}

// begin gives her browser a new session. The one that it had ends: it would stay open with nobody to close it.
func (s *Site) begin(w http.ResponseWriter, v *visit, cookie string) error {
	if v.Session != nil {
		if err := s.Accounts.End(v.Context(), v.Session); err != nil {
			return err
		}
	}
	s.setCookie(w, sessionCookie, cookie)
	return nil
}

// end ends the session, if there is one, and takes its cookie away even when it can't be ended.
func (s *Site) end(w http.ResponseWriter, v *visit) error {
	s.dropCookie(w, sessionCookie)
	if v.Session == nil {
		return nil
	}
	session := v.Session
	v.Session = nil
	return s.Accounts.End(v.Context(), session)
}
