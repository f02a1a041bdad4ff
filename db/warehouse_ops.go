package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"backfill/model"
)

// CreateWarehouse adds a warehouse and gives its code.
func (s *Store) CreateWarehouse(ctx context.Context, a model.Actor, e model.WarehouseEdit) (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return e.Code, t.createWarehouse(e) })
}

func (t *tx) createWarehouse(e model.WarehouseEdit) error {
	var kind string
	err := t.get(&kind, `/* createWarehouse */ SELECT kind FROM location WHERE code = ?`, e.Code)
	switch {
	case err == nil && kind == "warehouse":
		return model.Problems{"code": "There is a warehouse " + e.Code + " already."}
	case err == nil:
		return model.Problems{"code": e.Code + " is a place the desk uses itself. Choose another code."}
	case !errors.Is(err, model.ErrNotFound):
		return err
	}
	id, err := t.insert(`/* createWarehouse */ INSERT INTO location(code, kind) VALUES (?, 'warehouse')`, e.Code)
	if err != nil {
		return err
	}
	if err := t.exec(`/* createWarehouse */ INSERT INTO warehouse(id, code, name, address, country) VALUES (?, ?, ?, ?, ?)`,
		id, e.Code, e.Name, e.Address, strings.ToUpper(e.Country)); err != nil {
		return err
	}
	return t.record("created", "warehouse", id, e.Code, nil, warehouseFigures(e), "")
}

func warehouseFigures(e model.WarehouseEdit) map[string]any {
	return map[string]any{"name": e.Name, "address": e.Address, "country": strings.ToUpper(e.Country)}
}

// storedWarehouse is a warehouse as an operation on it finds it.
type storedWarehouse struct {
	ID int64
	model.WarehouseEdit
	Version int
}

// warehouse loads a warehouse as the person saw it; version 0 is whatever it is
// now.
func (t *tx) warehouse(code string, version int) (storedWarehouse, error) {
	var w storedWarehouse
	if err := t.get(&w, `/* warehouse */ SELECT id, code, name, address, country, version FROM warehouse WHERE code = ?`, code); err != nil {
		return w, err
	}
	return w, t.unchanged("warehouse", w.ID, "Warehouse "+w.Code, w.Version, version)
}

// ChangeWarehouse saves name, address and country of a warehouse.
func (s *Store) ChangeWarehouse(ctx context.Context, a model.Actor, version int, e model.WarehouseEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeWarehouse(version, e) })
	return err
}

func (t *tx) changeWarehouse(version int, e model.WarehouseEdit) error {
	was, err := t.warehouse(e.Code, version)
	if err != nil {
		return err
	}
	before, after := differing(warehouseFigures(was.WarehouseEdit), warehouseFigures(e))
	if len(after) == 0 {
		return nil
	}
	if err := t.exec(`/* changeWarehouse */ UPDATE warehouse SET name = ?, address = ?, country = ?, version = version + 1 WHERE id = ?`,
		e.Name, e.Address, strings.ToUpper(e.Country), was.ID); err != nil {
		return err
	}
	return t.record("changed", "warehouse", was.ID, was.Code, before, after, "")
}

// SetBin adds a bin to a warehouse or assigns its product; no SKU leaves it
// without one.
func (s *Store) SetBin(ctx context.Context, a model.Actor, warehouse, bin, sku string) error {
	var p model.Problems
	model.CheckBin(&p, "bin", bin)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setBin(warehouse, bin, sku) })
	return err
}

func (t *tx) setBin(warehouse, bin, sku string) error {
	w, err := t.warehouse(warehouse, 0)
	if err != nil {
		return err
	}
	was, err := t.bin(w, bin)
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return err
	}
	known := err == nil
	var product storedProduct
	if sku != "" {
		product, err = t.product(sku, 0)
		if errors.Is(err, model.ErrNotFound) {
			return model.Problems{"sku": "There is no product " + sku + "."}
		}
		if err != nil {
			return err
		}
	}
	switch {
	case known && was.ProductID == product.ID:
		return nil
	case known && was.ProductID > 0:
		if err := was.leaves("sku"); err != nil {
			return err
		}
	}
	if err := t.exec(`/* setBin */ INSERT INTO bin(warehouse_id, bin, product_id) VALUES (?, ?, ?)
		ON CONFLICT(warehouse_id, bin) DO UPDATE SET product_id = excluded.product_id`, w.ID, bin, orNull(product.ID)); err != nil {
		return err
	}
	var before any
	if known {
		before = binFigures(was.Bin, was.SKU)
	}
	return t.binChanged("bin_set", w, before, binFigures(bin, product.SKU))
}

func binFigures(bin, sku string) map[string]any { return map[string]any{"bin": bin, "product": sku} }

// storedBin is a bin with what lies in it.
type storedBin struct {
	Bin       string
	ProductID int64 `db:"product_id"`
	SKU       string
	Unit      string
	OnHand    model.Qty `db:"on_hand"` // of its product in the warehouse
	Others    int       // bins of the same product there
}

func (t *tx) bin(w storedWarehouse, bin string) (storedBin, error) {
	var b storedBin
	err := t.get(&b, `/* bin */ SELECT b.bin, coalesce(b.product_id, 0) AS product_id, coalesce(p.sku, '') AS sku, coalesce(p.unit, '') AS unit,
		(SELECT coalesce(sum(s.on_hand), 0) FROM stock s WHERE s.product_id = b.product_id AND s.warehouse_id = b.warehouse_id) AS on_hand,
		(SELECT count(*) FROM bin o WHERE o.product_id = b.product_id AND o.warehouse_id = b.warehouse_id AND o.bin <> b.bin) AS others
		FROM bin b LEFT JOIN product p ON p.id = b.product_id WHERE b.warehouse_id = ? AND b.bin = ?`, w.ID, bin)
	return b, err
}

// leaves refuses to take the last bin from a product that is on hand: nobody
// would find it.
func (b storedBin) leaves(field string) error {
	if b.OnHand > 0 && b.Others == 0 {
		return model.Problems{field: fmt.Sprintf("%s %s of %s lie in %s, its only bin here. Give it another bin first.", b.OnHand, b.Unit, b.SKU, b.Bin)}
	}
	return nil
}

// binChanged records a change of a warehouse's bins. It counts as a change of the
// warehouse.
func (t *tx) binChanged(action string, w storedWarehouse, before, after any) error {
	if err := t.exec(`/* binChanged */ UPDATE warehouse SET version = version + 1 WHERE id = ?`, w.ID); err != nil {
		return err
	}
	return t.record(action, "warehouse", w.ID, w.Code, before, after, "")
}

// RenameBin gives a bin another name; what lies in it stays.
func (s *Store) RenameBin(ctx context.Context, a model.Actor, warehouse, bin, to string) error {
	var p model.Problems
	model.CheckBin(&p, "to", to)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.renameBin(warehouse, bin, to) })
	return err
}

func (t *tx) renameBin(warehouse, bin, to string) error {
	w, err := t.warehouse(warehouse, 0)
	if err != nil {
		return err
	}
	was, err := t.knownBin(w, bin)
	if err != nil || was.Bin == to {
		return err
	}
	if _, err := t.bin(w, to); err == nil && !strings.EqualFold(bin, to) {
		return model.Problems{"to": "There is a bin " + to + " already."}
	} else if err != nil && !errors.Is(err, model.ErrNotFound) {
		return err
	}
	if err := t.exec(`/* renameBin */ UPDATE bin SET bin = ? WHERE warehouse_id = ? AND bin = ?`, to, w.ID, bin); err != nil {
		return err
	}
	return t.binChanged("bin_renamed", w, map[string]any{"bin": was.Bin}, map[string]any{"bin": to})
}

func (t *tx) knownBin(w storedWarehouse, bin string) (storedBin, error) {
	b, err := t.bin(w, bin)
	if errors.Is(err, model.ErrNotFound) {
		return b, model.Conflictf("There is no bin %s in %s any more.", bin, w.Code)
	}
	return b, err
}

// RemoveBin takes a bin off a warehouse, unless it is the only one of a product
// that is on hand.
func (s *Store) RemoveBin(ctx context.Context, a model.Actor, warehouse, bin string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.removeBin(warehouse, bin) })
	return err
}

func (t *tx) removeBin(warehouse, bin string) error {
	w, err := t.warehouse(warehouse, 0)
	if err != nil {
		return err
	}
	was, err := t.knownBin(w, bin)
	if err != nil {
		return err
	}
	if err := was.leaves("bin"); err != nil {
		return err
	}
	if err := t.exec(`/* removeBin */ DELETE FROM bin WHERE warehouse_id = ? AND bin = ?`, w.ID, bin); err != nil {
		return err
	}
	return t.binChanged("bin_removed", w, binFigures(was.Bin, was.SKU), nil)
}
