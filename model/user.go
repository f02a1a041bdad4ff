package model

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// User is a person who works at the desk. The zero User is nobody: not signed in.
type User struct {
	ID       int64  `db:"id"`
	Email    string `db:"email"`
	Name     string `db:"name"`
	Role     Role   `db:"role"`
	Epoch    int64  `db:"session_epoch"` // sessions of an older epoch are over
	Disabled Time   `db:"disabled_at"`   // zero: may log in
	Created  Time   `db:"created_at"`
	Version  int    `db:"version"` // of what an admin or the person changes

	Invited   bool   `db:"invited"`   // has not chosen a password yet, so cannot log in
	Second    bool   `db:"second"`    // log-in asks for a code as well
	Shortcuts bool   `db:"shortcuts"` // single keys act; off for whoever types by voice
	Landing   string `db:"landing"`   // key of the page the day starts on, "" for the role's
	Locale    string `db:"locale"`    // tag of how they write dates and numbers, "" for the company's
	Writes    Locale // that locale, of who is signed in
	Owes      bool   // their role must have a second factor, and they have none yet
}

// State says in a word whether somebody can log in: active, invited or disabled.
func (u User) State() string {
	switch {
	case !u.Disabled.IsZero():
		return "disabled"
	case u.Invited:
		return "invited"
	}
	return "active"
}

// SignedIn tells whether there is a person at all.
func (u User) SignedIn() bool { return u.ID != 0 }

// May tells whether this person has a permission; nobody has only Public.
func (u User) May(p Permission) bool {
	if !u.SignedIn() || !u.Disabled.IsZero() {
		return p == Public
	}
	return u.Role.May(p)
}

// Who must have a second factor, by the setting "second_factor".
const (
	SecondOffered  = "offered"  // nobody; everybody may
	SecondManagers = "managers" // managers and administrators
	SecondEveryone = "everyone"
)

// OwesSecond tells whether a person has to set up a second factor before they go
// on.
func (u User) OwesSecond(policy string) bool {
	switch {
	case u.Second || !u.SignedIn():
		return false
	case policy == SecondEveryone:
		return true
	}
	return policy == SecondManagers && (u.Role == RoleManager || u.Role == RoleAdmin)
}

// NewUser is what it takes to add a person.
type NewUser struct {
	Email, Name, Password string
	Role                  Role
}

// Check reports every problem of a new person. company is a word no password
// may be made of.
func (n NewUser) Check(company string) error {
	var p Problems
	needPerson(&p, n.Email, n.Name, n.Role)
	if msg := PasswordProblem(n.Password, company, n.Email, n.Name); msg != "" {
		p.Need("password", false, msg)
	}
	return p.Err()
}

func needPerson(p *Problems, email, name string, role Role) {
	p.Need("email", validEmail(email), "Enter an e-mail address such as dana@example.com.")
	p.Need("name", plainText(name, maxName), "Enter the person's name, up to 120 characters.")
	p.Need("role", role.Known(), "Choose one of the roles: "+roleList()+".")
}

const maxName = 120

// CheckName says what is wrong with the name somebody gives themselves.
func CheckName(name string) error {
	var p Problems
	p.Need("name", plainText(name, maxName), "Enter your name, up to 120 characters.")
	return p.Err()
}

func roleList() string {
	names := make([]string, 0, len(Roles()))
	for _, r := range Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

func validEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254
}

// plainText tells whether s is one line of 1 to limit characters.
func plainText(s string, limit int) bool {
	if strings.TrimSpace(s) == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
		return false
	}
	return !strings.ContainsFunc(s, unicode.IsControl)
}

// UserChoices is how a person wants the desk, wherever they log in.
type UserChoices struct {
	Landing   string // key of the page the day starts on, "" for the role's
	Shortcuts bool   // single keys act
	Locale    string // tag of how they write dates and numbers, "" for the company's
}

// Check reports every problem of the choices.
func (c UserChoices) Check() error {
	var p Problems
	p.Need("landing", c.Landing == "" || len(c.Landing) <= 40 && plainText(c.Landing, 40), "Choose a page of the list.")
	p.Need("locale", c.Locale == "" || KnownLocale(c.Locale), "Choose a form of the list.")
	return p.Err()
}
