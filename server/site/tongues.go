package site

import (
	"fmt"
	"html/template"
	"strings"

	"tinig/locales"
)

// tongues are the two lists of all languages, with one of them chosen: to read the page in, and to write in. They are drawn
// once, when the program starts: drawn in every page they were a quarter of what a template costs.
type tongues struct {
	Menu, Options template.HTML
}

// drawTongues draws the lists for each language as the chosen one, by its tag.
func drawTongues(shared *template.Template) (map[string]tongues, error) {
	drawn := make(map[string]tongues)
	for _, l := range locales.Languages() {
		chosen := struct {
			Tag       string
			Languages []locales.Language
		}{l.Tag, locales.Languages()}
		var menu, options strings.Builder
		if err := shared.ExecuteTemplate(&menu, "tongues_menu", chosen); err != nil {
			return nil, fmt.Errorf("drawing the languages: %w", err)
		}
		if err := shared.ExecuteTemplate(&options, "tongues_options", chosen); err != nil {
			return nil, fmt.Errorf("drawing the languages: %w", err)
		}
		drawn[l.Tag] = tongues{template.HTML(menu.String()), template.HTML(options.String())}
	}
	return drawn, nil
}
