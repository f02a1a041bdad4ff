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

func (b Board) withoutSearch() model.BoardQuery {
	q := b.Query.FirstPage()
	q.Q = ""
	return q
}

// only is the board with the lines of one value: what a click on it filters by.
func (b Board) only(key, value string) string {
	return b.here(b.Query.With(model.Filter{Key: key, Value: value}))
}

func fieldName(key string) string {
	name := model.FilterName(key)
	return strings.ToUpper(name[:1]) + name[1:]
}

func flipTitle(f model.Filter) string {
	if f.Not {
		return "Show only these instead"
	}
	return "Leave these out instead"
}

// extra tells whether more than the usual columns are shown, which then share
// the width by what they hold.
func (b Board) extra() bool {
	for _, c := range b.Query.Columns {
		switch c {
		case model.ColAge, model.ColValue, model.ColWarehouse, model.ColProject, model.ColShip, model.ColRank:
			return true
		}
	}
	return false
}

func lineID(r model.BoardRow) string { return strconv.FormatInt(r.LineID, 10) }

func lineName(r model.BoardRow) string { return r.Order + "/" + strconv.Itoa(r.LineNo) }

// have is "20/60", what the line holds of what it still needs.
func have(ctx context.Context, r model.BoardRow) string {
	return ui.Qty(ctx, r.Have()) + "/" + ui.Qty(ctx, r.Open)
}

func haveWords(ctx context.Context, r model.BoardRow) string {
	text := ui.Qty(ctx, r.Have()) + " of " + words.Qty(ctx, r.Open, r.Unit) + " allocated"
	if r.Picked > 0 {
		text += ", " + ui.Qty(ctx, r.Picked) + " of them picked"
	}
	return text
}

// sureMark is how sure an ETA is, as a mark and in words.
func sureMark(c model.Confidence) (mark, text string) {
	switch c {
	case model.Confirmed:
		return "✓", "confirmed"
	case model.OnTheWay:
		return "✓", "shipped"
	case model.Stated:
		return "~", "stated, not confirmed"
	case model.Estimate:
		return "~", "our estimate: it is overdue"
	case model.InStock:
		return "✓", "on the shelf"
	}
	return "?", "unknown"
}

// sourceWords is where the supply comes from.
func sourceWords(r model.BoardRow) string {
	if r.ETAConfidence == model.InStock {
		return "in stock"
	}
	return r.ETASource
}

// etaTone marks an ETA that breaks the promise.
func etaTone(r model.BoardRow) string {
	if r.AtRisk {
		return "soon"
	}
	return ""
}

func initials(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '.' || r == '@' || r == '_' })
	switch len(parts) {
	case 0:
		return ""
	case 1:
		return strings.ToUpper(first(parts[0]))
	}
	return strings.ToUpper(first(parts[0]) + first(parts[1]))
}

func first(s string) string { return string([]rune(s)[:1]) }

// step is a line's next action as this person has it: a button that posts, a
// link to a form, or words when it is for others.
type step struct {
	label, post, href string
}

// form tells whether the step is a form that stands on the same page.
func (s step) form() bool { return strings.HasPrefix(s.href, "#") }

func (b Board) step(r model.BoardRow) step {
	return stepOf(r, b.User, b.here(b.Query.Opened(r.LineID)))
}

// stepOf turns the next action into what the person can press; page is where
// the line's forms are.
func stepOf(r model.BoardRow, u model.User, page string) step {
	a := r.NextAction()
	s := step{label: a.Label}
	if a.Kind == model.ActNothing || !u.May(a.Needs) {
		return s
	}
	switch a.Kind {
	case model.ActReleaseHold:
		s.post = urls.LineDo(r.LineID, "unhold")
	case model.ActPick:
		s.post = urls.LineDo(r.LineID, "pick")
	case model.ActAnswer:
		s.href = page + "#do-answer"
	case model.ActAsk:
		s.href = page + "#do-ask"
	case model.ActCreatePO:
		s.href = urls.NewPO(r.LineID)
	case model.ActConfirmETA:
		s.href = urls.PO(r.PO())
	}
	return s
}

// lateClass colours a promise that has passed.
func (b Board) lateClass(r model.BoardRow) string {
	if r.DaysLate(b.Today) > 0 {
		return "late"
	}
	return ""
}

func (b Board) age(ctx context.Context, r model.BoardRow) string {
	return ui.Count(ctx, int(b.Today-r.OrderedAt.Date(b.Zone))) + " d"
}

// posts tells whether a row has a button; the rows' buttons share one form.
func (b Board) posts() bool {
	return b.Query.Shows(model.ColAction) && slices.ContainsFunc(b.Page.Rows, func(r model.BoardRow) bool { return b.step(r).post != "" })
}

// shortWords is what the line lacks of our stock: nothing, when its supplier ships
// it.
func shortWords(ctx context.Context, r model.BoardRow) string {
	if r.Direct() {
		return "direct"
	}
	return ui.Qty(ctx, r.Short)
}
