package db

import (
	"context"

	"backfill/model/lateness"
)

// Receipts lists everything that has come from suppliers against a first date:
// what one line brought on one day is one receipt. A part that was split off a
// line is measured against the line's first date, and what was damaged came too.
func (s *Store) Receipts(ctx context.Context) (all []lateness.Receipt, err error) {
	err = s.r.SelectContext(ctx, &all, `/* Receipts */ SELECT `+receiptColumns)
	return all, err
}

// receiptColumns are lateness.Receipt's, of all receipts in a fixed order.
const receiptColumns = `u.code AS supplier, i.lane, u.supplier_group AS "group", i.first_eta AS promised, r.received_on AS arrived
	FROM receipt r
	JOIN po_line i ON i.id = r.po_line_id
	JOIN purchase_order o ON o.id = i.po_id
	JOIN supplier u ON u.id = o.supplier_id
	WHERE i.first_eta IS NOT NULL
	GROUP BY i.id, r.received_on
	ORDER BY i.first_eta, i.id, r.received_on`
