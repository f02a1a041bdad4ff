package people

import (
	"backfill/model"
	"backfill/views/words"

	"github.com/a-h/templ"
)

// About says what the list of people is.
const About = "Who may log in, and as what. Everybody chooses their own password."

// Columns are those of the list of people.
var Columns = []words.Column[model.PersonRow]{
	{Key: "name", Head: "Name", Sort: "name", Class: "full", Lead: true, Cell: personCell, File: []words.FileCell[model.PersonRow]{
		words.Said("name", func(p model.PersonRow) string { return p.Name })}},
	{Key: "email", Head: "E-mail", Sort: "email", Class: "any", Cell: func(_ words.Here, p model.PersonRow) templ.Component { return words.Text(p.Email) },
		File: []words.FileCell[model.PersonRow]{words.Said("email", func(p model.PersonRow) string { return p.Email })}},
	words.Plain("role", "Role", func(p model.PersonRow) string { return string(p.Role) }).By("role"),
	words.Instant("last_seen", "Last seen", func(p model.PersonRow) model.Time { return p.LastSeen }),
	{Key: "sessions", Head: "Logged in", Class: "nowrap", Empty: func(p model.PersonRow) bool { return p.Sessions == 0 },
		Cell: func(_ words.Here, p model.PersonRow) templ.Component { return words.Text(sessionsWords(p.Sessions)) },
		File: []words.FileCell[model.PersonRow]{words.Counted("sessions", func(p model.PersonRow) int { return p.Sessions })}},
	{Key: "second_factor", Head: "Second factor", Empty: func(p model.PersonRow) bool { return !p.Second },
		Cell: func(_ words.Here, p model.PersonRow) templ.Component { return words.Text(secondText(p, "Code", "–")) },
		File: []words.FileCell[model.PersonRow]{words.Said("second_factor", func(p model.PersonRow) string { return secondText(p, "yes", "no") })}},
	{Key: "state", Head: "State", Cell: personStateCell, File: []words.FileCell[model.PersonRow]{
		words.Said("state", func(p model.PersonRow) string { return p.State() })}},
}

func secondText(p model.PersonRow, with, without string) string {
	if p.Second {
		return with
	}
	return without
}

// KeysAbout says what the list of keys is.
const KeysAbout = "A program that uses the desk, such as a web shop or an ERP, shows a key instead of a password. Give each program its own, so that one can be revoked alone. " +
	"The interface that takes keys comes with a later version; they can be made and revoked already."

// KeyColumns are those of the list of keys; rid is the request id of the forms in
// its rows.
func KeyColumns(rid string, now model.Time) []words.Column[model.APIKey] {
	return []words.Column[model.APIKey]{
		{Key: "name", Head: "Program", Sort: "name", Class: "full any", Lead: true, Cell: func(_ words.Here, k model.APIKey) templ.Component { return words.Text(k.Name) },
			File: []words.FileCell[model.APIKey]{words.Said("name", func(k model.APIKey) string { return k.Name })}},
		{Key: "prefix", Head: "Begins with", Cell: keyPrefixCell, File: []words.FileCell[model.APIKey]{words.Said("prefix", func(k model.APIKey) string { return k.Prefix })}},
		words.Plain("scope", "May", func(k model.APIKey) string { return string(k.Scope) }),
		{Key: "made", Head: "Made", Sort: "made", Class: "any", Cell: keyMadeCell, File: []words.FileCell[model.APIKey]{
			words.Said("made_at", func(k model.APIKey) string { return k.Made.String() }), words.Said("made_by", func(k model.APIKey) string { return k.MadeBy })}},
		words.Instant("good_until", "Good until", func(k model.APIKey) model.Time { return k.Expires }),
		words.Instant("last_used", "Last used", func(k model.APIKey) model.Time { return k.LastUsed }).By("used"),
		{Key: "state", Head: "State", Cell: func(_ words.Here, k model.APIKey) templ.Component { return keyStateCell(k.State(now)) },
			File: []words.FileCell[model.APIKey]{words.Said("state", func(k model.APIKey) string { return k.State(now) })}},
		{Key: "revoke", Head: "Revoke", Acts: true, Cell: func(_ words.Here, k model.APIKey) templ.Component { return keyRevokeCell(rid, k, now) }},
	}
}
