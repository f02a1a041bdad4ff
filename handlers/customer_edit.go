package handlers

import (
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/partners"
	"backfill/views/urls"
)

func (s *Server) newCustomer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.customerForm(v, partners.CustomerForm{New: true, ShipMode: string(model.AsAvailable), NoticeRegime: model.NoticeRegimes[0], Mail: string(model.MailAll)})
}

func (s *Server) editCustomer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	e, version, err := s.Store.CustomerToEdit(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	f := partners.CustomerForm{Version: strconv.Itoa(version), Code: e.Code, Name: e.Name, Class: e.Class, Tier: e.Tier, Email: e.Email, Phone: e.Phone,
		Language: e.Language, Country: e.Country, ShipMode: string(e.ShipMode), NoticeRegime: e.NoticeRegime, Owner: e.Owner, Mail: string(e.Mail), AskShort: e.AskShort}
	if e.MaxShipments > 0 {
		f.MaxShipments = strconv.Itoa(e.MaxShipments)
	}
	if e.Limited {
		f.Limit = locale(c).Typed(e.Limit.Decimal(v.Decimals))
	}
	return s.customerForm(v, f)
}

// customerForm draws the form with what it offers and whom a change touches.
func (s *Server) customerForm(v *shown, f partners.CustomerForm) (err error) {
	ctx := v.c.Request().Context()
	f.RID, f.Currency = newRID(), v.Currency
	if f.Classes, f.Tiers, f.Countries, err = s.Store.CustomerWords(ctx); err != nil {
		return err
	}
	people, err := s.Store.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range people {
		f.Owners = append(f.Owners, model.Option{Value: u.Email, Text: u.Name})
	}
	if f.New {
		return v.show("New customer", layout.Customers, partners.EditCustomer(f))
	}
	if f.Mastered, err = s.mastered(v, "customers"); err != nil {
		return err
	}
	stands, err := s.Store.CustomerStands(ctx, f.Code)
	if err != nil {
		return err
	}
	f.OpenOrders, f.Waiting = stands.OpenOrders, v.Money(stands.BackorderValue)
	return v.show("Change "+f.Name, layout.Customers, partners.EditCustomer(f))
}

// typedCustomer reads the form: what was typed, what it means, what is wrong.
func typedCustomer(v *shown) (f partners.CustomerForm, e model.CustomerEdit, p model.Problems) {
	text := func(name string) string { return strings.TrimSpace(field(v.c, name)) }
	f = partners.CustomerForm{Version: text("version"), Code: text("code"), Name: text("name"), Class: text("class"), Tier: text("tier"), Email: text("email"),
		Phone: text("phone"), Language: text("language"), Country: text("country"), ShipMode: text("ship_mode"), MaxShipments: text("max_shipments"),
		Limit: text("limit"), NoticeRegime: text("notice_regime"), Owner: text("owner"), Mail: text("mail"), AskShort: text("ask_short") != ""}
	e = model.CustomerEdit{Code: f.Code, Name: f.Name, Class: f.Class, Tier: f.Tier, Email: f.Email, Phone: f.Phone, Language: f.Language, Country: f.Country,
		ShipMode: model.ShipMode(f.ShipMode), NoticeRegime: f.NoticeRegime, Owner: f.Owner, Mail: model.MailWish(f.Mail), AskShort: f.AskShort}
	if f.MaxShipments != "" {
		e.MaxShipments = typedWhole(&p, "max_shipments", f.MaxShipments, "Enter a whole number of shipments.")
	}
	if f.Limit != "" {
		var err error
		e.Limited = true
		e.Limit, err = locale(v.c).ReadMoney(f.Limit, v.Decimals)
		p.Need("limit", err == nil, "Enter an amount, such as 5000, or nothing for no limit.")
	}
	return f, e, p
}

func (s *Server) createCustomer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, p := typedCustomer(v)
	f.New = true
	if len(p) > 0 {
		alsoWrong(&p, e.Check())
	}
	var code string
	err = problemsFirst(p, func() (err error) {
		code, err = s.Store.CreateCustomer(c.Request().Context(), actor(c), e)
		return err
	})
	if refused(c, err, "code", &f.Problems) {
		return s.customerForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Customer(code), e.Name+" is a customer now.")
}

func (s *Server) changeCustomer(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e, p := typedCustomer(v)
	was, version, err := s.Store.CustomerToEdit(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	f.Code, e.Code = was.Code, was.Code
	if len(p) > 0 {
		alsoWrong(&p, e.Check())
	}
	seen, _ := strconv.Atoi(f.Version) // not a number: whatever it is now
	err = problemsFirst(p, func() error { return s.Store.ChangeCustomer(c.Request().Context(), actor(c), seen, e) })
	if f.Changed = changedWords(c, err); f.Changed != "" {
		f.Version = strconv.Itoa(version) // who saves again has been told
		return s.customerForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "name", &f.Problems) {
		return s.customerForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Customer(was.Code), e.Name+" is saved.")
}

// customerAction does one thing to a customer with the reason given; the page
// comes back with what was typed where it is refused.
func (s *Server) customerAction(do, said string, act func(c Ctx, code string, version int, why string) error) func(Ctx) error {
	return func(c Ctx) error {
		v, err := s.shown(c)
		if err != nil {
			return err
		}
		code := param(c, "code")
		f := partners.Forms{Do: do, Why: strings.TrimSpace(field(c, "why"))}
		version, _ := strconv.Atoi(field(c, "version"))
		var p model.Problems
		shortText(&p, "why", f.Why)
		err = problemsFirst(p, func() error { return act(c, code, version, f.Why) })
		if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
			return s.customerPage(v.as(statusOf(err)), code, f)
		}
		if err != nil {
			return err
		}
		return s.done(c, urls.Customer(code), said)
	}
}

func (s *Server) customerActions() {
	s.post("/customers/:code/credit", model.ReleaseCredit, s.customerAction("credit", "On credit hold: nothing of it ships.",
		func(c Ctx, code string, version int, why string) error {
			return s.Store.HoldCredit(c.Request().Context(), actor(c), model.CreditOf{Ref: code}, version, why)
		}))
	s.post("/customers/:code/uncredit", model.ReleaseCredit, s.customerAction("uncredit", "Credit hold released. Free stock was offered to its lines.",
		func(c Ctx, code string, version int, why string) error {
			return s.Store.ReleaseCredit(c.Request().Context(), actor(c), model.CreditOf{Ref: code}, version, why)
		}))
	s.post("/customers/:code/retire", model.EditCustomers, s.customerAction("retire", "Retired: it takes no new orders.",
		func(c Ctx, code string, version int, why string) error {
			return s.Store.RetireCustomer(c.Request().Context(), actor(c), code, version, why)
		}))
	s.post("/customers/:code/restore", model.EditCustomers, s.customerAction("restore", "Back in use.",
		func(c Ctx, code string, version int, _ string) error {
			return s.Store.RestoreCustomer(c.Request().Context(), actor(c), code, version)
		}))
	for do, act := range map[string]func(c Ctx, code string, version int) error{
		"retire": func(c Ctx, code string, version int) error {
			return s.Store.RetireSite(c.Request().Context(), actor(c), code, param(c, "site"), version, field(c, "why"))
		},
		"restore": func(c Ctx, code string, version int) error {
			return s.Store.RestoreSite(c.Request().Context(), actor(c), code, param(c, "site"), version)
		},
	} {
		s.post("/customers/:code/sites/:site/"+do, model.EditCustomers, s.customerAction("site", "The site is saved.",
			func(c Ctx, code string, version int, _ string) error { return act(c, code, version) }))
	}
	s.post("/customers/:code/contacts/:id/remove", model.EditCustomers, s.customerAction("contact", "Removed from the list.",
		func(c Ctx, code string, version int, _ string) error {
			id, err := contactID(c)
			if err != nil {
				return err
			}
			return s.Store.RemoveContact(c.Request().Context(), actor(c), code, id, version)
		}))
}

func contactID(c Ctx) (int64, error) {
	id, err := strconv.ParseInt(param(c, "id"), 10, 64)
	if err != nil {
		return 0, model.ErrNotFound
	}
	return id, nil
}
