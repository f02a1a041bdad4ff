package allocate

import (
	"fmt"
	"strings"

	"backfill/model"
)

// Sentence says why a line has what it has in one or two short sentences:
// "Short 40: 120 on hand, 80 picked for SO-17/1 (priority 1), 40 kept by
// SO-22/1 (priority 2). PO-9/1 on 14 May covers it."
func Sentence(f Facts, in model.Locale) string { return saying{f, in}.sentence() }

func (f saying) sentence() string {
	if f.Short <= 0 {
		return fmt.Sprintf("Complete: all %s of it are %s.", f.count(f.Open), had(f))
	}
	return fmt.Sprintf("Short %s: %s. %s", f.count(f.Short), cause(f), supply(f))
}

func had(f saying) string {
	switch {
	case f.Picked >= f.Open:
		return "picked"
	case f.Picked > 0:
		return fmt.Sprintf("allocated, %s of them picked", f.count(f.Picked))
	}
	return "allocated"
}

// cause is the limit in words, with the stock and who has it where it is stock
// that lacks.
func cause(f saying) string {
	switch f.Limit {
	case Held:
		return "on hold (" + f.Detail + "), it keeps its place and takes nothing"
	case CreditHeld:
		return "on credit hold (" + f.Detail + "), it keeps its place and takes nothing"
	case NeedsNoStock:
		return "the supplier ships it, no stock is used"
	case BeyondTime:
		return "wanted " + f.words(f.NeedBy) + ", too far ahead to take stock on hand"
	case PolicyLabel:
		return map[string]string{
			string(model.Locked):  "locked, it keeps exactly what it has",
			string(model.Yields):  "it yields, so it gets no more and may lose to others",
			string(model.Release): "released, it gives up what it had",
		}[f.Detail]
	case ShipComplete:
		return whole(f)
	case OneLotOnly:
		return fmt.Sprintf("it needs one lot, and no lot has enough of the %s within reach", f.count(f.Reach))
	case PackSize:
		return fmt.Sprintf("the %s left when its turn came do not make a pack of %s", f.count(f.Reach-f.Granted), f.Detail)
	case KeptBack:
		return fmt.Sprintf("%s of what is free are kept for better priorities", f.count(f.KeptBack))
	}
	return stock(f)
}

func whole(f saying) string {
	if f.Detail == "" {
		return fmt.Sprintf("it ships complete, and only %s of %s were within reach at its turn", f.count(f.Reach), f.count(f.Open-f.Picked))
	}
	return fmt.Sprintf("it ships together with %s, which cannot be completed", f.Detail)
}

// stock says what is on hand and who has it.
func stock(f saying) string {
	if f.OnHand <= 0 {
		return "none on hand"
	}
	parts := []string{f.count(f.OnHand) + " on hand"}
	if f.Granted > 0 {
		parts = append(parts, f.count(f.Granted)+" of them for this line")
	}
	for _, a := range f.Ahead {
		parts = append(parts, fmt.Sprintf("%s %s %s (%s)", f.count(a.Qty), hold(a), a.Line, title(a)))
	}
	if f.AheadRest > 0 {
		parts = append(parts, f.count(f.AheadRest)+" by others")
	}
	return strings.Join(parts, ", ")
}

func hold(a Ahead) string {
	if a.Picked >= a.Qty {
		return "picked for"
	}
	return "kept by"
}

func title(a Ahead) string {
	if a.Why != "" {
		return strings.ReplaceAll(a.Why, "_", " ")
	}
	return fmt.Sprintf("priority %d", a.Priority)
}

// supply says what covers the rest, and when.
func supply(f saying) string {
	if len(f.Supply) == 0 {
		return "Nothing is expected."
	}
	rest := f.Short
	said := make([]string, 0, len(f.Supply))
	for _, p := range f.Supply {
		rest -= p.Qty
		said = append(said, source(f, p))
	}
	switch {
	case len(f.Supply) == 1 && rest == 0 && f.Supply[0].Confidence == model.NotOrdered:
		return fmt.Sprintf("%s; the lead time is %d days.", onOrder(f), f.LeadDays)
	case len(f.Supply) == 1 && rest == 0:
		return said[0] + " covers it."
	}
	if rest > 0 {
		said = append(said, "more later")
	}
	return strings.Join(said, ", then ") + "."
}

func onOrder(f saying) string {
	if f.OnOrder {
		return "Nothing on order covers it"
	}
	return "Nothing is on order"
}

func source(f saying, p PartFacts) string {
	q := ""
	if p.Qty != f.Short {
		q = f.count(p.Qty) + " from "
	}
	switch p.Confidence {
	case model.NotOrdered:
		return fmt.Sprintf("%s still to be ordered (%d days)", f.count(p.Qty), f.LeadDays)
	case model.InStock:
		return upper(q + "free stock")
	}
	day, notes := p.Date, make([]string, 0, 3)
	if p.Road {
		notes = append(notes, "from another warehouse")
	}
	if p.Own {
		notes = append(notes, "bought for this line")
	}
	switch {
	case p.Confidence == model.Estimate:
		notes = append(notes, "an estimate")
	case p.Arrives != "":
		day = p.Arrives
		notes = append(notes, "ready to leave "+f.words(p.Date))
	}
	switch {
	case p.Site != "" && f.Method == model.OwnTruck:
		notes = append(notes, "on the truck of "+f.words(p.Site))
	case p.Site != "":
		notes = append(notes, "with the customer "+f.words(p.Site))
	}
	said := fmt.Sprintf("%s%s on %s", q, p.Source, f.words(day))
	if len(notes) > 0 {
		said += " (" + strings.Join(notes, ", ") + ")"
	}
	return upper(said)
}

// saying is facts on their way into sentences, for somebody.
type saying struct {
	Facts
	in model.Locale
}

// count prints a quantity as they write it: "1,394.5".
func (f saying) count(q model.Qty) string { return f.in.Qty(q) }

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// words prints a stored date as people say it: "4 Dec", or "4 Jan 2027" where
// that is another year than the order's.
func (f saying) words(date string) string {
	d, err := model.ParseDate(date)
	if err != nil {
		return date
	}
	year, err := model.ParseDate(f.Ordered)
	if err != nil {
		year = d
	}
	return f.in.Date(d, year)
}

// Sentences says the facts in up to four plain sentences: the stock and who
// has it, the next supply, the place in the queue, the limit.
func Sentences(facts Facts, in model.Locale) []string {
	f := saying{facts, in}
	all := []string{upper(stock(f)) + "."}
	if f.Short > 0 {
		all = append(all, supply(f))
	} else {
		all = append(all, f.sentence())
	}
	all = append(all, fmt.Sprintf("Number %d of %d in the queue: %s.", f.Place, f.Of, f.rankWords()))
	if f.Short > 0 && f.Limit != FreeStock {
		all = append(all, upper(cause(f))+".")
	}
	return all
}

// RankWords says a line's rank in words: "priority 2 (lifted from 3: 14 days of
// waiting), needed 4 Dec, ordered 11 Nov".
func RankWords(f Facts, in model.Locale) string { return saying{f, in}.rankWords() }

func (f saying) rankWords() string {
	parts := make([]string, 0, 5)
	if f.Pinned != "" {
		parts = append(parts, "pinned above "+f.Pinned)
	}
	if f.Near {
		parts = append(parts, "must ship by a date that is near")
	}
	p := fmt.Sprintf("priority %d", f.Priority)
	if f.Entered > f.Priority {
		lifts := make([]string, len(f.Lifts))
		for i, l := range f.Lifts {
			lifts[i] = l.words()
		}
		p += strings.TrimSuffix(fmt.Sprintf(" (lifted from %d: %s", f.Entered, strings.Join(lifts, ", ")), ": ") + ")"
	}
	parts = append(parts, p)
	if f.NeedBy != "" {
		parts = append(parts, "needed "+f.words(f.NeedBy))
	}
	if f.Ordered != "" {
		parts = append(parts, "ordered "+f.words(f.Ordered))
	}
	return strings.Join(parts, ", ")
}

// plural is a count with its noun: "1 day", "14 days".
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
