package runs

import (
	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
	"context"
)

// Compare is two runs side by side.
type Compare struct {
	words.Here
	model.RunPair
}

// figureRow is one figure of both.
type figureRow struct{ name, before, a, b, better string }

func (c Compare) figures(ctx context.Context) []figureRow {
	x, y, was := c.A.Cards.After, c.B.Cards.After, c.A.Cards.Before
	count := func(name string, before, a, b int, up bool) figureRow {
		r := figureRow{name: name, before: ui.Count(ctx, before), a: ui.Count(ctx, a), b: ui.Count(ctx, b)}
		if a != b {
			r.better = "A"
			if (b > a) == up {
				r.better = "B"
			}
		}
		return r
	}
	rows := []figureRow{
		count("Orders ready", was.OrdersReady, x.OrdersReady, y.OrdersReady, true),
		count("Lines filled", was.LinesFilled, x.LinesFilled, y.LinesFilled, true),
		{name: "Units allocated", before: ui.Qty(ctx, was.Units), a: ui.Qty(ctx, x.Units), b: ui.Qty(ctx, y.Units), better: better(int64(x.Units), int64(y.Units))},
		count("Past promise", was.PastPromise, x.PastPromise, y.PastPromise, false),
		count("At risk", was.AtRisk, x.AtRisk, y.AtRisk, false),
	}
	if !c.NoMoney {
		rows = append(rows, figureRow{"Value that can leave", c.Money(was.Value), c.Money(x.Value), c.Money(y.Value), better(int64(x.Value), int64(y.Value))})
	}
	return append(rows,
		figureRow{name: "Shipments", before: ui.Count(ctx, was.Shipments), a: ui.Count(ctx, x.Shipments), b: ui.Count(ctx, y.Shipments)},
		count("Lines that lose stock", 0, c.A.Cards.Losing, c.B.Cards.Losing, false),
		count("Customers with another date", 0, c.A.Cards.Customers, c.B.Cards.Customers, false))
}

func better(a, b int64) string {
	switch {
	case a > b:
		return "A"
	case b > a:
		return "B"
	}
	return ""
}

// covered says when supply covers what a line lacks.
func (c Compare) covered(ctx context.Context, have, open model.Qty, day model.Date) string {
	switch {
	case have >= open:
		return "complete"
	case day.IsZero():
		return ui.Qty(ctx, open-have) + " short"
	}
	return ui.Qty(ctx, open-have) + " short, " + c.Day(day)
}

// different tells that the two are no comparison: they were asked another thing.
func (c Compare) different() bool {
	return c.A.Scope != c.B.Scope || c.A.WhatIf != c.B.WhatIf
}
