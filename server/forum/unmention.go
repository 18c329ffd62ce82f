package forum

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"tinig/realtime/stream"
	"tinig/server/networks"
)

// Unmention takes the pseudonyms that nobody has any more out of mentions: what stood after the @ becomes the sign for words
// left out. An answer that says "@" and the name would tell whose the words are that it answers. Only mentions change:
// whatever else others wrote is theirs.
func (f *Forum) Unmention(ctx context.Context) error {
	former, err := f.networks.Mentioned(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, name := range former {
		if err := f.unmention(ctx, name); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		failed = errors.Join(failed, f.networks.Unmentioned(ctx, name))
	}
	return failed
}

// unmention goes from topic to topic, each in its own transaction with its events.
func (f *Forum) unmention(ctx context.Context, former networks.Former) error {
	topics, err := readMentioning(ctx, f.db, former.Network, beginning(former.Pseudonym))
	if err != nil {
		return fmt.Errorf("looking for mentions in %s: %w", former.Network, err)
	}
	for _, topic := range topics {
		if err := f.unmentionIn(ctx, former, topic); err != nil {
			return fmt.Errorf("taking a mention out of %s: %w", topic, err)
		}
	}
	if err := f.unmentionHeld(ctx, former); err != nil {
		return fmt.Errorf("taking a mention out of what waits in %s: %w", former.Network, err)
	}
	return nil
}

// unmentionHeld changes what waits for a moderator, which is in no topic yet and of which nobody is told.
func (f *Forum) unmentionHeld(ctx context.Context, former networks.Former) error {
	held, err := readHeldMentioning(ctx, f.db, former.Network, beginning(former.Pseudonym))
	if err != nil {
		return err
	}
	for _, post := range held {
		if err := updateHeldBody(ctx, f.db, post, withoutMention(post.Body, former.Pseudonym)); err != nil {
			return err
		}
	}
	return nil
}

func (f *Forum) unmentionIn(ctx context.Context, former networks.Former, topic string) error {
	return f.inTopic(ctx, former.Network, topic, func(tx *stream.Tx, topic string) (numbers []int, err error) {
		for _, table := range mentioning {
			texts, err := table.read(ctx, tx.Tx, former.Network, topic, beginning(former.Pseudonym))
			if err != nil {
				return nil, err
			}
			for _, t := range texts {
				body := withoutMention(t.Body, former.Pseudonym)
				if body == t.Body {
					continue
				}
				if err := table.write(ctx, tx.Tx, t, body); err != nil {
					return nil, err
				}
				numbers = append(numbers, t.Number)
			}
		}
		return numbers, nil
	})
}

// beginning is what every mention of a pseudonym has in it, however its words are spaced.
func beginning(pseudonym string) string {
	first, _, _ := strings.Cut(pseudonym, " ")
	return "@" + first
}

// withoutMention puts titleGone's sign in the place of a pseudonym after an @.
func withoutMention(body, pseudonym string) string {
	without := norm.NFC.String(body)
	words := strings.Fields(norm.NFC.String(pseudonym))
	for i := range words {
		words[i] = regexp.QuoteMeta(words[i])
	}
	mention := regexp.MustCompile(`(^|[^\pL\pN\pM])@` + strings.Join(words, `[^\S\n]+`) + `($|[^\pL\pN\pM])`)
	if !mention.MatchString(without) {
		return body
	}
	for mention.MatchString(without) { // one sign can stand between two mentions
		without = mention.ReplaceAllString(without, "${1}@"+titleGone+"${2}")
	}
	return without
}
