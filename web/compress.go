package web

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// Compressed makes w send a page in the smallest form that the reader's browser says it can read. The page is whole when
// the returned function was called. What isn't HTML goes through as it is.
//
// The length of what is compressed tells something to whoever can choose a part of it and look on, again and again
// (BREACH: Gluck, Harris, Prado 2013). Another site can't make a member's browser ask for her pages: the session's cookie
// is SameSite=Strict.
func Compressed(w http.ResponseWriter, r *http.Request) (http.ResponseWriter, func()) {
	accepted := r.Header.Get("Accept-Encoding")
	c := &compressor{ResponseWriter: w}
	switch {
	case accepts(accepted, "br"):
		c.coding, c.pool = "br", &brotlis
	case accepts(accepted, "gzip"):
		c.coding, c.pool = "gzip", &gzips
	default:
		return w, func() {}
	}
	return c, c.end
}

// squeezer is a writer of either kind.
type squeezer interface {
	io.WriteCloser
	Reset(io.Writer)
}

// A page of fifty posts gets to a seventh in about a millisecond; higher levels cost five times that for a tenth less.
const pageLevel = 3

var (
	brotlis = sync.Pool{New: func() any { return brotli.NewWriterLevel(nil, pageLevel) }}
	gzips   = sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, pageLevel) // the level is a known one
		return w
	}}
)

// compressor decides when the header goes out, for then it knows what is sent.
type compressor struct {
	http.ResponseWriter
	coding string
	pool   *sync.Pool
	to     squeezer // nil while nothing is to be compressed
}

func (c *compressor) WriteHeader(code int) {
	h := c.Header()
	redirect := code >= 300 && code < 400
	if !redirect && strings.HasPrefix(h.Get("Content-Type"), "text/html") {
		h.Set("Content-Encoding", c.coding)
		h.Add("Vary", "Accept-Encoding")
		h.Del("Content-Length")
		c.to = c.pool.Get().(squeezer)
		c.to.Reset(c.ResponseWriter)
	}
	c.ResponseWriter.WriteHeader(code)
}

func (c *compressor) Write(p []byte) (int, error) {
	if c.to == nil {
		return c.ResponseWriter.Write(p)
	}
	return c.to.Write(p)
}

func (c *compressor) end() {
	if c.to == nil {
		return
	}
	_ = c.to.Close() // a reader who has gone is nobody's error
	c.pool.Put(c.to)
	c.to = nil
}
