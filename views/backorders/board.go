// Package backorders answers what the board, its drawer and the page of one
// line look like.
package backorders

import (
	"context"

	"slices"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// Board is everything one view of the board is drawn from.
type Board struct {
	words.Here
	Query      model.BoardQuery
	Page       model.BoardPage
	Counts     model.BoardCounts
	KPI        model.BoardKPI
	User       model.User
	RID        string
	Drawer     *Line          // nil: closed
	Problems   model.Problems // of the address; then there are no rows
	Warehouses []model.Option
	Saved      []SavedTab
	ViewForm   ui.ViewForm

	HideFigures bool // the strip of figures is folded away
}

func (b Board) here(q model.BoardQuery) string { return urls.Backorders(q.Encode()) }

// back is where an action on a line returns to: this view, without the drawer.
func (b Board) back() string { return b.here(b.Query.Opened(0)) }

var viewNames = map[model.View]string{
	model.ViewBackorders: "Backorders", model.ViewAll: "All open lines", model.ViewReady: "Ready to ship", model.ViewArriving: "Arriving this week",
	model.ViewRisk: "At risk", model.ViewNoSupply: "No supply", model.ViewReplies: "Customer replies", model.ViewHold: "On hold", model.ViewMine: "Mine",
}

func (b Board) tabs() []ui.TabData {
	tabs := make([]ui.TabData, 0, len(viewNames))
	for _, v := range model.Views() {
		tabs = append(tabs, ui.TabData{Text: viewNames[v], Href: b.here(b.Query.WithView(v)), Key: string(v), Count: b.Counts[v], Current: v == b.Query.View && b.saved() == nil})
	}
	return append(tabs, b.savedTabs()...)
}

func (b Board) tiles(ctx context.Context) []ui.TileData {
	to := func(change func(*model.BoardQuery)) string {
		q := model.NewBoardQuery()
		q.Columns, q.Size = b.Query.Columns, b.Query.Size
		change(&q)
		return b.here(q)
	}
	tiles := []ui.TileData{
		{Label: "Open lines", Value: ui.Count(ctx, b.KPI.OpenLines), Href: to(func(q *model.BoardQuery) { q.View = model.ViewAll })},
		{Label: "Units short", Value: ui.Qty(ctx, b.KPI.UnitsShort), Href: to(func(q *model.BoardQuery) { q.Sort, q.Desc = model.ColShort, true })},
		{Label: "Ready, not shipped", Value: ui.Count(ctx, b.KPI.Ready), Href: to(func(q *model.BoardQuery) { q.View = model.ViewReady })},
		{Label: "Past promise", Value: ui.Count(ctx, b.KPI.PastPromise), Href: to(func(q *model.BoardQuery) {
			*q = q.WithView(model.ViewAll).With(model.Filter{Key: "late", Value: "yes"})
		})},
		{Label: "No supply", Value: ui.Count(ctx, b.KPI.NoSupply), Href: to(func(q *model.BoardQuery) { q.View = model.ViewNoSupply })},
		{Label: "Line fill, 30 d", Value: "–", Href: to(func(q *model.BoardQuery) { *q = q.With(model.Filter{Key: "age_to", Value: "30"}) })},
	}
	if b.KPI.PastPromise > 0 {
		tiles[3].Tone = "crit"
	}
	if permille, ok := b.KPI.FillRate(); ok {
		tiles[5].Value = ui.Decimal(ctx, strconv.Itoa(permille/10)+"."+strconv.Itoa(permille%10)) + "%"
		tiles[5].Note = ui.Count(ctx, b.KPI.FillNeverShort) + " of " + ui.Count(ctx, b.KPI.FillLines)
	}
	if b.Counts[model.ViewMine] > 0 { // who looks after nothing has no use for it
		mine := ui.TileData{Label: "Mine, past promise", Value: ui.Count(ctx, b.KPI.MineLate), Href: to(func(q *model.BoardQuery) {
			*q = q.WithView(model.ViewMine).With(model.Filter{Key: "late", Value: "yes"})
		})}
		if b.KPI.MineLate > 0 {
			mine.Tone = "crit"
		}
		tiles = slices.Insert(tiles, 4, mine)
	}
	return tiles
}

var columnNames = map[model.Column]ui.ColumnData{
	model.ColPriority: {Text: "Prio", Class: "prio"}, model.ColStatus: {Text: "Status", Class: "status"}, model.ColOrder: {Text: "Order", Class: "key"},
	model.ColCustomer: {Text: "Customer", Class: "who"}, model.ColSKU: {Text: "Product", Class: "what"}, model.ColShort: {Text: "Short", Class: "short", Number: true},
	model.ColAllocated: {Text: "Allocated", Class: "have", Number: true}, model.ColPromise: {Text: "Promise", Class: "promise"}, model.ColETA: {Text: "ETA", Class: "eta"},
	model.ColAction: {Text: "Next action", Class: "act"}, model.ColOwner: {Text: "Owner", Class: "owner"}, model.ColAge: {Text: "Age", Class: "age", Number: true},
	model.ColValue: {Text: "Value", Class: "value", Number: true}, model.ColWarehouse: {Text: "Warehouse", Class: "house"}, model.ColProject: {Text: "Project", Class: "project"},
	model.ColShip: {Text: "Ships", Class: "ship"}, model.ColRank: {Text: "Rank", Class: "rank", Number: true},
}

func (b Board) heads() []ui.ColumnData {
	var heads []ui.ColumnData
	for _, c := range b.Query.Columns {
		head := columnNames[c]
		if c.Sortable() {
			head.Href = b.here(b.Query.SortedBy(c))
		}
		if c == b.Query.Sort && b.Query.Group == "" {
			head.Sort = "ascending"
			if b.Query.Desc {
				head.Sort = "descending"
			}
		}
		heads = append(heads, head)
	}
	return heads
}

func (b Board) pager() ui.PagerData {
	p := ui.PagerData{From: b.Page.First, To: b.Page.First - 1 + len(b.Page.Rows), Of: b.Page.Count.N, Many: b.Page.Count.AtLeast, Noun: "lines"}
	if b.Page.Prev != "" {
		p.Prev = b.here(b.Query.PrevPage(b.Page))
	}
	if b.Page.Next != "" {
		p.Next = b.here(b.Query.NextPage(b.Page))
	}
	for _, n := range model.BoardSizes() {
		q := b.Query.FirstPage()
		q.Size = n
		p.Sizes = append(p.Sizes, ui.Link{Text: strconv.Itoa(n), Href: b.here(q), Current: n == b.Query.Size})
	}
	return p
}

// tbody is one group of the table, or all of it.
type tbody struct {
	group *model.BoardGroup
	rows  []model.BoardRow
}

func (b Board) bodies() []tbody {
	if b.Query.Group == "" {
		return []tbody{{rows: b.Page.Rows}}
	}
	var bodies []tbody
	rest := b.Page.Rows
	for i := range b.Page.Groups {
		g := &b.Page.Groups[i]
		n := slices.IndexFunc(rest, func(r model.BoardRow) bool { return !strings.EqualFold(r.Group(b.Query.Group), g.Key) })
		if n < 0 {
			n = len(rest)
		}
		bodies = append(bodies, tbody{g, rest[:n]})
		rest = rest[n:]
	}
	return bodies
}

// groupTitle is what the group is called, and where it leads.
func (b Board) groupTitle(g model.BoardGroup) (text, href string) {
	switch b.Query.Group {
	case model.ColSKU:
		return g.Key, urls.Product(g.Key)
	case model.ColOrder:
		return g.Key, urls.Order(g.Key)
	case model.ColETA:
		if g.Key == "" {
			return "Nothing inbound is needed", ""
		}
		if !strings.Contains(g.Key, "/") { // not yet ordered, or stock
			return strings.ToUpper(g.Key[:1]) + g.Key[1:], b.here(b.Query.With(model.Filter{Key: "po", Value: g.Key}))
		}
		return g.Key, b.here(b.Query.With(model.Filter{Key: "po", Value: g.Key}))
	case model.ColOwner:
		if g.Key == "" {
			return "Nobody's", ""
		}
	}
	return g.Key, ""
}

// groupWords is the group's subtotal in words.
func (b Board) groupWords(ctx context.Context, g model.BoardGroup) string {
	parts := []string{words.Plural(ctx, g.Lines, "line", "lines")}
	if g.AtLeast {
		parts[0] = "at least " + ui.Count(ctx, g.Lines) + " lines"
	}
	switch b.Query.Group {
	case model.ColSKU:
		parts = append(append([]string{g.Title}, parts...), "short "+ui.Qty(ctx, g.Short))
		parts = append(parts, stockWords(ctx, g.Stock)...)
	case model.ColETA:
		if g.Short > 0 {
			parts = append(parts, "short "+ui.Qty(ctx, g.Short))
		}
		if !g.ETA.IsZero() {
			parts = append([]string{"ETA " + b.Day(g.ETA)}, parts...)
		}
	default:
		if g.Title != "" && b.Query.Group == model.ColOrder {
			parts = append([]string{g.Title}, parts...)
		}
		parts = append(parts, b.Money(g.Value))
	}
	if g.Late > 0 {
		parts = append(parts, ui.Count(ctx, g.Late)+" late")
	}
	return strings.Join(parts, " · ")
}

// stockWords says what a product has where lines of it wait, warehouse by
// warehouse, and what lies elsewhere, which does not help them.
func stockWords(ctx context.Context, all []model.GroupStock) []string {
	var parts []string
	var rest model.GroupStock
	for _, s := range all {
		if !s.Waits {
			rest.OnHand, rest.Free, rest.Inbound = rest.OnHand+s.OnHand, rest.Free+s.Free, rest.Inbound+s.Inbound
			continue
		}
		parts = append(parts, "in "+s.Warehouse+": on hand "+ui.Qty(ctx, s.OnHand)+", free "+ui.Qty(ctx, s.Free)+", inbound "+ui.Qty(ctx, s.Inbound))
	}
	if rest.OnHand > 0 || rest.Inbound > 0 {
		text := "elsewhere: free " + ui.Qty(ctx, rest.Free)
		if rest.Inbound > 0 {
			text += ", inbound " + ui.Qty(ctx, rest.Inbound)
		}
		parts = append(parts, text)
	}
	return parts
}

// fresh tells whether the desk has no line at all yet.
func (b Board) fresh() bool { return b.KPI.OpenLines == 0 && !b.Query.Filtered() }

var nothingIn = map[model.View]ui.EmptyData{
	model.ViewBackorders: {Icon: "check", Title: "Nothing is short.", Text: "Every open line has all it needs."},
	model.ViewAll:        {Icon: "check", Title: "Nothing is open.", Text: "Every order has left."},
	model.ViewReady:      {Icon: "check", Title: "Nothing waits to leave."},
	model.ViewArriving:   {Icon: "clock", Title: "Nothing arrives this week.", Text: "No inbound completes a line by Sunday."},
	model.ViewRisk:       {Icon: "check", Title: "Nothing at risk."},
	model.ViewNoSupply:   {Icon: "check", Title: "Everything short has supply on its way."},
	model.ViewReplies:    {Icon: "check", Title: "No customer owes an answer."},
	model.ViewHold:       {Icon: "check", Title: "Nothing on hold."},
	model.ViewMine:       {Icon: "users", Title: "No open line is yours."},
}

func (b Board) empty() ui.EmptyData {
	switch {
	case b.Query.After != "" || b.Query.Before != "":
		return ui.EmptyData{Title: "No lines here any more.", Text: "The list has become shorter.", Action: "First page", Href: b.here(b.Query.FirstPage())}
	case b.Query.Filtered():
		var what []string
		if b.Query.Q != "" {
			what = append(what, "“"+b.Query.Q+"”")
		}
		for _, f := range b.Query.Filters {
			what = append(what, "“"+b.filterWords(f)+"”")
		}
		return ui.EmptyData{Icon: "search", Title: "No lines match " + strings.Join(what, " and ") + ".",
			Action: "Clear filters", Href: b.here(b.Query.Cleared())}
	case b.fresh():
		e := ui.EmptyData{Title: "No backorders yet.", Text: "Lines that cannot be served show here, each with why and what to do next."}
		if b.User.May(model.EnterOrders) {
			e.Action, e.Href = "New order", urls.NewOrder()
		}
		return e
	}
	return nothingIn[b.Query.View]
}

// wrongAddress says which parts of the address the board does not know.
func (b Board) wrongAddress() ui.EmptyData {
	var names, sentences []string
	for name := range b.Problems {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		sentences = append(sentences, b.Problems[name])
	}
	return ui.EmptyData{Icon: "triangle-alert", Title: "This address has a mistake.", Text: strings.Join(sentences, " "),
		Action: "Show the backorders", Href: urls.Backorders("")}
}

// neighbours are the lines before and after the one whose drawer is open, 0
// where the page ends.
func (b Board) neighbours() (before, after int64) {
	at := slices.IndexFunc(b.Page.Rows, func(r model.BoardRow) bool { return r.LineID == b.Query.Peek })
	if at > 0 {
		before = b.Page.Rows[at-1].LineID
	}
	if at >= 0 && at+1 < len(b.Page.Rows) {
		after = b.Page.Rows[at+1].LineID
	}
	return before, after
}
