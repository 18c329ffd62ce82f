package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"tinig/server/localdb"
)

// smallDisk is a disk of so many MiB. Only root can make one: false to everybody else.
func smallDisk(t *testing.T, mib string) (dir string, made bool) {
	t.Helper()
	dir = filepath.Dir(enterable(t))
	err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0755,size="+mib+"m")
	if errors.Is(err, syscall.EPERM) {
		return dir, false
	}
	must(t, err)
	t.Cleanup(func() { must(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	return dir, true
}

// fillUp takes all the room that a disk has left, until the returned function gives it back.
func fillUp(t *testing.T, dir string) (giveBack func()) {
	t.Helper()
	ballast, err := os.Create(filepath.Join(dir, "ballast"))
	must(t, err)
	defer ballast.Close()
	for block := make([]byte, 4096); err == nil; _, err = ballast.Write(block) {
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return func() { must(t, os.Remove(ballast.Name())) }
}

// The disk on which PostgreSQL keeps its data is full: pages are read still, words that find no room are refused and stand on her page, and
// when there is room they come in once; what was acknowledged is there. Without root's right to mount a disk,
// TestADatabaseWithoutRoomLosesNoWords is what there is.
func TestAFullDiskLosesNoWords(t *testing.T) {
	t.Parallel()
	disk, made := smallDisk(t, "160")
	if !made {
		t.Log("no disk can be made here")
		return
	}
	cluster, err := localdb.Start(t.Context(), localdb.Config{Dir: filepath.Join(disk, "data"), Fast: true})
	must(t, err)
	defer cluster.Close()
	p := &program{t: t, data: t.TempDir(), database: cluster.URL("tinig")}
	p.begin("")
	her := newVisitor(t, p)
	her.join(p.invitation())
	space := her.open("/home").link("Everyday")
	her.open(space + "/new")
	her.fill(space+"/topics", "title", "While there is room", "body", "The first words.", "lang", "en").sees("The first words.")
	topic := her.path

	giveBack := fillUp(t, disk)
	var kept []string
	var form url.Values
	for her.status < 500 {
		if len(kept) == 40 {
			t.Fatal("the disk is never full")
		}
		mark := uuid.NewString()
		form = url.Values{"once": {uuid.NewString()}, "lang": {"en"}, "body": {mark + " " + noise(4000)}}
		if her.post(topic+"/posts", form); her.status == http.StatusOK {
			kept = append(kept, mark)
		}
	}
	t.Logf("it was full after %d replies, answered with %d", len(kept), her.status)
	last := strings.Fields(form.Get("body"))[0]
	if !strings.Contains(her.body, last) {
		t.Errorf("without room her words are answered with %d: %s", her.status, her.text())
	}
	if her.open(topic); her.status != http.StatusOK {
		t.Errorf("without room the topic answers %d", her.status)
	}
	giveBack()
	eventually(t, "her words come in when there is room", func() bool { return her.post(topic+"/posts", form).status == http.StatusOK })
	her.post(topic+"/posts", form)
	her.open(topic).sees("The first words.")
	for _, mark := range append(kept, last) {
		if n := p.count(`SELECT count(*) FROM posts WHERE body LIKE '` + mark + `%'`); n != 1 {
			t.Errorf("what was answered stands there %d times", n)
		}
	}
}

// noise is text that can't be made shorter.
func noise(length int) string {
	raw := make([]byte, length)
	rand.Read(raw)
	return base64.RawURLEncoding.EncodeToString(raw)[:length]
}
