package site

import (
	"crypto/rand"
	"math/big"
	"strings"

	"tinig/server/accounts"
)

// twoOf picks two different places below n, in order.
func twoOf(n int) []int {
	first, second := below(n), below(n-1)
	if second >= first {
		second++
	}
	return []int{min(first, second), max(first, second)}
}

func below(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return int(i.Int64())
}

// typedBack says whether the asked words of the phrase were typed, forgiving case and accents.
func typedBack(v *visit, phrase string, ask []int) bool {
	words := accounts.Words(phrase)
	for i, place := range ask {
		typed := accounts.Words(v.FormValue([]string{"first", "second"}[i]))
		if len(typed) != 1 || place >= len(words) || !strings.EqualFold(accounts.Words(words[place])[0], typed[0]) {
			return false
		}
	}
	return len(ask) == 2
}
