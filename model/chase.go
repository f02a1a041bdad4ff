package model

import (
	"strconv"
	"strings"
)

// ChaseListShape is what the list of suppliers to ask for dates may be asked.
var ChaseListShape = ListShape{
	Sorts:   []string{"due", "code"},
	Filters: map[string][]string{},
}

// ChaseRow is one supplier that owes the desk a date.
type ChaseRow struct {
	ID           int64  `db:"id"`
	SupplierCode string `db:"supplier_code"`
	Supplier     string `db:"supplier"`
	Email        string `db:"email"`
	Lines        int    `db:"lines"`       // purchase-order lines to ask about
	Overdue      int    `db:"overdue"`     // of these, due before today
	NoDate       int    `db:"no_date"`     // of these, without any date
	Unconfirmed  int    `db:"unconfirmed"` // the others: a date to come that nobody stands by
	Due          Date   `db:"due"`         // the earliest of their dates; zero: none has one
	Waiting      int    `db:"waiting"`     // order lines that wait for them
}

// ChasePage is everything GET /suppliers/{code}/chase shows.
type ChasePage struct {
	SupplierCode string      `db:"supplier_code"`
	Supplier     string      `db:"supplier"`
	Email        string      `db:"email"`
	Language     string      `db:"language"` // "": the company's
	Days         int         // after so many days a date that nobody confirmed is to be asked for, again too
	Lines        []ChaseLine // to ask about, the earliest first, at most ChasedAtOnce
	Asked        []ChaseLine // asked about within these days
}

// ChasedAtOnce bounds the lines of one letter.
const ChasedAtOnce = 200

// ChaseLine is a purchase-order line that its supplier is to be asked about.
type ChaseLine struct {
	ID          int64      `db:"id"`
	PO          string     `db:"po"`
	LineNo      int        `db:"line_no"`
	SKU         string     `db:"sku"`
	SupplierSKU string     `db:"supplier_sku"`
	Product     string     `db:"product"`
	Unit        string     `db:"unit"`
	Open        Qty        `db:"open"`
	ETA         Date       `db:"eta"`
	Confidence  Confidence `db:"confidence"`
	Waiting     int        `db:"waiting"` // order lines pegged to it
	ChasedAt    Time       `db:"chased_at"`
	Version     int        `db:"version"`
}

// StaleETA is why a date is to be asked for.
type StaleETA string

// The reasons.
const (
	NoDate      StaleETA = "no_date"
	Overdue     StaleETA = "overdue"
	Unconfirmed StaleETA = "unconfirmed"
	Standing    StaleETA = "" // the supplier stands by a day to come
)

// Stale tells why the supplier is to be asked about the line.
func (l ChaseLine) Stale(today Date) StaleETA {
	switch {
	case l.ETA.IsZero():
		return NoDate
	case l.ETA < today:
		return Overdue
	case l.Confidence == Stated:
		return Unconfirmed
	}
	return Standing
}

// SeenLine is a purchase-order line as a person saw it.
type SeenLine struct {
	ID      int64
	Version int
}

// SeenText writes lines for a form: "12.1 13.4".
func SeenText(lines []ChaseLine) string {
	all := make([]string, len(lines))
	for i, l := range lines {
		all[i] = strconv.FormatInt(l.ID, 10) + "." + strconv.Itoa(l.Version)
	}
	return strings.Join(all, " ")
}

// ReadSeen reads what SeenText wrote; what makes no sense is none.
func ReadSeen(text string) []SeenLine {
	var all []SeenLine
	for f := range strings.FieldsSeq(text) {
		id, version, _ := strings.Cut(f, ".")
		n, err := strconv.ParseInt(id, 10, 64)
		v, failed := strconv.Atoi(version)
		if err != nil || failed != nil || len(all) == ChasedAtOnce {
			return nil
		}
		all = append(all, SeenLine{ID: n, Version: v})
	}
	return all
}
