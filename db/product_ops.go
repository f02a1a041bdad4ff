package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"backfill/model"
)

// CreateProduct adds a product and gives its SKU.
func (s *Store) CreateProduct(ctx context.Context, a model.Actor, e model.ProductEdit) (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return e.SKU, t.createProduct(e) })
}

func (t *tx) createProduct(e model.ProductEdit) error {
	supplier, err := t.productSupplier(e.Supplier)
	if err != nil {
		return err
	}
	var taken bool
	if err := t.get(&taken, `/* createProduct */ SELECT EXISTS (SELECT 1 FROM product WHERE sku = ?)`, e.SKU); err != nil {
		return err
	}
	if taken {
		return model.Problems{"sku": "There is a product " + e.SKU + " already."}
	}
	id, err := t.insert(`/* createProduct */ INSERT INTO product(sku, name, category, unit, decimals, price, weight_g, gtin, supplier_id, supplier_sku,
		lead_time_days, pack, backorder, backorder_limit, lot_tracked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, -1), ?, ?, ?, ?)`,
		e.SKU, e.Name, e.Category, e.Unit, e.Decimals, e.Price, e.Weight, e.GTIN, orNull(supplier), e.SupplierSKU,
		e.LeadTimeDays, e.Pack, e.Backorder, e.BackorderLimit, e.LotTracked)
	if err != nil {
		return err
	}
	return t.record("created", "product", id, e.SKU, nil, productFigures(e), "")
}

// productSupplier finds a supplier by its code, 0 for none.
func (t *tx) productSupplier(code string) (int64, error) {
	if code == "" {
		return 0, nil
	}
	var id int64
	err := t.get(&id, `/* productSupplier */ SELECT id FROM supplier WHERE code = ?`, code)
	if errors.Is(err, model.ErrNotFound) {
		return 0, model.Problems{"supplier": "There is no supplier " + code + "."}
	}
	return id, err
}

// productFigures is a product as the audit keeps it, amounts as they are stored.
func productFigures(e model.ProductEdit) map[string]any {
	f := map[string]any{"name": e.Name, "category": e.Category, "unit": e.Unit, "decimals": e.Decimals, "price": e.Price, "weight_kg": e.Weight.String(),
		"gtin": e.GTIN, "supplier": e.Supplier, "supplier_sku": e.SupplierSKU, "lead_time_days": e.LeadTimeDays, "pack": e.Pack.String(),
		"backorder": e.Backorder, "backorder_limit": e.BackorderLimit.String(), "lot_tracked": e.LotTracked}
	if e.LeadTimeDays == model.SupplierLeadTime {
		f["lead_time_days"] = "the supplier's"
	}
	return f
}

// storedProduct is a product as an operation on it finds it.
type storedProduct struct {
	ID int64
	model.ProductEdit
	RetiredAt model.Time
	Version   int
}

// productToEditSQL reads a product's own fields; ?1 is its SKU.
const productToEditSQL = `/* productToEdit */ SELECT p.id, p.sku, p.name, p.category, p.unit, p.decimals, p.price, p.weight_g AS weight, p.gtin,
	coalesce(u.code, '') AS supplier, p.supplier_sku AS suppliersku, coalesce(p.lead_time_days, -1) AS leadtimedays, p.pack, p.backorder,
	p.backorder_limit AS backorderlimit, p.lot_tracked AS lottracked, p.retired_at AS retiredat, p.version
	FROM product p LEFT JOIN supplier u ON u.id = p.supplier_id WHERE p.sku = ?1`

// product loads a product as the person saw it: version 0 is whatever it is now.
func (t *tx) product(sku string, version int) (storedProduct, error) {
	var p storedProduct
	if err := t.get(&p, productToEditSQL, sku); err != nil {
		return p, err
	}
	return p, t.unchanged("product", p.ID, p.SKU, p.Version, version)
}

// ProductToEdit reads a product's own fields and its version, ErrNotFound when
// there is no such SKU.
func (s *Store) ProductToEdit(ctx context.Context, sku string) (e model.ProductEdit, version int, err error) {
	var p storedProduct
	err = s.one(ctx, &p, productToEditSQL, sku)
	return p.ProductEdit, p.Version, err
}

// ChangeProduct saves a product as a person left it. What numbers were written
// in cannot be changed under them: the unit, decimals they use, and lots. Lines
// that wait are planned anew where pack or lead time changed.
func (s *Store) ChangeProduct(ctx context.Context, a model.Actor, version int, e model.ProductEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeProduct(version, e) })
	return err
}

func (t *tx) changeProduct(version int, e model.ProductEdit) error {
	was, err := t.product(e.SKU, version)
	if err != nil {
		return err
	}
	e.SKU = was.SKU
	supplier, err := t.productSupplier(e.Supplier)
	if err != nil {
		return err
	}
	if e == was.ProductEdit {
		return nil
	}
	if err := t.mayChange(was, e); err != nil {
		return err
	}
	if err := t.exec(`/* changeProduct */ UPDATE product SET name = ?, category = ?, unit = ?, decimals = ?, price = ?, weight_g = ?, gtin = ?, supplier_id = ?,
		supplier_sku = ?, lead_time_days = nullif(?, -1), pack = ?, backorder = ?, backorder_limit = ?, lot_tracked = ?, version = version + 1 WHERE id = ?`,
		e.Name, e.Category, e.Unit, e.Decimals, e.Price, e.Weight, e.GTIN, orNull(supplier), e.SupplierSKU, e.LeadTimeDays, e.Pack, e.Backorder,
		e.BackorderLimit, e.LotTracked, was.ID); err != nil {
		return err
	}
	before, after := differing(productFigures(was.ProductEdit), productFigures(e))
	if err := t.record("changed", "product", was.ID, was.SKU, before, after, ""); err != nil {
		return err
	}
	if err := t.touchProduct(was.ID); err != nil {
		return err
	}
	if e.Pack == was.Pack && e.LeadTimeDays == was.LeadTimeDays && e.Supplier == was.Supplier && e.Backorder == was.Backorder {
		return nil
	}
	return t.serveProduct("product", was.ID)
}

// differing keeps of two records the fields that differ.
func differing(before, after map[string]any) (was, now map[string]any) {
	was, now = map[string]any{}, map[string]any{}
	for k, v := range after {
		if before[k] != v {
			was[k], now[k] = before[k], v
		}
	}
	return was, now
}

// touchProduct says that every board row of a product is stale.
func (t *tx) touchProduct(id int64) error {
	var lines []int64
	if err := t.all(&lines, `/* touchProduct */ SELECT line_id FROM board WHERE product_id = ?`, id); err != nil {
		return err
	}
	t.touch(lines...)
	return nil
}

// serveProduct plans every queue of a product anew.
func (t *tx) serveProduct(cause string, id int64) error {
	pools, err := readPools(t.ctx, t, `/* serveProduct */ SELECT DISTINCT product_id, warehouse_id FROM order_line INDEXED BY order_line_queue
		WHERE product_id = ? AND open > 0 ORDER BY 2`, id)
	if err != nil || len(pools) == 0 {
		return err
	}
	_, err = t.serve(cause, pools...)
	return err
}

// mayChange refuses what would make numbers wrong that were written before.
func (t *tx) mayChange(was storedProduct, e model.ProductEdit) error {
	var p model.Problems
	if e.Unit != was.Unit {
		used, err := t.productUsed(was.ID)
		if err != nil {
			return err
		}
		p.Need("unit", !used, fmt.Sprintf("It is ordered or stocked in %s, so the unit stays. Make a new product, or add a further unit.", was.Unit))
	}
	if e.Decimals < was.Decimals {
		finest, err := t.finestQuantity(was.ID)
		if err != nil {
			return err
		}
		p.Need("decimals", e.Decimals >= finest, fmt.Sprintf("Quantities with %d decimals exist, so it needs at least %d.", finest, finest))
	}
	if e.LotTracked != was.LotTracked {
		wrong, err := t.stockOtherwise(was.ID, e.LotTracked)
		if err != nil {
			return err
		}
		p.Need("lot_tracked", len(wrong) == 0 || !e.LotTracked, "Stock without a lot exists: "+stockWords(wrong, was.Unit)+". Count it into lots, or to 0, first.")
		p.Need("lot_tracked", len(wrong) == 0, "Stock is kept in lots: "+stockWords(wrong, was.Unit)+". Count the lots to 0 first.")
	}
	return p.Err()
}

func (t *tx) productUsed(id int64) (used bool, err error) {
	err = t.get(&used, `/* productUsed */ SELECT EXISTS (SELECT 1 FROM order_line WHERE product_id = ?1) OR EXISTS (SELECT 1 FROM stock_move WHERE product_id = ?1)
		OR EXISTS (SELECT 1 FROM po_line WHERE product_id = ?1) OR EXISTS (SELECT 1 FROM transfer_line WHERE product_id = ?1)`, id)
	return used, err
}

// finestQuantity is how many decimals the quantities of a product use.
func (t *tx) finestQuantity(id int64) (finest int, err error) {
	err = t.get(&finest, `/* finestQuantity */ SELECT coalesce(max(CASE WHEN qty % 1000 = 0 THEN 0 WHEN qty % 100 = 0 THEN 1 WHEN qty % 10 = 0 THEN 2 ELSE 3 END), 0) FROM (
		SELECT ordered AS qty FROM order_line WHERE product_id = ?1
		UNION ALL SELECT qty FROM stock_move WHERE product_id = ?1
		UNION ALL SELECT ordered FROM po_line WHERE product_id = ?1
		UNION ALL SELECT qty FROM transfer_line WHERE product_id = ?1
		UNION ALL SELECT qty FROM protection WHERE product_id = ?1)`, id)
	return finest, err
}

// stockOtherwise lists stock that is not kept as it would have to be: without a
// lot when lots are to be tracked, in lots when they are not.
func (t *tx) stockOtherwise(id int64, tracked bool) (wrong []shelf, err error) {
	err = t.all(&wrong, `/* stockOtherwise */ SELECT w.code AS warehouse, s.lot, s.on_hand FROM stock s JOIN warehouse w ON w.id = s.warehouse_id
		WHERE s.product_id = ? AND s.on_hand > 0 AND (s.lot = '') = ? ORDER BY w.code, s.lot LIMIT 4`, id, tracked)
	return wrong, err
}

func stockWords(stock []shelf, unit string) string {
	words := make([]string, 0, len(stock))
	for i, s := range stock {
		if i == 3 {
			words = append(words, "and more")
			break
		}
		w := s.OnHand.String() + " " + unit + " in " + s.Warehouse
		if s.Lot != "" {
			w += " (lot " + s.Lot + ")"
		}
		words = append(words, w)
	}
	return strings.Join(words, ", ")
}

// RetireProduct takes a product out of the range: nobody can order it any more,
// its open lines are served as before.
func (s *Store) RetireProduct(ctx context.Context, a model.Actor, sku string, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.retireProduct(sku, version, true, why) })
	return err
}

// BringBackProduct puts a retired product back into the range.
func (s *Store) BringBackProduct(ctx context.Context, a model.Actor, sku string, version int, why string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.retireProduct(sku, version, false, why) })
	return err
}

func (t *tx) retireProduct(sku string, version int, retire bool, why string) error {
	p, err := t.product(sku, version)
	if err != nil {
		return err
	}
	if retire != p.RetiredAt.IsZero() {
		if retire {
			return model.Conflictf("%s is retired already.", p.SKU)
		}
		return model.Conflictf("%s is not retired.", p.SKU)
	}
	var at model.Time
	action := "brought_back"
	if retire {
		at, action = t.now, "retired"
	}
	if err := t.exec(`/* retireProduct */ UPDATE product SET retired_at = nullif(?, ''), version = version + 1 WHERE id = ?`, at.String(), p.ID); err != nil {
		return err
	}
	return t.record(action, "product", p.ID, p.SKU, map[string]any{"retired": !retire}, map[string]any{"retired": retire}, why)
}
