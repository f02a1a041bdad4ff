// Package words answers what the desk's own terms are called on screen, and how
// a line's status looks. Every area uses it, so that one thing has one name.
package words

import (
	"context"

	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
)

type look struct{ tone, icon, text string }

var statuses = map[model.Status]look{
	model.OnHold:   {"hold", "square-pause", "On hold"},
	model.Customer: {"wait", "message-square", "Customer"},
	model.Ready:    {"ok", "circle-check", "Ready"},
	model.Part:     {"info", "contrast", "Part ready"},
	model.NoSupply: {"crit", "octagon-x", "No supply"},
	model.AtRisk:   {"warn", "triangle-alert", "At risk"},
	model.OnOrder:  {"neutral", "clock", "On order"},
	model.Closed:   {"done", "square", "Closed"},
}

// Status names a status.
func Status(s model.Status) string { return statuses[s].text }

// ShipMode says how an order may leave; shipments is the number of
// max_shipments.
func ShipMode(m model.ShipMode, shipments int) string {
	switch m {
	case model.AsAvailable:
		return "as available"
	case model.LineComplete:
		return "complete lines"
	case model.OrderComplete:
		return "complete order"
	case model.MaxShipments:
		if shipments > 0 {
			return "at most " + strconv.Itoa(shipments) + " shipments"
		}
		return "few shipments"
	case model.OnDate:
		return "on its date"
	}
	return string(m)
}

// Confidence says how sure a supply date is.
func Confidence(c model.Confidence) string {
	switch c {
	case model.Stated:
		return "stated"
	case model.Confirmed:
		return "confirmed"
	case model.OnTheWay:
		return "shipped"
	case model.InStock:
		return "in stock"
	case model.Estimate:
		return "estimate"
	case model.NotOrdered:
		return "not yet ordered"
	}
	return string(c)
}

// Method says how an order gets there.
func Method(m string) string {
	switch m {
	case "own_truck":
		return "own truck"
	case "will_call":
		return "will call"
	case "carrier":
		return "carrier"
	case "direct":
		return "direct from the supplier"
	}
	return m
}

// Plural is "1 line", "2 lines".
func Plural(ctx context.Context, n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return ui.Count(ctx, n) + " " + many
}

// Kind names a kind of import: "Purchase orders".
func Kind(kind string) string {
	text := model.KindWords(kind)
	return strings.ToUpper(text[:1]) + text[1:]
}

// LookedAt says how many lines a preview is about.
func LookedAt(ctx context.Context, p model.SettingsPreview) string {
	if p.Lines < p.Of {
		return "The first " + Plural(ctx, p.Lines, "line", "lines") + " of " + ui.Count(ctx, p.Of) +
			" that are open were looked at, product by product; the others are planned once it is saved, and may change as well."
	}
	return Plural(ctx, p.Lines, "open line was", "open lines were") + " looked at."
}
