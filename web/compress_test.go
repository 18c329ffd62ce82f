package web_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"tinig/web"
)

// answer is what a browser gets that accepts these codings, from a handler that writes a page or something else.
func answer(accept, contentType string, code int, body string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept-Encoding", accept)
	recorder := httptest.NewRecorder()
	w, end := web.Compressed(recorder, r)
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(code)
	io.WriteString(w, body)
	end()
	return recorder.Result()
}

func TestAPageIsTheSameInEveryCoding(t *testing.T) {
	page := strings.Repeat("<p>A page of some length.</p>", 200)
	for accept, coding := range map[string]string{"gzip, br": "br", "gzip": "gzip", "br;q=0, gzip": "gzip", "": "", "zstd": ""} {
		for range 2 { // the second time with a writer that was used before
			got := answer(accept, "text/html; charset=utf-8", http.StatusUnprocessableEntity, page)
			if got.StatusCode != http.StatusUnprocessableEntity || got.Header.Get("Content-Encoding") != coding {
				t.Errorf("to %q it answers %d in %q", accept, got.StatusCode, got.Header.Get("Content-Encoding"))
			}
			var body io.Reader = got.Body
			switch coding {
			case "br":
				body = brotli.NewReader(body)
			case "gzip":
				var err error
				if body, err = gzip.NewReader(body); err != nil {
					t.Fatal(err)
				}
			}
			if text, err := io.ReadAll(body); err != nil || string(text) != page {
				t.Errorf("in %q the page is another one (%v)", coding, err)
			}
		}
	}
}

func TestOnlyPagesAreCompressed(t *testing.T) {
	for contentType, code := range map[string]int{"application/json": http.StatusOK, "": http.StatusNoContent, "text/html": http.StatusSeeOther} {
		got := answer("br", contentType, code, "{}")
		if got.Header.Get("Content-Encoding") != "" {
			t.Errorf("%q with %d is compressed", contentType, code)
		}
	}
}
