package locales

import "errors"

// Kind says to the program why something was refused. What each kind means to a client is the edge's to say.
type Kind int

// The kinds of refusal. The zero Kind is none of them.
const (
	NotFound  Kind = iota + 1 // there is no such thing, or not for her: the two are never told apart
	Forbidden                 // she may know of it but may not do this
	Invalid                   // what she wrote or chose can't be taken as it is
	Conflict                  // something else happened first
	TooMany                   // too often, or too much at once; later it is possible again
	Gone                      // it was there and is there no longer
)

// Refusal is what a person asked for and can't have: a kind for the program, a message id and its arguments for the
// person. Its arguments are names and values as for Printer.T; when one is "Count" with an int, the plural form follows
// it. They are shown to that person only and never logged.
type Refusal struct {
	Kind Kind
	ID   string
	Args []any
}

// Refuse makes a refusal: locales.Refuse(locales.Forbidden, "forum.locked").
func Refuse(kind Kind, id string, args ...any) *Refusal {
	return &Refusal{Kind: kind, ID: id, Args: args}
}

// Error is the message id alone, so that no argument can reach a log.
func (r *Refusal) Error() string {
	return r.ID
}

// IsKind tells whether err's chain holds a refusal of kind k.
func IsKind(err error, k Kind) bool {
	var r *Refusal
	return errors.As(err, &r) && r.Kind == k
}
