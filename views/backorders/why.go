package backorders

import (
	"context"

	"encoding/json"
	"slices"
	"strings"

	"backfill/model"
	"backfill/views/urls"
	"backfill/views/words"
)

// piece is part of a sentence; with an address it is a link.
type piece struct{ Text, Href string }

// sentencesMax is how many sentences Why? has at most.
const sentencesMax = 6

// whyPieces is why the line has what it has, each sentence with a link to what
// it speaks of: the stock and who has it, the next supply, the place in the
// queue, the rule that limits it, the hold in force, the last change of a date.
func (l Line) whyPieces() [][]piece {
	var all [][]piece
	for _, text := range l.Why {
		all = append(all, l.linked(text))
	}
	if text := l.heldWords(); text != "" && !slices.ContainsFunc(l.Why, func(s string) bool { return strings.Contains(s, l.Held()) }) {
		all = append(all, []piece{{text, l.at("limits")}})
	}
	if s := l.lastChange(); s != nil {
		all = append(all, s)
	}
	return all[:min(len(all), sentencesMax)]
}

func (l Line) at(section string) string { return urls.Line(l.LineID) + "#" + section }

// linked makes links of the lines and purchase orders that a sentence names. One
// that names none leads on by what it is about.
func (l Line) linked(text string) []piece {
	pieces, any := []piece{{Text: text}}, false
	for _, n := range l.Names {
		for i := 0; i < len(pieces); i++ {
			at := nameIn(pieces[i], n.Text)
			if at < 0 {
				continue
			}
			p, href := pieces[i].Text, urls.Line(n.Line)
			if n.Line == 0 {
				href = urls.PO(n.PO)
			}
			pieces = slices.Replace(pieces, i, i+1, piece{Text: p[:at]}, piece{n.Text, href}, piece{Text: p[at+len(n.Text):]})
			any, i = true, i+1
		}
	}
	if any {
		return slices.DeleteFunc(pieces, func(p piece) bool { return p.Text == "" })
	}
	return l.aboutLink(text)
}

// nameIn finds a name in a piece that is no link yet, -1 when it is not there:
// SO-1/2 is not in SO-1/24.
func nameIn(p piece, name string) int {
	if p.Href != "" {
		return -1
	}
	for from := 0; ; {
		at := strings.Index(p.Text[from:], name)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(name)
		if (at == 0 || !wordByte(p.Text[at-1])) && (end == len(p.Text) || !wordByte(p.Text[end])) {
			return at
		}
		from = end
	}
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-' || c == '/'
}

// aboutLink links the words a sentence without names is about.
func (l Line) aboutLink(text string) []piece {
	product := urls.Product(l.SKU)
	for _, about := range []piece{{"in the queue", l.at("queue")}, {"on hand", product}, {"on order", product}, {"Nothing is expected", product}, {"allocated", l.at("timeline")}, {"Free stock", product}, {"free stock", product}} {
		if before, after, ok := strings.Cut(text, about.Text); ok && !strings.HasPrefix(text, "On ") {
			return slices.DeleteFunc([]piece{{Text: before}, about, {Text: after}}, func(p piece) bool { return p.Text == "" })
		}
	}
	return []piece{{text, l.at("limits")}}
}

// lastChange says what moved the promise or the supply of the line last, and
// leads to where that was written down.
func (l Line) lastChange() []piece {
	for _, e := range l.Timeline {
		from, to, about := e.From, e.To, piece{"The promise", l.at("timeline")}
		switch e.What {
		case "eta":
			po, _, _ := strings.Cut(e.Ref, "/")
			about = piece{e.Ref, urls.PO(po)}
		case "promised":
			from, to = promiseIn(e.From), promiseIn(e.To)
		case "promise":
		default:
			continue
		}
		if from == "" || from == to {
			continue
		}
		text := " moved from " + l.DayText(from) + " to " + l.DayText(to) + ", " + "by " + words.Actor(e.Actor, e.Who) + ", " + l.Date(e.At)
		if to == "" {
			text = " lost its date of " + l.DayText(from) + ", " + "by " + words.Actor(e.Actor, e.Who) + ", " + l.Date(e.At)
		}
		if e.Why != "" {
			text += ": " + strings.TrimRight(e.Why, ".")
		}
		return []piece{about, {Text: text + "."}}
	}
	return nil
}

// promiseIn reads the promise from what an audit row kept.
func promiseIn(kept string) string {
	var row struct{ Promise string }
	if kept != "" {
		json.Unmarshal([]byte(kept), &row) // the audit holds JSON only; anything else has no promise
	}
	return row.Promise
}

// heldWords says which hold is in force, and whose it is.
func (l Line) heldWords() string {
	switch {
	case l.Hold != "":
		return "The line is on hold: " + strings.TrimRight(l.Hold, ".") + "."
	case l.OrderHold != "":
		return "Its order is on hold: " + strings.TrimRight(l.OrderHold, ".") + "."
	case l.CreditHold != "":
		return "On credit hold: " + strings.TrimRight(l.CreditHold, ".") + "."
	}
	return ""
}

var policySentences = map[model.Policy]string{
	model.MustShipBy: "Must ship by its date: it is served first of all and loses nothing.",
	model.Protected:  "Protected: it keeps what it has and may get more.",
	model.Locked:     "Locked: it keeps exactly what it has.",
	model.Yields:     "It yields: it gets no more and may lose to others.",
	model.Release:    "Released: it gives up what it had.",
}

// limits are the ship policy and whatever else limits the line, in plain words.
func (l Line) limits(ctx context.Context) []string {
	all := []string{l.shipSentence(ctx)}
	add := func(ok bool, text string) {
		if ok {
			all = append(all, text)
		}
	}
	add(l.heldWords() != "", l.heldWords())
	add(policySentences[l.Policy] != "", policySentences[l.Policy])
	add(l.LotRule == "one", "All of it comes from one lot.")
	add(l.CriticalSet != "", "It leaves together with the lines of its set “"+l.CriticalSet+"”.")
	add(l.Pack > 0, "It is handed out in packs of "+l.qty(ctx, l.Pack)+".")
	add(l.Backorder == "deny", "No backorders are taken for "+l.SKU+".")
	add(l.Backorder == "limit", "At most "+l.qty(ctx, l.BackorderMax)+" of "+l.SKU+" may be on backorder.")
	if l.ValueMax != nil {
		add(true, "The customer's backorders may be worth "+l.Money(*l.ValueMax)+" at most.")
	}
	for _, k := range l.KeptBack {
		text := "Priority 1"
		if k.Priority > 1 {
			text = "Priority 1 to " + string(rune('0'+k.Priority))
		}
		add(true, text+" has "+l.qty(ctx, k.Qty)+" of the stock kept for it until "+l.Day(k.Until)+": "+strings.TrimRight(k.Why, ".")+".")
	}
	return all
}
