package locales

import "golang.org/x/text/language"

// Match gives the tag of the language to write in: her choice when it is one of ours, else the best of what the browser
// accepts, else English. It never gives anything but the tag of a Language.
func Match(choice, acceptLanguage string) string {
	for _, l := range spoken {
		if l.Tag == choice {
			return choice
		}
	}
	// A header that can't be read is one without wishes.
	wanted, _, _ := language.ParseAcceptLanguage(acceptLanguage)
	_, i, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return source
	}
	return spoken[i].Tag
}

var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, l := range spoken {
		tags = append(tags, language.MustParse(l.Tag))
	}
	return language.NewMatcher(tags)
}()
