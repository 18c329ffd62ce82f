// Package web is what the browser gets: templates, styles and scripts, a folder per feature.
//
// Everything is embedded in the program. [Load] bundles the scripts and styles in memory at start with esbuild, so
// nothing built is committed and a change needs only a restart; [Pages] parses the templates.
//
// A page is web/<feature>/<page>.tmpl and defines "main", which shell/layout.tmpl draws inside the frame that every
// page has. A file that begins with _ is a partial: what it defines is known to every page, and can be drawn alone,
// so that one template draws a post in the page and over the socket alike.
//
// Nothing here is bound to a request: a page's data carries its own words (the methods T, N, Day and Number of the
// site's base page). Nothing here may name another place: no template, style or script loads from elsewhere, and
// none has a style or script inline, so the content security policy needs no exception.
package web

import "embed"

//go:embed */*.tmpl */*.ts */*.css */*.svg
var files embed.FS
