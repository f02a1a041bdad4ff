package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func mill() model.SupplierEdit {
	return model.SupplierEdit{Code: "MILL", Name: "Mill", Group: "boards", LeadTimeDays: 9, Email: "mill@example.com"}
}

func TestASupplierIsEnteredAndChanged(t *testing.T) {
	d := dbtest.New(t)
	a := dbtest.Keyed()
	for range 2 { // the second is the same form sent again
		code, err := d.Store.CreateSupplier(t.Context(), a, mill())
		must(t, err)
		if code != "MILL" {
			t.Errorf("got %s", code)
		}
	}
	e := mill()
	e.Code = "mill"
	_, err := d.Store.CreateSupplier(t.Context(), dbtest.Dana(), e)
	problem(t, err, "code")
	e.Group, e.Email = "panels", ""
	must(t, d.Store.ChangeSupplier(t.Context(), dbtest.Dana(), 1, e))
	must(t, d.Store.ChangeSupplier(t.Context(), dbtest.Dana(), 2, e)) // nothing differs: nothing is written
	unchanged(t, d, func() { conflict(t, d.Store.ChangeSupplier(t.Context(), dbtest.Dana(), 1, mill()), "dana@test") })
	d.Want(`SELECT code, supplier_group, lead_time_days, email, version FROM supplier`, `
		code  supplier_group  lead_time_days  email  version
		MILL  panels          9               ''     2`)
	d.Want(`SELECT action, entity, ref, before, after FROM audit_read WHERE action = 'changed'`, `
		action   entity    ref   before                                       after
		changed  supplier  MILL  {"email":"mill@example.com","group":"boards"}  {"email":"","group":"panels"}`)
}

// Only products without a lead time of their own follow their supplier's.
func TestASuppliersLeadTimeIsPlannedAnew(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Product{SKU: "ELM", Supplier: "SAW", LeadDays: 5}, order("SO-1", "OAK", "4", ""), order("SO-2", "ELM", "4", ""))
	const pegs = `SELECT p.sku, g.date FROM peg g JOIN order_line l ON l.id = g.line_id JOIN product p ON p.id = l.product_id ORDER BY p.sku`
	d.Want(pegs, "sku  date\nELM  2026-11-30\nOAK  2026-12-08")
	e, version, err := d.Store.SupplierToEdit(t.Context(), "SAW")
	must(t, err)
	e.LeadTimeDays, e.Name = 30, "Sawmill"
	must(t, d.Store.ChangeSupplier(t.Context(), dbtest.Dana(), version, e))
	d.Want(pegs, "sku  date\nELM  2026-11-30\nOAK  2026-12-24")
	d.Want(`SELECT DISTINCT supplier FROM board`, "supplier\nSawmill")
}

func TestNothingIsOrderedFromARetiredSupplier(t *testing.T) {
	d := dbtest.New(t, yard)
	one := model.PurchaseEntry{Lines: []model.PurchaseLine{{SKU: "OAK", Qty: model.Units(1), Confidence: model.Stated}}}
	problem(t, d.Store.RetireSupplier(t.Context(), dbtest.Dana(), "SAW", 1, " "), "why")
	must(t, d.Store.RetireSupplier(t.Context(), dbtest.Dana(), "SAW", 1, "closed down"))
	conflict(t, d.Store.RetireSupplier(t.Context(), dbtest.Dana(), "SAW", 2, "closed down"), "retired already")
	_, err := d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), one)
	problem(t, err, "supplier")
	must(t, d.Store.RestoreSupplier(t.Context(), dbtest.Dana(), "SAW", 2))
	_, err = d.Store.CreatePurchaseOrder(t.Context(), dbtest.Dana(), one)
	must(t, err)
	d.Want(`SELECT action, ref, why FROM audit WHERE entity = 'supplier'`, `
		action        ref  why
		retired       SAW  closed down
		brought_back  SAW  ''`)
}

// The list and the page say the same of what came: rejected goods do not count,
// nor do orders from more than a year ago.
func TestASupplierIsJudgedByWhatItBrought(t *testing.T) {
	d := dbtest.New(t, yard,
		dbtest.PO{Number: "PO-1", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: dbtest.Today.AddDays(-3)},
		dbtest.PO{Number: "PO-2", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: dbtest.Today.AddDays(2)},
		dbtest.PO{Number: "PO-3", Supplier: "SAW", SKU: "OAK", Qty: "10", ETA: dbtest.Today.AddDays(-20)},
		dbtest.Supplier{Code: "IDLE"})
	d.Broken = true // the past is planted
	d.Exec(`UPDATE purchase_order SET ordered_at = '2025-11-01T08:00:00.000Z' WHERE number = 'PO-3'`)
	d.Exec(`INSERT INTO receipt(number, po_line_id, received, rejected, received_on, at, actor)
		SELECT 'R-' || o.number, i.id, CASE o.number WHEN 'PO-2' THEN 10000 ELSE 4000 END, 0, ?1, ?2, 'dana@test' FROM po_line i JOIN purchase_order o ON o.id = i.po_id
		UNION ALL SELECT 'R-9', i.id, 0, 1000, ?1, ?2, 'dana@test' FROM po_line i LIMIT 4`, dbtest.Today, model.At(dbtest.Now))
	want := model.Reliability{OnTime: model.Share{Met: 1, Of: 2}, Short: model.Share{Met: 1, Of: 2}, Median: -2, P80: 3}
	rows, err := d.Store.Suppliers(t.Context(), model.ListQuery{Sort: "code", Size: 25}, dbtest.Today)
	must(t, err)
	page, err := d.Store.Supplier(t.Context(), "SAW", dbtest.Today)
	must(t, err)
	if page.Reliability != want || page.OpenOrders != 3 || page.LateOrders != 2 {
		t.Errorf("the page says %+v", page.SupplierRow)
	}
	for _, r := range rows.Rows {
		if r.Code == "SAW" && r != page.SupplierRow || r.Code == "IDLE" && (r.Reliability != model.Reliability{} || r.OpenOrders != 0) {
			t.Errorf("the list says %+v", r)
		}
	}
	if len(rows.Rows) != 2 {
		t.Errorf("%d suppliers are listed", len(rows.Rows))
	}
}
