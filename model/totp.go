package model

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// A code of an authenticator app, as RFC 6238 has it and every app knows it:
// HMAC-SHA-1 over the number of the half minute, six digits.
const (
	totpStep   = 30 * time.Second
	totpDigits = 6

	// TOTPSecretSize is how many bytes of chance a secret has.
	TOTPSecretSize = 20
)

// TOTPStep is the number of the half minute that t is in.
func TOTPStep(t Time) int64 { return t.Std().Unix() / int64(totpStep/time.Second) }

// TOTPCode is the code that an app shows during a step.
func TOTPCode(secret []byte, step int64) string { return totp(secret, step, totpDigits) }

func totp(secret []byte, step int64, digits int) string {
	h := hmac.New(sha1.New, secret)
	binary.Write(h, binary.BigEndian, step) // a hash takes everything
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	text := fmt.Sprintf("%010d", n)
	return text[len(text)-digits:]
}

// MatchTOTP gives the step that a code belongs to: the one of now, or the one
// before or after it, since clocks differ. A step up to last was used before; its
// code is taken no more. ok is false for any other code.
func MatchTOTP(secret []byte, code string, now Time, last int64) (step int64, ok bool) {
	for s := TOTPStep(now) - 1; s <= TOTPStep(now)+1; s++ {
		if same := subtle.ConstantTimeCompare([]byte(TOTPCode(secret, s)), []byte(code)) == 1; same && s > last {
			step, ok = s, true
		}
	}
	return step, ok
}

// TOTPText is a secret as a person types it into an app: in groups of four.
func TOTPText(secret []byte) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	var b strings.Builder
	for i, r := range text {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// TOTPAddress is what the picture holds that an app reads: the secret, and whose
// it is at which desk.
func TOTPAddress(secret []byte, company, email string) string {
	v := url.Values{"secret": {strings.ReplaceAll(TOTPText(secret), " ", "")}, "issuer": {company}}
	label := url.PathEscape(company + ":" + email)
	return "otpauth://totp/" + label + "?" + strings.ReplaceAll(v.Encode(), "+", "%20")
}

// PlainCode is a code as it was meant: without the spaces and dashes it is
// printed with, letters large.
func PlainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return unicode.ToUpper(r)
	}, typed)
}

// IsTOTP tells whether a plain code is one of an app; recovery codes are longer.
func IsTOTP(plain string) bool {
	return len(plain) == totpDigits && strings.IndexFunc(plain, func(r rune) bool { return r < '0' || r > '9' }) < 0
}
