package site

import "net/http"

// Door is the open door before a handler, for tests.
func (s *Site) Door(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return s.open(func(w http.ResponseWriter, v *visit) error { return h(w, v.Request) })
}

// OwnPath, for tests.
var OwnPath = ownPath

// Differ compares two texts, for tests: what stands in both as it is, [-there-] and {+here+}.
func Differ(there, here string) (marked string, left, right string) {
	for _, p := range differ(nil, "", there, here).Pieces {
		switch {
		case p.There:
			marked, left = marked+"[-"+p.Text+"-]", left+p.Text
		case p.Here:
			marked, right = marked+"{+"+p.Text+"+}", right+p.Text
		default:
			marked, left, right = marked+p.Text, left+p.Text, right+p.Text
		}
	}
	return marked, left, right
}

// Spreadsheet, for tests.
var Spreadsheet = spreadsheet
