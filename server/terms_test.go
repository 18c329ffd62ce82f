package main

import "testing"

// What a group says to others is looked through for terms that aren't used any more, for those who can change it; a statute's title, what is
// quoted, and a member's own words are not.
func (p *program) betterWordsAreOffered(t *testing.T) {
	as := p.signIns()
	leader, reader := newVisitor(t, p).signIn(as["survivor_leader"].Phrase), newVisitor(t, p).signIn(as["moderator"].Phrase)
	leader.open("/campaigns/new").complete("/campaigns", "title", "Words for all", "goal", "An end of sextortion.", "slogan", "Say it well", "starts_on", days(0), "group_until", days(90))
	campaign := leader.path
	leader.sees("About some words").sees("“sextortion” → “sexual extortion”")
	reader.open(campaign).sees("An end of sextortion.").misses("About some words")
	ask := leader.writeAsk(campaign, "Name child sex tourism")
	leader.open(ask).sees("“child sex tourism” →")
	title := leader.writeAsk(campaign, "Keep the Anti-Child Pornography Act of 2009")
	leader.open(title).misses("About some words")
	kit := campaign + "/kit"
	leader.open(kit).complete(kit+"/messages", "words", "They call it “child pornography”.").misses("About some words")
	leader.complete(kit+"/messages", "words", "No more sexting rules.").sees("“sexting” → “self-generated sexual content”")
	her := newVisitor(t, p).signIn(as["member"].Phrase)
	her.open(her.keepStory("Marker of words", "They called it sextortion.")).misses("About some words")
}
