package model

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// The table of RFC 6238, appendix B, for SHA-1.
func TestTOTPAgreesWithTheRFC(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		step := TOTPStep(At(time.Unix(at, 0)))
		if got := totp(secret, step, 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
		if got := TOTPCode(secret, step); got != want[2:] {
			t.Errorf("at %d: %s, want %s", at, got, want[2:])
		}
	}
}

func TestACodeIsGoodForAMomentAndOnce(t *testing.T) {
	secret, now := []byte("12345678901234567890"), At(time.Unix(1111111109, 0))
	step := TOTPStep(now)
	for _, c := range []struct {
		why  string
		code string
		last int64
		ok   bool
	}{
		{"this half minute's", TOTPCode(secret, step), 0, true},
		{"the one before", TOTPCode(secret, step-1), 0, true},
		{"the one after", TOTPCode(secret, step+1), 0, true},
		{"two before", TOTPCode(secret, step-2), 0, false},
		{"two after", TOTPCode(secret, step+2), 0, false},
		{"used already", TOTPCode(secret, step), step, false},
		{"older than the one used", TOTPCode(secret, step-1), step, false},
		{"newer than the one used", TOTPCode(secret, step+1), step, true},
		{"another person's", TOTPCode([]byte("another secret ....."), step), 0, false},
		{"nothing", "", 0, false},
		{"too long", TOTPCode(secret, step) + "0", 0, false},
	} {
		got, ok := MatchTOTP(secret, c.code, now, c.last)
		if ok != c.ok || ok && TOTPCode(secret, got) != c.code {
			t.Errorf("%s: step %d, %v", c.why, got, ok)
		}
	}
}

func TestWhatAnAppIsTold(t *testing.T) {
	secret := []byte("12345678901234567890")
	if got, want := TOTPText(secret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	u, err := url.Parse(TOTPAddress(secret, "Kühn & Söhne: Nord", "dana@example.com"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Kühn & Söhne: Nord:dana@example.com" ||
		u.Query().Get("issuer") != "Kühn & Söhne: Nord" || u.Query().Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || strings.Contains(u.String(), "+") {
		t.Errorf("%s: %v", u, err)
	}
}

func TestACodeMayBeTypedAsItIsPrinted(t *testing.T) {
	for typed, want := range map[string]string{" 123 456 ": "123456", "abcd-efgh": "ABCDEFGH", "": ""} {
		if got := PlainCode(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	for plain, want := range map[string]bool{"123456": true, "12345": false, "1234567": false, "12345A": false, "١٢٣": false} {
		if IsTOTP(plain) != want {
			t.Errorf("%q: %v", plain, !want)
		}
	}
}
