package model

import "strings"

// SupplierEdit is a supplier as a person enters or changes it.
type SupplierEdit struct {
	Code         string // names the supplier; it stays as it is
	Name         string
	Group        string // what it supplies, or the buying group it belongs to
	LeadTimeDays int    // from order to arrival, for products without their own
	Email        string // where purchasing writes to it
	Language     string // it is written to in; empty: the company's
}

// UsualLeadTime is how many days a supplier takes of whom nobody said.
const UsualLeadTime = 14

// Check reports every field that is wrong, for the person typing.
func (e SupplierEdit) Check() error {
	var p Problems
	p.Need("code", e.Code != "", "Enter the code.")
	needShort(&p, "code", "A code", e.Code, 128)
	p.Need("code", !strings.EqualFold(e.Code, "new"), "“new” is the address of this form. Choose another code.")
	p.Need("name", e.Name != "", "Enter the name.")
	needShort(&p, "name", "A name", e.Name, MaxText)
	needShort(&p, "group", "A group", e.Group, 120)
	p.Need("lead_time_days", e.LeadTimeDays >= 0 && e.LeadTimeDays <= 1000, "A lead time is 0 to 1000 days.")
	needEmail(&p, "email", e.Email)
	needShort(&p, "language", "A language", e.Language, 20)
	return p.Err()
}
