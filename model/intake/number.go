package intake

import (
	"errors"
	"fmt"
	"strings"
)

// numbers gathers what the values of one column say about its decimal sign.
type numbers struct {
	decimal byte   // '.' or ',' once it is settled
	dot     bool   // a value can only have a decimal dot: 1.5, 1,234.5
	comma   bool   // a value can only have a decimal comma: 1,5, 1.234,5
	unclear string // 1,234 alone: a thousand, or one and a bit
}

// see takes one value as evidence.
func (n *numbers) see(s string) {
	lastDot, lastComma := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case lastDot < 0 && lastComma < 0:
	case lastDot >= 0 && lastComma >= 0:
		n.dot = n.dot || lastDot > lastComma
		n.comma = n.comma || lastComma > lastDot
	case lastComma < 0:
		if !groups(s, '.') && strings.Count(s, ".") == 1 {
			n.dot = true
		}
	default:
		if groups(s, ',') {
			n.unclear = s
		} else if strings.Count(s, ",") == 1 {
			n.comma = true
		}
	}
}

// groups tells whether s could be whole thousands: 1,234 or 12,345,678.
func groups(s string, sep byte) bool {
	parts := strings.Split(strings.TrimLeft(s, "+-"), string(sep))
	if len(parts[0]) == 0 || len(parts[0]) > 3 || parts[0][0] == '0' {
		return false
	}
	for i, p := range parts {
		if !isDigits(p) || i > 0 && len(p) != 3 {
			return false
		}
	}
	return true
}

// settle decides the decimal sign: by the column's own values, else by what
// the rest of the file does, else a dot. A comma that nothing decides is
// refused.
func (n *numbers) settle(fileComma, fileDot bool) error {
	switch {
	case n.decimal != 0:
	case n.dot && n.comma:
		return errors.New("holds decimal dots and decimal commas; no single reading fits")
	case n.comma:
		n.decimal = ','
	case n.dot:
		n.decimal = '.'
	case fileComma && !fileDot:
		n.decimal = ','
	case n.unclear != "" && !fileDot:
		return fmt.Errorf("%s may be a thousand or a decimal comma, and no value decides; say decimal = \".\" or \",\" in the map", n.unclear)
	default:
		n.decimal = '.'
	}
	return nil
}

// parse gives the value with a decimal dot and without thousands signs.
func (n *numbers) parse(s string) (string, error) {
	if plain(s) {
		return s, nil
	}
	bad := fmt.Errorf("%q is not a number", clip(s))
	body := strings.TrimLeft(s, "+-")
	sign := s[:len(s)-len(body)]
	body = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2019", "'").Replace(body)
	if len(sign) > 1 || len(body) > 40 {
		return "", bad
	}
	whole, frac, has := strings.Cut(body, string(n.decimal))
	if has && !isDigits(frac) && frac != "" || whole == "" && frac == "" {
		return "", bad
	}
	thousands := byte(',')
	if n.decimal == ',' {
		thousands = '.'
	}
	for _, sep := range []byte{thousands, ' ', '\''} {
		if groups(whole, sep) {
			whole = strings.ReplaceAll(whole, string(sep), "")
		}
	}
	if whole != "" && !isDigits(whole) {
		return "", bad
	}
	if whole == "" {
		whole = "0"
	}
	out := strings.TrimPrefix(sign, "+") + whole
	if frac != "" {
		out += "." + frac
	}
	return out, nil
}

// plain tells whether s is digits only, as most numbers are.
func plain(s string) bool { return isDigits(s) && len(s) < 19 }
