package keyfiles_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"tinig/server/keyfiles"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAKeyIsMadeOnceAndIsGoneWhenItIsDestroyed(t *testing.T) {
	folder := keyfiles.Folder(filepath.Join(t.TempDir(), "keys"))
	if _, err := folder.Read("one"); !errors.Is(err, keyfiles.ErrNone) {
		t.Errorf("before it is made, reading says %v", err)
	}
	key, err := folder.Make("one")
	must(t, err)
	again, err := folder.Make("one")
	must(t, err)
	if len(key) != keyfiles.Size || !bytes.Equal(key, again) {
		t.Errorf("made twice it is %x and %x", key, again)
	}
	must(t, folder.Destroy("one"))
	must(t, folder.Destroy("one"))
	if _, err := folder.Read("one"); !errors.Is(err, keyfiles.ErrNone) {
		t.Errorf("after it is destroyed, reading says %v", err)
	}
	if entries, _ := os.ReadDir(string(folder)); len(entries) != 0 {
		t.Errorf("there is left %v", entries)
	}
}

func TestAKeySetAsideIsThereAndNotRead(t *testing.T) {
	folder := keyfiles.Folder(t.TempDir())
	key, err := folder.Make("one")
	must(t, err)
	must(t, folder.SetAside("one"))
	must(t, folder.SetAside("one"))
	must(t, folder.SetAside("none"))
	if _, err := folder.Read("one"); !errors.Is(err, keyfiles.ErrNone) {
		t.Errorf("set aside, reading says %v", err)
	}
	if there, aside, err := folder.Has("one"); !there || !aside || err != nil {
		t.Errorf("set aside, it is there %v, aside %v, %v", there, aside, err)
	}
	must(t, folder.TakeUp("one"))
	must(t, folder.TakeUp("one"))
	if again, err := folder.Read("one"); err != nil || !bytes.Equal(again, key) {
		t.Errorf("taken up again it is %x, %v", again, err)
	}
	must(t, folder.SetAside("one"))
	must(t, folder.Destroy("one"))
	if there, _, err := folder.Has("one"); there || err != nil {
		t.Errorf("destroyed while aside, it is there %v, %v", there, err)
	}
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	folder := keyfiles.Folder(t.TempDir())
	must(t, os.WriteFile(filepath.Join(string(folder), "one"), []byte("short"), 0o600))
	if _, err := folder.Read("one"); err == nil {
		t.Error("a file that is no key is read as one")
	}
	if _, err := folder.Make("one"); err == nil {
		t.Error("a file that is no key is made anew over what may be sealed under it")
	}
}

func TestKeysOfBeforeAreListed(t *testing.T) {
	folder := keyfiles.Folder(filepath.Join(t.TempDir(), "keys"))
	if names, err := folder.Before(time.Now()); err != nil || len(names) != 0 {
		t.Errorf("without a folder: %v, %v", names, err)
	}
	for _, name := range []string{"one", "two"} {
		_, err := folder.Make(name)
		must(t, err)
	}
	must(t, folder.SetAside("two"))
	names, err := folder.Before(time.Now().Add(time.Minute))
	must(t, err)
	if slices.Sort(names); !slices.Equal(names, []string{"one", "two"}) {
		t.Errorf("there are %v", names)
	}
	if names, err := folder.Before(time.Now().Add(-time.Hour)); err != nil || len(names) != 0 {
		t.Errorf("an hour ago there were %v, %v", names, err)
	}
}
