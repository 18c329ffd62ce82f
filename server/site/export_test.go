package site

import "net/http"

// Door is the open door before a handler, for tests.
func (s *Site) Door(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return s.open(func(w http.ResponseWriter, v *visit) error { return h(w, v.Request) })
}

// OwnPath, for tests.
var OwnPath = ownPath
