package orders

import (
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/words"
)

// PageForm is what was typed on an order's page, and what may be done there.
type PageForm struct {
	RID       string
	Lines     []string // ticked, as lineValue prints them; nil: all
	Why       string
	Problems  model.Problems
	Changed   string               // what somebody else changed meanwhile
	Entered   []model.OrderLineRow // of an order just entered
	MayEnter  bool
	Credit    words.CreditForm
	Blanket   BlanketForm
	MayHold   bool
	MayCancel bool
}

// MayAnything tells whether the form is worth showing.
func (f PageForm) MayAnything() bool { return f.MayHold || f.MayCancel }

// lineValue names a line as it was shown: id and version.
func lineValue(l model.OrderLineRow) string {
	return strconv.FormatInt(l.ID, 10) + "." + strconv.Itoa(l.Version)
}

// ticked keeps a tick on a line whose version changed meanwhile.
func (f PageForm) ticked(l model.OrderLineRow) bool {
	if f.Lines == nil {
		return true
	}
	for _, v := range f.Lines {
		if id, _, _ := strings.Cut(v, "."); id == strconv.FormatInt(l.ID, 10) {
			return true
		}
	}
	return false
}

func join(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, ", ")
}

// promiseWords says what one line of a new order got: "1 OAK-18: 40 pc now, 20
// short, promised 4 Dec".
func promiseWords(h words.Here, l model.OrderLineRow) string {
	text := strconv.Itoa(l.LineNo) + " " + l.SKU + ": "
	if got := l.Allocated + l.Picked; got > 0 {
		text += words.Qty(got, l.StockUnit) + " allocated from stock, "
	}
	if l.Short > 0 {
		text += words.Qty(l.Short, l.StockUnit) + " short, "
	}
	if l.Promise.IsZero() {
		return text + "no date yet."
	}
	return text + "promised " + h.Day(l.Promise) + "."
}

func tier(t string) string {
	if t == "" {
		return ""
	}
	return "tier " + t
}
