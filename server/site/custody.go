package site

import (
	"net/http"
	"slices"
	"strings"

	"tinig/locales"
	"tinig/server/networks"
	"tinig/server/vault"
)

// custodyPage is for who keeps a share: the custodians, what is to be opened, and a change of custodian.
type custodyPage struct {
	Page
	Seats    []custodySeat
	Mine     vault.Function
	Openings []custodyOpening
	Cases    []dutyChoice // about whom she can ask
	Grounds  []vault.Ground
	Change   *vault.Change
	Whose    string // who is to take the place
	Let      bool   // the change is let out to her
	Agrees   bool   // she can agree to it
	Key      string
}

// custodySeat is a function, with who has it.
type custodySeat struct {
	Function vault.Function
	Named    string
	Kept     *vault.Custodian
}

// custodyOpening is an opening, with whose contact it is.
type custodyOpening struct {
	vault.Shown
	Named string
}

// custody is GET /custody.
func (s *Site) custody(w http.ResponseWriter, v *visit) error {
	return s.showCustody(w, v, http.StatusOK, "")
}

func (s *Site) showCustody(w http.ResponseWriter, v *visit, code int, refusal string) error {
	page := custodyPage{Page: s.page(v), Grounds: vault.Grounds, Key: v.PostForm.Get("key")}
	page.Heading, page.Error = v.Printer.T("custody.heading"), refusal
	for _, fill := range []func(*visit, *custodyPage) error{s.fillCustodians, s.fillOpenings, s.fillCustodyCases} {
		if err := fill(v, &page); err != nil {
			return err
		}
	}
	return s.render(w, code, "vault/custody", page)
}

func (s *Site) fillCustodians(v *visit, page *custodyPage) (err error) {
	custodians, err := s.Vault.Custodians(v.Context(), v.Actor.Network)
	if err != nil {
		return err
	}
	if page.Change, page.Let, err = s.Vault.Change(v.Context(), v.Actor); err != nil {
		return err
	}
	names, err := s.vaultNames(v, func(add func(string)) {
		for _, c := range custodians {
			add(c.Member)
		}
		if page.Change != nil {
			add(page.Change.Member)
		}
	})
	if err != nil {
		return err
	}
	for _, function := range vault.Functions {
		seat := custodySeat{Function: function}
		if i := slices.IndexFunc(custodians, func(c vault.Custodian) bool { return c.Function == function }); i >= 0 {
			seat.Kept, seat.Named = &custodians[i], called(v.Printer, names[custodians[i].Member])
			if seat.Kept.Member == v.Actor.Member {
				page.Mine = function
			}
		}
		page.Seats = append(page.Seats, seat)
	}
	if c := page.Change; c != nil {
		page.Whose = called(v.Printer, names[c.Member])
		page.Agrees = page.Mine != "" && page.Mine != c.Function && c.Member != v.Actor.Member && c.First != v.Actor.Member && c.Second == ""
	}
	return nil
}

func (s *Site) fillOpenings(v *visit, page *custodyPage) error {
	openings, err := s.Vault.Openings(v.Context(), v.Actor)
	if notCustodian(err) {
		return nil
	}
	if err != nil {
		return err
	}
	names, err := s.vaultNames(v, func(add func(string)) {
		for _, o := range openings {
			add(o.Member)
		}
	})
	if err != nil {
		return err
	}
	for _, o := range openings {
		page.Openings = append(page.Openings, custodyOpening{o, called(v.Printer, names[o.Member])})
	}
	return nil
}

// fillCustodyCases are the cases in which she works, when she is a safeguarding lead as well.
func (s *Site) fillCustodyCases(v *visit, page *custodyPage) error {
	if page.Mine == "" || networks.Allow(v.Actor, networks.Safeguard, nil) != nil {
		return nil
	}
	list, _, err := s.Concerns.List(v.Context(), v.Actor)
	if err != nil {
		return err
	}
	names, err := s.concernNames(v, list...)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.ClosedOn == nil && c.Member != "" {
			page.Cases = append(page.Cases, dutyChoice{Value: c.ID, Text: called(v.Printer, names[c.Member])})
		}
	}
	return nil
}

// postServe is POST /custody/serve.
func (s *Site) postServe(w http.ResponseWriter, v *visit) error {
	err := s.Vault.Serve(v.Context(), v.Actor, vault.Function(v.FormValue("function")), strings.TrimSpace(v.FormValue("key")))
	return s.done(w, v, err, "/custody", s.showCustody)
}

// postAskOpening is POST /custody/ask.
func (s *Site) postAskOpening(w http.ResponseWriter, v *visit) error {
	id, err := v.formID("case")
	if err != nil {
		return err
	}
	return s.done(w, v, s.Vault.Ask(v.Context(), v.Actor, id, vault.Ground(v.FormValue("ground"))), "/custody", s.showCustody)
}

// postOpening is POST /custody/openings/{opening}: what says what the custodian does about it.
func (s *Site) postOpening(w http.ResponseWriter, v *visit) error {
	id, err := v.id("opening")
	if err != nil {
		return err
	}
	do := map[string]func() error{
		"approve": func() error { return s.Vault.Approve(v.Context(), v.Actor, id) },
		"hold":    func() error { return s.Vault.Hold(v.Context(), v.Actor, id) },
		"review":  func() error { return s.Vault.Review(v.Context(), v.Actor, id) },
	}[v.FormValue("what")]
	if do == nil {
		return locales.Refuse(locales.NotFound, "site.nothing_here")
	}
	return s.done(w, v, do(), "/custody", s.showCustody)
}

// postOpeningFile is POST /custody/openings/{opening}/file: the sealed contact, once the record of it is written.
func (s *Site) postOpeningFile(w http.ResponseWriter, v *visit) error {
	id, err := v.id("opening")
	if err != nil {
		return err
	}
	f, err := s.Vault.Let(v.Context(), v.Actor, id)
	if err != nil {
		return s.again(w, v, err, s.showCustody)
	}
	return letOut(w, f)
}

// postCustodyChange is POST /custody/changes.
func (s *Site) postCustodyChange(w http.ResponseWriter, v *visit) error {
	err := s.Vault.AskChange(v.Context(), v.Actor, vault.Function(v.FormValue("function")), strings.TrimSpace(v.FormValue("key")))
	return s.done(w, v, err, "/custody", s.showCustody)
}

// postCustodyChanged is POST /custody/changes/{change}: what says whether she agrees to it or ends it.
func (s *Site) postCustodyChanged(w http.ResponseWriter, v *visit) error {
	id, err := v.id("change")
	if err != nil {
		return err
	}
	do := s.Vault.AgreeChange
	if v.FormValue("what") == "end" {
		do = s.Vault.EndChange
	}
	return s.done(w, v, do(v.Context(), v.Actor, id), "/custody", s.showCustody)
}

// postCustodyFile is POST /custody/changes/{change}/file: every sealed contact, for the two who renew them.
func (s *Site) postCustodyFile(w http.ResponseWriter, v *visit) error {
	id, err := v.id("change")
	if err != nil {
		return err
	}
	f, err := s.Vault.LetAll(v.Context(), v.Actor, id)
	if err != nil {
		return s.again(w, v, err, s.showCustody)
	}
	return letOut(w, f)
}
