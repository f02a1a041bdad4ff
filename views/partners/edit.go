package partners

import (
	"context"

	"strconv"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// CustomerForm is a customer as it is being typed.
type CustomerForm struct {
	Mastered string // what the ERP is master of, "" when this is the desk's
	RID      string
	New      bool
	Version  string // of the customer as it was shown
	Changed  string // who was faster; empty: nobody

	Code, Name, Class, Tier, Email, Phone, Language, Country string
	ShipMode, MaxShipments, Limit, NoticeRegime, Owner, Mail string
	AskShort                                                 bool
	Problems                                                 model.Problems

	Currency                  string
	OpenOrders                int    // that keep the ship mode they have
	Waiting                   string // value of what it waits for now
	Classes, Tiers, Countries []string
	Owners                    []model.Option
}

var customerFields = []string{"code", "name", "class", "tier", "owner", "email", "phone", "language", "country", "mail",
	"ship_mode", "max_shipments", "limit", "notice_regime"}

func (f CustomerForm) title() string {
	if f.New {
		return "New customer"
	}
	return "Change " + f.Name
}

func (f CustomerForm) action() string {
	if f.New {
		return urls.NewCustomer()
	}
	return urls.CustomerEdit(f.Code)
}

func (f CustomerForm) back() string {
	if f.New {
		return urls.Customers("")
	}
	return urls.Customer(f.Code)
}

func (f CustomerForm) verb() string {
	if f.New {
		return "Add customer"
	}
	return "Save customer"
}

func (f CustomerForm) text(name, label, value, hint, width string) ui.FieldData {
	return ui.FieldData{Name: name, Label: label, Value: value, Hint: hint, Width: width, Problem: f.Problems[name], Autocomplete: "off"}
}

func optional(d ui.FieldData) ui.FieldData {
	d.Optional = true
	return d
}

func listed(d ui.FieldData, list string) ui.FieldData {
	d.Optional, d.List = true, list
	return d
}

func number(d ui.FieldData, mode string) ui.FieldData {
	d.Optional, d.InputMode = true, mode
	return d
}

// shipModeHint says whom another ship mode touches, before it is saved.
func (f CustomerForm) shipModeHint(ctx context.Context) string {
	if f.New {
		return "An order may say otherwise"
	}
	return appliesTo(ctx, f.OpenOrders)
}

// appliesTo says which orders a new policy reaches: "Applies to new orders; 4
// open orders keep theirs."
func appliesTo(ctx context.Context, open int) string {
	switch open {
	case 0:
		return "A change applies to new orders; none is open now."
	case 1:
		return "A change applies to new orders; 1 open order keeps its own."
	}
	return "A change applies to new orders; " + ui.Count(ctx, open) + " open orders keep theirs."
}

func (f CustomerForm) limitHint() string {
	if f.New {
		return "Empty: no limit"
	}
	return "Empty: no limit. It waits for " + f.Waiting + " now."
}

// shipModes say in plain words how an order may leave.
var shipModes = []ui.Option{
	{Value: string(model.AsAvailable), Text: "Whatever is ready leaves; the rest follows"},
	{Value: string(model.LineComplete), Text: "Each line leaves whole"},
	{Value: string(model.OrderComplete), Text: "All of it leaves together"},
	{Value: string(model.MaxShipments), Text: "At most so many shipments an order"},
	{Value: string(model.OnDate), Text: "All of it on the day the customer names"},
}

// regimeOptions say in plain words by which rule a customer is told of delays.
var regimeOptions = []ui.Option{
	{Value: "contract_b2b", Text: "Business: as the contract says, no deadline of the law"},
	{Value: "us_mito", Text: "US consumer: tell before the promised day, silence may cancel (16 CFR 435)"},
	{Value: "eu_consumer", Text: "EU consumer: 30 days unless agreed, then the customer may cancel"},
	{Value: "uk_consumer", Text: "UK consumer: 30 days unless agreed, then the customer may cancel"},
}

var mailOptions = []ui.Option{
	{Value: string(model.MailAll), Text: "All: each notice when it happens"},
	{Value: string(model.MailDigest), Text: "One mail a day at most"},
	{Value: string(model.MailLegal), Text: "Only what the law requires"},
}

// textOf is what a choice says.
func textOf(options []ui.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Text
		}
	}
	return value
}

// languages are those the desk can write to customers in, and the one the
// customer has.
func languages(has string) []ui.Option {
	all := []ui.Option{{Text: "The company's"}, {Value: "en", Text: "English"}, {Value: "de", Text: "German"}, {Value: "fr", Text: "French"}, {Value: "es", Text: "Spanish"}}
	for _, o := range all {
		if o.Value == has {
			return all
		}
	}
	return append(all, ui.Option{Value: has, Text: has})
}

// SiteForm is a job site as it is being typed.
type SiteForm struct {
	RID, Customer, CustomerName string
	New                         bool
	Version, Changed            string

	Site, Name, Address, Zone, Contact, Phone, Access string
	Zones                                             []string
	Problems                                          model.Problems
}

func (f SiteForm) title() string {
	if f.New {
		return "New site of " + f.CustomerName
	}
	return "Change site " + f.Site + " of " + f.CustomerName
}

func (f SiteForm) action() string {
	if f.New {
		return urls.NewSite(f.Customer)
	}
	return urls.Site(f.Customer, f.Site)
}

func (f SiteForm) text(name, label, value, hint, width string) ui.FieldData {
	return ui.FieldData{Name: name, Label: label, Value: value, Hint: hint, Width: width, Problem: f.Problems[name], Autocomplete: "off", Optional: name != "site" && name != "name"}
}

// ContactForm is a contact as it is being typed.
type ContactForm struct {
	RID, Customer, CustomerName string
	ID                          int64 // 0: a new one
	Version, Changed            string

	Name, Role, Email, Phone  string
	Orders, Delays, Shipments bool
	Problems                  model.Problems
}

func (f ContactForm) title() string {
	if f.ID == 0 {
		return "New contact of " + f.CustomerName
	}
	return "Change " + f.Name
}

func (f ContactForm) action() string {
	if f.ID == 0 {
		return urls.NewContact(f.Customer)
	}
	return urls.Contact(f.Customer, f.ID)
}

func (f ContactForm) text(name, label, value, hint, width string) ui.FieldData {
	return ui.FieldData{Name: name, Label: label, Value: value, Hint: hint, Width: width, Problem: f.Problems[name], Autocomplete: "off", Optional: name != "name"}
}

// notices lists which notices a contact gets.
func notices(c model.ContactRow) string {
	var all []string
	for _, n := range []struct {
		gets bool
		text string
	}{{c.Orders, "confirmations"}, {c.Delays, "delays and questions"}, {c.Shipments, "shipments"}} {
		if n.gets {
			all = append(all, n.text)
		}
	}
	if len(all) == 0 {
		return "none"
	}
	return join(all...)
}

// Forms are the actions on a customer's page.
type Forms struct {
	RID                                  string
	MayEdit, MayHold, MayOrder, MayErase bool
	Do                                   string // the action that came back: credit, retire
	Changed                              string // who was faster; empty: nobody
	Why                                  string
	Problems                             model.Problems
}

// wrong is what is wrong with the reason of one action.
func (f Forms) wrong(do string) string {
	if f.Do != do {
		return ""
	}
	return f.Problems["why"]
}

// id is the field's, so that the summary of what is wrong leads to the one that
// came back.
func (f Forms) id(do string) string {
	if f.Do == do {
		return "why"
	}
	return do + "-why"
}

func (f Forms) typed(do string) string {
	if f.Do != do {
		return ""
	}
	return f.Why
}

// shareText is a share as a percentage with one decimal, rounded down; "–" for
// none of none.
func shareText(s model.Share) string {
	n := s.Permille()
	if n < 0 {
		return "–"
	}
	whole := strconv.FormatInt(n/10, 10)
	if n%10 == 0 {
		return whole + " %"
	}
	return whole + "." + strconv.FormatInt(n%10, 10) + " %"
}

// unitShare is the quantities of a share as people read them.
func unitShare(ctx context.Context, s model.Share) string {
	return ui.Qty(ctx, model.Qty(s.Met)) + " of " + ui.Qty(ctx, model.Qty(s.Of))
}

func countShare(ctx context.Context, s model.Share) string {
	return ui.Count(ctx, int(s.Met)) + " of " + ui.Count(ctx, int(s.Of))
}

// serviceRow is one figure with its formula in words.
type serviceRow struct{ Name, Value, Of, Formula string }

func serviceRows(ctx context.Context, s model.Service) []serviceRow {
	return []serviceRow{
		{"Unit fill", shareText(s.Units), unitShare(ctx, s.Units), "units that left with their order's first shipment ÷ units ordered"},
		{"Line fill", shareText(s.Lines), countShare(ctx, s.Lines), "lines that left whole with that shipment ÷ lines ordered"},
		{"Order fill", shareText(s.Orders), countShare(ctx, s.Orders), "orders that left whole with that shipment ÷ orders"},
		{"On time in full, first promised", shareText(s.Promised), countShare(ctx, s.Promised), "lines that had left whole by their first promise ÷ lines whose first promise was due"},
		{"On time in full, requested", shareText(s.Requested), countShare(ctx, s.Requested), "lines that had left whole by the requested day ÷ lines whose requested day was due"},
	}
}

// limitShare says how much of the limit is in use: "1,200.00 EUR of 5,000.00 EUR".
func limitShare(h words.Here, p model.CustomerPage) string {
	if p.LimitValue == nil {
		return h.Money(p.BackorderValue) + " waits, no limit"
	}
	return h.Money(p.BackorderValue) + " of " + h.Money(*p.LimitValue)
}

// overLimit tells whether a limit is exceeded, or 80 % of it in use.
func overLimit(p model.CustomerPage) (over, near bool) {
	if p.LimitValue == nil {
		return false, false
	}
	return p.BackorderValue > *p.LimitValue, p.BackorderValue*5 >= *p.LimitValue*4 && p.BackorderValue > 0
}
