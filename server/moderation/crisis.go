package moderation

import (
	"strings"
	"unicode"

	"tinig/server/moderation/folded"
)

// crisis are words of somebody who may be in danger, from herself or from others, in our six languages. They are looked for in any language,
// for she may write in another one than she reads. They are never a reason to hold or refuse anything.
var crisis = phrases(`
kill myself, killing myself, end my life, ending my life, take my own life, want to die, wanna die, suicide, suicidal, hurt myself, hurting myself, cut myself,
cutting myself, don't want to live, dont want to live, do not want to live, better off dead, no reason to live, wish i was dead, wish i were dead, hang myself,
going to kill me, will kill me, i'm in danger, im in danger, i am in danger, want to disappear forever
gusto ko nang mamatay, gusto ko na mamatay, gusto ko ng mamatay, magpakamatay, magpapakamatay, nagpakamatay ako, ayoko nang mabuhay, ayoko na mabuhay, ayaw ko nang mabuhay,
saktan ang sarili ko, sinasaktan ko ang sarili ko, saktan ko ang sarili ko, papatayin niya ako, papatayin nila ako, nasa panganib ako, tapusin ang buhay ko, wakasan ang buhay ko
gusto na kong mamatay, gusto nako mamatay, gusto nakong mamatay, maghikog, mohikog, dili na ko gusto mabuhi, dili nako gusto mabuhi, pasakitan nako akong kaugalingon,
samaran nako akong kaugalingon, patyon ko niya, patyon ko nila, naa ko sa kakuyaw, naa ko sa peligro, tapuson nako akong kinabuhi
quiero morir, quiero morirme, me quiero morir, suicidarme, suicidio, matarme, me quiero matar, quitarme la vida, no quiero vivir, ya no quiero vivir, hacerme daño, me hago daño,
cortarme, acabar con mi vida, me va a matar, me van a matar, estoy en peligro, mejor muerta
nataka kufa, natamani kufa, kujiua, nitajiua, nijiue, sitaki kuishi, sitaki tena kuishi, kujiumiza, najiumiza, kujidhuru, najidhuru, ataniua, wataniua, niko hatarini, nipo hatarini, kumaliza maisha yangu
أريد أن أموت, أريد الموت, بدي موت, بدي أموت, عايزة أموت, انتحار, الانتحار, أنتحر, سأنتحر, أقتل نفسي, سأقتل نفسي, أؤذي نفسي, أجرح نفسي, لا أريد أن أعيش, مش عايزة أعيش, ما بدي عيش, سيقتلني, سيقتلونني, رح يقتلني, أنا في خطر, أنهي حياتي
`)

func phrases(list string) (all []string) {
	for phrase := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '\n' }) {
		if words := spaced(phrase); words != "  " {
			all = append(all, words)
		}
	}
	return all
}

// spaced is a text folded, its words with one blank around each.
func spaced(text string) string {
	words := strings.FieldsFunc(folded.Of(text).Folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
	return " " + strings.Join(words, " ") + " "
}

// Crisis says whether somebody who writes this may be in danger. It misses what nobody has thought of, and finds who only tells of others:
// so whoever asks shows whom she can call, and does nothing else.
func Crisis(texts ...string) bool {
	for _, text := range texts {
		words := spaced(text)
		for _, phrase := range crisis {
			if strings.Contains(words, phrase) {
				return true
			}
		}
	}
	return false
}
