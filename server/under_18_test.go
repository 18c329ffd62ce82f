package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Under 18 nothing of hers goes out in public by her own word alone: what needs three to agree waits for them, and what has no way to ask them is
// refused, whatever form is sent.
func TestUnder18NothingGoesOutByHerWordAlone(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	young, leader := newVisitor(t, p).signIn(as["under_18"].Phrase), newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	campaign := leader.open("/campaigns").link("One quiet room")
	p.sql(`WITH open AS (
			INSERT INTO statements (network_id, id, campaign_id, public_id, once, languages, state, version, hash, frozen_on, opened_on)
			SELECT network_id, 'aaaaaaaa-0000-4000-8000-000000000001', id, 'aaaaaaaa-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000003', '{en}', 'open', 1,
				sha256('statement'), current_date, current_date
			FROM campaigns WHERE id = '` + strings.TrimPrefix(campaign, "/campaigns/") + `'
			RETURNING network_id, id, hash
		), titled AS (
			INSERT INTO statement_sections (network_id, statement_id, number, place, once, lang)
			SELECT network_id, id, 0, 0, 'aaaaaaaa-0000-4000-8000-000000000004', 'en' FROM open
		), worded AS (
			INSERT INTO statement_texts (network_id, statement_id, number, lang, version, of_version, body, day)
			SELECT network_id, id, 0, 'en', 1, 1, 'A quiet room', current_date FROM open
		), frozen AS (
			INSERT INTO statement_frozen (network_id, statement_id, version, canonical, hash, frozen_on)
			SELECT network_id, id, 1, canonical, sha256(canonical), current_date
			FROM open CROSS JOIN (SELECT convert_to(E'statement, form 1\nid aaaaaaaa-0000-4000-8000-000000000002\nversion 1\nlanguage en\ntitle 12\nA quiet room\n', 'UTF8') AS canonical) text
		)
		INSERT INTO statement_carriers (network_id, statement_id, home_id, hash, taken_on)
		SELECT network_id, id, network_id, hash, current_date FROM open`)
	sign := "/sign/aaaaaaaa-0000-4000-8000-000000000002"
	var offered []string
	each(young.open(sign).page, func(n *html.Node) {
		if attribute(n, "name") == "shows" {
			offered = append(offered, attribute(n, "value"))
		}
	})
	if len(offered) != 1 || offered[0] != "internal" {
		t.Errorf("she is offered to show as %q", offered)
	}
	hash := attribute(young.field("hash"), "value")
	for _, shows := range []string{"pseudonym", "role", "counted"} {
		young.post(sign, url.Values{"hash": {hash}, "shows": {shows}, "role": {"survivor"}, "country": {"PH"}})
		if young.status != http.StatusForbidden {
			t.Errorf("signing as %s answers %d", shows, young.status)
		}
	}
	young.post(sign, url.Values{"hash": {hash}, "shows": {"internal"}}).sees("Your signature stands since")
	if young.post(sign, url.Values{"hash": {hash}, "again": {"yes"}, "shows": {"pseudonym"}}); young.status != http.StatusForbidden {
		t.Errorf("showing it in another way answers %d", young.status)
	}
	if young.post("/me/speaking", url.Values{"kind": {"forum"}, "rest_days": {"30"}}); young.status != http.StatusForbidden {
		t.Errorf("a wish to speak answers %d", young.status)
	}
	story := young.keepStory("Marker of three", "Marker words of three.")
	young.lend(story, campaign).sees("Waits for the safeguarding lead")
	if n := p.count(`SELECT count(*) FROM signatures WHERE shows <> 'internal' AND day = current_date`) + p.count(`SELECT count(*) FROM speaker_wishes w JOIN members m ON m.id = w.member_id WHERE m.band = 'minor'`) +
		p.count(`SELECT count(*) FROM story_grants WHERE NOT guarded AND given_on = current_date`); n != 0 {
		t.Errorf("%d things of hers are public", n)
	}
}
