package model

import (
	"fmt"
	"strings"
)

// CustomerEdit is a customer as a person enters or changes it.
type CustomerEdit struct {
	Code         string // names the customer; it stays as it is
	Name         string
	Class        string // trade, contractor, consumer
	Tier         string
	Email        string
	Phone        string
	Language     string // of what the desk writes to it; empty: the company's
	Country      string
	ShipMode     ShipMode // of new orders
	MaxShipments int      // with MaxShipments: how many an order may have
	Limited      bool     // there is a limit of what may wait for it
	Limit        Money    // of the open backorder value, where Limited
	NoticeRegime string   // one of NoticeRegimes
	Owner        string   // e-mail or name of who looks after it
	Mail         MailWish
	AskShort     bool // it is asked, when a line is short, whether a part may leave
}

// MailWish is how much mail a customer wants.
type MailWish string

// The wishes. Notices that the law requires are always sent.
const (
	MailAll    MailWish = "all"
	MailDigest MailWish = "digest" // one mail a day
	MailLegal  MailWish = "legal"  // only what the law requires
)

// NoticeRegimes are the rules by which a customer must be told of a delay.
var NoticeRegimes = []string{"contract_b2b", "us_mito", "eu_consumer", "uk_consumer"}

// Check reports every field that is wrong, for the person typing.
func (e CustomerEdit) Check() error {
	var p Problems
	p.Need("code", e.Code != "", "Enter the code.")
	p.Need("code", len(e.Code) <= 60, "A code has at most 60 characters.")
	p.Need("code", !strings.EqualFold(e.Code, "new"), "“new” is the address of this form. Choose another code.")
	p.Need("name", e.Name != "", "Enter the name.")
	p.Need("name", len(e.Name) <= MaxText, "A name has at most 200 characters.")
	needShort(&p, "class", "A class", e.Class, MaxText)
	needShort(&p, "tier", "A tier", e.Tier, 20)
	needEmail(&p, "email", e.Email)
	needShort(&p, "phone", "A phone number", e.Phone, 60)
	needShort(&p, "language", "A language", e.Language, 20)
	needShort(&p, "country", "A country", e.Country, 60)
	needShort(&p, "owner", "A name", e.Owner, MaxText)
	e.checkPolicy(&p)
	return p.Err()
}

func (e CustomerEdit) checkPolicy(p *Problems) {
	p.Need("ship_mode", e.ShipMode.Known(), "Choose how its orders may leave.")
	if e.ShipMode == MaxShipments {
		p.Need("max_shipments", e.MaxShipments >= 1 && e.MaxShipments <= 99, "Enter how many shipments an order may have, 1 to 99.")
	}
	p.Need("limit", !e.Limited || e.Limit >= 0, "A limit is not below 0.")
	p.Need("mail", e.Mail == MailAll || e.Mail == MailDigest || e.Mail == MailLegal, "Choose what mail the customer wants.")
	known := false
	for _, r := range NoticeRegimes {
		known = known || r == e.NoticeRegime
	}
	p.Need("notice_regime", known, "Choose the rule for delay notices.")
}

// needShort refuses text that is longer than its column.
func needShort(p *Problems, field, what, text string, most int) {
	p.Need(field, len(text) <= most, fmt.Sprintf("%s has at most %d characters.", what, most))
}

// needEmail refuses what cannot be an address; none is fine.
func needEmail(p *Problems, field, text string) {
	p.Need(field, text == "" || validEmail(text), "Enter an address, such as name@example.com.")
	p.Need(field, len(text) <= 254, "An address has at most 254 characters.")
}

// SiteEdit is a job site as a person enters or changes it.
type SiteEdit struct {
	Site    string // the customer's word for it, which stays as it is
	Name    string
	Address string
	Zone    string // where the own truck's route goes
	Contact string
	Phone   string
	Access  string // how one gets in: a gate, a crane, not before 7
}

// Check reports every field that is wrong, for the person typing.
func (e SiteEdit) Check() error {
	var p Problems
	p.Need("site", e.Site != "", "Enter what the site is called.")
	needShort(&p, "site", "A site's code", e.Site, 60)
	p.Need("site", !strings.EqualFold(e.Site, "new"), "“new” is the address of this form. Choose another code.")
	p.Need("name", e.Name != "", "Enter what people call it: a street, a project.")
	needShort(&p, "name", "A name", e.Name, MaxText)
	needShort(&p, "address", "An address", e.Address, 500)
	needShort(&p, "zone", "A zone", e.Zone, 60)
	needShort(&p, "contact", "A name", e.Contact, MaxText)
	needShort(&p, "phone", "A phone number", e.Phone, 60)
	needShort(&p, "access", "The way in", e.Access, 500)
	return p.Err()
}

// ContactEdit is one person at a customer as they are entered or changed.
type ContactEdit struct {
	Name      string `db:"name"`
	Role      string `db:"role"`
	Email     string `db:"email"`
	Phone     string `db:"phone"`
	Orders    bool   `db:"orders"`    // gets confirmations
	Delays    bool   `db:"delays"`    // is told of short lines and changed dates, and asked
	Shipments bool   `db:"shipments"` // is told what left and what is ready
}

// Check reports every field that is wrong, for the person typing.
func (e ContactEdit) Check() error {
	var p Problems
	p.Need("name", e.Name != "", "Enter the name.")
	needShort(&p, "name", "A name", e.Name, MaxText)
	needShort(&p, "role", "A role", e.Role, MaxText)
	needEmail(&p, "email", e.Email)
	p.Need("email", e.Email != "" || !e.Orders && !e.Delays && !e.Shipments, "Notices go by e-mail: enter the address.")
	needShort(&p, "phone", "A phone number", e.Phone, 60)
	return p.Err()
}
