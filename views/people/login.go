// Package people answers what somebody sees who is not let in yet, or not
// further: log-in and the pages that say what went wrong.
package people

import (
	"strings"

	"backfill/model"
)

// LoginForm is what was typed at log-in, and why it was not enough.
type LoginForm struct {
	Email     string
	Next      string // where to go afterwards, a path of this desk
	Problems  model.Problems
	Throttled string // how long to wait, as a sentence; "" while one may try
	RID       string
}

// ProblemText is what a person reads when a page cannot be shown.
type ProblemText struct {
	Code      int
	Title     string
	Text      string   // what happened and what to do next
	Reference string   // for the administrator's log, "" for none
	Grants    []string // who can do it, for somebody who may not; nil otherwise
	Back      string   // address of the way out
	BackText  string
}

// who lists those who can do it as a sentence does: "sales, manager or admin".
func (t ProblemText) who() string {
	last := len(t.Grants) - 1
	if last < 1 {
		return strings.Join(t.Grants, "")
	}
	return strings.Join(t.Grants[:last], ", ") + " or " + t.Grants[last]
}
