package handlers

import (
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/partners"
	"backfill/views/urls"
)

func (s *Server) newSite(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.siteForm(v, partners.SiteForm{New: true})
}

func (s *Server) editSite(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	e, version, err := s.Store.SiteToEdit(c.Request().Context(), param(c, "code"), param(c, "site"))
	if err != nil {
		return err
	}
	return s.siteForm(v, partners.SiteForm{Version: strconv.Itoa(version), Site: e.Site, Name: e.Name, Address: e.Address, Zone: e.Zone,
		Contact: e.Contact, Phone: e.Phone, Access: e.Access})
}

func (s *Server) siteForm(v *shown, f partners.SiteForm) error {
	ctx := v.c.Request().Context()
	of, _, err := s.Store.CustomerToEdit(ctx, param(v.c, "code"))
	if err != nil {
		return err
	}
	f.RID, f.Customer, f.CustomerName = newRID(), of.Code, of.Name
	if f.Zones, err = s.Store.Zones(ctx); err != nil {
		return err
	}
	return v.show("Site of "+of.Name, layout.Customers, partners.EditSite(f))
}

// saveSite creates a site, or changes the one of the address.
func (s *Server) saveSite(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	text := func(name string) string { return strings.TrimSpace(field(c, name)) }
	code := param(c, "code")
	f := partners.SiteForm{New: c.Param("site") == "", Version: text("version"), Site: text("site"), Name: text("name"), Address: text("address"), Zone: text("zone"),
		Contact: text("contact"), Phone: text("phone"), Access: text("access")}
	if !f.New {
		f.Site = param(c, "site")
	}
	e := model.SiteEdit{Site: f.Site, Name: f.Name, Address: f.Address, Zone: f.Zone, Contact: f.Contact, Phone: f.Phone, Access: f.Access}
	ctx := c.Request().Context()
	if f.New {
		err = s.Store.CreateSite(ctx, actor(c), code, e)
	} else {
		seen, _ := strconv.Atoi(f.Version)
		err = s.Store.ChangeSite(ctx, actor(c), code, seen, e)
	}
	if f.Changed = changedWords(c, err); f.Changed != "" {
		_, version, _ := s.Store.SiteToEdit(ctx, code, f.Site) // gone meanwhile: the form says so when it is sent again
		f.Version = strconv.Itoa(version)
		return s.siteForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "site", &f.Problems) {
		return s.siteForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Customer(code)+"#sites", "Site "+e.Site+" is saved.")
}

func (s *Server) newContact(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.contactForm(v, partners.ContactForm{Orders: true, Delays: true, Shipments: true})
}

func (s *Server) editContact(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	id, err := contactID(c)
	if err != nil {
		return err
	}
	e, version, err := s.Store.ContactToEdit(c.Request().Context(), param(c, "code"), id)
	if err != nil {
		return err
	}
	return s.contactForm(v, partners.ContactForm{ID: id, Version: strconv.Itoa(version), Name: e.Name, Role: e.Role, Email: e.Email, Phone: e.Phone,
		Orders: e.Orders, Delays: e.Delays, Shipments: e.Shipments})
}

func (s *Server) contactForm(v *shown, f partners.ContactForm) error {
	of, _, err := s.Store.CustomerToEdit(v.c.Request().Context(), param(v.c, "code"))
	if err != nil {
		return err
	}
	f.RID, f.Customer, f.CustomerName = newRID(), of.Code, of.Name
	return v.show("Contact of "+of.Name, layout.Customers, partners.EditContact(f))
}

// saveContact adds a contact, or changes the one of the address.
func (s *Server) saveContact(c Ctx) (err error) {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	text := func(name string) string { return strings.TrimSpace(field(c, name)) }
	code := param(c, "code")
	f := partners.ContactForm{Version: text("version"), Name: text("name"), Role: text("role"), Email: text("email"), Phone: text("phone"),
		Orders: field(c, "orders") != "", Delays: field(c, "delays") != "", Shipments: field(c, "shipments") != ""}
	e := model.ContactEdit{Name: f.Name, Role: f.Role, Email: f.Email, Phone: f.Phone, Orders: f.Orders, Delays: f.Delays, Shipments: f.Shipments}
	ctx := c.Request().Context()
	if c.Param("id") == "" {
		err = s.Store.AddContact(ctx, actor(c), code, e)
	} else {
		if f.ID, err = contactID(c); err != nil {
			return err
		}
		seen, _ := strconv.Atoi(f.Version)
		err = s.Store.ChangeContact(ctx, actor(c), code, f.ID, seen, e)
	}
	if f.Changed = changedWords(c, err); f.Changed != "" {
		_, version, _ := s.Store.ContactToEdit(ctx, code, f.ID)
		f.Version = strconv.Itoa(version)
		return s.contactForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "name", &f.Problems) {
		return s.contactForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Customer(code)+"#contacts", e.Name+" is saved.")
}
