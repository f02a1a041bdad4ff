package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestKeysFromTheCommandLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	code, key, said := command(t, "", "apikey", "add", "--db", file, "--name", "web shop", "--scope", "read", "--days", "30")
	key = strings.TrimSpace(key)
	if code != 0 || !strings.HasPrefix(key, "bf_") || strings.ContainsAny(key, " \n") || !strings.Contains(said, "shown this once") {
		t.Fatalf("%d %q %q", code, key, said)
	}
	prefix := strings.Split(key, "_")[1]
	for _, c := range []struct {
		why  string
		args []string
		code int
		out  string
	}{
		{"the list", []string{"list"}, 0, prefix + "  read  active"},
		{"as JSON", []string{"list", "--json"}, 0, `"expires_at":"2026-12-24T08:00:00.000Z"`},
		{"a scope that is none", []string{"add", "--name", "x", "--scope", "all"}, 2, "scope"},
		{"no name", []string{"add", "--name", " ", "--scope", "read"}, 1, "which program"},
		{"somebody else's", []string{"revoke", "AAAAAAAA"}, 1, "not found"},
		{"revoke", []string{"revoke", prefix}, 0, "opens nothing"},
		{"revoke twice", []string{"revoke", prefix}, 0, "opens nothing"},
		{"the list afterwards", []string{"list"}, 0, prefix + "  read  revoked"},
	} {
		code, out, errs := command(t, "", append(append([]string{"apikey"}, c.args...), "--db", file)...)
		if code != c.code || !strings.Contains(out+errs, c.out) {
			t.Errorf("%s: exit status %d, want %d with %q: %s%s", c.why, code, c.code, c.out, out, errs)
		}
		if strings.Contains(out+errs, key[len("bf_12345678_"):]) {
			t.Errorf("%s: the key is printed again", c.why)
		}
	}
}
