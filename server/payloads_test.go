package main

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"tinig/server/accounts"
)

// quiet is a member who writes nothing anywhere: wherever her name or her id stands, something tells of her.
type quiet struct {
	*visitor
	name, id string
}

// joinsQuietly brings a member into Cebu, confirmed and trusted, with these roles.
func (p *program) joinsQuietly(t *testing.T, roles ...string) quiet {
	t.Helper()
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/steward/invitations").fill("/steward/invitations", "role", "member", "band", "adult")
	her := quiet{visitor: newVisitor(t, p)}
	her.join(steward.slip())
	her.id = p.one(`SELECT id FROM members ORDER BY standing = 'newcomer' DESC, joined_on DESC, pseudonym = ANY ('{Young Bamboo,Clear Lantern,Open Field}') LIMIT 1`)
	her.name = p.one(`SELECT pseudonym FROM members WHERE id = '` + her.id + `'`)
	p.sql(`UPDATE members SET standing = 'confirmed', vouched = true, to_hold = 0 WHERE id = '` + her.id + `'`)
	for _, role := range roles {
		p.sql(fmt.Sprintf(`INSERT INTO member_roles (network_id, member_id, role) SELECT network_id, id, '%s' FROM members WHERE id = '%s'`, role, her.id))
	}
	her.open("/home").sees(her.name)
	return her
}

// onlooker is somebody who looks at everything there is for her: what reached her, by the route that it came from.
type onlooker struct {
	*visitor
	got      map[string][]string
	channels map[string]*html.Node // what she can follow, where it stood when she first saw it
}

// patterns are the pages of the route table that can be asked for, each with what finds its addresses.
func patterns(t *testing.T) map[string]*regexp.Regexp {
	found := map[string]*regexp.Regexp{}
	for _, r := range routes(t) {
		if r.method == "GET" && r.path != "/live" {
			found[r.path] = regexp.MustCompile("^" + regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(r.path, `[^/]*`) + "$")
		}
	}
	return found
}

// routeOf is the pattern that an address belongs to: the one with the fewest holes.
func routeOf(all map[string]*regexp.Regexp, path string) (pattern string) {
	for p, is := range all {
		if is.MatchString(path) && (pattern == "" || strings.Count(p, "{") < strings.Count(pattern, "{")) {
			pattern = p
		}
	}
	return pattern
}

// ofEach is how many pages of one route a reader looks at.
const ofEach = 15

// reads goes from page to page by every link, and to every page that needs no id.
func (o *onlooker) reads(all map[string]*regexp.Regexp) {
	o.t.Helper()
	next := []string{"/home", "/inbox", "/reports"}
	for pattern := range all {
		if !strings.Contains(pattern, "{") {
			next = append(next, pattern)
		}
	}
	seen, looked := map[string]bool{}, map[string]int{}
	for len(next) > 0 {
		address := next[0]
		next = next[1:]
		path, _, _ := strings.Cut(address, "?")
		pattern := routeOf(all, path)
		if seen[address] || pattern == "" || pattern == "/out" || pattern == "/away" || looked[pattern] == ofEach {
			continue
		}
		seen[address], looked[pattern] = true, looked[pattern]+1
		o.open(address)
		o.got[pattern] = append(o.got[pattern], o.body+fmt.Sprint(o.header))
		o.stands()
		each(o.page, func(n *html.Node) {
			if href := attribute(n, "href"); n.Data == "a" && strings.HasPrefix(href, "/") {
				href, _, _ = strings.Cut(href, "#")
				next = append(next, href)
			}
		})
	}
}

// stands remembers where the channels of her page stand, if it is the first that has them.
func (o *onlooker) stands() {
	each(o.page, func(n *html.Node) {
		if channel := attribute(n, "data-channel"); channel != "" && o.channels[channel] == nil {
			o.channels[channel] = n
		}
	})
}

// hears follows every channel of the pages from where they stood, and keeps the frames.
func (o *onlooker) hears() {
	o.t.Helper()
	conn := o.live()
	const none = "no/such/channel"
	for channel, n := range o.channels {
		after, err := strconv.Atoi(attribute(n, "data-after"))
		must(o.t, err)
		must(o.t, conn.WriteJSON(map[string]any{"t": "follow", "channel": channel, "epoch": attribute(n, "data-epoch"), "after": after}))
	}
	must(o.t, conn.WriteJSON(map[string]any{"t": "follow", "channel": none, "after": 0, "epoch": ""}))
	for {
		f, err := frame(conn)
		must(o.t, err)
		if f["channel"] == none {
			return
		}
		kind, _, _ := strings.Cut(fmt.Sprint(f["channel"]), "/")
		o.got["frames of "+kind] = append(o.got["frames of "+kind], fmt.Sprint(f))
	}
}

// takesHome keeps what stands in the copy of all that is hers.
func (o *onlooker) takesHome(phrase string) {
	o.t.Helper()
	o.open("/me/device").fill("/me/device", "own", "1")
	o.open("/me/copy").post("/me/copy", url.Values{"phrase": {phrase}})
	for _, text := range openCopy(o.t, o.body, strings.Join(accounts.Words(phrase), " ")) {
		o.got["her copy"] = append(o.got["her copy"], string(text))
	}
}

// Promise 10: of who reports nothing reaches the person reported, nor the moderator who looks at it first, nor anybody else but those whom
// she tells; of who moderates or is a steward nothing reaches members but the role: over every page that can be reached by links, every
// frame and what she can take along. None of them writes anything else, so that
// wherever one of them is named it is the report, the decision or the care that names her.
func TestNothingTellsWhoReportedAndWhoDecided(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	as := p.signIns()
	reporter, first, second, steward := p.joinsQuietly(t), p.joinsQuietly(t, "moderator"), p.joinsQuietly(t, "moderator"), p.joinsQuietly(t, "steward")
	onlooks := func(v *visitor) *onlooker {
		return &onlooker{v, map[string][]string{}, map[string]*html.Node{}}
	}
	reported, other := onlooks(newVisitor(t, p).signIn(as["survivor_leader"].Phrase)), onlooks(newVisitor(t, p).signIn(as["member"].Phrase))
	looksFirst, tells, runs := onlooks(first.visitor), onlooks(reporter.visitor), onlooks(steward.visitor)
	everybody := []*onlooker{reported, other, looksFirst, tells, runs}
	for _, o := range everybody {
		o.open("/home").open(o.link("Everyday")).open(o.link(reportedTopic))
		o.stands()
	}
	decided := p.goesItsWay(t, reporter, first, second, steward, reported)
	all := patterns(t)
	for _, o := range everybody {
		o.reads(all)
		o.hears()
	}
	reported.takesHome(as["survivor_leader"].Phrase)
	other.takesHome(as["member"].Phrase)

	for of, her := range map[string]quiet{"reporter": reporter, "moderator": first, "second moderator": second, "steward": steward} {
		for who, o := range map[string]*onlooker{"the person reported": reported, "a member": other, "the first moderator": looksFirst, "the reporter": tells} {
			if found := o.finds(her); found != "" && o.name() != her.name && (who != "the first moderator" || of == "reporter") {
				t.Errorf("the %s reaches %s by %s", of, who, found)
			}
		}
		if runs.finds(her) == "" {
			t.Errorf("the %s isn't found where stewards see every member: this test would find nothing", of)
		}
	}
	if text := strings.Join(reported.got["/reports/{case}"], ""); !strings.Contains(text, decided) || !strings.Contains(text, "Moderator") {
		t.Error("the person reported wasn't shown what was decided")
	}
	for _, from := range []string{"/t/{topic}", "/t/{topic}/care", "/inbox", "/acts", "her copy", "frames of topic", "frames of inbox"} {
		if len(reported.got[from]) == 0 {
			t.Errorf("nothing was looked at of %s, only %v", from, slices.Sorted(maps.Keys(reported.got)))
		}
	}
	tells.open("/agreement").fill("/agreement").open("/home").open(tells.link("Everyday")).open(tells.link(reportedTopic)).fill(tells.path+"/posts", "body", "Now I write here too.")
	if reported.reads(all); reported.finds(reporter) == "" {
		t.Error("not even what she says herself in the topic is found")
	}
}

// name is who she is here, as her pages say.
func (o *onlooker) name() string {
	return strings.TrimSpace(textOf(o.open("/me").find(func(n *html.Node) bool { return n.Data == "bdi" })))
}

// finds is where her name or her id reached the onlooker first, with what stands around it, or nothing.
func (o *onlooker) finds(her quiet) string {
	for from, texts := range o.got {
		for _, text := range texts {
			for _, marker := range []string{her.name, url.QueryEscape(her.name), url.PathEscape(her.name), her.id} {
				if at := strings.Index(text, marker); at >= 0 {
					return fmt.Sprintf("%s: …%s…", from, text[max(at-200, 0):min(at+60, len(text))])
				}
			}
		}
	}
	return ""
}
