package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// Prefix is the path below which [Assets] are served.
const Prefix = "/assets/"

// Assets are the files that are the same for everybody: two scripts, one style sheet, one icon. Their names change
// with their content, so a browser may keep them for ever. They tell nothing about who reads, so they may be cached
// where pages may not.
type Assets struct {
	// CSS, JS, First and Icon are the paths that a page links to. First is the script that runs before anything is shown.
	CSS, JS, First, Icon string

	files map[string]asset
}

// asset is one file in each form it can be sent in.
type asset struct {
	mime  string
	plain []byte
	br    []byte
	gzip  []byte
}

// Load bundles and compresses what pages link to. An error is a mistake in a source file and says where.
func Load() (*Assets, error) {
	a := &Assets{files: map[string]asset{}}
	script, err := bundle("shell/app.ts")
	if err != nil {
		return nil, err
	}
	first, err := bundle("shell/first.ts")
	if err != nil {
		return nil, err
	}
	style, err := bundle("shell/app.css")
	if err != nil {
		return nil, err
	}
	icon, err := files.ReadFile("shell/icon.svg")
	if err != nil {
		return nil, fmt.Errorf("reading the icon: %w", err)
	}
	a.JS = a.add("app.js", "text/javascript; charset=utf-8", script)
	a.First = a.add("first.js", "text/javascript; charset=utf-8", first)
	a.CSS = a.add("app.css", "text/css; charset=utf-8", style)
	a.Icon = a.add("icon.svg", "image/svg+xml; charset=utf-8", icon)
	return a, nil
}

// add keeps one file under a name made from its content and returns its path.
func (a *Assets) add(name, mime string, content []byte) string {
	sum := sha256.Sum256(content)
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + hex.EncodeToString(sum[:6]) + ext
	a.files[Prefix+hashed] = asset{mime: mime, plain: content, br: brotlied(content), gzip: gzipped(content)}
	return Prefix + hashed
}

// ServeHTTP is GET /assets/{name}.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	body, encoding := file.accepted(r.Header.Get("Accept-Encoding"))
	h := w.Header()
	h.Set("Content-Type", file.mime)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Encoding")
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // a reader who has gone is nobody's error
	}
}

// accepted picks the smallest form that the reader's browser says it can read.
func (f asset) accepted(header string) (body []byte, encoding string) {
	switch {
	case accepts(header, "br"):
		return f.br, "br"
	case accepts(header, "gzip"):
		return f.gzip, "gzip"
	default:
		return f.plain, ""
	}
}

// accepts reports whether an Accept-Encoding header names the coding, and not with a weight of nought.
func accepts(header, coding string) bool {
	for _, part := range strings.Split(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		return err != nil || q > 0
	}
	return false
}

func brotlied(content []byte) []byte {
	var buf bytes.Buffer
	w := brotli.NewWriterLevel(&buf, brotli.BestCompression)
	_, _ = w.Write(content) // a bytes.Buffer takes everything
	_ = w.Close()
	return buf.Bytes()
}

func gzipped(content []byte) []byte {
	var buf bytes.Buffer
	w, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // the level is a known one
	_, _ = w.Write(content)
	_ = w.Close()
	return buf.Bytes()
}
