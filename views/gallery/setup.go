package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/settings"

	"github.com/a-h/templ"
)

func claim(f settings.ClaimForm) func(layout.Page) templ.Component {
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = "Set up the desk", len(f.Problems) > 0
		return settings.SetupClaim(p, f)
	}
}

func screen(step model.SetupStep, f settings.SetupForm, content func(settings.SetupForm) templ.Component) func(layout.Page) templ.Component {
	f.Step, f.RID = step, "gallery-setup-"+string(step)+"-01"
	return func(p layout.Page) templ.Component {
		p.Title, p.Error = settings.SetupTitle(step), len(f.Problems) > 0
		return settings.SetupScreen(p, f, content(f))
	}
}

// setupSamples are the first steps of a new desk.
func setupSamples() []Sample {
	var fields []settings.Field
	for _, key := range []string{"company", "time_zone", "locale", "currency", "workdays"} {
		m, _ := model.SettingByKey(key)
		fields = append(fields, settings.Field{Setting: m, Typed: m.Default, Shown: m.Default})
	}
	wrong := append([]settings.Field{}, fields...)
	wrong[1].Typed = "Middle of nowhere"
	made := model.MadeLink{User: model.User{ID: 8, Name: "Nora Lind", Email: "nora@example.com"}, Kind: model.InviteLink, Token: galleryToken}
	choose := model.Problems{"start": "Choose what to begin with."}
	return []Sample{
		{"setup", "Set-up 1: you", claim(settings.ClaimForm{RID: "gallery-setup-00001"})},
		{"setup-wrong", "Set-up 1: the form came back", claim(settings.ClaimForm{RID: "gallery-setup-00002", Code: "ABCD", Name: "Ada Quist", Email: "ada@example.com",
			Problems: model.Problems{"code": "That is not the code. It is the last one the program printed; each start prints a new one."}})},
		{"setup-company", "Set-up 2: company", screen(model.SetupCompany, settings.SetupForm{Fields: fields}, settings.SetupCompany)},
		{"setup-company-wrong", "Set-up 2: the form came back", screen(model.SetupCompany, settings.SetupForm{Fields: wrong,
			Problems: model.Problems{"time_zone": "There is no such time zone."}}, settings.SetupCompany)},
		{"setup-start", "Set-up 3: start", screen(model.SetupStart, settings.SetupForm{}, settings.SetupStart)},
		{"setup-start-wrong", "Set-up 3: the form came back", screen(model.SetupStart, settings.SetupForm{Problems: choose}, settings.SetupStart)},
		{"setup-policy", "Set-up 4: policy", screen(model.SetupPolicy, settings.SetupForm{}, settings.SetupPolicy)},
		{"setup-mail", "Set-up 5: mail", screen(model.SetupMail, settings.SetupForm{}, settings.SetupMail)},
		{"setup-people", "Set-up 6: people", screen(model.SetupInvite, settings.SetupForm{Role: "sales"}, settings.SetupInvite)},
		{"setup-people-made", "Set-up 6: somebody is invited", screen(model.SetupInvite, settings.SetupForm{Role: "sales", Made: &made, Until: "26 Nov 09:00",
			Link: "https://desk.example.com/invite/" + galleryToken}, settings.SetupInvite)},
		{"first-steps", "The list of first steps", func(p layout.Page) templ.Component {
			p.Demo = true
			p.Checklist = &layout.Checklist{RID: "gallery-steps-0001"}
			p.Checklist.Add(true, "Say who the company is", "#a")
			p.Checklist.Add(false, "Remove the demo company", "#b")
			p.Checklist.Add(false, "Bring your products in", "#c")
			p.Checklist.Add(false, "Have backups made", "")
			return framed("Backorders", layout.Backorders, layout.Head("Backorders"))(p)
		}},
	}
}
