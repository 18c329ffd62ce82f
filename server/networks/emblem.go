package networks

import (
	"crypto/sha256"
	"fmt"
	"html/template"

	"github.com/google/uuid"
)

// NewEmblem is something new to draw a sign from.
func NewEmblem() string { return uuid.NewString() }

// shapes are drawn in a 40 by 40 box. Emblems are told apart by their two shapes and how the inner one is turned,
// and by colour besides.
var shapes = []string{
	`<circle cx="20" cy="20" r="16"/>`,
	`<rect x="5" y="5" width="30" height="30" rx="4"/>`,
	`<path d="M20 3 37 20 20 37 3 20Z"/>`,
	`<path d="M20 4 37 34H3Z"/>`,
	`<path d="M20 3 35 12V28L20 37 5 28V12Z"/>`,
	`<path d="M20 36C4 24 4 8 20 4c16 4 16 20 0 32Z"/>`,
	`<path d="M4 22a16 16 0 0 1 32 0v12H4Z"/>`,
	`<path d="M14 4h12v10h10v12H26v10H14V26H4V14h10Z"/>`,
}

var innerShapes = []string{
	`<circle cx="20" cy="20" r="6"/>`,
	`<path d="M12 12h16v5H12zM12 23h16v5H12z"/>`,
	`<path d="M20 11v18M11 20h18" class="line"/>`,
	`<path d="M20 11 28 26H12Z"/>`,
	`<path d="M12 24c4-8 12-8 16 0" class="line"/>`,
	`<path d="M13 27 27 13" class="line"/>`,
	`<circle cx="14" cy="20" r="3.5"/><circle cx="26" cy="20" r="3.5"/>`,
	`<rect x="14" y="14" width="12" height="12"/>`,
}

// nobodysSign is a plain grey ring, which everybody has who has left.
const nobodysSign = template.HTML(`<svg class="emblem" viewBox="0 0 40 40" aria-hidden="true" focusable="false"><path class="outer" fill-rule="evenodd" d="M20 4a16 16 0 1 0 0 32 16 16 0 1 0 0-32Zm0 5a11 11 0 1 1 0 22 11 11 0 1 1 0-22Z"/></svg>`)

// Emblem draws a member's sign from Member.Emblem: the same always, nothing of her in it. It changes with her pseudonym, and
// who has left, "", has the same as all who have. It carries no text; the pseudonym stands beside it.
func Emblem(from string) template.HTML {
	if from == "" {
		return nobodysSign
	}
	sum := sha256.Sum256([]byte("emblem:" + from))
	return template.HTML(fmt.Sprintf(
		`<svg class="emblem c%d" viewBox="0 0 40 40" aria-hidden="true" focusable="false"><g class="outer">%s</g><g class="inner" transform="rotate(%d 20 20)">%s</g></svg>`,
		sum[0]%8, shapes[sum[1]%8], int(sum[2]%4)*45, innerShapes[sum[3]%8]))
}
