package people

import (
	"backfill/model"
	"backfill/views/ui"
)

// KeyForm is the key that is wanted, as it was typed.
type KeyForm struct {
	Name, Scope, Days string
	Problems          model.Problems
	RID               string
}

var scopes = []ui.Option{{Value: "read", Text: "read: sees everything, changes nothing"}, {Value: "write", Text: "write: sees and changes"}}

// KeyStateOptions are the states a key can be in, for a filter.
var KeyStateOptions = []model.Option{{Value: "active", Text: "Active"}, {Value: "expired", Text: "Expired"}, {Value: "revoked", Text: "Revoked"}}

// keyChip is a key's tone, icon and word.
func keyChip(state string) (tone, icon, word string) {
	switch state {
	case "revoked":
		return "hold", "lock", "Revoked"
	case "expired":
		return "wait", "clock", "Expired"
	}
	return "ok", "circle-check", "Active"
}
