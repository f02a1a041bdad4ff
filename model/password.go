package model

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Password length, in characters.
const (
	MinPassword = 12
	MaxPassword = 128
)

// commonWords are the bases people make passwords of, one a line, lower case.
//
//go:embed common_passwords.txt
var commonWords string

var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(commonWords) {
		set[w] = true
	}
	return set
})

// PasswordProblem says in a sentence what is wrong with a password, "" for
// nothing. Any characters may be used, and no mixture of kinds is asked for;
// what is refused is what others guess first: common words with the usual
// decorations, walks on the keyboard, one piece repeated, and the product's,
// company's and person's own words.
func PasswordProblem(password, company, email, name string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return "Use characters your keyboard can type."
	case n < MinPassword:
		return "Use at least 12 characters; a few unrelated words are easy to keep in mind."
	case n > MaxPassword:
		return "Use at most 128 characters."
	case guessable(password, ownWords(company, email, name)):
		return "This is among the first passwords others would try. Use a few unrelated words."
	}
	return ""
}

// ownWords are the words an attacker takes from what the desk shows.
func ownWords(texts ...string) map[string]bool {
	own := map[string]bool{"backfill": true, "backorder": true, "backorders": true, "desk": true}
	for _, t := range texts {
		for w := range strings.FieldsFuncSeq(strings.ToLower(t), func(r rune) bool { return !unicode.IsLetter(r) }) {
			if utf8.RuneCountInString(w) >= 3 {
				own[w] = true
			}
		}
	}
	return own
}

// guessable takes the password apart: what is left after known words, digits
// and signs must hold something of its own. Lists of leaked passwords are
// mostly one or two common words with digits around them, so the words stand
// for the millions of entries made of them.
func guessable(password string, own map[string]bool) bool {
	low := strings.ToLower(password)
	bare := strings.TrimFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
	return repeats(low) || onlyKnown(letters(low), own) || onlyKnown(letters(unleet(bare)), own) || onlyKnown(letters(unleet(low)), own)
}

// onlyKnown tells whether s is at most two common words, the person's own words
// and less than four letters more.
func onlyKnown(s string, own map[string]bool) bool {
	words, mine, rest := 0, 0, 0
	for s != "" {
		w := longestWord(s, own)
		switch {
		case w == "":
			_, size := utf8.DecodeRuneInString(s)
			s, rest = s[size:], rest+1
			continue
		case own[w]:
			mine++
		default:
			words++
		}
		s = s[len(w):]
	}
	return words+mine > 0 && words <= 2 && rest < 4
}

// longestWord gives the longest known word s begins with, "" for none.
func longestWord(s string, own map[string]bool) string {
	for end := len(s); end >= 3; end-- {
		if own[s[:end]] || common()[s[:end]] {
			return s[:end]
		}
	}
	return ""
}

// unleet undoes the usual disguises: p@ssw0rd is password.
func unleet(s string) string {
	return strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "i", "!", "i", "3", "e", "$", "s", "5", "s", "7", "t").Replace(s)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// repeats tells whether s is one short piece over and over, or one run of
// neighbours such as abcdefghijkl or 123456789012.
func repeats(s string) bool {
	runes := []rune(s)
	for size := 1; size <= 4 && size*2 <= len(runes); size++ {
		same := true
		for i := size; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-size]
		}
		if same {
			return true
		}
	}
	return walks(runes)
}

// walks tells whether nearly every step goes to a neighbour.
func walks(runes []rune) bool {
	steps := 0
	for i := 1; i < len(runes); i++ {
		if d := runes[i] - runes[i-1]; d >= -1 && d <= 1 || runes[i-1] == '9' && runes[i] == '0' {
			steps++
		}
	}
	return steps >= len(runes)-2
}
