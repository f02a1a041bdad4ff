package db

import (
	"fmt"

	"backfill/model"
)

// A complete file is refused when it would close more than every maxClosed-th
// of what is open, and more than fewClosed: it is more likely cut off than true.
const (
	maxClosed = 5
	fewClosed = 10
)

// missing is what a complete file does not have.
type missing struct {
	ID, Product, Warehouse int64
	Ref                    string
	Lot                    string
	Open, Held             model.Qty
	Ordered, Cancelled     model.Qty
	Done                   model.Qty
	Told                   string // as of when the last file spoke of its document
}

// closeMissing closes what the desk has open of the file's kind and the complete
// file has not. A row in error may hide a line, so that nothing is closed then.
func (im *importing) closeMissing() error {
	if n := im.report.Errors; n > 0 {
		return model.Problems{"full": fmt.Sprintf("%d rows are in error, and a complete file must have none: what it does not have would be closed.", n)}
	}
	if d, ok := im.taker.(interface{ save() error }); ok { // the last document of the file
		if err := d.save(); err != nil {
			return err
		}
	}
	var what []missing
	var of int
	find := fullKinds[im.f.Kind.Name]
	if err := im.t.all(&what, find.missing, im.asOf.String()); err != nil {
		return err
	}
	if err := im.t.get(&of, find.open); err != nil {
		return err
	}
	if len(what) > fewClosed && len(what)*maxClosed > of && !im.req.CloseMany {
		return model.Problems{"close_many": fmt.Sprintf("The file does not have %d of %d that are open here. If it is whole, say that it may close many.", len(what), of)}
	}
	for _, m := range what {
		if err := find.close(im, m); err != nil {
			return err
		}
		if find.told == "" {
			continue
		}
		if _, err := im.exec(find.told, im.asOf.String(), m.ID); err != nil { // it spoke of it, by leaving it out
			return err
		}
	}
	return nil
}

// fullKinds are the kinds of which a complete file closes what it has not. What
// was entered in the desk, or by a later file, is not the file's to close.
var fullKinds = map[string]struct {
	missing, open, told string
	close               func(*importing, missing) error
}{
	"orders": {
		missing: `/* missing orders */ SELECT l.id, l.product_id AS product, l.warehouse_id AS warehouse, o.number || '/' || l.line_no AS ref, l.open,
			  l.allocated + l.picked AS held, l.ordered, l.cancelled, l.shipped + l.substituted AS done, o.told_at AS told
			FROM order_line l JOIN sales_order o ON o.id = l.order_id
			WHERE l.open > 0 AND o.kind <> 'blanket' AND o.told_at <= ? AND l.id NOT IN (SELECT line_id FROM temp.import_line)
			  AND NOT EXISTS (SELECT 1 FROM temp.import_document d WHERE d.number = o.number AND d.made = 1) ORDER BY l.id`,
		open:  `/* open orders */ SELECT count(*) FROM order_line l JOIN sales_order o ON o.id = l.order_id WHERE l.open > 0 AND o.told_at IS NOT NULL`,
		told:  `/* told */ UPDATE sales_order SET told_at = ? WHERE id = (SELECT order_id FROM order_line WHERE id = ?)`,
		close: (*importing).closeLine,
	},
	"purchase-orders": {
		missing: `/* missing purchase orders */ SELECT l.id, l.product_id AS product, o.warehouse_id AS warehouse, o.number || '/' || l.line_no AS ref, l.open,
			  l.ordered, l.cancelled, l.received AS done, o.told_at AS told
			FROM po_line l JOIN purchase_order o ON o.id = l.po_id
			WHERE l.open > 0 AND o.told_at <= ? AND l.id NOT IN (SELECT line_id FROM temp.import_line)
			  AND NOT EXISTS (SELECT 1 FROM temp.import_document d WHERE d.number = o.number AND d.made = 1) ORDER BY l.id`,
		open:  `/* open purchase orders */ SELECT count(*) FROM po_line l JOIN purchase_order o ON o.id = l.po_id WHERE l.open > 0 AND o.told_at IS NOT NULL`,
		told:  `/* told */ UPDATE purchase_order SET told_at = ? WHERE id = (SELECT po_id FROM po_line WHERE id = ?)`,
		close: (*importing).closePOLine,
	},
	"stock": {
		missing: `/* missing stock */ SELECT s.product_id AS product, s.warehouse_id AS warehouse, p.sku || '/' || w.code AS ref, s.lot, s.on_hand AS open
			FROM stock s JOIN product p ON p.id = s.product_id JOIN warehouse w ON w.id = s.warehouse_id
			WHERE s.on_hand > 0 AND ? <> '' AND p.sku || char(31) || w.code || char(31) || s.lot NOT IN (SELECT key FROM temp.import_key) ORDER BY s.product_id, s.warehouse_id, s.lot`,
		open:  `/* open stock */ SELECT count(*) FROM stock WHERE on_hand > 0`,
		close: (*importing).countNone,
	},
}

// closeLine cancels the rest of a line that is closed in the other system; one
// that holds goods here waits for a person.
func (im *importing) closeLine(m missing) error {
	if m.Held > 0 {
		_, err := im.standBeside(answers{line: &m.ID, ref: m.Ref, deskOrdered: m.Ordered, deskCancelled: m.Cancelled, fileOrdered: m.Ordered,
			fileCancelled: m.Cancelled + m.Open, why: fmt.Sprintf("The complete file no longer has it, and %s are allocated or picked here.", m.Held)})
		return err
	}
	if _, err := im.exec(`/* closeLine */ UPDATE order_line SET cancelled = cancelled + ?, version = version + 1 WHERE id = ?`, int64(m.Open), m.ID); err != nil {
		return err
	}
	if _, err := im.exec(`/* closeLine */ UPDATE choice SET answer = 'cancel', answered_at = ?, answered_by = ? WHERE line_id = ? AND answer IS NULL`,
		im.t.now.String(), im.t.actor.Name, m.ID); err != nil {
		return err
	}
	if err := im.closed("line", m); err != nil {
		return err
	}
	return firstError(im.stalePlus(m.ID), im.pool(m.Product, m.Warehouse))
}

// closePOLine closes a purchase-order line short.
func (im *importing) closePOLine(m missing) error {
	if _, err := im.exec(`/* closePOLine */ UPDATE po_line SET cancelled = cancelled + ?, version = version + 1 WHERE id = ?`, int64(m.Open), m.ID); err != nil {
		return err
	}
	if err := im.closed("po_line", m); err != nil {
		return err
	}
	return firstError(im.waiting(m.Product, m.Warehouse), im.pool(m.Product, m.Warehouse))
}

func (im *importing) closed(entity string, m missing) error {
	im.report.Closed++
	im.list(0, ImportChange{Ref: m.Ref, Field: "open", Before: m.Open.String(), After: "0"})
	if err := im.mended(entity, m.ID, m.Ref, nil, map[string]any{"cancelled": int64(m.Cancelled), "told_at": m.Told}); err != nil {
		return err
	}
	return im.t.record("cancelled", entity, m.ID, m.Ref, map[string]string{"open": m.Open.String(), "cancelled": m.Cancelled.String()},
		map[string]string{"open": "0", "cancelled": (m.Cancelled + m.Open).String()}, im.why+": the complete file does not have it")
}

// countNone counts a stock that the complete file does not have as none.
func (im *importing) countNone(m missing) error {
	s, ok := im.taker.(*stockTaker)
	if !ok {
		return fmt.Errorf("a complete file of %s counts no stock", im.f.Kind.Name)
	}
	_, before, err := s.known(m.Product, m.Warehouse, m.Lot)
	if err != nil {
		return err
	}
	res, err := im.t.countStock(m.Product, m.Warehouse, m.Lot, 0, im.asOf, im.id, im.why)
	if err != nil {
		return err
	}
	if res.ID != 0 {
		if err := im.mended("stock", res.ID, m.Ref, []any{m.Product, m.Warehouse, m.Lot}, before); err != nil {
			return err
		}
	}
	switch res.State {
	case model.CountBooked:
		im.report.Closed++
		im.list(0, ImportChange{Ref: m.Ref, Field: "on_hand", Before: m.Open.String(), After: "0"})
		return im.pool(m.Product, m.Warehouse)
	case model.CountWaiting:
		im.report.Differing++
	}
	return nil
}
