package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestWrongUsageSaysWhatWouldBeRight: exit status 2, nothing on stdout, and on
// stderr what to write instead.
func TestWrongUsageSaysWhatWouldBeRight(t *testing.T) {
	file := filepath.Join(t.TempDir(), "desk.db")
	for _, c := range []struct {
		args string
		exit int
		says string
	}{
		{"", 2, "--help"},
		{"frob", 2, "--help"},
		{"allocate --frob", 2, "--help"},
		{"import shoes x.csv", 2, "purchase-orders"},
		{"export shoes", 2, "export list"},
		{"export stock --from 2026-11-01", 2, "--from"},
		{"export orders --from yesterday", 2, "2026-11-24"},
		{"allocate --scope colour=red", 2, "sku="},
		{"restore nowhere.db", 1, "no such file"},
		{"backup verify nowhere.db", 1, "no such file"},
	} {
		t.Run(c.args, func(t *testing.T) {
			exit, out, errs := runCLI(t, append(strings.Fields(c.args), "--db", file)...)
			if exit != c.exit || out != "" || !strings.Contains(errs, c.says) {
				t.Errorf("exit %d, want %d; stdout %q; stderr %q does not say %q", exit, c.exit, out, errs, c.says)
			}
		})
	}
}
