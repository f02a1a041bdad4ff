package model

import (
	"strings"
	"testing"
)

func TestPasswordsOthersTryFirstAreRefused(t *testing.T) {
	suffixes := []string{"123456", "1234567", "12345678", "123456789", "2024", "2025", "2026", "!!!!!!", "000000", "-2026!", "_99999", "@2025#", "11111", "777777", "1990"}
	tried := 0
	for w := range common() {
		for _, suffix := range suffixes {
			for _, p := range []string{w + suffix, strings.ToUpper(w[:1]) + w[1:] + suffix, suffix + w, w + w + suffix} {
				if len(p) < MinPassword {
					continue
				}
				tried++
				if PasswordProblem(p, "Muster Baustoffe", "dana@example.com", "Dana Scully") == "" {
					t.Fatalf("%q was accepted", p)
				}
			}
		}
	}
	if tried < 10_000 {
		t.Errorf("only %d common passwords are covered, want 10,000", tried)
	}
}

func TestPasswordRules(t *testing.T) {
	for _, c := range []struct {
		why, password string
		ok            bool
	}{
		{"eleven characters", "kw8-zt-qp3x", false},
		{"twelve of a person's own", "kw8-zt-qp3xm", true},
		{"words nobody would join, no digits, no capitals", "gravel lantern otter quilt", true},
		{"128 characters", strings.Repeat("gr7vel-l", 16)[:120] + "kxzpqmwt", true},
		{"129 characters", strings.Repeat("kxzpqmwtv", 15)[:129], false},
		{"letters of another script", "пароход-лампа-выдра", true},
		{"a leading and a trailing space are kept", "  quartz umbrella  ", true},
		{"the usual disguise", "P@$$w0rd2026", false},
		{"digits in between", "pass1234word5678", false},
		{"the product's name", "backfill-2026!", false},
		{"the company's name", "MusterBaustoffe1", false},
		{"the person's own name", "dana.scully.1999", false},
		{"one piece repeated", "xk9xk9xk9xk9", false},
		{"counting up", "123456789012", false},
		{"the alphabet", "abcdefghijklm", false},
		{"a walk on the keyboard", "qwertyuiop12", false},
		{"not UTF-8", "abc\xff\xfe-quartz-umbrella", false},
	} {
		if got := PasswordProblem(c.password, "Muster Baustoffe", "dana@example.com", "Dana Scully"); (got == "") != c.ok {
			t.Errorf("%s: %q gave %q, want accepted %v", c.why, c.password, got, c.ok)
		}
	}
}
