// Package people answers what somebody sees who is not let in yet, or not
// further: log-in and the pages that say what went wrong.
package people

import "backfill/model"

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
