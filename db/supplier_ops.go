package db

import (
	"context"
	"strings"

	"backfill/model"
)

// CreateSupplier adds a supplier and gives its code.
func (s *Store) CreateSupplier(ctx context.Context, a model.Actor, e model.SupplierEdit) (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return e.Code, t.createSupplier(e) })
}

func (t *tx) createSupplier(e model.SupplierEdit) error {
	var taken bool
	if err := t.get(&taken, `/* createSupplier */ SELECT EXISTS (SELECT 1 FROM supplier WHERE code = ?)`, e.Code); err != nil {
		return err
	}
	if taken {
		return model.Problems{"code": "There is a supplier " + e.Code + " already."}
	}
	id, err := t.insert(`/* createSupplier */ INSERT INTO supplier(code, name, supplier_group, lead_time_days, email, language) VALUES (?, ?, ?, ?, ?, ?)`,
		e.Code, e.Name, e.Group, e.LeadTimeDays, e.Email, e.Language)
	if err != nil {
		return err
	}
	return t.record("created", "supplier", id, e.Code, nil, supplierFigures(e), "")
}

// supplierFigures is a supplier as the audit keeps it.
func supplierFigures(e model.SupplierEdit) map[string]any {
	return map[string]any{"name": e.Name, "group": e.Group, "lead_time_days": e.LeadTimeDays, "email": e.Email, "language": e.Language}
}

// storedSupplier is a supplier as an operation on it finds it.
type storedSupplier struct {
	ID int64
	model.SupplierEdit
	RetiredAt model.Time
	Version   int
}

// supplierToEditSQL reads a supplier's own fields; ?1 is its code.
const supplierToEditSQL = `/* supplierToEdit */ SELECT id, code, name, supplier_group AS "group", lead_time_days AS leadtimedays, email, language,
	retired_at AS retiredat, version FROM supplier WHERE code = ?1`

// supplier loads a supplier as the person saw it: version 0 is whatever it is now.
func (t *tx) supplier(code string, version int) (storedSupplier, error) {
	var u storedSupplier
	if err := t.get(&u, supplierToEditSQL, code); err != nil {
		return u, err
	}
	return u, t.unchanged("supplier", u.ID, u.Code, u.Version, version)
}

// ChangeSupplier saves a supplier as a person left it. With another lead time
// the lines that wait for its products are planned anew, where a product has no
// lead time of its own.
func (s *Store) ChangeSupplier(ctx context.Context, a model.Actor, version int, e model.SupplierEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := writeLong(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeSupplier(version, e) })
	return err
}

func (t *tx) changeSupplier(version int, e model.SupplierEdit) error {
	was, err := t.supplier(e.Code, version)
	if err != nil {
		return err
	}
	if e.Code = was.Code; e == was.SupplierEdit {
		return nil
	}
	if err := t.exec(`/* changeSupplier */ UPDATE supplier SET name = ?, supplier_group = ?, lead_time_days = ?, email = ?, language = ?, version = version + 1 WHERE id = ?`,
		e.Name, e.Group, e.LeadTimeDays, e.Email, e.Language, was.ID); err != nil {
		return err
	}
	before, after := differing(supplierFigures(was.SupplierEdit), supplierFigures(e))
	if err := t.record("changed", "supplier", was.ID, was.Code, before, after, ""); err != nil {
		return err
	}
	if e.Name != was.Name {
		var lines []int64
		if err := t.all(&lines, `/* changeSupplier */ SELECT b.line_id FROM product p JOIN board b ON b.product_id = p.id WHERE p.supplier_id = ?`, was.ID); err != nil {
			return err
		}
		t.touch(lines...)
	}
	if e.LeadTimeDays == was.LeadTimeDays {
		return nil
	}
	return t.serveSupplied(was.ID)
}

// serveSupplied plans every queue anew whose product takes its lead time from a
// supplier.
func (t *tx) serveSupplied(supplier int64) error {
	pools, err := readPools(t.ctx, t, `/* serveSupplied */ SELECT DISTINCT l.product_id, l.warehouse_id
		FROM product p CROSS JOIN order_line l INDEXED BY order_line_queue ON l.product_id = p.id AND l.open > 0
		WHERE p.supplier_id = ? AND p.lead_time_days IS NULL ORDER BY 1, 2`, supplier)
	if err != nil || len(pools) == 0 {
		return err
	}
	_, err = t.serve("supplier", pools...)
	return err
}

// RetireSupplier keeps new purchase orders from a supplier; what is on order
// still comes.
func (s *Store) RetireSupplier(ctx context.Context, a model.Actor, code string, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		return done{}, t.retireSupplier(code, version, true, strings.TrimSpace(why))
	})
	return err
}

// RestoreSupplier lets purchasing order from a retired supplier again.
func (s *Store) RestoreSupplier(ctx context.Context, a model.Actor, code string, version int) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.retireSupplier(code, version, false, "") })
	return err
}

func (t *tx) retireSupplier(code string, version int, retire bool, why string) error {
	u, err := t.supplier(code, version)
	if err != nil {
		return err
	}
	return t.retire(retirable{entity: "supplier", id: u.ID, ref: u.Code, name: u.Name, at: u.RetiredAt}, retire, why,
		`/* retireSupplier */ UPDATE supplier SET retired_at = ?, version = version + 1 WHERE id = ?`)
}
