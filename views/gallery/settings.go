package gallery

import (
	"errors"
	"time"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/settings"
	"backfill/views/ui"
	"backfill/views/urls"
)

func settingsSamples() []Sample {
	list := listing(model.AuditListShape, urls.Audit, "entries", 4, 10_000)
	list.Many = true
	list.Fields = []ui.FieldData{{Name: "from", Label: "From", Type: "date"}, {Name: "to", Label: "to", Type: "date"}}
	none := listing(model.AuditListShape, urls.Audit, "entries", 0, 0)
	none.Query.Filters = map[string]string{"who": "dana@example.com"}
	return []Sample{
		{"audit", "The audit: by a person, the clock, a file", framed("Audit", layout.Audit, listed("Audit", list, settings.AuditColumns, auditRows()))},
		{"audit-none", "The audit: nothing matches", framed("Audit", layout.Audit, listed("Audit", none, settings.AuditColumns, nil))},
		{"settings", "The settings", framed("Settings", layout.Settings, settings.Index([]settings.Place{
			{Title: "Company", Href: urls.SettingsPage("company"), Summary: longName + " · Europe/Berlin · EUR"},
			{Title: "Roles", Href: urls.SettingsPage("roles"), Summary: "Who may do what."}}, "gallery-settings-00"))},
		{"settings-company", "A page of settings that came back", framed("Company", layout.Settings, settings.Group(here, settings.GroupPage{
			Title: "Company", Intro: "Who you are.", Action: urls.SettingsPage("company"), Fields: fieldsOf(model.CompanySettings), RID: "gallery-settings-01",
			Problems: model.Problems{"time_zone": "Enter a time zone such as Europe/Berlin.", "workdays": "Choose at least one day of the week."}}))},
		{"settings-promises", "A page of settings that somebody else changed", framed("Promises", layout.Settings, settings.Group(here, settings.GroupPage{
			Title: "Allocation and promises", Intro: "What a run goes by.", Action: urls.SettingsPage("promises"), Fields: fieldsOf(model.PromiseSettings), RID: "gallery-settings-02", Looks: true,
			Changed: "Somebody else changed “Ageing” meanwhile: it is 21 days now. Look at your values again, then save."}))},
		{"settings-planning", "Open lines are planned by changed settings", framed("Open lines", layout.Settings, settings.PlanningPage(here, model.Planning{
			AskedAt: model.At(today.Std()), AskedBy: "Dana Okafor", Total: 104_210, Looked: 41_002, Dates: 212, Stock: 3}))},
		{"settings-look", "What a change of the settings would do", framed("Look before you save", layout.Settings, settings.Preview(here, preview(30)))},
		{"settings-look-none", "A change that touches no line", framed("Look before you save", layout.Settings, settings.Preview(here, preview(0)))},
		{"settings-calendar", "Closed days, and those of a country", framed("Closed days", layout.Settings, settings.Calendar(here, calendarPage()))},
		{"settings-roles", "Who may do what", framed("Roles", layout.Settings, settings.Roles())},
		{"settings-ownership", "Who owns which data, that somebody else changed", framed("Who owns which data", layout.Settings, settings.Ownership(settings.OwnershipPage{
			Shown: map[string]string{"orders": "erp"}, Typed: map[string]string{"orders": "desk"}, RID: "gallery-settings-06",
			Changed: "Somebody else changed who owns Orders meanwhile. Look again before you save.", Problems: model.Problems{"stock": "Choose the ERP or the desk."}}))},
		{"settings-system", "The system, in trouble", framed("System", layout.Settings, settings.System(here, systemPage()))},
		{"settings-system-new", "The system, just started", framed("System", layout.Settings, settings.System(here, settings.SystemPage{Version: "dev", RID: "gallery-settings-08",
			SystemFacts: model.SystemFacts{File: "backfill.db", Bytes: 884736, Free: 80_000_000_000, Schema: 1, SQLite: "3.51.3"}}))},
		{"settings-reasons", "Reasons", framed("Reasons", layout.Settings, settings.Reasons(settings.ReasonsPage{RID: "gallery-settings-05", Kind: "hold", Text: "The crane",
			Problems: model.Problems{"text": "It is offered already."},
			Reasons:  []model.Reason{{ID: 1, Kind: "hold", Text: "The crane"}, {ID: 2, Kind: "hold", Text: "Drawing to be approved by " + longName}, {ID: 3, Kind: "cancel", Text: "Bought elsewhere", Retired: true}}}))},
	}
}

func fieldsOf(g model.SettingGroup) []settings.Field {
	var out []settings.Field
	for _, m := range model.SettingsOf(g) {
		out = append(out, settings.Field{Setting: m, Typed: m.Default, Shown: m.Default, Last: "Changed by Dana Okafor on 4 Nov."})
	}
	return out
}

func preview(touched int) settings.PreviewPage {
	p := settings.PreviewPage{Title: "Allocation and promises", Action: urls.SettingsPage("promises"), Sent: [][2]string{{"dock_days", "4"}}, RID: "gallery-settings-03",
		SettingsPreview: model.SettingsPreview{Lines: 1394, Of: 104_210, Changes: []model.FieldChange{{Field: "Dock to stock", From: "1 working day", To: "4 working days"}}}}
	if touched > 0 {
		p.Late, p.Dates, p.Stock, p.Saved = touched, 12, 1, 2
		p.First = []model.Served{
			{LineID: 4, Order: "SO-10481", Line: 3, Customer: longName, SKU: "OAK-18", Short: model.Units(40), PromiseBefore: today + 3, PromiseAfter: today + 3, Expected: today + 9},
			{LineID: 6, Order: "SO-10483", Line: 2, Customer: "Elm", SKU: "SCR-35-BX", After: model.Units(3), PromiseBefore: today + 11, PromiseAfter: today + 1, Expected: today + 1}}
	}
	return p
}

func calendarPage() settings.CalendarPage {
	days := []model.ClosedDay{{Day: today + 30, Name: "Christmas Day"}, {Day: today + 31}}
	return settings.CalendarPage{Days: days, Weekdays: "Mon, Tue, Wed, Thu, Fri", Countries: []model.Option{{Value: "DE", Text: "Germany"}}, Country: "DE", Year: "2026",
		Years: []string{"2026", "2027"}, Offered: append(days[:1:1], model.ClosedDay{Day: today + 40, Name: "Neujahr"}), RID: "gallery-settings-04",
		Day: "the 24th", Problems: model.Problems{"day": "Enter a date, such as 2026-12-25."}}
}

func auditRows() []model.AuditEntry {
	entry := func(actor, name, origin string, row model.AuditRow) model.AuditEntry {
		row.At, row.Actor = minute(0, 9, 12), actor
		return model.AuditEntry{AuditRow: row, EntityID: 4, Name: name, Origin: origin}
	}
	return []model.AuditEntry{
		entry("dana@example.com", "Dana Okafor", "2001:db8:4f1a:77:9c3e:51ff:fe02:b31d", model.AuditRow{Action: "cancelled", Entity: "line", Ref: "SO-10481/3",
			Before: `{"open":"1280.5","allocated":"20"}`, After: `{"open":"0","allocated":"0"}`, Why: "The customer rang: " + longName + " buys elsewhere"}),
		entry("clock", "", "clock", model.AuditRow{Action: "applied", Entity: "run", Ref: "run 81", After: `{"cause":"night","lines":312}`}),
		entry("cli", "", "cli", model.AuditRow{Action: "imported", Entity: "import", Ref: "stock_2026-11-24_as_of_0600_from_the_old_system_second_try.csv", After: `{"kind":"stock"}`}),
		entry("gone@example.com", "", "192.0.2.17", model.AuditRow{Action: "hold_released", Entity: "order", Ref: "SO-10480", Before: `{"hold":"waits for the crane"}`}),
	}
}

func systemPage() settings.SystemPage {
	return settings.SystemPage{Version: "0.3.0 (4f1a77c)", PlainWeb: true, RID: "gallery-settings-07",
		SystemFacts: model.SystemFacts{File: "/var/lib/backfill/the desk of " + longName + ".db", Bytes: 177_000_000, WAL: 4_120_000, Free: 400_000_000, Schema: 7, SQLite: "3.51.3",
			Sessions: 14, Lines: 101_394, Audit: 1_204_331},
		Backups: &model.BackupState{Last: minute(0, 7, 0), File: "/mnt/backup/desk-20261124T070000Z.db", Err: errors.New("no space left on device")},
		Jobs: []model.JobState{
			{Name: "new day", Every: 10 * time.Minute, Runs: 144, Ended: minute(0, 8, 0), Took: 8200 * time.Millisecond},
			{Name: "backup", Every: 5 * time.Minute, Runs: 12, Failures: 3, Err: "no space left on device", Ended: minute(0, 8, 55), Took: 40 * time.Millisecond},
			{Name: "forget old sessions", Every: 6 * time.Hour},
			{Name: "check every rule", Running: true, Started: minute(0, 9, 1)},
		},
		Failures: []model.JobFailure{{Name: "backup", At: minute(0, 8, 55), What: "write /mnt/backup/desk-20261124T085500Z.db: no space left on device"}}}
}
