package site

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"tinig/curriculum"
	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/networks"
	"tinig/web"
)

// formBytes is the most that a form may weigh: the longest post in a script of four bytes a letter, written as %xx, and
// as much again, so that a post which is somewhat too long is told so.
const formBytes = 256 << 10

// patience is how long a visit may take once all of it has arrived: waiting in a crowd, for a phrase to be checked or for
// the database, comes to an end.
const patience = 30 * time.Second

// visit is one request with who makes it. Session is nil when nobody is signed in; then Actor is empty.
type visit struct {
	*http.Request
	Printer  *locales.Printer
	Session  *accounts.Session
	Actor    networks.Actor
	Tablet   *curriculum.Tablet // at which somebody sits who isn't signed in; nil for none
	crisis   bool               // what she has written says that she may be in danger: see near
	unproved error              // why the passkey that came with her form isn't one; nil for none that came
	alarm    func(path string)  // tells the lead on duty of it, when her words have gone their way; nil where they are hers alone
}

// handler answers a visit, or says why not; answer turns the error into a page.
type handler func(w http.ResponseWriter, v *visit) error

// bare lets everybody in without asking who it is: for what must work when the database doesn't answer.
func (s *Site) bare(h handler) http.Handler {
	return s.door(h, func(http.ResponseWriter, *visit) error { return nil })
}

// open lets everybody in.
func (s *Site) open(h handler) http.Handler { return s.door(h, s.openSession) }

// anyway is open for what must be there when the database isn't: then she sees it as a stranger does.
func (s *Site) anyway(h handler) http.Handler {
	return s.door(h, func(w http.ResponseWriter, v *visit) error {
		if err := s.openSession(w, v); err != nil {
			s.Log.Error("a session can't be read", "route", v.Pattern, "error", err)
		}
		return nil
	})
}

// member lets in who is signed in as a member of a network, newcomers too.
func (s *Site) member(h handler) http.Handler { return s.door(h, s.enter) }

// script lets in who is signed in, for what her page's script asks for by itself: that is no sign of her.
func (s *Site) script(h handler) http.Handler {
	return s.door(h, func(w http.ResponseWriter, v *visit) error { return s.enterBy(w, v, s.Accounts.Peek) })
}

// resting lets in a member, also while everything of hers rests.
func (s *Site) resting(h handler) http.Handler { return s.door(h, s.rest) }

// always lets in a member, also while a sanction keeps her from everything else.
func (s *Site) always(h handler) http.Handler { return s.door(h, s.awake) }

// alwaysScript is script, also while a sanction keeps her from everything else.
func (s *Site) alwaysScript(h handler) http.Handler {
	return s.door(h, func(w http.ResponseWriter, v *visit) error { return s.awakeBy(w, v, s.Accounts.Peek) })
}

// guardian lets in a safeguarding lead to what puts her on duty: from then on names are shown to her. Her passkey is asked for once
// more.
func (s *Site) guardian(h handler) http.Handler { return s.lead(s.proved(h)) }

// custodian lets in who may keep a share of what members left in case of danger.
func (s *Site) custodian(h handler) http.Handler { return s.door(h, s.with(networks.RoleCustodian)) }

// opener lets in a custodian to what she does with a share, and with who keeps one, when she has just proved once more that it is she.
func (s *Site) opener(h handler) http.Handler { return s.custodian(s.proved(h)) }

// trainer lets in who may hold cohorts.
func (s *Site) trainer(h handler) http.Handler { return s.door(h, s.with(networks.RoleTrainer)) }

// leader lets in who may lead campaigns.
func (s *Site) leader(h handler) http.Handler { return s.door(h, s.with(networks.RoleSurvivorLeader)) }

// moderator lets in who may review what is held.
func (s *Site) moderator(h handler) http.Handler {
	return s.door(h, s.with(networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead))
}

// steward lets in who runs the network.
func (s *Site) steward(h handler) http.Handler { return s.door(h, s.with(networks.RoleSteward)) }

// lead lets in who answers when someone is in danger.
func (s *Site) lead(h handler) http.Handler { return s.door(h, s.with(networks.RoleSafeguardingLead)) }

// recoverer lets in who may help a member back in.
func (s *Site) recoverer(h handler) http.Handler {
	return s.door(h, s.with(networks.RoleSteward, networks.RoleSafeguardingLead))
}

// with asks for one of the roles. To everybody else the page isn't there; where hers rests she is asked for her passkey.
func (s *Site) with(roles ...networks.Role) handler {
	return func(w http.ResponseWriter, v *visit) error {
		if err := s.enter(w, v); err != nil {
			return err
		}
		if v.Actor.Resting.Has(roles...) && !v.Actor.Roles.Has(roles...) {
			return networks.ErrKeyFirst
		}
		if !v.Actor.Roles.Has(roles...) {
			return locales.Refuse(locales.NotFound, "site.nothing_here")
		}
		return nil
	}
}

// door reads the form, asks the door's rule, asks whether it comes from her tab, looks at what she has written, and runs the handler.
func (s *Site) door(h, rule handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := s.visit(r)
		err := v.readForm(w)
		w, sent := web.Compressed(w, r)
		defer sent()
		ctx, cancel := context.WithTimeout(v.Context(), patience)
		defer cancel()
		v.Request = v.WithContext(ctx)
		if err == nil {
			err = through(w, v, rule, s.fromHerTab, s.screened, h)
		}
		if err != nil {
			s.answer(w, v, err)
		}
	})
}

// visit is a request by nobody yet.
func (s *Site) visit(r *http.Request) *visit {
	v := &visit{Request: r}
	v.Printer = locales.For(s.language(v))
	return v
}

// through takes one step after the other, until one refuses.
func through(w http.ResponseWriter, v *visit, steps ...handler) (err error) {
	defer recovered(&err)
	for _, step := range steps {
		if err := step(w, v); err != nil {
			return err
		}
	}
	return nil
}

// readForm reads the whole form before anything is done, so that nobody meets half of one, and refuses what no form of
// ours sends and PostgreSQL doesn't take: what isn't UTF-8, and NUL. Of what is sent to change something the form is what stands in
// its body: what looks at her words before others read them looks there, and an address can't fill it in.
func (v *visit) readForm(w http.ResponseWriter) error {
	v.Body = http.MaxBytesReader(w, v.Body, formBytes)
	if err := v.ParseForm(); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) { // net/http takes whose line is too slow for somebody who has gone: she is there, and is told
			v.Request = v.WithContext(context.WithoutCancel(v.Context()))
		}
		return locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	if v.Method == http.MethodPost {
		v.Form = v.PostForm
	}
	for _, values := range v.Form {
		if slices.ContainsFunc(values, unreadable) {
			return locales.Refuse(locales.Invalid, "site.form_incomplete")
		}
	}
	return nil
}

func unreadable(text string) bool { return !utf8.ValidString(text) || strings.ContainsRune(text, 0) }

// language is her choice, else her browser's, else English.
func (s *Site) language(v *visit) string {
	choice := ""
	if v.Session != nil {
		choice = v.Session.Settings.Language
	}
	if choice == "" {
		choice = s.cookie(v.Request, languageCookie)
	}
	return locales.Match(choice, v.Header.Get("Accept-Language"))
}

// id returns an id from the path. One that can't be an id isn't there.
func (v *visit) id(name string) (string, error) { return knownID(v.PathValue(name)) }

// formID returns an id from the form.
func (v *visit) formID(name string) (string, error) { return knownID(v.FormValue(name)) }

func knownID(text string) (string, error) {
	if !isID(text) {
		return "", locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	return text, nil
}

// isID takes an id in the one way in which we write it: two spellings of one id would be two ids wherever they are compared.
func isID(text string) bool {
	id, err := uuid.Parse(text)
	return err == nil && id.String() == text
}

// number returns a whole number from the path or the form, one that a column holds; 0 when there is none.
func (v *visit) number(name string) int {
	text := v.PathValue(name)
	if text == "" {
		text = v.FormValue(name)
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return int(n)
}

// once returns the form's one-time number. A form without one is a stranger's.
func (v *visit) once() (string, error) {
	once := v.FormValue("once")
	if !isID(once) {
		return "", locales.Refuse(locales.Invalid, "site.form_incomplete")
	}
	return once, nil
}

// seeOther sends the browser to a page after something was done. A script that leaves no trail of history entries
// (web/shell/trail.ts) asks to be told where instead of being sent: it then loads the page once, in this one's place.
func seeOther(w http.ResponseWriter, v *visit, path string) error {
	if v.crisis {
		if v.alarm != nil {
			v.alarm(path)
		}
		path = "/near?to=" + url.QueryEscape(path)
	}
	if v.Header.Get("Trail") == "none" {
		w.Header().Set("Location", path)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, v.Request, path, http.StatusSeeOther)
	return nil
}

// recovered makes a panic an error, which says where it was and not what it said: that could be somebody's words.
func recovered(err *error) {
	if problem := recover(); problem != nil {
		*err = errors.Join(*err, panicked(problem))
	}
}
