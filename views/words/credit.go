package words

import "backfill/model"

// CreditForm places and releases a credit hold: on a customer or on one order.
type CreditForm struct {
	RID      string
	Hold     string // the reason it is on hold for; empty: it is not
	Whose    string // "Every open line of Hartwell", "The order"
	Version  int
	HoldURL  string
	FreeURL  string
	Why      string // as typed
	Problems model.Problems
	May      bool
}
