package intake

import (
	"strings"
	"unicode/utf8"
)

// Guarded tells whether a spreadsheet could take the text for a formula, so
// that an export puts a ' in front: = + - @ TAB CR NUL first, also full width.
func Guarded(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\x00＝＋－＠", r)
}

// Guard puts the ' in front where it is needed; Unguard takes it off again.
func Guard(s string) string {
	if needsGuard(s) {
		return "'" + s
	}
	return s
}

// Unguard gives back what Guard was given.
func Unguard(s string) string {
	if strings.HasPrefix(s, "'") && needsGuard(s[1:]) {
		return s[1:]
	}
	return s
}

// needsGuard is true for text that starts a formula, and for text that Unguard
// would otherwise take for guarded.
func needsGuard(s string) bool { return Guarded(strings.TrimLeft(s, "'")) }
