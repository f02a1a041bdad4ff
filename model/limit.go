package model

import "fmt"

// CreditOf names what a credit hold is on: a customer by code, or one order by
// number.
type CreditOf struct {
	Ref   string
	Order bool
}

// Entity is what the audit calls it.
func (c CreditOf) Entity() string {
	if c.Order {
		return "order"
	}
	return "customer"
}

// LimitUse is how much of a limit is used, in money or in thousandths of a unit.
type LimitUse struct {
	Limited     bool // false: there is no limit
	Used, Limit Money
}

// AtMostBackordered is what a problem with a product's limit says, so that a form
// can tell it from others.
const AtMostBackordered = "on backorder at most"

// nearPercent is from how much of a limit on it is warned of.
const nearPercent = 80

// Over tells whether more is used than the limit allows.
func (u LimitUse) Over() bool { return u.Limited && u.Used > u.Limit }

// Percent is how much of the limit is used, rounded down; all of it where the
// limit is nothing.
func (u LimitUse) Percent() int64 {
	if u.Limit <= 0 {
		return 100
	}
	return int64(u.Used) * 100 / int64(u.Limit)
}

// Near tells whether so much is used that somebody should know.
func (u LimitUse) Near() bool { return u.Limited && u.Used > 0 && u.Percent() >= nearPercent }

// Words says how much of the backorder limit of whose is used.
func (u LimitUse) Words(whose string) string {
	return fmt.Sprintf("%s has used %d %% of its backorder limit.", whose, u.Percent())
}
