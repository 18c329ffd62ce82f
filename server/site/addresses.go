package site

import (
	"net/http"

	"tinig/server/concerns"
	"tinig/server/helplines"
)

// addressPage is where she gives an address to be reported; Helped are the lines to which she can report it herself.
type addressPage struct {
	Page
	Helped  help
	Address string
	Most    int
	Sent    bool
}

// reportingLines are the authorities' lines for what was seen online.
func (s *Site) reportingLines(v *visit) help {
	return s.helped(v).by(helplines.Report, helplines.Police, helplines.Images)
}

// giveAddress is GET /address.
func (s *Site) giveAddress(w http.ResponseWriter, v *visit) error {
	return s.showAddress(w, v, http.StatusOK, "")
}

func (s *Site) showAddress(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := addressPage{Page: s.page(v), Helped: s.reportingLines(v), Address: v.PostForm.Get("address"), Most: concerns.AddressLength, Sent: v.FormValue("sent") != ""}
	page.Heading, page.Error = v.Printer.T("address.heading"), refusal
	return s.render(w, code, "concerns/address", page)
}

// postAddress is POST /address.
func (s *Site) postAddress(w http.ResponseWriter, v *visit) error {
	once, err := v.once()
	if err == nil {
		err = s.Concerns.TellAddress(v.Context(), v.Actor, once, v.FormValue("address"))
	}
	return s.done(w, v, err, "/address?sent=1", s.showAddress)
}

// addressesPage is the addresses that wait for a lead, or the one that she is shown, this once.
type addressesPage struct {
	Page
	Waiting []concerns.Address
	Shown   string
	Helped  help
}

// addresses is GET /addresses.
func (s *Site) addresses(w http.ResponseWriter, v *visit) error {
	return s.showAddresses(w, v, http.StatusOK, "")
}

func (s *Site) showAddresses(w http.ResponseWriter, v *visit, code int, refusal string) error {
	return s.drawAddresses(w, v, code, refusal, "")
}

func (s *Site) drawAddresses(w http.ResponseWriter, v *visit, code int, refusal, shown string) (err error) {
	page := addressesPage{Page: s.page(v), Shown: shown, Helped: s.reportingLines(v)}
	page.Heading, page.Error = v.Printer.T("address.waiting"), refusal
	if page.Waiting, err = s.Concerns.Addresses(v.Context(), v.Actor); err != nil {
		return err
	}
	return s.render(w, code, "concerns/addresses", page)
}

// postTakeAddress is POST /addresses/{address}: it is shown in the answer to this and nowhere else.
func (s *Site) postTakeAddress(w http.ResponseWriter, v *visit) error {
	id, err := v.id("address")
	if err != nil {
		return err
	}
	text, err := s.Concerns.TakeAddress(v.Context(), v.Actor, s.concernSealer(v), id)
	if err != nil {
		return s.again(w, v, err, s.showAddresses)
	}
	return s.drawAddresses(w, v, http.StatusOK, "", text)
}
