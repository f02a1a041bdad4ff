package db

import (
	"slices"

	"backfill/model"
	"backfill/model/intake"
)

// stockTaker takes in what was on hand, as of a time. The difference to the
// book, the desk's own movements since then included, is one ledger row.
type stockTaker struct {
	im                                     *importing
	sku, warehouse, lot, onHand, bin, asOf int
}

func newStockTaker(im *importing) *stockTaker {
	at := im.f.Kind.Index
	return &stockTaker{im: im, sku: at("sku"), warehouse: at("warehouse"), lot: at("lot"), onHand: at("on_hand"), bin: at("bin"), asOf: at("as_of")}
}

func (s *stockTaker) end() error { return nil }

func (s *stockTaker) take(r intake.Row) (fate, error) {
	c := r.Cells
	p, err := s.im.product(c[s.sku])
	if err != nil {
		return fate{}, err
	}
	warehouse, err := s.im.warehouse(c[s.warehouse])
	if err != nil {
		return fate{}, err
	}
	onHand, err := quantity("on_hand", c[s.onHand], p.decimals)
	if err != nil {
		return fate{}, err
	}
	asOf := s.im.req.AsOf
	if c[s.asOf] != "" {
		if asOf, err = model.ParseTime(c[s.asOf]); err != nil {
			return fate{}, refused(err.Error())
		}
	}
	ref := p.sku + "/" + c[s.warehouse]
	if first, err := s.im.first(c[s.sku], c[s.warehouse], c[s.lot]); err != nil || !first {
		return fate{}, firstError(err, refusef("%s is in the file twice", ref))
	}
	if s.im.ours {
		return fate{what: skipped, why: ref + ": the desk is master of stock"}, nil
	}
	return s.count(p, warehouse, c, onHand, asOf, ref)
}

func (s *stockTaker) count(p product, warehouse int64, c []string, onHand model.Qty, asOf model.Time, ref string) (fate, error) {
	known, before, err := s.known(p.id, warehouse, c[s.lot])
	if err != nil {
		return fate{}, err
	}
	res, err := s.im.t.countStock(p.id, warehouse, c[s.lot], onHand, asOf, s.im.id, s.im.why)
	if err != nil {
		return fate{}, err
	}
	if res.ID != 0 { // a figure that agreed with the book has nothing to be undone
		if err := s.im.mended("stock", res.ID, ref, []any{p.id, warehouse, c[s.lot]}, before); err != nil {
			return fate{}, err
		}
	}
	moved, err := s.putInto(c[s.bin], p, warehouse, ref)
	if err != nil {
		return fate{}, err
	}
	f := fate{changes: moved}
	switch res.State {
	case model.CountOlder:
		return fate{what: skipped, why: ref + ": a later count is known"}, nil
	case model.CountWaiting:
		return fate{what: skipped, why: ref + " waits for a person: " + res.Why}, nil
	case model.CountBooked:
		f.changes = append(f.changes, ImportChange{Ref: ref, Field: "on_hand", Before: res.Book.String(), After: res.Counted.String()})
		if err := s.im.pool(p.id, warehouse); err != nil {
			return fate{}, err
		}
	}
	switch {
	case !known:
		f.what = isNew
	case len(f.changes) > 0:
		f.what = changed
	}
	return f, nil
}

// known tells whether this stock has been counted before, and what the newest
// count said.
func (s *stockTaker) known(product, warehouse int64, lot string) (known bool, before map[string]any, err error) {
	var asOf string
	var counted, from int64
	found, err := s.im.get(`/* known */ SELECT as_of, counted, coalesce(import_id, 0) FROM stock_counted WHERE product_id = ? AND warehouse_id = ? AND lot = ?`,
		[]any{product, warehouse, lot}, &asOf, &counted, &from)
	if err != nil || found {
		return found, map[string]any{"as_of": asOf, "counted": counted, "import_id": from}, err
	}
	_, err = s.im.get(`/* known */ SELECT EXISTS (SELECT 1 FROM stock WHERE product_id = ?1 AND warehouse_id = ?2 AND lot = ?3)`, []any{product, warehouse, lot}, &known)
	return known, map[string]any{"as_of": ""}, err
}

// putInto says which bin the product has in the warehouse.
func (s *stockTaker) putInto(bin string, p product, warehouse int64, ref string) ([]ImportChange, error) {
	if bin == "" {
		return nil, nil
	}
	var was *int64
	found, err := s.im.get(`/* putInto */ SELECT product_id FROM bin WHERE warehouse_id = ? AND bin = ?`, []any{warehouse, bin}, &was)
	if err != nil || found && was != nil && *was == p.id {
		return nil, err
	}
	if _, err := s.im.exec(`/* putInto */ INSERT INTO bin(warehouse_id, bin, product_id) VALUES (?, ?, ?)
		ON CONFLICT(warehouse_id, bin) DO UPDATE SET product_id = excluded.product_id`, warehouse, bin, p.id); err != nil {
		return nil, err
	}
	at := []any{warehouse, bin, p.id}
	if !found {
		err = s.im.made("bins", 0, bin, at)
	} else {
		err = s.im.mended("bins", 0, bin, at, map[string]any{"sku": was})
	}
	if err != nil {
		return nil, err
	}
	changes := []ImportChange{{Ref: ref, Field: "bin", After: bin}}
	return changes, s.im.recordChanges("product", p.id, p.sku, slices.Clone(changes))
}
