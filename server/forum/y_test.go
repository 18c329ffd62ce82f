package forum_test
import ("testing";"fmt";"tinig/server/forum";"github.com/google/uuid")
func TestY(t *testing.T) {
	h := newHouse(t)
	a := h.member()
	topic := h.topic(a)
	for range 300 { h.reply(a, topic, someWords) }
	ch := string(forum.Channel(a.Network, topic))
	for range 3 {
	var lines []string
	must(t, h.db.Select(&lines, "EXPLAIN (ANALYZE, COSTS OFF) "+forum.ReplySQL, a.Network, topic, a.Member, someWords, "", "en", false, 0, h.now(), uuid.NewString(), ch, nil))
	if true { fmt.Println(); for _, l := range lines { fmt.Println(l) } }
	}
}
