// Package runs shows allocation runs: the log, the form that starts one, a run
// as a document, and two of them side by side.
package runs

import (
	"context"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/words"
)

// Columns are those of the log of runs.
var Columns = []words.Column[model.RunRow]{
	{Key: "run", Head: "Run", Sort: "id", Class: "nowrap", Lead: true, Cell: nameCell, File: []words.FileCell[model.RunRow]{
		words.Said("run", func(r model.RunRow) string { return strconv.FormatInt(r.ID, 10) })}},
	{Key: "state", Head: "State", Class: "full", Cell: stateCell, File: []words.FileCell[model.RunRow]{
		words.Said("state", func(r model.RunRow) string { return string(r.State) })}},
	{Key: "at", Head: "When", Class: "nowrap", Cell: whenCell, File: []words.FileCell[model.RunRow]{
		words.Said("at", func(r model.RunRow) string { return r.At.String() })}},
	words.Plain("who", "Who", func(r model.RunRow) string { return who(r.Actor) }),
	words.Plain("cause", "Because of", func(r model.RunRow) string { return Cause(r.Cause) }),
	{Key: "scope", Head: "What", Class: "any", Cell: scopeCell, File: []words.FileCell[model.RunRow]{
		words.Said("scope", func(r model.RunRow) string { return r.Scope }), words.Said("what_if", func(r model.RunRow) string { return r.WhatIf })}},
	words.Plain("rule", "Rule", func(r model.RunRow) string { return Rule(r.Rule, r.Replan) }),
	words.Count("lines", "Lines", func(r model.RunRow) int { return r.Lines }),
	words.Count("changed", "Changed", func(r model.RunRow) int { return r.Changed }),
	{Key: "units", Head: "Units", Class: "num", Cell: unitsCell, File: []words.FileCell[model.RunRow]{
		words.Measured("units_before", func(r model.RunRow) model.Qty { return r.Sum.UnitsBefore }), words.Measured("units_after", func(r model.RunRow) model.Qty { return r.Sum.UnitsAfter })}},
	words.Count("losing", "Lose", func(r model.RunRow) int { return r.Sum.LinesLosing }),
}

var causes = map[string]string{
	"person": "a person", "order_entry": "an order", "receipt": "a receipt", "cancel": "a cancellation", "stock": "stock", "night": "the new day",
	"night_run": "the nightly run", "by_hand": "an allocation by hand", "released": "units given back", "draft": "a draft",
}

// Cause says what a run followed from.
func Cause(cause string) string {
	if text := causes[cause]; text != "" {
		return text
	}
	return strings.ReplaceAll(cause, "_", " ")
}

func who(actor string) string {
	if actor == "clock" || actor == "cli" {
		return words.Actor(actor, "")
	}
	return actor
}

// Rule says a rule, and whether lines may lose.
func Rule(r model.Rule, replan bool) string {
	text := "by rank"
	if r == model.MostComplete {
		text = "most complete"
	}
	if replan {
		return text + ", may take"
	}
	return text
}

type look struct{ tone, icon, text string }

var states = map[model.RunState]look{
	model.Draft: {"info", "contrast", "Draft"}, model.Applied: {"ok", "circle-check", "Applied"},
	model.Discarded: {"done", "x", "Discarded"}, model.Undone: {"hold", "history", "Undone"},
}

// Scope says what a run was asked to look at.
func Scope(ctx context.Context, scope string) string {
	if scope == "" {
		return "everything open"
	}
	var parts []string
	lines := 0
	for part := range strings.FieldsSeq(scope) {
		key, value, ok := strings.Cut(part, "=")
		switch {
		case key == "line" && ok:
			lines++
		case ok:
			parts = append(parts, scopeWords[key]+value)
		default:
			parts = append(parts, part)
		}
	}
	if lines > 0 {
		parts = append(parts, words.Plural(ctx, lines, "ticked line", "ticked lines"))
	}
	return strings.Join(parts, ", ")
}

var scopeWords = map[string]string{"sku": "product ", "warehouse": "warehouse ", "receipt": "receipt ", "order": "order "}

func unitsWords(ctx context.Context, r model.RunRow) string {
	if r.Sum.UnitsBefore == r.Sum.UnitsAfter {
		return ui.Qty(ctx, r.Sum.UnitsAfter)
	}
	return ui.Qty(ctx, r.Sum.UnitsBefore) + " → " + ui.Qty(ctx, r.Sum.UnitsAfter)
}
