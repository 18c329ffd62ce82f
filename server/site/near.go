package site

import (
	"net/http"
	"strings"
)

// nearPage is whom she can call and ask, after she wrote something that may say that she is in danger. Her words went their way; nobody is told
// that she came by here. To is the page to which they led.
type nearPage struct {
	Page
	Helped help
	To     string
}

// near is GET /near.
func (s *Site) near(w http.ResponseWriter, v *visit) error {
	page := nearPage{Page: s.page(v), Helped: helped(v.Actor), To: v.FormValue("to")}
	page.Heading = v.Printer.T("near.heading")
	if !strings.HasPrefix(page.To, "/") || strings.HasPrefix(page.To, "//") || strings.ContainsAny(page.To, "\\\r\n\t") {
		page.To = "/home"
	}
	return s.render(w, http.StatusOK, "screen/near", page)
}
