package intake

import _ "embed"

// Manual is the page of the manual about files that come in, Markdown.
//
//go:embed IMPORTING.md
var Manual string
