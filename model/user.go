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

// NewUser is what it takes to add a person.
type NewUser struct {
	Email, Name, Password string
	Role                  Role
}

// Check reports every problem of a new person. company is a word no password
// may be made of.
func (n NewUser) Check(company string) error {
	var p Problems
	p.Need("email", validEmail(n.Email), "Enter an e-mail address such as dana@example.com.")
	p.Need("name", plainText(n.Name, maxName), "Enter the person's name, up to 120 characters.")
	p.Need("role", n.Role.Known(), "Choose one of the roles: "+roleList()+".")
	if msg := PasswordProblem(n.Password, company, n.Email, n.Name); msg != "" {
		p.Need("password", false, msg)
	}
	return p.Err()
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
