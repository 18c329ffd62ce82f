package site

import (
	"slices"

	"tinig/locales"
)

// dated are terms in texts of a campaign that aren't used any more, with the page's words: what the template "terms" draws. It is for what
// a group says to others, and never for what somebody writes about herself.
type dated struct {
	Page
	Found []locales.Term
}

// Dated looks through texts, and says each term once.
func (p Page) Dated(texts ...string) dated {
	d := dated{Page: p}
	for _, text := range texts {
		for _, term := range locales.Outdated(text) {
			if !slices.ContainsFunc(d.Found, func(t locales.Term) bool { return t.Old[0] == term.Old[0] }) {
				d.Found = append(d.Found, term)
			}
		}
	}
	return d
}

// Terms are those of the section that aren't used any more, for those who can still change it.
func (p sectionPage) Terms() dated {
	if !p.Place.Works() || p.One.WordsStand() {
		return dated{}
	}
	var texts []string
	for _, text := range p.Section.Texts {
		texts = append(texts, text.Body)
	}
	return p.Dated(texts...)
}

// Terms are those of the title, the goal and the slogan, for who leads.
func (p campaignPage) Terms() dated {
	if !p.Place.Leads() {
		return dated{}
	}
	return p.Dated(p.Place.Title, p.Place.Goal, p.Place.Slogan)
}

// Terms are those of the ask, for the group, as long as its words can change.
func (p askPage) Terms() dated {
	if !p.Place.Works() || p.Ask.WordsStand() {
		return dated{}
	}
	return p.Dated(p.Ask.Title, p.Ask.Body)
}

// Terms are those of the messages and the campaign's own days, for the group.
func (p kitPage) Terms() dated {
	if !p.Place.Works() {
		return dated{}
	}
	texts := []string{p.Kit.Hashtags}
	for _, message := range p.Kit.Messages {
		texts = append(texts, message.Words)
	}
	for _, day := range p.Kit.Days {
		texts = append(texts, day.Words)
	}
	return p.Dated(texts...)
}

// Terms are those of what the group says of a change, for the group; what stands in a source, or names a body, isn't the group's.
func (p outcomePage) Terms() dated {
	if !p.Place.Works() {
		return dated{}
	}
	return p.Dated(p.Outcome.What, p.Outcome.Significance, p.Outcome.Ours, p.Outcome.Others)
}
