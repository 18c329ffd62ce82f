package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"tinig/migrations/dbtest"
)

// What an operator's Prometheus reads says how much is asked and how long it takes, and nothing of who asked for what: no label
// but these few, and no id, name or page anywhere in it.
func TestTheCountsNameNobodyAndNoPage(t *testing.T) {
	t.Parallel()
	at := freeAddress(t)
	p := startProgram(t, "demo", "METRICS_ADDR="+at)
	steward := newVisitor(t, p).signIn(p.signIns()["steward"].Phrase)
	steward.open("/steward/members")
	steward.open("/nothing-here")
	text := metricsAt(t, at)
	for _, needed := range []string{`tinig_answer_seconds_count{asked="page",status="2xx"}`, `tinig_answer_seconds_count{asked="page",status="4xx"} 1`,
		`tinig_answer_seconds_count{asked="change",status="3xx"} `, "tinig_sockets 0", "go_goroutines", `go_sql_open_connections{db_name="tinig"}`} {
		if !strings.Contains(text, needed) {
			t.Errorf("there is no %s", needed)
		}
	}
	for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(" asked status le db_name quantile version reason ", " "+label[1]+" ") {
			t.Errorf("there is a label %s", label[1])
		}
	}
	for _, wrong := range []string{"steward", "members", p.signIns()["steward"].Pseudonym, "nothing-here"} {
		if strings.Contains(strings.ToLower(text), strings.ToLower(wrong)) {
			t.Errorf("the counts say %q", wrong)
		}
	}
	steward.open("/metrics")
	if steward.status != http.StatusNotFound {
		t.Errorf("the site itself answers %d for its counts", steward.status)
	}
}

func metricsAt(t *testing.T, at string) string {
	t.Helper()
	answer, err := http.Get("http://" + at + "/metrics")
	must(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(t, err)
	return string(text)
}

// An address that can't be used is said as it is.
func TestAnAddressForCountsThatCantBeUsedIsSaid(t *testing.T) {
	t.Parallel()
	for address, says := range map[string]string{"nowhere": "METRICS_ADDR is", "192.0.2.1:9": "can't listen on 192.0.2.1:9"} {
		node := exec.Command(os.Args[0], "-addr", "localhost:0", "-data", t.TempDir())
		node.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL="+dbtest.URL(t), "ORIGIN=", "METRICS_ADDR="+address)
		if said, err := node.CombinedOutput(); err == nil || !strings.Contains(string(said), says) {
			t.Errorf("with %s it ended with %v and said:\n%s", address, err, said)
		}
	}
}
