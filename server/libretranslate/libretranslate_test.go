package libretranslate_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"tinig/server/libretranslate"
)

// Members' words go to the server that the operator has named, and to none that it names.
func TestADraftIsAskedOfNoOtherServer(t *testing.T) {
	asked := false
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked = true
		w.Write([]byte(`{"translatedText": "from elsewhere"}`))
	}))
	defer elsewhere.Close()
	for _, code := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		named := httptest.NewServer(http.RedirectHandler(elsewhere.URL+"/translate", code))
		text, err := libretranslate.New(named.URL, "").Draft(t.Context(), "her words", "en", "es")
		if !errors.Is(err, libretranslate.ErrNoDraft) || asked {
			t.Errorf("sent on with %d, the draft is %q, %v", code, text, err)
		}
		named.Close()
	}
}
