package gallery

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/rank"
)

func rankSamples() []Sample {
	rule := model.RankRule{Version: 3, Keys: []model.RankKey{model.RankPriority, model.RankNeedBy, model.RankLargeOrder, model.RankOrdered},
		Lifts: []model.Lift{{Kind: model.LiftRush, By: 4, Best: 1}, {Kind: model.LiftClass, Of: "A, B", By: 1, Best: 2}, {Kind: model.LiftOrder, From: 500_000, By: 1, Best: 1},
			{Kind: model.LiftWaiting, From: 14, By: 1, Best: 2}}}
	versions := []model.RankVersion{{Version: 3, Rule: rule, Why: "Large orders of class A and B must not wait behind small ones", At: model.At(today.Std()), By: "Marta Manager"},
		{Version: 1, Rule: model.DefaultRank(14), Why: "As it was before the rule could be written", At: model.At(today.AddDays(-90).Std()), By: "clock"}}
	page := rank.Page{Here: here, RID: "gallery-rank-0001", May: true, Versions: versions, Form: rank.FormOf(here, rule),
		Pins: []model.Pin{{ID: 1, LineID: 4, Line: "SO-10482/1", AboveID: 5, Above: "SO-10377/2", Until: today.AddDays(5), Why: "Their crane is booked for Thursday", By: "Marta Manager",
			Customer: longName, SKU: "INS-100-RW", Warehouse: "MAIN"}}}
	wrong := page
	wrong.Form.Rows = append([]rank.Row{}, page.Form.Rows...)
	wrong.Form.Rows[2].From = "much"
	wrong.Problems = model.Problems{"keys": "Choose each key once.", "lifts[2].from": "Enter an amount.", "why": "Say why."}
	look := page
	look.Rule, look.Sent = rule, [][2]string{{"key_0", "priority"}}
	look.Would = &model.RankPreview{SettingsPreview: model.SettingsPreview{Lines: 84, Of: 84, Dates: 3, Stock: 1, Late: 2}, Forward: 12, Back: 9, Moves: []model.RankMove{
		{LineID: 4, Order: "SO-10482", Line: 1, Customer: longName, SKU: "INS-100-RW", Warehouse: "MAIN", From: 9, To: 2, Of: 14, Words: "priority 2 (lifted from 3: customer class A), needed 4 Dec, ordered 11 Nov"},
		{LineID: 5, Order: "SO-10377", Line: 2, Customer: "Hartley Homes", SKU: "INS-100-RW", Warehouse: "MAIN", From: 2, To: 5, Of: 14, Words: "priority 3, ordered 2 Nov"}}}
	looks := look
	looks.Would = &model.RankPreview{SettingsPreview: model.SettingsPreview{Lines: 5_000, Of: 100_000}}
	reader := page
	reader.May, reader.Pins = false, nil
	return []Sample{
		{"rank", "The order of the queue", framed("The order of the queue", layout.Allocate, rank.Show(page))},
		{"rank-wrong", "The order of the queue: it came back", framed("Error: The order of the queue", layout.Allocate, rank.Show(wrong))},
		{"rank-read", "The order of the queue for who may not change it", framed("The order of the queue", layout.Allocate, rank.Show(reader))},
		{"rank-look", "A rule is looked at before it is saved", framed("Look before you save", layout.Allocate, rank.Preview(look))},
		{"rank-look-none", "A rule that moves nobody, of very many lines", framed("Look before you save", layout.Allocate, rank.Preview(looks))},
	}
}
