package purchasing

import (
	"backfill/model"
	"backfill/views/urls"
	"backfill/views/words"
)

// ChaseColumns are those of the list of suppliers that owe a date; whoever may
// buy has a button in each row.
func ChaseColumns(mayAsk bool) []words.Column[model.ChaseRow] {
	all := []words.Column[model.ChaseRow]{
		{Key: "supplier", Head: "Supplier", Sort: "code", Class: "full", Lead: true, Cell: chaseSupplier, File: []words.FileCell[model.ChaseRow]{
			words.Said("supplier", func(r model.ChaseRow) string { return r.SupplierCode }), words.Said("name", func(r model.ChaseRow) string { return r.Supplier }),
			words.Said("email", func(r model.ChaseRow) string { return r.Email })}},
		{Key: "overdue", Head: "Overdue", Class: "num", Empty: func(r model.ChaseRow) bool { return r.Overdue == 0 }, Cell: chaseOverdue,
			File: []words.FileCell[model.ChaseRow]{words.Counted("overdue", func(r model.ChaseRow) int { return r.Overdue })}},
		words.Count("no_date", "No date", func(r model.ChaseRow) int { return r.NoDate }),
		words.Count("not_confirmed", "Not confirmed", func(r model.ChaseRow) int { return r.Unconfirmed }),
		{Key: "due", Head: "Earliest date", Sort: "due", Class: "nowrap", Cell: chaseDue, File: []words.FileCell[model.ChaseRow]{
			words.Dated("due", func(r model.ChaseRow) model.Date { return r.Due })}},
		words.Count("waiting", "Order lines waiting", func(r model.ChaseRow) int { return r.Waiting }),
	}
	if mayAsk {
		all = append(all, words.Column[model.ChaseRow]{Key: "ask", Head: "Next", Acts: true, Cell: ask})
	}
	return all
}

// ChaseForm is the letter to one supplier and what is kept of it.
type ChaseForm struct {
	RID      string
	MayEdit  bool
	Lang     string
	Subject  string
	Body     string
	Mail     string // opens it in a mail program; "": too long for that
	Do       string // the form that came back: chase, unchase; "": none
	Lines    string // of the form that came back, as they were seen
	Why      string
	Problems model.Problems
	Changed  string // what somebody else changed meanwhile
}

// seen are the lines a form is sent for: those of the form that came back stay.
func (f ChaseForm) seen(do string, now []model.ChaseLine) string {
	if f.Do == do && f.Lines != "" && f.Changed == "" {
		return f.Lines
	}
	return model.SeenText(now)
}

func (f ChaseForm) typed(do string) string {
	if f.Do == do {
		return f.Why
	}
	return ""
}

func (f ChaseForm) wrong(do string) string {
	if f.Do == do {
		return f.Problems["why"]
	}
	return ""
}

// staleWords say why a supplier is asked about a line.
func staleWords(h words.Here, l model.ChaseLine) string {
	switch l.Stale(h.Today) {
	case model.NoDate:
		return "no date"
	case model.Overdue:
		return "overdue"
	case model.Unconfirmed:
		return "not confirmed"
	}
	return "confirmed"
}

func chaseBack() string { return urls.Purchasing("tab=chase") }
