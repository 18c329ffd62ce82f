package forum_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tinig/server/forum"
)

func TestBombX(t *testing.T) {
	for _, s := range []string{"[", "]", ">", "> ", "*", "**", "*a ", "_a", "`", "``` ", "~~", "~", "a*", "*a_ ", "![", "[a](", "[a](<", "<", "<a", "<!--", "<http://", "&", "&#", "- ", "1. ", "-\n", ">\n", "\\", "[a]: b\n", "[a][", "((", "http://a.", "www.a", "a@b.", "* a\n  ", "\t", "- - ", "> - ", "[]()", "[](a)", "![](", "# ", "=\n", "a\n=\n", "|", "`a``b```c", "[[]](", "***a ", "*_*_", "\n", "&#x202e;", "<a@b.c>", "[a](\\", "[a](b \"", "~~a ~~a"} {
		for _, shape := range []int{0, 1, 2} {
			in := strings.Repeat(s, 10000/len(s))
			if shape == 1 {
				in = "a" + in + "a"
			}
			if shape == 2 {
				var b strings.Builder
				for i := 0; b.Len() < 9900; i++ {
					b.WriteString(strings.Repeat(s, i%97))
					b.WriteString("a")
				}
				in = b.String()
			}
			start := time.Now()
			out := forum.Render(in, true)
			d := time.Since(start)
			if d > 20*time.Millisecond {
				fmt.Printf("%q shape %d: %v, %d bytes\n", s, shape, d, len(out))
			}
		}
	}
	var b strings.Builder
	for i := range 140 {
		b.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
	}
	start := time.Now()
	fmt.Println(len(b.String()), len(forum.Render(b.String(), true)), time.Since(start))
}
