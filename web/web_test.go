package web_test

import (
	"testing"

	"tinig/web"
)

func TestBundleBuilds(t *testing.T) {
	a, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	t.Log(a.CSS, a.JS, a.Icon)
	if _, err := web.Pages(); err != nil {
		t.Fatal(err)
	}
}
