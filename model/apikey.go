package model

import "time"

// KeyScope is how much a program may do with its key.
type KeyScope string

// The scopes; one who may write may read.
const (
	ReadScope  KeyScope = "read"
	WriteScope KeyScope = "write"
)

// Covers tells whether a key of this scope is enough where want is asked for.
func (k KeyScope) Covers(want KeyScope) bool {
	return k == want || k == WriteScope && want == ReadScope
}

// maxKeyDays is how long a key may be good for at most: ten years.
const maxKeyDays = 3660

// NewKey is what a key is made from.
type NewKey struct {
	Name  string // of the program that uses it
	Scope KeyScope
	Days  int // for how long it is good; 0: until it is revoked
}

// Check reports every problem of a new key.
func (n NewKey) Check() error {
	var p Problems
	p.Need("name", plainText(n.Name, 80), "Enter which program it is for, up to 80 characters.")
	p.Need("scope", n.Scope == ReadScope || n.Scope == WriteScope, "Choose read or write.")
	p.Need("days", n.Days >= 0 && n.Days <= maxKeyDays, "Enter for how many days, up to 3,660, or 0 for no end.")
	return p.Err()
}

// APIKey is a program's key as the desk keeps it: enough to recognise it by, and
// nothing that opens anything.
type APIKey struct {
	ID       int64    `db:"id"`
	Name     string   `db:"name"`
	Prefix   string   `db:"prefix"` // stands in the key itself
	Scope    KeyScope `db:"scope"`
	Made     Time     `db:"made_at"`
	MadeBy   string   `db:"made_by"`
	Expires  Time     `db:"expires_at"`   // zero: never
	LastUsed Time     `db:"last_used_at"` // to the minute; zero: never
	Revoked  Time     `db:"revoked_at"`   // zero: in force
}

// KeyListShape is what GET /settings/keys may be asked: those in force first.
var KeyListShape = ListShape{
	Sorts:   []string{"name", "-made", "-used"},
	Filters: map[string][]string{"state": {"active", "expired", "revoked"}, "scope": {"read", "write"}},
}

// State says in a word whether the key opens anything now.
func (k APIKey) State(now Time) string {
	switch {
	case !k.Revoked.IsZero():
		return "revoked"
	case !k.Expires.IsZero() && !now.Before(k.Expires):
		return "expired"
	}
	return "active"
}

// UsedLately tells whether a program has shown the key since yesterday: revoking
// it will then be felt.
func (k APIKey) UsedLately(now Time) bool {
	return !k.LastUsed.IsZero() && now.Sub(k.LastUsed) < 24*time.Hour
}
