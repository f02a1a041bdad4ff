package words

import (
	"context"

	"strconv"

	"backfill/model"
)

// ShipPolicy says in a sentence how an order may leave; shipments is the number
// of max_shipments.
func ShipPolicy(ctx context.Context, m model.ShipMode, shipments int) string {
	switch m {
	case model.AsAvailable:
		return "What is ready leaves; the rest follows."
	case model.LineComplete:
		return "A line leaves whole or not at all."
	case model.OrderComplete:
		return "The order leaves together, all of its lines at once."
	case model.MaxShipments:
		return "It leaves in at most " + Plural(ctx, shipments, "shipment", "shipments") + "."
	case model.OnDate:
		return "It leaves on its date, not before."
	}
	return string(m)
}

// Terms says how a customer is served, a sentence each: how its orders leave,
// what limits them, and what is owed when they are late.
func Terms(ctx context.Context, h Here, c model.CustomerTerms) []string {
	all := []string{ShipPolicy(ctx, c.ShipMode, c.MaxShipments)}
	if c.AskShort {
		all[0] += " When a line is short it is asked what may leave."
	}
	if c.ValueMax != nil {
		text := "Its backorders may be worth " + h.Money(*c.ValueMax) + "; they are worth " + h.Money(c.Waiting) + " now"
		switch {
		case c.Waiting > *c.ValueMax:
			text += ": the limit is passed"
		case int64(c.Waiting) > int64(*c.ValueMax)/5*4:
			text += ": the limit is near"
		}
		all = append(all, text+".")
	} else if c.Waiting > 0 {
		all = append(all, "Its backorders are worth "+h.Money(c.Waiting)+" now; they have no limit.")
	}
	return append(all, regimes[c.NoticeRegime])
}

// regimes says what is owed to a customer whose order is late.
var regimes = map[string]string{
	"us_mito":      "Delays fall under the US mail order rule: a notice with a choice is due before the date passes.",
	"eu_consumer":  "Delays fall under EU consumer law: 30 days, then a further period or the money back.",
	"uk_consumer":  "Delays fall under UK consumer law: 30 days, then a further period or the money back.",
	"contract_b2b": "Delays are told as the contract says.",
}

// Available says what a new line would get: "20 pc from stock, 40 on 5 Dec
// (PO-771/1, confirmed)".
func Available(ctx context.Context, h Here, a model.Availability) string {
	if a.Short() <= 0 {
		text := "All " + Qty(ctx, a.Qty, a.Unit) + " from stock"
		if !a.Complete.IsZero() {
			text += ", there " + h.Day(a.Complete)
		}
		return text + "."
	}
	text := ""
	if a.FromStock > 0 {
		text = Qty(ctx, a.FromStock, a.Unit) + " from stock"
	}
	for _, p := range a.Parts {
		if p.Confidence == model.InStock {
			continue
		}
		if text != "" {
			text += ", "
		}
		text += Part(ctx, h, p.Qty, a.Unit, p.Date, p.Source, p.Confidence)
	}
	if text == "" {
		return "None from stock, and no date is known."
	}
	return text + "."
}

// Part says one dated part of a promise: "40 pc on 5 Dec (PO-771/1, confirmed)".
func Part(ctx context.Context, h Here, q model.Qty, unit string, on model.Date, source string, c model.Confidence) string {
	text := Qty(ctx, q, unit)
	if !on.IsZero() {
		text += " on " + h.Day(on)
	}
	sure := Confidence(c)
	if sure == source || c == model.NotOrdered {
		return text + " (" + sure + ")"
	}
	return text + " (" + source + ", " + sure + ")"
}

// Priority names how urgent an order is.
func Priority(p int) string {
	switch p {
	case 1:
		return "1, first"
	case 3:
		return "3, usual"
	case 5:
		return "5, last"
	}
	return strconv.Itoa(p)
}
