package db_test

import (
	"testing"

	"backfill/db/dbtest"
	"backfill/model"
)

func TestWarehouses(t *testing.T) {
	d := dbtest.New(t, yard)
	store, ctx := d.Store, t.Context()
	unchanged(t, d, func() {
		for field, e := range map[string]model.WarehouseEdit{"code": {Name: "Nameless"}, "name": {Code: "SHOP"}, "country": {Code: "SHOP", Name: "Shop", Country: "Germany"}} {
			_, err := store.CreateWarehouse(ctx, dbtest.Keyed(), e)
			problem(t, err, field)
		}
		for _, code := range []string{"transit", "MAIN", "new"} {
			_, err := store.CreateWarehouse(ctx, dbtest.Keyed(), model.WarehouseEdit{Code: code, Name: "Shop"})
			problem(t, err, "code")
		}
	})
	code, err := store.CreateWarehouse(ctx, dbtest.Keyed(), model.WarehouseEdit{Code: "SHOP", Name: "Shop", Country: "de"})
	must(t, err)
	must(t, store.ChangeWarehouse(ctx, dbtest.Keyed(), 1, model.WarehouseEdit{Code: code, Name: "Corner shop", Country: "DE"}))
	unchanged(t, d, func() {
		conflict(t, store.ChangeWarehouse(ctx, dbtest.Keyed(), 1, model.WarehouseEdit{Code: code, Name: "Other"}), "was changed by")
		must(t, store.ChangeWarehouse(ctx, dbtest.Dana(), 2, model.WarehouseEdit{Code: code, Name: "Corner shop", Country: "DE"}))
	})
	d.Want(`SELECT w.code, w.name, w.country, l.kind FROM warehouse w JOIN location l ON l.id = w.id ORDER BY w.id`, `
		code  name            country  kind
		MAIN  Main warehouse  ''       warehouse
		SHOP  Corner shop     DE       warehouse`)
	d.Want(`SELECT action, before ->> 'name' AS was, after ->> 'name' AS now FROM audit WHERE entity = 'warehouse' ORDER BY id`, `
		action   was   now
		created  -     Shop
		changed  Shop  Corner shop`)
}

func TestBins(t *testing.T) {
	d := dbtest.New(t, yard, dbtest.Stock{SKU: "OAK", Qty: "5"})
	store, ctx := d.Store, t.Context()
	unchanged(t, d, func() {
		problem(t, store.SetBin(ctx, dbtest.Keyed(), "MAIN", "", ""), "bin")
		problem(t, store.SetBin(ctx, dbtest.Keyed(), "MAIN", "A-1", "ELM"), "sku")
		conflict(t, store.RemoveBin(ctx, dbtest.Keyed(), "MAIN", "A-1"), "no bin A-1")
		conflict(t, store.RenameBin(ctx, dbtest.Keyed(), "MAIN", "A-1", "A-2"), "no bin A-1")
	})
	must(t, store.SetBin(ctx, dbtest.Keyed(), "MAIN", "A-1", "OAK"))
	must(t, store.SetBin(ctx, dbtest.Keyed(), "MAIN", "A-2", ""))
	unchanged(t, d, func() {
		problem(t, store.RemoveBin(ctx, dbtest.Keyed(), "MAIN", "A-1"), "bin")
		problem(t, store.SetBin(ctx, dbtest.Keyed(), "MAIN", "A-1", "ASH"), "sku")
		problem(t, store.RenameBin(ctx, dbtest.Keyed(), "MAIN", "A-1", "a-2"), "to")
		must(t, store.SetBin(ctx, dbtest.Dana(), "MAIN", "a-1", "oak"))
	})
	must(t, store.RenameBin(ctx, dbtest.Keyed(), "MAIN", "A-1", "B-1"))
	must(t, store.SetBin(ctx, dbtest.Keyed(), "MAIN", "A-2", "OAK"))
	must(t, store.RemoveBin(ctx, dbtest.Keyed(), "MAIN", "B-1"))
	d.Want(`SELECT b.bin, p.sku FROM bin b LEFT JOIN product p ON p.id = b.product_id`, "bin  sku\nA-2  OAK")
	d.Want(`SELECT action, before, after FROM audit WHERE entity = 'warehouse' ORDER BY id`, `
		action       before                         after
		bin_set      -                              {"bin":"A-1","product":"OAK"}
		bin_set      -                              {"bin":"A-2","product":""}
		bin_renamed  {"bin":"A-1"}                  {"bin":"B-1"}
		bin_set      {"bin":"A-2","product":""}     {"bin":"A-2","product":"OAK"}
		bin_removed  {"bin":"B-1","product":"OAK"}  -`)
}
