package forum_test

import (
	"testing"
)

func BenchmarkReplyX(b *testing.B) {
	h := newHouse(b)
	a := h.member()
	topic := h.topic(a)
	b.Run("reply", func(b *testing.B) {
		for b.Loop() {
			h.reply(a, topic, "Some words that are neither short nor long, as people write them.")
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			_, err := h.Read(ctx, a, topic, 1)
			must(b, err)
		}
	})
}
