package model

import (
	_ "embed"
	"strings"
)

//go:embed doc.go
var glossarySource string

// Glossary is the glossary of this package as a Markdown page, so that the words
// people read are the ones the code keeps to.
func Glossary() string {
	_, rest, _ := strings.Cut(glossarySource, "// # Glossary\n//\n")
	rest, _, _ = strings.Cut(rest, "\npackage ")
	intro, rest, _ := strings.Cut(rest, "//\n//\t")
	terms, avoided, _ := strings.Cut("//\t"+rest, "// # Words we avoid\n//\n")
	var b strings.Builder
	b.WriteString("# Glossary\n\n" + unslashed(intro) + "\n\n| word | what it means |\n|---|---|\n")
	for line := range strings.Lines(terms) {
		if row, ok := strings.CutPrefix(strings.TrimSpace(line), "//\t"); ok {
			b.WriteString("| **" + strings.TrimSpace(row[:termWidth]) + "** | " + escaped(strings.TrimSpace(row[termWidth:])) + " |\n")
		}
	}
	b.WriteString("\n## Words we avoid\n\n" + unslashed(avoided) + "\n")
	return b.String()
}

// termWidth is the column at which the meanings begin.
const termWidth = 14

// unslashed is the text of comment lines.
func unslashed(text string) string {
	var words []string
	for line := range strings.Lines(text) {
		words = append(words, strings.TrimSpace(strings.TrimPrefix(line, "//")))
	}
	return escaped(strings.TrimSpace(strings.Join(words, " ")))
}

// escaped keeps text from being read as marks.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", `\<`, "*", `\*`, "_", `\_`, "`", "\\`").Replace(text)
}
