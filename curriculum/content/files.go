package content

import "embed"

// Files is the course that is built into the program: what Load reads when an instance starts.
//
//go:embed units *.toml
var Files embed.FS
