package model

import "time"

// How long a link that lets somebody choose a password is good for. An
// invitation waits for the next working day; a reset is handed over at once.
const (
	InviteFor = 48 * time.Hour
	ResetFor  = 10 * time.Minute
)

// LinkKind is what a link lets its holder do once.
type LinkKind string

// The kinds of links.
const (
	InviteLink LinkKind = "invite" // choose the first password
	ResetLink  LinkKind = "reset"  // choose another one
)

// For is how long a link of this kind is good.
func (k LinkKind) For() time.Duration {
	if k == InviteLink {
		return InviteFor
	}
	return ResetFor
}

// MadeLink is a link that was just made. Its token is kept nowhere: whoever made
// the link sees it once.
type MadeLink struct {
	User  User
	Kind  LinkKind
	Token string // "" when the same form was sent before: the link was shown then
	Until Time
}

// Invitation is who is asked to join, and as what. They choose their own
// password.
type Invitation struct {
	Email, Name string
	Role        Role
}

// Check reports every problem of an invitation.
func (i Invitation) Check() error {
	var p Problems
	needPerson(&p, i.Email, i.Name, i.Role)
	return p.Err()
}

// PersonEdit is what an administrator changes about a person.
type PersonEdit struct {
	Name string
	Role Role
}

// Check reports every problem of the change.
func (e PersonEdit) Check() error {
	var p Problems
	p.Need("name", plainText(e.Name, maxName), "Enter the person's name, up to 120 characters.")
	p.Need("role", e.Role.Known(), "Choose one of the roles: "+roleList()+".")
	return p.Err()
}

// PeopleListShape is what the list of people may be asked.
var PeopleListShape = ListShape{
	Sorts:   []string{"name", "email", "role"},
	Filters: map[string][]string{"role": roleKeys(), "state": {"active", "invited", "disabled"}, "code": {"yes", "no"}},
}

func roleKeys() []string {
	var keys []string
	for _, r := range Roles() {
		keys = append(keys, string(r))
	}
	return keys
}

// PersonRow is one person as the list of people shows them.
type PersonRow struct {
	User
	LastSeen Time `db:"last_seen"` // zero: not in the last 30 days
	Sessions int  `db:"sessions"`  // living ones
	Codes    int  `db:"codes"`     // recovery codes left
	LinkTill Time `db:"link_till"` // until when the link they were given is good; zero: there is none
}
