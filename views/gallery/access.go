package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/people"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

// galleryToken stands where a link's secret would.
const galleryToken = "gallery-gallery-gallery-gallery-gallery-gal"

func somebody(name, email string, role model.Role) model.User {
	return model.User{ID: 7, Name: name, Email: email, Role: role, Version: 3, Created: minute(-90, 8, 0), Shortcuts: true}
}

func person(change func(*model.PersonRow)) model.PersonRow {
	p := model.PersonRow{User: somebody("Lena Fox", "lena@example.com", model.RoleShipping), LastSeen: minute(0, 9, 2), Sessions: 2}
	change(&p)
	return p
}

func peopleRows() []model.PersonRow {
	return []model.PersonRow{
		person(func(p *model.PersonRow) { p.Second, p.Codes = true, 8 }),
		person(func(p *model.PersonRow) {
			p.User = somebody(longName, "purchasing.department.of.the.north@lower-harbour.example.com", model.RolePurchasing)
			p.Invited, p.Sessions, p.LastSeen, p.LinkTill = true, 0, model.Time{}, minute(2, 9, 0)
		}),
		person(func(p *model.PersonRow) {
			p.Name, p.Email, p.Role, p.Sessions, p.Disabled = "Tom Hale", "tom@example.com", model.RoleWarehouse, 0, minute(-3, 9, 0)
		}),
	}
}

// accessSamples are who may log in, and the pages behind their links.
func accessSamples() []Sample {
	rows := peopleRows()
	on := model.MadeLink{User: rows[1].User, Kind: model.InviteLink, Token: galleryToken, Until: minute(2, 9, 0)}
	address := "https://desk.example.com" + urls.AccessLink("invite", galleryToken)
	none := listing(model.PeopleListShape, urls.People, "people", 0, 0)
	list := listing(model.PeopleListShape, urls.People, "people", len(rows), len(rows))
	list.Selects = []ui.SelectData{{Name: "role", Label: "Role", HideLabel: true, Options: []ui.Option{{Text: "Any role"}}}}
	form := func(p model.PersonRow) people.PersonForm {
		return people.PersonForm{Name: p.Name, Role: string(p.Role), Version: "3", RID: "gallery-person-001"}
	}
	wrong := form(rows[0])
	wrong.Name, wrong.Problems = "", model.Problems{"name": "Enter the person's name, up to 120 characters."}
	late := form(rows[0])
	late.Changed = "Somebody changed lena@example.com meanwhile: Lena Fox, manager, active. Look again before you save."
	return []Sample{
		{"people", "People", framed("People", layout.Settings, listed("People", list, people.Columns, rows, people.InviteButton()))},
		{"people-none", "People: none found", framed("People", layout.Settings, listed("People", none, people.Columns, nil))},
		{"person", "A person who is logged in and has a second factor", framed("Lena Fox", layout.Settings, people.Person(here, rows[0], form(rows[0]), 1))},
		{"person-invited", "A person who is invited", framed("Invited", layout.Settings, people.Person(here, rows[1], form(rows[1]), 1))},
		{"person-disabled", "A person who is disabled", framed("Disabled", layout.Settings, people.Person(here, rows[2], form(rows[2]), 1))},
		{"person-wrong", "A person: the form came back", framed("Error: Lena Fox", layout.Settings, people.Person(here, rows[0], wrong, 1))},
		{"person-late", "A person: somebody was faster", framed("Lena Fox", layout.Settings, people.Person(here, rows[0], late, 1))},
		{"invite", "An invitation", framed("Invite somebody", layout.Settings, people.Invite(people.InviteForm{Role: "sales", RID: "gallery-invite-001"}))},
		{"invite-wrong", "An invitation: the form came back", framed("Error: Invite somebody", layout.Settings, people.Invite(people.InviteForm{
			Email: "dana@example.com", Role: "sales", RID: "gallery-invite-002",
			Problems: model.Problems{"name": "Enter the person's name, up to 120 characters.", "email": "There is a person with this e-mail already."}}))},
		{"link-made", "A link, shown once", framed("The link", layout.Settings, people.Made(here, on, address))},
		{"link-made-before", "A link that was shown before", framed("The link", layout.Settings, people.Made(here, on, ""))},
		{"link", "What the holder of an invitation sees", held(people.LinkForm{User: rows[1].User, Kind: model.InviteLink, RID: "gallery-link-00001"})},
		{"link-wrong", "A reset: the form came back", held(people.LinkForm{User: rows[0].User, Kind: model.ResetLink, RID: "gallery-link-00002",
			Problems: model.Problems{"password": "Use at least 12 characters; a few unrelated words are easy to keep in mind."}})},
		{"sure", "The password is asked for again", framed("Confirm that it is you", "", people.Sure(people.SureForm{To: urls.Sure(""), Email: "dana@example.com", RID: "gallery-sure-00001"}))},
		{"sure-wrong", "The password asked for again was wrong", framed("Error: Confirm that it is you", "", people.Sure(people.SureForm{To: urls.Sure(""), Email: "dana@example.com",
			Kept: map[string][]string{"rid": {"gallery-sure-00002"}, "name": {"Nora Lind"}}, Problems: model.Problems{"sure": "That is not your password."}}))},
	}
}

func held(f people.LinkForm) func(layout.Page) templ.Component {
	f.To = urls.AccessLink(string(f.Kind), galleryToken)
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = "Choose your password", len(f.Problems) > 0
		return people.Link(p, f)
	}
}

func secondSamples() []Sample {
	second := func(f people.SecondFactorPage) templ.Component {
		f.RID = "gallery-second-001"
		return people.SecondFactor(f)
	}
	begun := people.SecondFactorPage{Secret: model.TOTPText([]byte("a secret of 20 bytes")), Address: model.TOTPAddress([]byte("a secret of 20 bytes"), "Hartwell", "dana@example.com")}
	wrong := begun
	wrong.Code, wrong.Problems = "123456", model.Problems{"code": "That is not the code the app should show. Check that the clock of the phone is right, and try the next one."}
	codes := make([]string, 10)
	for i := range codes {
		codes[i] = "ABCD-EFGH-IJKL-MN" + string(rune('A'+i)) + "2"
	}
	keys := []model.APIKey{
		{ID: 1, Name: "Web shop", Prefix: "K3JD82MQ", Scope: model.ReadScope, Made: minute(-20, 9, 0), MadeBy: "dana@example.com", Expires: minute(345, 9, 0), LastUsed: minute(0, 9, 1)},
		{ID: 2, Name: longName, Prefix: "P8XW24LA", Scope: model.WriteScope, Made: minute(-400, 9, 0), MadeBy: "cli", Expires: minute(-35, 9, 0)},
		{ID: 3, Name: "Old ERP", Prefix: "Z9QRT3VB", Scope: model.WriteScope, Made: minute(-200, 9, 0), MadeBy: "dana@example.com", Revoked: minute(-1, 9, 0)},
	}
	fresh := people.KeyForm{Scope: "read", Days: "365", RID: "gallery-keys-00001"}
	refused := people.KeyForm{Scope: "read", Days: "soon", RID: "gallery-keys-00002",
		Problems: model.Problems{"name": "Enter which program it is for, up to 80 characters.", "days": "Enter for how many days, up to 3,660, or 0 for no end."}}
	return []Sample{
		{"keys", "API keys", framed("API keys", layout.Settings, keyPage(keys, fresh))},
		{"keys-none", "API keys: none yet", framed("API keys", layout.Settings, keyPage(nil, fresh))},
		{"keys-wrong", "API keys: the form came back", framed("Error: API keys", layout.Settings, keyPage(keys, refused))},
		{"key-made", "A key, shown once", framed("The key", layout.Settings, people.MadeKey(here, keys[0], "bf_K3JD82MQ_"+galleryToken))},
		{"key-made-before", "A key that was shown before", framed("The key", layout.Settings, people.MadeKey(here, keys[0], ""))},
		{"second-factor", "Second factor, off", framed("Second factor", "", second(people.SecondFactorPage{}))},
		{"second-factor-begun", "Second factor, being set up", framed("Second factor", "", second(begun))},
		{"second-factor-wrong", "Second factor: the code was wrong", framed("Error: Second factor", "", second(wrong))},
		{"second-factor-on", "Second factor, on", framed("Second factor", "", second(people.SecondFactorPage{On: true, Codes: 8}))},
		{"recovery-codes", "Recovery codes, shown once", framed("Recovery codes", "", people.RecoveryCodes(codes))},
		{"recovery-codes-before", "Recovery codes that were shown before", framed("Recovery codes", "", people.RecoveryCodes(nil))},
		{"login-code", "Log-in, second step", code(people.CodeForm{})},
		{"login-code-wrong", "Log-in, second step, refused", code(people.CodeForm{Problems: model.Problems{"code": "That code is not right, or it was used before. Wait for the next one."}})},
		{"login-code-throttled", "Log-in, second step, too many tries", code(people.CodeForm{Throttled: "Too many codes were wrong. Wait ten minutes and try again."})},
	}
}

func code(f people.CodeForm) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = "Enter your code", len(f.Problems) > 0
		return people.LoginCode(p, f)
	}
}

// keyPage is the list of keys with the form under it.
func keyPage(keys []model.APIKey, f people.KeyForm) templ.Component {
	list := listing(model.KeyListShape, func(string) string { return urls.Keys() }, "keys", len(keys), len(keys))
	return paged(list, lists.Page[model.APIKey]{Title: "API keys", About: people.KeysAbout, Columns: people.KeyColumns(f.RID, minute(0, 9, 2)), Rows: keys,
		Above: people.KeyWrong(f), After: people.MakeKey(f)})
}
