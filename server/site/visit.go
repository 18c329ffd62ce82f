package site

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
)

// formBytes is the most that a form may weigh: the longest post in a script of three bytes a letter, and room.
const formBytes = 128 << 10

// visit is one request with who makes it. Session is nil when nobody is signed in; then Actor is empty.
type visit struct {
	*http.Request
	Printer *locales.Printer
	Session *accounts.Session
	Actor   networks.Actor
}

// handler answers a visit, or says why not; answer turns the error into a page.
type handler func(w http.ResponseWriter, v *visit) error

// open lets everybody in.
func (s *Site) open(h handler) http.Handler { return s.door(h, anyone) }

// member lets in who is signed in as a member of a network, newcomers too.
func (s *Site) member(h handler) http.Handler {
	return s.door(h, func(v *visit) error { return s.enter(v) })
}

// moderator lets in who may review what is held.
func (s *Site) moderator(h handler) http.Handler {
	return s.door(h, s.with(networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead))
}

// steward lets in who runs the network.
func (s *Site) steward(h handler) http.Handler { return s.door(h, s.with(networks.RoleSteward)) }

// recoverer lets in who may help a member back in.
func (s *Site) recoverer(h handler) http.Handler {
	return s.door(h, s.with(networks.RoleSteward, networks.RoleSafeguardingLead))
}

func anyone(*visit) error { return nil }

// with asks for one of the roles. To everybody else the page isn't there.
func (s *Site) with(roles ...networks.Role) func(*visit) error {
	return func(v *visit) error {
		if err := s.enter(v); err != nil {
			return err
		}
		if !v.Actor.Roles.Has(roles...) {
			return locales.Refuse(locales.NotFound, "site.nothing_here")
		}
		return nil
	}
}

// door opens the session, asks the door's rule, and runs the handler.
func (s *Site) door(h handler, rule func(*visit) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, formBytes)
		v := &visit{Request: r}
		err := s.openSession(w, v)
		v.Printer = locales.For(s.language(v))
		if err == nil {
			err = rule(v)
		}
		if err == nil {
			err = h(w, v)
		}
		if err != nil {
			s.answer(w, v, err)
		}
	})
}

// openSession finds the session of the request's cookie. No cookie is no error; a cookie that opens nothing is thrown away.
func (s *Site) openSession(w http.ResponseWriter, v *visit) error {
	cookie := s.cookie(v.Request)
	if cookie == "" {
		return nil
	}
	session, err := s.Accounts.Open(v.Context(), cookie)
	if locales.IsKind(err, locales.Forbidden) {
		s.dropCookie(w)
		return nil
	}
	v.Session = session
	return err
}

// enter makes the actor of the membership in use. Without a session, or a membership that still holds, it is errSignedOut.
func (s *Site) enter(v *visit) error {
	if v.Session == nil {
		return errSignedOut
	}
	as := v.Session.Current
	actor, err := s.Networks.Enter(v.Context(), as.Network, as.Member, accounts.ClaimHash(as.Claim))
	if err != nil {
		return err
	}
	v.Actor = actor
	return nil
}

// language is her choice, else her browser's, else English.
func (s *Site) language(v *visit) string {
	choice := ""
	if v.Session != nil {
		choice = v.Session.Settings.Language
	}
	if choice == "" {
		if cookie, err := v.Cookie(languageCookie); err == nil {
			choice = cookie.Value
		}
	}
	return locales.Match(choice, v.Header.Get("Accept-Language"))
}

// id returns an id from the path. One that can't be an id isn't there.
func (v *visit) id(name string) (string, error) {
	id, err := uuid.Parse(v.PathValue(name))
	if err != nil {
		return "", locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	return id.String(), nil
}

// number returns a whole number from the path or the form, 0 when there is none.
func (v *visit) number(name string) int {
	text := v.PathValue(name)
	if text == "" {
		text = v.FormValue(name)
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// once returns the form's one-time number. A form without one is a stranger's.
func (v *visit) once() (string, error) {
	once, err := uuid.Parse(v.FormValue("once"))
	if err != nil {
		return "", locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return once.String(), nil
}

// seeOther sends the browser to a page after something was done. A script that leaves no trail of history entries
// (web/shell/trail.ts) asks to be told where instead of being sent: it then loads the page once, in this one's place.
func seeOther(w http.ResponseWriter, v *visit, path string) error {
	if v.Header.Get("Trail") == "none" {
		w.Header().Set("Location", path)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, v.Request, path, http.StatusSeeOther)
	return nil
}

func isID(text string) bool {
	_, err := uuid.Parse(text)
	return err == nil
}
