package intake

import (
	"strings"
	"unicode"
)

// Cause is what many reasons have in common: the same sentence with "…" for
// what differs from row to row, which is whatever is in quotes or has a digit.
func Cause(reason string) string {
	var b strings.Builder
	for rest := reason; rest != ""; {
		if rest[0] == '"' {
			if end := quoted(rest); end > 0 {
				b.WriteString("…")
				rest = rest[end:]
				continue
			}
		}
		word := rest
		if i := strings.IndexAny(rest[1:], " \""); i >= 0 { // a quote alone stands for itself
			word = rest[:i+1]
		}
		b.WriteString(sameWord(word))
		rest = rest[len(word):]
	}
	return b.String()
}

// quoted is where the quoted text at the start of s ends, 0 when it does not.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// sameWord takes a word with a digit out of the sentence, the signs around it
// stay.
func sameWord(w string) string {
	if !strings.ContainsFunc(w, unicode.IsDigit) {
		return w
	}
	inner := strings.Trim(w, " ():;,.")
	at := strings.Index(w, inner)
	return w[:at] + "…" + w[at+len(inner):]
}
