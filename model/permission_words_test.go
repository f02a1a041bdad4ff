package model

import "testing"

func TestEveryPermissionIsInTheTableOnce(t *testing.T) {
	seen := map[Permission]int{}
	for _, g := range PermissionGroups() {
		for _, r := range g.Rows {
			seen[r.Permission]++
			if r.Words == "" || len(WhoMay(r.Permission)) == 0 {
				t.Errorf("%s: %q, and %v may", r.Permission, r.Words, WhoMay(r.Permission))
			}
		}
	}
	for role, all := range grants {
		for _, p := range all {
			if seen[p] != 1 {
				t.Errorf("%s, which %s has, stands %d times in the table", p, role, seen[p])
			}
		}
	}
}
