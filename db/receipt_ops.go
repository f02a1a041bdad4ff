package db

import (
	"context"

	"backfill/model"

	"github.com/jmoiron/sqlx"
)

// ReceiveStock books an arrival against one purchase-order line and hands it to
// the waiting lines. More than is open is taken in, rejected units never come
// on hand, a special order's units go to its line first. A line changed since
// r.Version is a Conflict that says by whom.
func (s *Store) ReceiveStock(ctx context.Context, a model.Actor, r model.Receipt) (model.ReceiptOutcome, error) {
	if err := r.Check(); err != nil {
		return model.ReceiptOutcome{}, err
	}
	return write(ctx, s, a, func(t *tx) (model.ReceiptOutcome, error) { return t.receiveStock(r) })
}

func (t *tx) receiveStock(r model.Receipt) (model.ReceiptOutcome, error) {
	v, err := loadArrival(t.ctx, t, t.today, r)
	if v.line.ID > 0 {
		if stale := t.unchanged("po_line", v.line.ID, v.line.Name(), v.line.Version, r.Version); stale != nil {
			return v.out, stale
		}
	}
	if err != nil {
		return v.out, err
	}
	if v.out.Number, err = t.bookReceipt(v.line, v.Receipt); err != nil {
		return v.out, err
	}
	if err := t.closeShort(v.line, v.out.Closed); err != nil {
		return v.out, err
	}
	if err := t.giveSpecial(v); err != nil {
		return v.out, err
	}
	if err := t.recordReceipt(v.line, v.Receipt, v.out); err != nil {
		return v.out, err
	}
	d, err := t.serve("receipt", v.pools...)
	if err != nil {
		return v.out, err
	}
	err = v.tell(t.ctx, t, d)
	return v.out, err
}

// PreviewReceipt tells what booking r would do now, and writes nothing: it
// loads what the booking would load and asks the same engine.
func (s *Store) PreviewReceipt(ctx context.Context, r model.Receipt) (out model.ReceiptOutcome, err error) {
	if err := r.Check(); err != nil {
		return out, err
	}
	now := s.Now()
	err = view(ctx, s, func(q *sqlx.Tx) error {
		settings, err := readSettings(ctx, q)
		if err != nil {
			return err
		}
		out, err = previewReceipt(ctx, q, settings, now, r)
		return err
	})
	return out, err
}

func previewReceipt(ctx context.Context, q *sqlx.Tx, settings Settings, now model.Time, r model.Receipt) (model.ReceiptOutcome, error) {
	v, err := loadArrival(ctx, q, now.Date(settings.Zone), r)
	if err != nil {
		return model.ReceiptOutcome{}, err
	}
	pools, err := closePools(ctx, q, v.pools, false)
	if err != nil {
		return v.out, err
	}
	snap, err := loadSnapshot(ctx, q, settings, now, pools)
	if err != nil {
		return v.out, err
	}
	v.addTo(snap)
	err = v.tell(ctx, q, decide(snap, model.RunRequest{Rule: model.Ranked, Cause: "receipt"}))
	return v.out, err
}

// poLine is one purchase-order line with what an operation on it needs.
type poLine struct {
	ID          int64
	POID        int64 `db:"po_id"`
	PO          string
	LineNo      int   `db:"line_no"`
	ProductID   int64 `db:"product_id"`
	WarehouseID int64 `db:"warehouse_id"`
	SKU         string
	Product     string
	Unit        string
	Decimals    int
	LotTracked  bool `db:"lot_tracked"`
	Warehouse   string
	Ordered     model.Qty
	Received    model.Qty
	Rejected    model.Qty
	Cancelled   model.Qty
	Open        model.Qty
	ETA         model.Date
	FirstETA    model.Date `db:"first_eta"`
	Confidence  model.Confidence
	ForLine     int64 `db:"for_line"`
	Version     int
}

// Name is the line as people know it: PO-9/1.
func (l poLine) Name() string { return lineName(l.PO, l.LineNo) }

// loadPOLine finds a purchase-order line by id, or by number and line when id
// is 0; it reads in a transaction as well as outside one.
func loadPOLine(ctx context.Context, q sqlx.QueryerContext, id int64, po string, line int) (poLine, error) {
	var l poLine
	err := sqlx.GetContext(ctx, q, &l, `/* loadPOLine */ SELECT
		  l.id,
		  l.po_id,
		  o.number AS po,
		  l.line_no,
		  l.product_id,
		  o.warehouse_id,
		  p.sku,
		  p.name AS product,
		  p.unit,
		  p.decimals,
		  p.lot_tracked,
		  w.code AS warehouse,
		  l.ordered,
		  l.received,
		  l.rejected,
		  l.cancelled,
		  l.open,
		  l.eta,
		  l.first_eta,
		  l.confidence,
		  coalesce(l.for_line_id, 0) AS for_line,
		  l.version
		FROM po_line l
		JOIN purchase_order o ON o.id = l.po_id
		JOIN product p ON p.id = l.product_id
		JOIN warehouse w ON w.id = o.warehouse_id
		WHERE l.id = coalesce(nullif(?, 0), (SELECT x.id FROM po_line x JOIN purchase_order y ON y.id = x.po_id WHERE y.number = ? AND x.line_no = ?))`,
		id, po, line)
	return l, notFound(err)
}

// accepts refuses an arrival that the product or the calendar cannot have, and
// fills in the day it arrived.
func (l poLine) accepts(r *model.Receipt, today model.Date) error {
	if r.On.IsZero() {
		r.On = today
	}
	var p model.Problems
	p.Need("received", r.Received.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
	p.Need("rejected", r.Rejected.Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
	p.Need("lot", r.Lot != "" || !l.LotTracked || r.Received == 0, l.SKU+" is kept by lot. Enter the lot.")
	p.Need("on", r.On <= today, "It cannot have arrived after today.")
	return p.Err()
}

// outcome is what a receipt does to its own line, before anybody is served.
func (l poLine) outcome(r model.Receipt) model.ReceiptOutcome {
	out := model.ReceiptOutcome{PO: l.PO, Line: l.LineNo, SKU: l.SKU, Product: l.Product, Unit: l.Unit, Warehouse: l.Warehouse,
		Received: r.Received, Rejected: r.Rejected, Over: max(0, r.Received-l.Open), StillOpen: max(0, l.Open-r.Received)}
	if r.CloseShort {
		out.Closed, out.StillOpen = out.StillOpen, 0
	}
	return out
}

// bookReceipt writes the receipt and the goods it brings; its number is "" when
// nothing arrived and the line is only closed.
func (t *tx) bookReceipt(l poLine, r model.Receipt) (string, error) {
	if r.Received+r.Rejected == 0 {
		return "", nil
	}
	var doc struct {
		ID     int64
		Number string
	}
	if err := t.get(&doc, `/* bookReceipt */ INSERT INTO receipt(number, po_line_id, received, rejected, lot, received_on, at, actor, why)
		VALUES ((WITH RECURSIVE next(n) AS (SELECT coalesce(max(id), 0) + 1 FROM receipt
		         UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM receipt WHERE number = 'R-' || n))
		         SELECT 'R-' || max(n) FROM next), ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id, number`,
		l.ID, r.Received, r.Rejected, r.Lot, r.On, t.now, t.actor.Name, r.Why); err != nil {
		return "", err
	}
	if r.Received == 0 {
		return doc.Number, nil
	}
	return doc.Number, t.move(stockMove{At: t.now, Kind: "received", ProductID: l.ProductID, FromID: atSupplier,
		ToID: l.WarehouseID, ToLot: r.Lot, Qty: r.Received, ReceiptID: doc.ID, Why: r.Why})
}

// closeShort gives up what a purchase-order line will not bring.
func (t *tx) closeShort(l poLine, rest model.Qty) error {
	if rest <= 0 {
		return nil
	}
	return t.exec(`/* closeShort */ UPDATE po_line SET cancelled = cancelled + ?, version = version + 1 WHERE id = ?`, rest, l.ID)
}

func (t *tx) recordReceipt(l poLine, r model.Receipt, out model.ReceiptOutcome) error {
	after := l
	after.Received += r.Received
	after.Rejected += r.Rejected
	after.Cancelled += out.Closed
	after.Open = out.StillOpen
	figures := after.figures()
	if out.Number != "" {
		figures["receipt"] = out.Number
	}
	if r.Lot != "" {
		figures["lot"] = r.Lot
	}
	action := "received"
	if out.Number == "" {
		action = "closed_short"
	}
	return t.record(action, "po_line", l.ID, l.Name(), l.figures(), figures, r.Why)
}

// figures is a purchase-order line as the audit keeps it.
func (l poLine) figures() map[string]any {
	return map[string]any{"ordered": l.Ordered.String(), "received": l.Received.String(), "rejected": l.Rejected.String(),
		"cancelled": l.Cancelled.String(), "open": l.Open.String(), "eta": l.ETA.String(), "confidence": l.Confidence}
}
