// Package libretranslate asks a server that speaks LibreTranslate's protocol for a draft of a translation.
//
// Nothing is asked unless the operator has named such a server, and what it answers is only ever a draft, which a member
// reads, changes and offers as hers. The words leave the house for that server: the caller keeps those of sensitive spaces back.
//
// The package imports nothing of ours.
package libretranslate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// How long a draft is waited for, and how much of an answer is read.
const (
	patience = 20 * time.Second
	mostRead = 256 << 10
)

// ErrNoDraft says that the server had none: it didn't answer, refused, or doesn't know a language.
var ErrNoDraft = errors.New("the translation server gave no draft")

// Client asks one server. Make one with New.
type Client struct {
	url, key string
	http     *http.Client
}

// New asks the server at url (without "/translate"), with an API key unless key is "".
func New(url, key string) *Client {
	refuseRedirects := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Client{url: strings.TrimSuffix(url, "/"), key: key, http: &http.Client{Timeout: patience, CheckRedirect: refuseRedirects}}
}

// codes are the server's names of our languages where they differ.
var codes = map[string]string{"fil": "tl"}

func code(tag string) string {
	if other, ok := codes[tag]; ok {
		return other
	}
	return tag
}

// Draft translates plain text or Markdown from one language tag into another. Its errors say nothing of the words.
func (c *Client) Draft(ctx context.Context, text, from, to string) (string, error) {
	question, err := json.Marshal(map[string]string{"q": text, "source": code(from), "target": code(to), "format": "text", "api_key": c.key})
	if err != nil {
		return "", fmt.Errorf("asking for a draft: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/translate", bytes.NewReader(question))
	if err != nil {
		return "", fmt.Errorf("asking for a draft: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return "", ErrNoDraft
	}
	defer response.Body.Close()
	var answer struct {
		Text string `json:"translatedText"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, mostRead)).Decode(&answer); err != nil || response.StatusCode != http.StatusOK || answer.Text == "" {
		return "", ErrNoDraft
	}
	return answer.Text, nil
}
