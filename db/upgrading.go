package db

import _ "embed"

// Upgrading is the page of the manual about new versions of the file, Markdown.
//
//go:embed UPGRADING.md
var Upgrading string
