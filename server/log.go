package main

import (
	"errors"
	"io"
	"log/slog"
	"strings"

	"github.com/lib/pq"
)

// newLog writes lines for the operator. Errors hold ids only; what PostgreSQL quotes is taken out of them here.
func newLog(to io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(to, &slog.HandlerOptions{ReplaceAttr: wordless}))
}

// wordless leaves of PostgreSQL's complaint about a value (class 22, data exception) its code: the text holds the value,
// which could be somebody's words.
func wordless(_ []string, a slog.Attr) slog.Attr {
	err, _ := a.Value.Any().(error)
	var complaint *pq.Error
	if !errors.As(err, &complaint) || complaint.Code.Class() != "22" {
		return a
	}
	return slog.String(a.Key, strings.ReplaceAll(err.Error(), complaint.Error(), "PostgreSQL refused a value ("+string(complaint.Code)+")"))
}
