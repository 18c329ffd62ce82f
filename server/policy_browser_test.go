package main

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// While a round's page is open its changes are told above it, and what she is writing stays; when it can't be read any more, it goes.
func TestARoundsPageFollows(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	as := p.signIns()
	leader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase)
	space := leader.open("/home").link("Everyday")
	leader.post(space+"/rounds", url.Values{"once": {"0d0c7f7e-52a1-4c07-9d0e-0f6a3e0f2b11"}, "kind": {"question"}, "language": {"en"}, "lang": {"en"}, "title": {"Which tea?"}, "days": {"3"}}).sees("Which tea?")
	round := strings.SplitN(leader.path, "?", 2)[0]
	her := newPerson(t, p)
	her.open("/")
	her.signInHere(as["moderator"].Phrase)
	her.open(round)
	her.holds(`document.querySelector("live-round[data-channel]")`)
	her.enter("#words", "With mint")
	leader.post(round+"/stop", url.Values{"version": {"1"}})
	her.holds(`document.querySelector("live-round > p")?.innerText.includes("This round has changed.")`)
	if kept := js[string](her, `document.querySelector("#words").value`); kept != "With mint" {
		t.Errorf("what she was writing became %q", kept)
	}
	her.click("live-round > p a")
	her.holds(`document.querySelector("main .notice")?.innerText.includes("was stopped")`)
}

// On paper a campaign names its asks and not its group; pictures print with their tables.
func TestACampaignOnPaperNamesNobody(t *testing.T) {
	t.Parallel()
	p := sharedDemo(t)
	her := newPerson(t, p)
	her.holding(phone)
	her.open("/")
	her.signInHere(p.signIns()["survivor_leader"].Phrase)
	her.open("/campaigns")
	campaign := her.hrefs("main .list a")[0]
	her.open(campaign)
	asks := her.hrefs(`#asks a[href*="/asks/"]`)
	for _, path := range []string{campaign, asks[0], campaign + "/engagements", campaign + "/kit", campaign + "/progress", campaign + "/processes"} {
		her.open(path)
		paper := her.printed()
		for _, name := range []string{"Soft Rain", "Linaw Suba", "Warm Stone", "Tabing Dagat", "Leave the working group", "Remove it"} {
			if strings.Contains(paper, name) {
				t.Errorf("%s on paper says %q", path, name)
			}
		}
		if wide := js[int](her, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
			t.Errorf("%s is %d pixels too wide on a phone", path, wide)
		}
	}
	her.open(asks[0])
	if paper := her.printed(); !strings.Contains(paper, "Section 6") {
		t.Errorf("on paper the ask doesn't say where it stands: %s", fmt.Sprint(len(paper)))
	}
}
