package runs

import (
	"context"
	"fmt"
	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Page is a run as a document, as one person sees it.
type Page struct {
	words.Here
	model.RunPage
	ui.Listing
	User  model.User
	RID   string
	Lines []model.RunDocLine

	Typed    map[string]string // what was typed into the table and came back
	Problems model.Problems
	Changed  string          // somebody was faster
	Blocked  *model.StaleRun // what is in the way of applying it
}

func (p Page) draft() bool { return p.State == model.Draft }

// mayEdit tells whether the person may change the draft.
func (p Page) mayEdit() bool { return p.draft() && p.User.May(model.SimulateRuns) }

// mayApply tells whether the person may have it happen.
func (p Page) mayApply() bool {
	return p.draft() && p.WhatIf == "" && p.Cards.Moves+p.Cards.Dates+p.Cards.Edited > 0 && p.User.May(model.ApplyRuns) && (p.Cards.Losing == 0 || p.User.May(model.TakeStock))
}

// mayUndo tells whether the person may take it back.
func (p Page) mayUndo() bool {
	return p.State == model.Applied && p.NoUndo == "" && p.User.May(model.ApplyRuns) && (!p.Replan || p.User.May(model.TakeStock))
}

func (p Page) title() string { return p.Name() }

// applyWords is what the button says.
func (p Page) applyWords(ctx context.Context) string {
	return "Apply " + words.Plural(ctx, p.RunRow.Changed, "change", "changes")
}

// head says in a sentence what the run is.
func (p Page) head(ctx context.Context) string {
	if p.Follows() {
		return fmt.Sprintf("It followed from %s of %s, %s.", Cause(p.Cause), who(p.Actor), p.Moment(p.At))
	}
	return fmt.Sprintf("%s, %s, made by %s %s.", upper(Scope(ctx, p.Scope)), Rule(p.Rule, p.Replan), who(p.Actor), p.Moment(p.At))
}

// ended says how it ended, "" for a draft.
func (p Page) ended() string {
	text := ""
	if !p.ClosedAt.IsZero() {
		word := "Applied"
		if p.State == model.Discarded {
			word = "Discarded"
		}
		text = word + " by " + who(p.ClosedBy) + ", " + p.Moment(p.ClosedAt) + "."
	}
	if !p.UndoneAt.IsZero() {
		text += " Taken back by " + who(p.UndoneBy) + ", " + p.Moment(p.UndoneAt) + "."
	}
	return text
}

func upper(text string) string {
	if text == "" {
		return ""
	}
	return string(text[0]-'a'+'A') + text[1:]
}

// Card is one figure before and after.
type Card struct {
	Label, Text, Note string
	Tone              string
}

// step is a change with its sign as a shape: "▲ 3".
func step(n int64, text string) string {
	switch {
	case n > 0:
		return "▲ " + text
	case n < 0:
		return "▼ " + text
	}
	return ""
}

func countCard(ctx context.Context, label string, before, after int, goodUp bool) Card {
	c := Card{Label: label, Text: ui.Count(ctx, after)}
	if before != after {
		c.Text = ui.Count(ctx, before) + " → " + ui.Count(ctx, after)
		c.Note = step(int64(after-before), ui.Count(ctx, max(after-before, before-after)))
		if (after > before) != goodUp {
			c.Tone = "warn"
		}
	}
	return c
}

// cards are the figures of the run, those that hurt last.
func (p Page) cards(ctx context.Context) []Card {
	b, a := p.Cards.Before, p.Cards.After
	all := []Card{
		countCard(ctx, "Orders ready", b.OrdersReady, a.OrdersReady, true),
		countCard(ctx, "Lines filled", b.LinesFilled, a.LinesFilled, true),
		qtyCard(ctx, "Units allocated", b.Units, a.Units),
		countCard(ctx, "Past promise", b.PastPromise, a.PastPromise, false),
		countCard(ctx, "At risk", b.AtRisk, a.AtRisk, false),
	}
	if !p.NoMoney {
		c := Card{Label: "Value that can leave", Text: p.Amount(a.Value)}
		if a.Value != b.Value {
			c.Text = p.Amount(b.Value) + " → " + p.Amount(a.Value)
			c.Note = step(int64(a.Value-b.Value), p.Money(max(a.Value-b.Value, b.Value-a.Value)))
		}
		all = append(all, c)
	}
	losing := Card{Label: "Lines that lose stock", Text: ui.Count(ctx, p.Cards.Losing)}
	if p.Cards.Losing > 0 {
		losing.Tone, losing.Note = "warn", words.Plural(ctx, p.Cards.KeepDate, "keeps its date", "keep their date")
	}
	return append(all, countCard(ctx, "Shipments", b.Shipments, a.Shipments, true), losing,
		Card{Label: "Customers with another date", Text: ui.Count(ctx, p.Cards.Customers)})
}

func qtyCard(ctx context.Context, label string, before, after model.Qty) Card {
	c := Card{Label: label, Text: ui.Qty(ctx, after)}
	if before != after {
		c.Text = ui.Qty(ctx, before) + " → " + ui.Qty(ctx, after)
		c.Note = step(int64(after-before), ui.Qty(ctx, max(after-before, before-after)))
	}
	return c
}

// group is the lines of one pool on this page.
type group struct {
	id, sku, title, words, problem string
	lines                          []model.RunDocLine
}

// groups are the lines by the stock they compete for, in their order.
func (p Page) groups(ctx context.Context) []group {
	var all []group
	for _, l := range p.Lines {
		id := model.PoolField(l.ProductID, l.WarehouseID)
		if n := len(all); n == 0 || all[n-1].id != id {
			free := "free after the run "
			if !p.draft() || !p.Kept {
				free = "free now "
				if p.Kept {
					free = "free after it "
				}
			}
			all = append(all, group{id: id, sku: l.SKU, title: l.SKU, problem: p.Problems[id],
				words: fmt.Sprintf("%s · %s · on hand %s · %s%s", l.Product, l.Warehouse, words.Qty(ctx, l.OnHand, l.Unit), free, ui.Qty(ctx, l.Free))})
		}
		g := &all[len(all)-1]
		g.lines = append(g.lines, l)
	}
	return all
}

// typed is what stands in a field: what was typed, else usual.
func (p Page) typed(name, usual string) string {
	if v, ok := p.Typed[name]; ok {
		return v
	}
	return usual
}

func holdField(id int64) string { return "hold-" + strconv.FormatInt(id, 10) }
func wasField(id int64) string  { return "was-" + strconv.FormatInt(id, 10) }

var holdOptions = []ui.Option{{Text: "–"}, {Value: "lock", Text: "Lock"}, {Value: "leave", Text: "Leave out"}}

// promiseWords says what becomes of the promise.
func (p Page) promiseWords(l model.RunDocLine) (text, tone string) {
	kept := l.Kept(p.Today)
	switch {
	case l.Promise.IsZero():
		return "none yet", ""
	case l.OldPromise.IsZero():
		return p.Day(l.Promise) + ", the first", ""
	case l.Promise != l.OldPromise:
		return p.Day(l.OldPromise) + " → " + p.Day(l.Promise), ""
	case kept:
		return p.Day(l.Promise) + " kept", ""
	case l.Covered.IsZero() || l.Promise < p.Today:
		return p.Day(l.Promise) + " missed", "late"
	}
	return p.Day(l.Promise) + " missed: " + p.Day(l.Covered), "late"
}

// why is the reason with what a person did in front.
func (p Page) why(l model.RunDocLine) string {
	switch {
	case l.Outcome != "":
		return "Left as it was: it " + l.Outcome + "."
	case l.Edit == "lock":
		return "Set by hand, and locked when this is applied. " + l.Why
	case l.Edit == "leave":
		return "Left out: it keeps what it has. " + l.Why
	}
	return l.Why
}

// views are the parts of the document that may be shown.
func (p Page) views(ctx context.Context) []ui.TabData {
	show := p.Query.Filters["show"]
	tab := func(text, value string, n int) ui.TabData {
		q := p.Query
		q.At = model.Cursor{}
		return ui.TabData{Text: text, Href: urls.RunAs(p.ID, q.With("show", value).Values(model.RunDocShape).Encode()), Count: n, Current: show == value}
	}
	all := []ui.TabData{tab("Changed", "", p.RunRow.Changed), tab("Lose stock", "losing", p.Cards.Losing)}
	if p.Cards.Edited > 0 {
		all = append(all, tab("Set by hand", "edited", p.Cards.Edited))
	}
	if p.draft() {
		all = append(all, tab("All lines of these products", "all", -1))
	}
	return all
}

// loserWords says who gives up stock.
func (p Page) loserWords(ctx context.Context) string {
	n, keep := p.Cards.Losing, p.Cards.KeepDate
	text := words.Plural(ctx, n, "line gives up stock", "lines give up stock")
	switch {
	case keep == n && n == 1:
		return text + ". It keeps its promise date."
	case keep == n:
		return text + ". All keep their promise dates."
	case keep == 0:
		return text + ". None of them keeps its promise date."
	}
	return text + fmt.Sprintf(". %s keep their promise dates.", ui.Count(ctx, keep))
}

// staleWords says what changed since the draft was made.
func (p Page) staleWords(ctx context.Context) string {
	var text string
	switch s := p.Stale; {
	case s.Lines > 0 && s.Products > 0:
		text = words.Plural(ctx, s.Lines, "line", "lines") + " and in " + words.Plural(ctx, s.Products, "product", "products")
	case s.Lines > 0:
		text = words.Plural(ctx, s.Lines, "line", "lines")
	default:
		text = words.Plural(ctx, s.Products, "product", "products")
	}
	return "Stock changed in " + text + " since this draft was made: run again."
}

// nothing says that a draft changes nothing.
func (p Page) nothing() ui.EmptyData {
	switch {
	case p.Query.Filters["show"] != "":
		return ui.EmptyData{Icon: "search", Title: "No lines here.", Action: "Show what changes", Href: urls.Run(p.ID)}
	case p.draft():
		return ui.EmptyData{Icon: "circle-check", Title: "Nothing would change.", Text: "Everybody has what this rule gives them.", Action: "Try something else", Href: urls.NewRun("")}
	}
	return ui.EmptyData{Icon: "circle-check", Title: "No line changed.", Action: "All runs", Href: urls.Runs("")}
}

// ids are the fields of the page in their order.
func (p Page) ids(ctx context.Context) []string {
	var all []string
	for _, g := range p.groups(ctx) {
		all = append(all, g.id)
		for _, l := range g.lines {
			all = append(all, model.AfterField(l.LineID))
		}
	}
	return all
}

// other is the rule that this draft can be compared with.
func (p Page) other() model.Rule {
	if p.Rule == model.MostComplete {
		return model.Ranked
	}
	return model.MostComplete
}
