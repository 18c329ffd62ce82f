package site

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tinig/locales"
	"tinig/server/helplines"
	"tinig/server/networks"
)

// helpedBy are the helplines of one country.
type helpedBy struct {
	Country string
	Lines   []helplines.Line
}

// help is whom one can call, all of it: first the network's own lines and those of the countries that it names, then those of every
// country, and a choice of the others.
type help struct {
	Own           []helplines.Line
	First, Others []helpedBy
	Anywhere      []helplines.Line
}

// helped is whom she can call. It is never empty: what her network knows is left out rather than that it keeps her from the rest.
func (s *Site) helped(v *visit) help {
	var known []helplines.Change
	if v.Actor.Network != "" {
		var err error
		if known, err = s.Lines.Known(v.Context(), v.Actor.Network); err != nil {
			s.Log.Error("reading a network's helplines", "err", err)
		}
	}
	return helpedWith(v.Actor, known)
}

// helpedWith is whom an actor can call, with what her network knows. A network that names no country doesn't say where it is.
func helpedWith(a networks.Actor, known []helplines.Change) (h help) {
	by := map[string][]helplines.Line{}
	for _, line := range helplines.All(known, today()) {
		if line.Own {
			h.Own = append(h.Own, line)
			continue
		}
		by[line.Country] = append(by[line.Country], line)
	}
	h.Anywhere = by[""]
	for _, country := range a.Countries {
		if lines := by[country]; len(lines) > 0 {
			h.First = append(h.First, helpedBy{country, lines})
		}
	}
	for _, country := range helplines.Countries() {
		if !slices.Contains(a.Countries, country) {
			h.Others = append(h.Others, helpedBy{country, by[country]})
		}
	}
	return h
}

// all are the lines country by country, those of every country last, and with them the network's own.
func (h help) all() []helpedBy {
	return append(slices.Concat(h.First, h.Others), helpedBy{Lines: slices.Concat(h.Own, h.Anywhere)})
}

// by leaves of each country the lines for some needs; all of them where it has none for those. Who sees her own countries first
// finds the others on the page of all.
func (h help) by(needs ...helplines.Need) help {
	fits := func(line helplines.Line) bool { return slices.Contains(needs, line.Need) }
	narrow := func(all []helpedBy) (some []helpedBy) {
		for _, c := range all {
			if lines := slices.DeleteFunc(slices.Clone(c.Lines), func(l helplines.Line) bool { return !fits(l) }); len(lines) > 0 {
				c.Lines = lines
			}
			some = append(some, c)
		}
		return some
	}
	h.First, h.Others = narrow(h.First), narrow(h.Others)
	narrowed := func(lines []helplines.Line) []helplines.Line {
		return slices.DeleteFunc(slices.Clone(lines), func(l helplines.Line) bool { return !fits(l) })
	}
	h.Own, h.Anywhere = narrowed(h.Own), narrowed(h.Anywhere)
	if len(h.First) > 0 {
		h.Others = nil
	}
	return h
}

// helplinesPage is whom one can call, for everybody.
type helplinesPage struct {
	Page
	Helped  help
	MayKeep bool
}

// helplines is GET /helplines. Nobody needs to sign in, and nobody is asked where she is.
func (s *Site) helplines(w http.ResponseWriter, v *visit) error {
	page := helplinesPage{Page: s.visited(v)}
	page.Heading, page.Helped = v.Printer.T("helpline.heading"), s.helped(v)
	page.MayKeep = networks.Allow(v.Actor, networks.KeepLines, nil) == nil
	return s.render(w, http.StatusOK, "site/helplines", page)
}

// countryChoice is a country that a steward can choose.
type countryChoice struct {
	Code   string
	Chosen bool
}

func countryChoices(n networks.Network) (choices []countryChoice) {
	for _, code := range helplines.Countries() {
		choices = append(choices, countryChoice{code, slices.Contains(n.Countries, code)})
	}
	return choices
}

// postCountries is POST /steward/network/countries.
func (s *Site) postCountries(w http.ResponseWriter, v *visit) error {
	chosen := v.Form["country"]
	known := helplines.Countries()
	if slices.ContainsFunc(chosen, func(code string) bool { return !slices.Contains(known, code) }) {
		return s.again(w, v, locales.Refuse(locales.Invalid, "networks.country_unknown"), s.showNetwork)
	}
	return s.done(w, v, s.Networks.SetCountries(v.Context(), v.Actor, chosen), "/steward/network#helplines", s.showNetwork)
}

// lineToCall is a helpline with the page's words: what the template "helpline" draws.
type lineToCall struct {
	Page
	helplines.Line
}

// Call is a helpline as the template "helpline" takes it.
func (p Page) Call(line helplines.Line) lineToCall { return lineToCall{p, line} }

// Href leads to a channel: to the telephone, or to the page that asks a member before she goes elsewhere; "" for what can't be
// pressed. A template takes tel: for a danger, unless it is told that this one is ours.
func (l lineToCall) Href(c helplines.Channel) template.URL {
	switch {
	case c.Kind == helplines.Call:
		return template.URL("tel:" + strings.Map(dialled, c.At))
	case c.Kind == helplines.Web && l.SignedIn:
		return template.URL("/out?to=" + url.QueryEscape("https://"+c.At))
	}
	return ""
}

// dialled keeps what a telephone dials.
func dialled(r rune) rune {
	if '0' <= r && r <= '9' || r == '+' || r == '#' {
		return r
	}
	return -1
}
