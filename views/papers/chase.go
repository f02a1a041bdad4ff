package papers

import (
	"net/url"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/model/texts"
)

// Letter is a mail to a supplier, to be copied or opened in a mail program.
type Letter struct {
	Lang    string
	To      string // "": nobody's address is known
	Subject string
	Body    string
}

// Mail is the address that opens the letter in a mail program, "" where the
// program could not take so long a text: it is copied then.
func (l Letter) Mail() string {
	link := "mailto:" + url.PathEscape(l.To) + "?subject=" + url.PathEscape(l.Subject) + "&body=" + url.PathEscape(strings.ReplaceAll(l.Body, "\n", "\r\n"))
	if len(link) > longestMail {
		return ""
	}
	return link
}

// longestMail is what every mail program and browser takes as an address.
const longestMail = 2000

// Chase asks a supplier in its language for the dates of lines.
func Chase(t texts.Texts, company, to string, lines []model.ChaseLine, today model.Date) Letter {
	orders := map[string]bool{}
	var names []string
	var b strings.Builder
	b.WriteString(t.Say("chase_hello") + "\n\n" + t.Say("chase_ask") + "\n\n")
	for _, l := range lines {
		if !orders[l.PO] {
			orders[l.PO], names = true, append(names, l.PO)
		}
		b.WriteString("- " + asked(t, l, today) + "\n")
	}
	b.WriteString("\n" + t.Say("chase_thanks") + "\n" + company + "\n")
	if len(names) > 4 {
		names = append(names[:3], "…")
	}
	return Letter{Lang: t.Lang, To: to, Subject: t.Say("chase") + ": " + strings.Join(names, ", "), Body: b.String()}
}

// asked says one line and what is known of its date.
func asked(t texts.Texts, l model.ChaseLine, today model.Date) string {
	numbers := t.Say("chase_our_number", "sku", l.SKU)
	if l.SupplierSKU != "" {
		numbers = t.Say("chase_your_number", "sku", l.SupplierSKU) + ", " + numbers
	}
	known := "chase_confirmed"
	switch l.Stale(today) {
	case model.NoDate:
		known = "chase_no_date"
	case model.Overdue:
		known = "chase_overdue"
	case model.Unconfirmed:
		known = "chase_unconfirmed"
	}
	return t.Say("chase_line", "po", l.PO, "line", strconv.Itoa(l.LineNo), "qty", t.Qty(l.Open, l.Unit), "product", l.Product) +
		" (" + numbers + "): " + t.Say(known, "date", t.Day(l.ETA))
}
