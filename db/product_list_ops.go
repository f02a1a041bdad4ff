package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"backfill/model"
)

// SetProductUnit adds a further unit to a product, or changes how many stock
// units are in one. Lines that were ordered in it keep the quantity they had.
func (s *Store) SetProductUnit(ctx context.Context, a model.Actor, sku string, version int, e model.UnitEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setProductUnit(sku, version, e) })
	return err
}

func (t *tx) setProductUnit(sku string, version int, e model.UnitEdit) error {
	p, err := t.product(sku, version)
	if err != nil {
		return err
	}
	if strings.EqualFold(e.Unit, p.Unit) {
		return model.Problems{"unit_name": p.Unit + " is the stock unit itself."}
	}
	var was model.Qty
	err = t.get(&was, `/* setProductUnit */ SELECT ratio FROM product_unit WHERE product_id = ? AND unit = ?`, p.ID, e.Unit)
	if err != nil && !errors.Is(err, model.ErrNotFound) || was == e.Ratio {
		return err
	}
	if err := t.exec(`/* setProductUnit */ INSERT INTO product_unit(product_id, unit, ratio) VALUES (?, ?, ?)
		ON CONFLICT(product_id, unit) DO UPDATE SET ratio = excluded.ratio`, p.ID, e.Unit, e.Ratio); err != nil {
		return err
	}
	var before any
	if was > 0 {
		before = map[string]any{"unit": unitWords(e.Unit, was, p.Unit)}
	}
	return t.productListed("unit_set", p, before, map[string]any{"unit": unitWords(e.Unit, e.Ratio, p.Unit)})
}

func unitWords(unit string, ratio model.Qty, of string) string {
	return fmt.Sprintf("1 %s = %s %s", unit, ratio, of)
}

// RemoveProductUnit takes a further unit off a product.
func (s *Store) RemoveProductUnit(ctx context.Context, a model.Actor, sku string, version int, unit string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.removeProductUnit(sku, version, unit) })
	return err
}

func (t *tx) removeProductUnit(sku string, version int, unit string) error {
	p, err := t.product(sku, version)
	if err != nil {
		return err
	}
	var was struct {
		Unit  string
		Ratio model.Qty
	}
	err = t.get(&was, `/* removeProductUnit */ DELETE FROM product_unit WHERE product_id = ? AND unit = ? RETURNING unit, ratio`, p.ID, unit)
	if errors.Is(err, model.ErrNotFound) {
		return model.Conflictf("%s is no unit of %s any more.", unit, p.SKU)
	}
	if err != nil {
		return err
	}
	return t.productListed("unit_removed", p, map[string]any{"unit": unitWords(was.Unit, was.Ratio, p.Unit)}, nil)
}

// SetSubstitute puts a product on another's list of substitutes, or changes its
// kind or ratio there.
func (s *Store) SetSubstitute(ctx context.Context, a model.Actor, sku string, version int, e model.SubstituteEdit) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.setSubstitute(sku, version, e) })
	return err
}

func (t *tx) setSubstitute(sku string, version int, e model.SubstituteEdit) error {
	p, err := t.product(sku, version)
	if err != nil {
		return err
	}
	other, err := t.product(e.SKU, 0)
	if errors.Is(err, model.ErrNotFound) {
		return model.Problems{"substitute": "There is no product " + e.SKU + "."}
	}
	if err != nil {
		return err
	}
	if other.ID == p.ID {
		return model.Problems{"substitute": "A product cannot stand in for itself."}
	}
	var was struct {
		Kind  string
		Ratio model.Qty
	}
	err = t.get(&was, `/* setSubstitute */ SELECT kind, ratio FROM substitute WHERE product_id = ? AND substitute_id = ?`, p.ID, other.ID)
	if err != nil && !errors.Is(err, model.ErrNotFound) || was.Kind == e.Kind && was.Ratio == e.Ratio {
		return err
	}
	if err := t.exec(`/* setSubstitute */ INSERT INTO substitute(product_id, substitute_id, kind, ratio) VALUES (?, ?, ?, ?)
		ON CONFLICT(product_id, substitute_id) DO UPDATE SET kind = excluded.kind, ratio = excluded.ratio`, p.ID, other.ID, e.Kind, e.Ratio); err != nil {
		return err
	}
	var before any
	if was.Kind != "" {
		before = substituteFigures(other.SKU, was.Kind, was.Ratio)
	}
	return t.productListed("substitute_set", p, before, substituteFigures(other.SKU, e.Kind, e.Ratio))
}

func substituteFigures(sku, kind string, ratio model.Qty) map[string]any {
	return map[string]any{"substitute": sku, "kind": kind, "ratio": ratio.String()}
}

// RemoveSubstitute takes a product off another's list of substitutes.
func (s *Store) RemoveSubstitute(ctx context.Context, a model.Actor, sku string, version int, substitute string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.removeSubstitute(sku, version, substitute) })
	return err
}

func (t *tx) removeSubstitute(sku string, version int, substitute string) error {
	p, err := t.product(sku, version)
	if err != nil {
		return err
	}
	var was struct {
		Kind  string
		Ratio model.Qty
	}
	err = t.get(&was, `/* removeSubstitute */ DELETE FROM substitute WHERE product_id = ? AND substitute_id = (SELECT id FROM product WHERE sku = ?)
		RETURNING kind, ratio`, p.ID, substitute)
	if errors.Is(err, model.ErrNotFound) {
		return model.Conflictf("%s is not on the list of %s any more.", substitute, p.SKU)
	}
	if err != nil {
		return err
	}
	return t.productListed("substitute_removed", p, substituteFigures(substitute, was.Kind, was.Ratio), nil)
}

// productListed records a change of one of a product's lists. It counts as a
// change of the product: who edits the product meanwhile is told.
func (t *tx) productListed(action string, p storedProduct, before, after any) error {
	if err := t.exec(`/* productListed */ UPDATE product SET version = version + 1 WHERE id = ?`, p.ID); err != nil {
		return err
	}
	return t.record(action, "product", p.ID, p.SKU, before, after, "")
}
