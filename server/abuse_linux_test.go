package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// address is where the program listens, for who speaks no HTTP.
func (p *program) address() string { return strings.TrimPrefix(p.origin, "http://") }

// dial opens a connection and says something, or nothing.
func (p *program) dial(say string) net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.address())
	must(p.t, err)
	p.t.Cleanup(func() { conn.Close() })
	_, err = io.WriteString(conn, say)
	must(p.t, err)
	return conn
}

// memory is what the program holds in memory, in bytes, and how many files and sockets it has open.
func (p *program) memory() (bytes int64, files int) {
	p.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", p.cmd.Process.Pid))
	must(p.t, err)
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	must(p.t, err)
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
	must(p.t, err)
	return pages * int64(os.Getpagesize()), len(open)
}

// ended waits until the other side has closed every connection.
func ended(t *testing.T, conns []net.Conn, within time.Duration) {
	t.Helper()
	deadline := time.Now().Add(within)
	for i, conn := range conns {
		conn.SetReadDeadline(deadline)
		if _, err := io.Copy(io.Discard, conn); err != nil && os.IsTimeout(err) {
			t.Fatalf("of %d connections the one numbered %d is open still", len(conns), i)
		}
	}
}

// serves fails unless a member comes in, reads and writes as if nothing were.
func (p *program) serves(her *visitor) {
	p.t.Helper()
	topic := her.everydayTopic()
	words := "Still here, " + uuid.NewString()[:8]
	her.open(topic).fill(topic+"/posts", "body", words).sees(words)
}

// Who opens connections and says little or nothing keeps nobody else out, costs little, and is cut off.
func TestWhoHoldsConnectionsKeepsNobodyOut(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	p.serves(her)
	before, filesBefore := p.memory()
	silent := make([]net.Conn, 0, 10_000)
	for len(silent) < cap(silent)-600 {
		silent = append(silent, p.dial(""))
	}
	for range 300 {
		silent = append(silent, p.dial("GET /home HTTP/1.1\r\nHost: notes\r\nX-Slow: a"))
		silent = append(silent, p.dial("GET /live HTTP/1.1\r\nHost: notes\r\nUpgrade: websocket\r\nConnection: Upgr"))
	}
	p.serves(her)
	during, _ := p.memory()
	if each := (during - before) / int64(len(silent)); each > 40<<10 {
		t.Errorf("a connection that says nothing costs %d bytes", each)
	}
	t.Logf("%d connections cost %d KiB each", len(silent), (during-before)/int64(len(silent))>>10)
	ended(t, silent, headerTimeout+20*time.Second)
	p.serves(her)
	eventually(t, "the program has let go of them", func() bool { _, files := p.memory(); return files < filesBefore+200 })
	if said := p.output.String(); strings.Contains(said, "127.0.0.1:") || strings.Contains(said, "level=ERROR") {
		t.Errorf("the log tells of it:\n%s", said)
	}
}

// Forms that come a letter at a time, by hundreds, hold nobody up: neither a connection to the database nor a lock waits for them. After a
// minute each is answered and let go.
func TestFormsThatTrickleHoldNobodyUp(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	var slow []net.Conn
	for i := range 300 {
		path := []string{"/sign-in", "/join", "/recover"}[i%3]
		slow = append(slow, p.dial("POST "+path+" HTTP/1.1\r\nHost: "+p.address()+"\r\nOrigin: "+p.origin+"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nphrase="))
	}
	for range 5 {
		for _, conn := range slow {
			_, err := io.WriteString(conn, "a")
			must(t, err)
		}
		p.serves(her)
	}
	began := time.Now()
	for i, conn := range slow {
		conn.SetReadDeadline(began.Add(readTimeout + 20*time.Second))
		answer, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 422") || !strings.Contains(string(answer), "Something was missing from this form") {
			t.Fatalf("of %d forms that never end the one numbered %d is answered with %.40q, %v", len(slow), i, answer, err)
		}
	}
	if took := time.Since(began); took > readTimeout+10*time.Second {
		t.Errorf("letting go of them took %s", took)
	}
	p.serves(her)
}

// What is too large is refused before it is read, in words where a page can be drawn, and what is packed isn't unpacked.
func TestWhatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["member"].Phrase)
	topic := her.everydayTopic()
	before, _ := p.memory()
	for name, header := range map[string]http.Header{
		"one great header":  {"X-Large": {strings.Repeat("x", 1<<20)}},
		"many headers":      {"X-Many": strings.Split(strings.Repeat("xxxxxxxxxxxxxxxx ", 5_000), " ")},
		"a great cookie":    {"Cookie": {"a=" + strings.Repeat("x", 1<<19)}},
		"a great languages": {"Accept-Language": {strings.Repeat("tl,", 100_000)}},
	} {
		request, err := http.NewRequest(http.MethodGet, p.origin+"/", nil)
		must(t, err)
		request.Header = header
		if response, err := http.DefaultTransport.RoundTrip(request); err == nil {
			response.Body.Close()
			if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
				t.Errorf("%s is answered with %d", name, response.StatusCode)
			}
		}
	}
	her.lang = "es"
	her.post(topic+"/posts", url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {strings.Repeat("words ", 200_000)}})
	if her.status != http.StatusUnprocessableEntity && her.status != http.StatusRequestEntityTooLarge || !strings.Contains(her.header.Get("Content-Type"), "text/html") {
		t.Errorf("a form of a megabyte is answered with %d: %s", her.status, her.text())
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	for range 200 {
		io.WriteString(zip, strings.Repeat("body=aaaaaaaaaaaa&", 1<<16))
	}
	must(t, zip.Close())
	request, err := http.NewRequest(http.MethodPost, p.origin+topic+"/posts", &packed)
	must(t, err)
	request.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Content-Encoding": {"gzip"}, "Origin": {p.origin}}
	if her.send(request); her.status < 400 || her.status >= 500 {
		t.Errorf("a packed form is answered with %d", her.status)
	}
	her.lang = "en"
	p.serves(her)
	if after, _ := p.memory(); after-before > 64<<20 {
		t.Errorf("it cost %d MiB", (after-before)>>20)
	}
}

// Texts that are short to write and long to draw are drawn in a page that is still a page.
func TestTextsThatUnfoldStayPages(t *testing.T) {
	t.Parallel()
	p := startProgram(t, "demo")
	her := newVisitor(t, p).signIn(p.signIns()["survivor_leader"].Phrase)
	topic := her.everydayTopic()
	plain := len(her.open(topic).body)
	for _, piece := range []string{"> ", "- ", "1. ", "*", "**", "_", "`", "[", "](", "![", "<", "&", "\u202e", "~~", "***a**b*"} {
		her.open(topic).fill(topic+"/posts", "body", strings.Repeat(piece, 4900/len(piece))+" "+uuid.NewString()[:8])
		if her.status != http.StatusOK && her.status != http.StatusUnprocessableEntity {
			t.Errorf("%q many times is answered with %d", piece, her.status)
		}
	}
	if her.open(topic); her.status != http.StatusOK || len(her.body) > plain+15*60<<10 {
		t.Errorf("the page of them has %d bytes and answers %d", len(her.body), her.status)
	}
	p.serves(her)
}
