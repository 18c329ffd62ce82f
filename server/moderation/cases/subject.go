package cases

import (
	"context"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Subject is a kind of thing that can be reported and acted on. Who keeps such things implements it, and main registers it. A ref
// is how the kind names one of them, in an address too: letters, digits, "-" and "_".
type Subject interface {
	// Kind is the kind's word: "post".
	Kind() string
	// Seen is the thing as the actor may read it. What she may not read is refused exactly like what isn't there.
	Seen(ctx context.Context, a networks.Actor, ref string) (Item, error)
	// Now is the thing as it stands, for who decides about it.
	Now(ctx context.Context, network, ref string) (Item, error)
	// Near says whether a member took part in what surrounds it.
	Near(ctx context.Context, network, ref, member string) (bool, error)
	// Act carries out what was decided, under the thing's lock. What it returns tells those who follow the thing, and comes last in
	// the transaction, after the inboxes.
	Act(ctx context.Context, tx *stream.Tx, network, ref string, e Effect) (Tell, error)
}

// Tell appends the events of a change.
type Tell func() error

// Silent tells nobody: nothing follows the thing.
func Silent() error { return nil }

// limited is a kind about which not everything can be decided: Takes says what.
type limited interface{ Takes(Act) bool }

// takes says whether an act can be decided about what a case is about: its kind knows it, and somebody is there if it is about her.
func (c *Cases) takes(of Case, act Act) bool {
	some, is := c.subjects[of.Kind].(limited)
	return (!is || some.Takes(act)) && (of.Member != "" || !act.personal())
}

// ActsOn are the acts that can be decided about a case.
func (c *Cases) ActsOn(of Case) (acts []Act) {
	if of.Appeal() {
		return Answers
	}
	for _, act := range Acts {
		if c.takes(of, act) {
			acts = append(acts, act)
		}
	}
	return acts
}

// Item is a thing as somebody reads it. Member is whose it is, Around what stands before and after it.
type Item struct {
	Member string  `json:"-"`
	Title  string  `json:"t,omitempty"`
	Note   string  `json:"n,omitempty"`
	Body   string  `json:"b"`
	Lang   string  `json:"l"`
	Space  string  `json:"-"`
	Path   string  `json:"p,omitempty"` // where it stands for who may read it
	Gone   bool    `json:"-"`
	Sealed bool    `json:"-"` // only those whom it was written to open it: it can be hidden, and nothing else is done with it
	Around []Words `json:"-"`
	Told   []Words `json:"-"` // what members offered as translations
}

// Words are somebody's words beside a thing.
type Words struct{ Member, Body, Lang string }

// Effect is what happens to a thing. Note is the content note that is added, Lang its language.
type Effect struct {
	Do   Doing
	Note string
}

// Doing is what is done with a thing.
type Doing string

// What can be done. Hide can be undone by Show, and so can Remove, as long as an appeal may come: then the words are erased.
// Reopen lets the author change her words once more.
const (
	Hide   Doing = "hide"
	Show   Doing = "show"
	Remove Doing = "remove"
	Mark   Doing = "mark"
	Reopen Doing = "reopen"
)

// subject is the kind of that name.
func (c *Cases) subject(kind string) (Subject, error) {
	s, known := c.subjects[kind]
	if !known {
		return nil, locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	return s, nil
}
