package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func rennie(change func(*model.CustomerEdit)) model.CustomerEdit {
	e := model.CustomerEdit{Code: "REN", Name: "Rennie", Tier: "B", ShipMode: model.AsAvailable, NoticeRegime: "contract_b2b", Mail: model.MailAll}
	change(&e)
	return e
}

func TestACustomerIsEnteredAndChanged(t *testing.T) {
	d := dbtest.New(t)
	a := dbtest.Keyed()
	for range 2 { // the second is the same form sent again
		code, err := d.Store.CreateCustomer(t.Context(), a, rennie(func(e *model.CustomerEdit) { e.Limited, e.Limit = true, 500_00 }))
		must(t, err)
		if code != "REN" {
			t.Errorf("got %s", code)
		}
	}
	_, err := d.Store.CreateCustomer(t.Context(), dbtest.Dana(), rennie(func(e *model.CustomerEdit) { e.Code = "ren" }))
	problem(t, err, "code")

	change := rennie(func(e *model.CustomerEdit) {
		e.Tier, e.ShipMode, e.MaxShipments, e.Mail = "A", model.MaxShipments, 3, model.MailDigest
	})
	must(t, d.Store.ChangeCustomer(t.Context(), dbtest.Dana(), 1, change))
	must(t, d.Store.ChangeCustomer(t.Context(), dbtest.Dana(), 2, change)) // nothing differs: nothing is written
	d.Want(`SELECT code, tier, ship_mode, max_shipments, backorder_limit_value AS "limit", mail, version FROM customer`, `
		code  tier  ship_mode      max_shipments  limit  mail    version
		REN   A     max_shipments  3              -      digest  2`)
	d.Want(`SELECT action, before, after FROM audit_read WHERE entity = 'customer' AND action = 'changed'`, `
		action   before                                                                                                             after
		changed  {"backorder_limit_value":50000,"mail":"all","max_shipments":"","ship_mode":"as_available","tier":"B"}  {"backorder_limit_value":"","mail":"digest","max_shipments":3,"ship_mode":"max_shipments","tier":"A"}`)
	unchanged(t, d, func() {
		err := d.Store.ChangeCustomer(t.Context(), dbtest.Dana(), 1, rennie(func(*model.CustomerEdit) {}))
		conflict(t, err, "dana@test")
	})
}

// Orders that were entered keep their ship mode; the board says the new name.
func TestACustomersNewPolicyIsForNewOrders(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Order{Number: "SO-1", Customer: "BOB", Lines: []dbtest.Line{{SKU: "OAK", Qty: "4"}}})
	e, version, err := d.Store.CustomerToEdit(t.Context(), "BOB")
	must(t, err)
	e.Name, e.ShipMode = "Robert", model.OrderComplete
	must(t, d.Store.ChangeCustomer(t.Context(), dbtest.Dana(), version, e))
	_, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Number: "SO-2", Customer: "BOB", Lines: []model.EntryLine{{SKU: "OAK", Qty: model.Units(1)}}})
	must(t, err)
	d.Want(`SELECT order_number, customer, ship_mode FROM board ORDER BY order_number`, `
		order_number  customer  ship_mode
		SO-1          Robert    as_available
		SO-2          Robert    order_complete`)
}

func TestARetiredCustomerTakesNoNewOrder(t *testing.T) {
	d := dbtest.New(t, yard)
	one := model.OrderEntry{Customer: "BOB", Lines: []model.EntryLine{{SKU: "OAK", Qty: model.Units(1)}}}
	problem(t, d.Store.RetireCustomer(t.Context(), dbtest.Dana(), "BOB", 1, " "), "why")
	must(t, d.Store.RetireCustomer(t.Context(), dbtest.Dana(), "BOB", 1, "moved away"))
	conflict(t, d.Store.RetireCustomer(t.Context(), dbtest.Dana(), "BOB", 2, "moved away"), "retired already")
	_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), one)
	problem(t, err, "customer")
	must(t, d.Store.RestoreCustomer(t.Context(), dbtest.Dana(), "BOB", 2))
	_, err = d.Store.EnterOrder(t.Context(), dbtest.Dana(), one)
	must(t, err)
	d.Want(`SELECT action, ref, why FROM audit WHERE entity = 'customer'`, `
		action        ref  why
		retired       BOB  moved away
		brought_back  BOB  ''`)
}

func TestSitesAndContactsOfACustomer(t *testing.T) {
	d := dbtest.New(t, yard)
	site := model.SiteEdit{Site: "QUAY", Name: "Harbour flats", Zone: "N1", Access: "gate 3"}
	must(t, d.Store.CreateSite(t.Context(), dbtest.Dana(), "BOB", site))
	problem(t, d.Store.CreateSite(t.Context(), dbtest.Dana(), "BOB", model.SiteEdit{Site: "quay", Name: "Harbour"}), "site")
	problem(t, d.Store.CreateSite(t.Context(), dbtest.Dana(), "BOB", model.SiteEdit{Name: "Harbour"}), "site")
	site.Zone = "N2"
	must(t, d.Store.ChangeSite(t.Context(), dbtest.Dana(), "BOB", 1, site))
	conflict(t, d.Store.ChangeSite(t.Context(), dbtest.Dana(), "BOB", 1, model.SiteEdit{Site: "QUAY", Name: "Harbour", Zone: "N3"}), "BOB/QUAY")
	must(t, d.Store.RetireSite(t.Context(), dbtest.Dana(), "BOB", "QUAY", 2, "built"))
	_, err := d.Store.EnterOrder(t.Context(), dbtest.Dana(), model.OrderEntry{Customer: "BOB", Site: "QUAY", Lines: []model.EntryLine{{SKU: "OAK", Qty: model.Units(1)}}})
	problem(t, err, "site")
	must(t, d.Store.RestoreSite(t.Context(), dbtest.Dana(), "BOB", "QUAY", 3))

	ida := model.ContactEdit{Name: "Ida", Email: "ida@bob.example", Delays: true}
	must(t, d.Store.AddContact(t.Context(), dbtest.Dana(), "BOB", ida))
	problem(t, d.Store.AddContact(t.Context(), dbtest.Dana(), "BOB", model.ContactEdit{Name: "Max", Orders: true}), "email")
	ida.Shipments = true
	must(t, d.Store.ChangeContact(t.Context(), dbtest.Dana(), "BOB", 1, 1, ida))
	conflict(t, d.Store.ChangeContact(t.Context(), dbtest.Dana(), "BOB", 1, 1, model.ContactEdit{Name: "Ivo"}), "BOB/Ida")
	must(t, d.Store.RemoveContact(t.Context(), dbtest.Dana(), "BOB", 1, 2))
	p, err := d.Store.Customer(t.Context(), "BOB", dbtest.Today)
	must(t, err)
	if len(p.Sites) != 1 || p.Sites[0].Zone != "N2" || len(p.Contacts) != 0 {
		t.Errorf("got sites %+v, contacts %+v", p.Sites, p.Contacts)
	}
	d.Want(`SELECT action, entity, ref, why FROM audit ORDER BY id`, `
		action        entity   ref       why
		created       site     BOB/QUAY  ''
		changed       site     BOB/QUAY  ''
		retired       site     BOB/QUAY  built
		brought_back  site     BOB/QUAY  ''
		created       contact  BOB/contact-1  ''
		changed       contact  BOB/contact-1  ''
		removed       contact  BOB/contact-1  ''`)
	if len(p.Timeline) != 7 {
		t.Errorf("the timeline has %d entries, want what was done to its sites and contacts", len(p.Timeline))
	}
}
