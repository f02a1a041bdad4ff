package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func slab() model.ProductEdit {
	return model.ProductEdit{SKU: "SLAB", Name: "Slab", Category: "Stone", Unit: "m2", Decimals: 2, Price: 1250, Weight: dbtest.Qty("12.5"), GTIN: "4006381333931",
		Supplier: "SAW", SupplierSKU: "S-1", LeadTimeDays: model.SupplierLeadTime, Pack: dbtest.Qty("2.5"), Backorder: model.LimitBackorder, BackorderLimit: dbtest.Qty("100")}
}

func TestCreateProduct(t *testing.T) {
	d := dbtest.New(t, yard)
	actor := dbtest.Keyed()
	sku, err := d.Store.CreateProduct(t.Context(), actor, slab())
	must(t, err)
	unchanged(t, d, func() {
		again := dbtest.Dana()
		again.Key = &model.RequestKey{Scope: actor.Key.Scope, Key: actor.Key.Key, Body: actor.Key.Body}
		second, err := d.Store.CreateProduct(t.Context(), again, slab())
		must(t, err)
		if second != sku {
			t.Errorf("a second submit made %s, the first %s", second, sku)
		}
		_, err = d.Store.CreateProduct(t.Context(), dbtest.Keyed(), slab())
		problem(t, err, "sku")
		e := slab()
		e.SKU, e.Supplier = "SLAB-2", "NOBODY"
		_, err = d.Store.CreateProduct(t.Context(), dbtest.Keyed(), e)
		problem(t, err, "supplier")
	})
	d.Want(`SELECT p.sku, p.unit, p.decimals, p.price, p.weight_g, u.code AS supplier, p.lead_time_days, p.pack, p.backorder, p.backorder_limit
		FROM product p JOIN supplier u ON u.id = p.supplier_id WHERE p.sku = 'SLAB'`, `
		sku   unit  decimals  price  weight_g  supplier  lead_time_days  pack  backorder  backorder_limit
		SLAB  m2    2         1250   12500     SAW       -               2500  limit      100000`)
	d.Want(`SELECT actor, action, ref, after ->> 'name' AS name, after ->> 'lead_time_days' AS lead FROM audit WHERE entity = 'product'`, `
		actor      action   ref   name  lead
		dana@test  created  SLAB  Slab  the supplier's`)
}

func TestChangeProductSaysWhatStandsInTheWay(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Product{SKU: "TILE", Unit: "m2", Decimals: 2, Supplier: "SAW"}, dbtest.Product{SKU: "DYE", LotTracked: true},
		dbtest.Stock{SKU: "TILE", Qty: "7.5"}, dbtest.Stock{SKU: "DYE", Qty: "2", Lot: "k1"})
	tile := model.ProductEdit{SKU: "TILE", Name: "Tile", Unit: "m2", Decimals: 2, Supplier: "SAW", LeadTimeDays: model.SupplierLeadTime, Backorder: model.AllowBackorder}
	unchanged(t, d, func() {
		e := tile
		e.Unit = "pc"
		problem(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 1, e), "unit")
		e = tile
		e.Decimals = 0
		problem(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 1, e), "decimals")
		e = tile
		e.LotTracked = true
		problem(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 1, e), "lot_tracked")
		e = model.ProductEdit{SKU: "DYE", Name: "Dye", Unit: "pc", LeadTimeDays: model.SupplierLeadTime, Backorder: model.AllowBackorder}
		problem(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 1, e), "lot_tracked")
	})
	tile.Decimals = 1
	must(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 1, tile))
	unchanged(t, d, func() {
		tile.Name = "Other"
		conflict(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 1, tile), "TILE was changed by dana@test")
	})
	d.Want(`SELECT before ->> 'decimals' AS was, after ->> 'decimals' AS now, after ->> 'price' AS price FROM audit WHERE ref = 'TILE'`, `
		was  now  price
		2    1    -`)
}

func TestAChangedLeadTimeIsPlannedAnew(t *testing.T) {
	d := dbtest.New(t, yard, order("SO-1", "OAK", "4", ""))
	const pegs = `SELECT date, source FROM peg`
	d.Want(pegs, "date  source\n2026-12-08  not yet ordered")
	e := model.ProductEdit{SKU: "OAK", Name: "Product OAK", Unit: "pc", Supplier: "SAW", LeadTimeDays: 30, Backorder: model.AllowBackorder}
	must(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 0, e))
	d.Want(pegs, "date  source\n2026-12-24  not yet ordered")
	e.Name = "Oak plank"
	must(t, d.Store.ChangeProduct(t.Context(), dbtest.Keyed(), 0, e))
	d.Want(`SELECT product FROM board`, "product\nOak plank")
}

func TestARetiredProductIsNotSold(t *testing.T) {
	d := dbtest.New(t, yard, order("SO-1", "OAK", "4", ""))
	unchanged(t, d, func() {
		problem(t, d.Store.RetireProduct(t.Context(), dbtest.Keyed(), "OAK", 1, " "), "why")
		conflict(t, d.Store.BringBackProduct(t.Context(), dbtest.Keyed(), "OAK", 1, ""), "is not retired")
	})
	must(t, d.Store.RetireProduct(t.Context(), dbtest.Keyed(), "OAK", 1, "No longer made"))
	unchanged(t, d, func() {
		_, err := d.Store.EnterOrder(t.Context(), dbtest.Keyed(), order("SO-2", "OAK", "1", "").Entry())
		problem(t, err, "lines[0].sku")
		conflict(t, d.Store.RetireProduct(t.Context(), dbtest.Keyed(), "OAK", 0, "again"), "retired already")
		conflict(t, d.Store.RetireProduct(t.Context(), dbtest.Keyed(), "OAK", 1, "again"), "was changed by")
	})
	must(t, d.Store.AdjustStock(t.Context(), dbtest.Keyed(), model.Adjustment{SKU: "OAK", Warehouse: "MAIN", By: dbtest.Qty("9"), Why: "found"}))
	d.Want(lines, `
		line    ordered  allocated  picked  shipped  short
		SO-1/1  4        4          0       0        0`)
	must(t, d.Store.BringBackProduct(t.Context(), dbtest.Keyed(), "OAK", 2, "Made again"))
	_, err := d.Store.EnterOrder(t.Context(), dbtest.Keyed(), order("SO-2", "OAK", "1", "").Entry())
	must(t, err)
}

func TestProductListsAreChangedOneByOne(t *testing.T) {
	d := dbtest.New(t, yard)
	store, ctx := d.Store, t.Context()
	unchanged(t, d, func() {
		problem(t, store.SetProductUnit(ctx, dbtest.Keyed(), "OAK", 1, model.UnitEdit{Unit: "PC", Ratio: 1000}), "unit_name")
		problem(t, store.SetSubstitute(ctx, dbtest.Keyed(), "OAK", 1, model.SubstituteEdit{SKU: "ELM", Kind: "upgrade", Ratio: 1000}), "substitute")
		problem(t, store.SetSubstitute(ctx, dbtest.Keyed(), "OAK", 1, model.SubstituteEdit{SKU: "oak", Kind: "upgrade", Ratio: 1000}), "substitute")
		conflict(t, store.RemoveSubstitute(ctx, dbtest.Keyed(), "OAK", 1, "ASH"), "not on the list")
		conflict(t, store.RemoveProductUnit(ctx, dbtest.Keyed(), "OAK", 1, "bundle"), "no unit of OAK")
	})
	must(t, store.SetProductUnit(ctx, dbtest.Keyed(), "OAK", 1, model.UnitEdit{Unit: "bundle", Ratio: dbtest.Qty("40")}))
	must(t, store.SetProductUnit(ctx, dbtest.Keyed(), "OAK", 2, model.UnitEdit{Unit: "bundle", Ratio: dbtest.Qty("48")}))
	must(t, store.SetSubstitute(ctx, dbtest.Keyed(), "OAK", 3, model.SubstituteEdit{SKU: "ASH", Kind: "upgrade", Ratio: dbtest.Qty("2")}))
	unchanged(t, d, func() {
		conflict(t, store.SetSubstitute(ctx, dbtest.Keyed(), "OAK", 3, model.SubstituteEdit{SKU: "ASH", Kind: "equivalent", Ratio: 1000}), "was changed by")
		must(t, store.SetProductUnit(ctx, dbtest.Dana(), "OAK", 4, model.UnitEdit{Unit: "bundle", Ratio: dbtest.Qty("48")}))
	})
	d.Want(`SELECT u.unit, u.ratio, s.kind, s.ratio AS substitute FROM product_unit u JOIN substitute s ON s.product_id = u.product_id`, `
		unit    ratio  kind     substitute
		bundle  48000  upgrade  2000`)
	must(t, store.RemoveProductUnit(ctx, dbtest.Keyed(), "OAK", 4, "bundle"))
	must(t, store.RemoveSubstitute(ctx, dbtest.Keyed(), "OAK", 5, "ASH"))
	d.Want(`SELECT action, before, after FROM audit WHERE ref = 'OAK' ORDER BY id`, `
		action              before                                          after
		unit_set            -                                               {"unit":"1 bundle = 40 pc"}
		unit_set            {"unit":"1 bundle = 40 pc"}                     {"unit":"1 bundle = 48 pc"}
		substitute_set      -                                               {"kind":"upgrade","ratio":"2","substitute":"ASH"}
		unit_removed        {"unit":"1 bundle = 48 pc"}                     -
		substitute_removed  {"kind":"upgrade","ratio":"2","substitute":"ASH"}  -`)
}
