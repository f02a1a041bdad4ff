package gallery

import (
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
		{"audit", "The audit: by a person, the clock, a file", framed("Audit", layout.Audit, settings.Audit(here, list, auditRows()))},
		{"audit-none", "The audit: nothing matches", framed("Audit", layout.Audit, settings.Audit(here, none, nil))},
	}
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
