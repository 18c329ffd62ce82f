package forum_test
import ("testing";"tinig/server/forum";"tinig/server/networks")
func BenchmarkX(b *testing.B) {
	h := newHouse(b)
	a := h.member()
	topic := h.topic(a)
	b.Run("one", func(b *testing.B) { s,_ := h.db.Preparex("SELECT 1"); for b.Loop() { var n int; must(b, s.Get(&n)) } })
	b.Run("topic", func(b *testing.B) { s,_ := h.db.Preparex(forum.TopicSQL); for b.Loop() { var t forum.Topic; must(b, s.Get(&t, a.Network, topic)) } })
	sp := h.space(networks.PurposeEveryday)
	b.Run("space", func(b *testing.B) { for b.Loop() { _, err := h.networks.Space(ctx, a, sp, networks.Write); must(b, err) } })
	b.Run("mayfollow", func(b *testing.B) { for b.Loop() { must(b, h.MayFollow(ctx, a, topic)) } })
	b.Run("enter", func(b *testing.B) { for b.Loop() { h.networks.Follow(ctx, a.Network, a.Member) } })
	b.Run("reply", func(b *testing.B) { for b.Loop() { h.reply(a, topic, someWords) } })
}
