package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"tinig/web"
)

// The budget of a first visit: the longest page with everything it links to, compressed, on a 2G line.
const (
	mostScript  = 15 << 10
	mostOfAll   = 60 << 10
	roomForHTML = 12 << 10 // a page of fifty posts, compressed
)

func load(t *testing.T) *web.Assets {
	t.Helper()
	assets, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	return assets
}

// get asks for an asset, in one of the codings that a browser may accept.
func get(assets *web.Assets, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", accept)
	w := httptest.NewRecorder()
	assets.ServeHTTP(w, r)
	return w
}

func TestFirstLoadFitsItsBudget(t *testing.T) {
	assets := load(t)
	for _, coding := range []string{"br", "gzip"} {
		script := get(assets, assets.JS, coding).Body.Len()
		all := script + get(assets, assets.CSS, coding).Body.Len() + get(assets, assets.Icon, coding).Body.Len()
		t.Logf("%s: script %d, all %d bytes; script uncompressed %d", coding, script, all, get(assets, assets.JS, "").Body.Len())
		if script > mostScript {
			t.Errorf("the script is %d bytes in %s, more than %d", script, coding, mostScript)
		}
		if all+roomForHTML > mostOfAll {
			t.Errorf("script, style and icon are %d bytes in %s, which leaves a page less than %d of %d", all, coding, roomForHTML, mostOfAll)
		}
	}
}

func TestEveryCodingIsTheSameFile(t *testing.T) {
	assets := load(t)
	for _, path := range []string{assets.JS, assets.CSS, assets.Icon} {
		plain := get(assets, path, "").Body.Bytes()
		unpacked, err := io.ReadAll(brotli.NewReader(get(assets, path, "gzip, br").Body))
		if err != nil || !bytes.Equal(unpacked, plain) {
			t.Errorf("%s in brotli is another file (%v)", path, err)
		}
		zipped, err := gzip.NewReader(get(assets, path, "gzip;q=0.5, br;q=0").Body)
		if err != nil {
			t.Fatal(err)
		}
		if unpacked, err = io.ReadAll(zipped); err != nil || !bytes.Equal(unpacked, plain) {
			t.Errorf("%s in gzip is another file (%v)", path, err)
		}
	}
}

func TestAssetsAreKeptForEverAndTellTheirKind(t *testing.T) {
	assets := load(t)
	for path, kind := range map[string]string{
		assets.JS: "text/javascript; charset=utf-8", assets.CSS: "text/css; charset=utf-8", assets.Icon: "image/svg+xml; charset=utf-8",
	} {
		w := get(assets, path, "br")
		if w.Code != http.StatusOK || !strings.HasPrefix(path, web.Prefix) {
			t.Errorf("%s answers %d", path, w.Code)
		}
		for name, want := range map[string]string{
			"Cache-Control": "public, max-age=31536000, immutable", "Content-Type": kind,
			"X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding", "Set-Cookie": "",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s of %s is %q, not %q", name, path, got, want)
			}
		}
	}
	if w := get(assets, web.Prefix+"app.js", "br"); w.Code != http.StatusNotFound {
		t.Errorf("a name without its hash answers %d", w.Code)
	}
}
