package urls

import (
	"net/url"
	"strconv"
)

// People is the list of those who may log in.
func People(query string) string { return withQuery("/settings/people", query) }

// InvitePerson is the form that adds somebody.
func InvitePerson() string { return "/settings/people/new" }

// Person is one of those who may log in.
func Person(id int64) string { return "/settings/people/" + strconv.FormatInt(id, 10) }

// PersonDo is where something is done about a person: "edit", "disable",
// "enable", "end" (their sessions), "code" (no second factor any more), "reset" or
// "invite" (make a link).
func PersonDo(id int64, do string) string { return Person(id) + "/" + do }

// AccessLink is the page behind a link of a kind, "invite" or "reset".
func AccessLink(kind, token string) string { return "/" + kind + "/" + url.PathEscape(token) }

// Sure is where somebody shows once more that it is them; next is where to go
// afterwards.
func Sure(next string) string {
	if next == "" {
		return "/sure"
	}
	return "/sure?next=" + url.QueryEscape(next)
}

// LoginCode is the second step of log-in.
func LoginCode() string { return "/login/code" }

// SecondFactor is where one's own second factor is set up.
func SecondFactor() string { return "/account/code" }

// SecondFactorDo is where something is done about it: "begin", "confirm",
// "recovery" (new codes) or "remove".
func SecondFactorDo(do string) string { return SecondFactor() + "/" + do }

// Keys is the list of keys for programs.
func Keys() string { return "/settings/keys" }

// KeyRevoke is where a key is taken back.
func KeyRevoke(id int64) string { return Keys() + "/" + strconv.FormatInt(id, 10) + "/revoke" }

// Setup is where a new desk is set up; step is one of its screens, "" for the
// first that is not done.
func Setup(step string) string {
	if step == "" {
		return "/setup"
	}
	return "/setup/" + url.PathEscape(step)
}

// SetupDone is where setting up ends.
func SetupDone() string { return "/setup/done" }

// Checklist is where the list of first steps is put away.
func Checklist() string { return "/setup/dismiss" }
