package db

import (
	"strconv"

	"backfill/model"
	"backfill/model/intake"
)

// purchaseTaker takes in purchase orders, a row a line, with what was received
// and rejected before the desk kept the ledger.
type purchaseTaker struct {
	documents
	col struct {
		supplier, orderedAt, warehouse, sku, quantity, eta, confidence, lane, received, receivedAt, rejected, closed, forOrder, forLine int
	}
	read                bool
	older               bool // a later file has spoken of it: this one changes nothing
	supplier, warehouse int64
}

// purchaseLine is what a row says, or what is stored, of a line.
type purchaseLine struct {
	id, product                            int64
	ordered, received, rejected, cancelled model.Qty
	eta, confidence, lane                  string
	closed                                 bool  // the rest will not come
	saysOpen                               bool  // the rest will come
	forLine                                int64 // the order line that it is bought for, 0: for whoever is first
	forName                                string
}

func newPurchaseTaker(im *importing) *purchaseTaker {
	p := &purchaseTaker{documents: newDocuments(im, "po", "supplier", "ordered_at", "warehouse")}
	at, c := im.f.Kind.Index, &p.col
	c.supplier, c.orderedAt, c.warehouse, c.sku, c.quantity, c.eta = at("supplier"), at("ordered_at"), at("warehouse"), at("sku"), at("quantity"), at("eta")
	c.confidence, c.lane, c.received, c.receivedAt, c.rejected, c.closed = at("confidence"), at("lane"), at("received"), at("received_at"), at("rejected"), at("closed")
	c.forOrder, c.forLine = at("for_order"), at("for_line")
	return p
}

func (p *purchaseTaker) end() error { return nil }

func (p *purchaseTaker) pass(r intake.Row) error {
	if r.Cells == nil || r.Cells[p.number] == "" {
		return nil
	}
	_, err := p.turn(r, p.find)
	return err
}

func (p *purchaseTaker) find(number string) (id int64, err error) {
	p.read, p.older = false, false
	_, err = p.im.get(`/* find */ SELECT id FROM purchase_order WHERE number = ?`, []any{number}, &id)
	return id, err
}

func (p *purchaseTaker) take(r intake.Row) (fate, error) {
	no, err := p.turn(r, p.find)
	if err != nil {
		return fate{}, err
	}
	if err := p.agrees(r); err != nil {
		return fate{}, err
	}
	product, err := p.im.product(r.Cells[p.col.sku])
	if err != nil {
		return fate{}, err
	}
	l, err := p.readLine(r, product)
	if err != nil {
		return fate{}, err
	}
	if p.now.id == 0 {
		if closed, err := p.im.closedSince(); err != nil || closed {
			return fate{what: skipped, why: p.ref(no) + ": a later complete file does not have it"}, err
		}
		if err := p.mayBuy(r.Cells[p.col.supplier], l); err != nil { // before there is a purchase order without lines
			return fate{}, err
		}
	}
	if err := p.header(r); err != nil {
		return fate{}, err
	}
	if p.older {
		return fate{what: skipped, why: p.ref(no) + ": a later file has spoken of it"}, nil
	}
	return p.line(r, no, l)
}

func (p *purchaseTaker) readLine(r intake.Row, product product) (l purchaseLine, err error) {
	c := r.Cells
	l.product, l.eta, l.confidence, l.lane = product.id, c[p.col.eta], c[p.col.confidence], c[p.col.lane]
	for _, q := range []struct {
		column string
		cell   string
		into   *model.Qty
	}{{"quantity", c[p.col.quantity], &l.ordered}, {"received", c[p.col.received], &l.received}, {"rejected", c[p.col.rejected], &l.rejected}} {
		if q.cell == "" {
			continue
		}
		if *q.into, err = quantity(q.column, q.cell, product.decimals); err != nil {
			return l, err
		}
	}
	if l.ordered == 0 {
		return l, refused("quantity is 0")
	}
	if err := p.special(r, &l); err != nil {
		return l, err
	}
	l.closed, l.saysOpen = c[p.col.closed] == "yes", c[p.col.closed] == "no"
	return l, nil
}

func (p *purchaseTaker) header(r intake.Row) error {
	if p.read {
		return nil
	}
	c := r.Cells
	var err error
	if p.supplier, err = p.im.supplier(c[p.col.supplier]); err != nil {
		return err
	}
	if p.warehouse, err = p.im.warehouse(c[p.col.warehouse]); err != nil {
		return err
	}
	if p.now.id == 0 {
		err = p.add(c[p.col.orderedAt], c[p.col.supplier])
	} else {
		err = p.compareHead(c[p.col.warehouse])
	}
	if p.read = err == nil; p.read {
		p.speak(r)
	}
	return err
}

func (p *purchaseTaker) add(orderedAt, supplier string) error {
	if orderedAt == "" {
		orderedAt = p.im.t.now.String()
	}
	if at, err := model.ParseTime(orderedAt); err != nil || at.After(p.im.t.now.Add(maxAhead)) {
		return firstError(err, refusef("ordered_at %s is more than a day ahead", orderedAt))
	}
	id, err := p.im.insert(`/* add */ INSERT INTO purchase_order(number, supplier_id, warehouse_id, ordered_at, told_at) VALUES (?, ?, ?, ?, ?)`,
		p.now.number, p.supplier, p.warehouse, orderedAt, p.im.asOf.String())
	if err != nil {
		return err
	}
	p.now.id, p.now.isNew = id, true
	if err := p.im.made("purchase_order", id, p.now.number, nil); err != nil {
		return err
	}
	return p.im.t.record("created", "purchase_order", id, p.now.number, nil, map[string]any{"supplier": supplier, "ordered_at": orderedAt}, p.im.why)
}

func (p *purchaseTaker) compareHead(saysWarehouse string) error {
	var supplier, warehouse int64
	var toldAt string
	if _, err := p.im.get(`/* compareHead */ SELECT supplier_id, warehouse_id, coalesce(told_at, '') FROM purchase_order WHERE id = ?`, []any{p.now.id},
		&supplier, &warehouse, &toldAt); err != nil {
		return err
	}
	var err error
	if p.older, err = p.im.outspoken(toldAt); err != nil || p.older {
		return err
	}
	if p.now.head == "" {
		if err := p.im.told(`/* told */ UPDATE purchase_order SET told_at = ? WHERE id = ?`, p.now.id, toldAt); err != nil {
			return err
		}
	}
	switch {
	case supplier != p.supplier:
		return refusef("purchase order %s is another supplier's", p.now.number)
	case saysWarehouse != "" && warehouse != p.warehouse:
		return refusef("purchase order %s goes to another warehouse", p.now.number)
	}
	p.warehouse = warehouse
	return nil
}

func (p *purchaseTaker) line(r intake.Row, no int, l purchaseLine) (fate, error) {
	var was purchaseLine
	found, err := p.im.get(`/* line */ SELECT id, product_id, ordered, received, rejected, cancelled, coalesce(eta, ''), confidence, lane,
		coalesce(for_line_id, 0) FROM po_line WHERE po_id = ? AND line_no = ?`, []any{p.now.id, no},
		&was.id, &was.product, &was.ordered, &was.received, &was.rejected, &was.cancelled, &was.eta, &was.confidence, &was.lane, &was.forLine)
	switch {
	case err != nil:
		return fate{}, err
	case found:
		if err := p.once(was.id, p.ref(no)); err != nil {
			return fate{}, err
		}
		return p.compare(r, no, was, l)
	case p.im.ours && !p.now.isNew:
		return fate{what: skipped, why: p.ref(no) + " is not in the desk, and the desk is master of purchase orders"}, nil
	}
	if err := p.mayBuy(r.Cells[p.col.supplier], l); err != nil {
		return fate{}, err
	}
	return fate{what: isNew}, p.addLine(r, no, l)
}

// mayBuy refuses a line of which something is still to come from a supplier of
// whom nothing is bought any more. What has come, or is closed, is history and
// welcome.
func (p *purchaseTaker) mayBuy(supplier string, l purchaseLine) error {
	if l.closed || l.received >= l.ordered {
		return nil
	}
	if _, err := p.im.supplier(supplier); err != nil {
		return err
	}
	gone, err := p.im.retiredSupplier(supplier)
	if err == nil && gone {
		err = refusef("supplier %q is retired: bring the supplier back before something is bought there again", supplier)
	}
	return err
}

func (p *purchaseTaker) addLine(r intake.Row, no int, l purchaseLine) error {
	if l.confidence == "" {
		l.confidence = string(model.Stated)
	}
	if l.closed {
		l.cancelled = max(0, l.ordered-l.received)
	}
	if err := p.fits(l); err != nil {
		return err
	}
	id, err := p.im.insert(`/* addLine */ INSERT INTO po_line(po_id, line_no, product_id, ordered, cancelled, eta, first_eta, confidence, confirmed_at, lane, for_line_id)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7, CASE WHEN ?7 = 'stated' THEN NULL ELSE ?8 END, ?9, ?10)`,
		p.now.id, no, l.product, int64(l.ordered), int64(l.cancelled), cellOrNull(l.eta), l.confidence, p.im.t.now.String(), l.lane, orNull(l.forLine))
	if err != nil {
		return err
	}
	l.id = id
	if err := p.once(id, p.ref(no)); err != nil {
		return err
	}
	if !p.now.isNew {
		if err := p.im.made("po_line", id, p.ref(no), nil); err != nil {
			return err
		}
		if err := p.im.t.record("created", "po_line", id, p.ref(no), nil, map[string]any{"ordered": l.ordered.String(), "eta": l.eta}, p.im.why); err != nil {
			return err
		}
	}
	if l.forLine > 0 {
		if err := p.im.stalePlus(l.forLine); err != nil {
			return err
		}
	}
	if err := p.etaEvent(l); err != nil {
		return err
	}
	if err := p.receive(r, no, l, l.received, l.rejected); err != nil {
		return err
	}
	return p.im.pool(l.product, p.warehouse)
}

func (p *purchaseTaker) etaEvent(l purchaseLine) error {
	if l.eta == "" {
		return nil
	}
	_, err := p.im.exec(`/* etaEvent */ INSERT INTO eta_event(po_line_id, at, actor, eta, confidence, why) VALUES (?, ?, ?, ?, ?, ?)`,
		l.id, p.im.t.now.String(), p.im.t.actor.Name, l.eta, l.confidence, p.im.why)
	return err
}

// receive books what arrived outside the desk: from the supplier to HISTORY,
// because the stock file says what is on hand.
func (p *purchaseTaker) receive(r intake.Row, no int, l purchaseLine, received, rejected model.Qty) error {
	if received+rejected == 0 {
		return nil
	}
	on, err := day(r.Cells[p.col.receivedAt])
	if err != nil {
		return err
	}
	if on.IsZero() {
		on = p.im.t.today
	}
	number := "H" + strconv.FormatInt(p.im.id, 10) + "/" + p.ref(no)
	at := p.im.noon(on)
	id, err := p.im.insert(`/* receive */ INSERT INTO receipt(number, po_line_id, received, rejected, received_on, at, actor, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		number, l.id, int64(received), int64(rejected), on.String(), at, p.im.t.actor.Name, p.im.why)
	if err != nil || received == 0 {
		return err
	}
	_, err = p.im.exec(`/* receive */ INSERT INTO stock_move(at, actor, kind, product_id, from_id, to_id, qty, receipt_id, why) VALUES (?, ?, 'received', ?, ?, ?, ?, ?, ?)`,
		at, p.im.t.actor.Name, l.product, supplierLocation, historyLocation, int64(received), id, p.im.why)
	return err
}

// compare brings a line that is there up to date; what the desk received or
// closed itself stands.
func (p *purchaseTaker) compare(r intake.Row, no int, was, l purchaseLine) (fate, error) {
	ref := p.ref(no)
	if was.product != l.product {
		return fate{}, refusef("%s is a line of another product", ref)
	}
	is := was
	if is.ordered = l.ordered; l.ordered == was.ordered-was.cancelled { // what was closed here was taken off there
		is.ordered = was.ordered
	}
	for _, f := range []struct{ says, into *string }{{&l.eta, &is.eta}, {&l.confidence, &is.confidence}, {&l.lane, &is.lane}} {
		if *f.says != "" {
			*f.into = *f.says
		}
	}
	if err := p.tie(ref, was, &is, l); err != nil {
		return fate{}, err
	}
	is.received, is.rejected = max(was.received, l.received), max(was.rejected, l.rejected)
	if l.closed {
		is.cancelled = max(was.cancelled, is.ordered-is.received)
	}
	if why := differsPO(was, is, l); why != "" && !p.im.ours {
		return p.standBeside(was, l, ref, why)
	}
	if err := p.im.agree(`/* agree */ SELECT id FROM difference WHERE po_line_id = ? AND state = 'waiting'`, was.id); err != nil {
		return fate{}, err
	}
	changes := purchaseChanges(ref, was, is)
	if len(changes) == 0 {
		return fate{}, nil
	}
	if p.im.ours {
		return fate{what: skipped, why: ref + " differs, and the desk is master of purchase orders"}, nil
	}
	if err := p.im.mended("po_line", was.id, ref, nil, was.before()); err != nil {
		return fate{}, err
	}
	return fate{what: changed, changes: changes}, p.saveLine(r, no, ref, was, is, changes)
}

// before is what an undo gives back.
func (l purchaseLine) before() map[string]any {
	return map[string]any{"ordered": int64(l.ordered), "cancelled": int64(l.cancelled), "received": int64(l.received), "rejected": int64(l.rejected),
		"eta": l.eta, "confidence": l.confidence, "lane": l.lane, "for_line": l.forLine}
}

func purchaseChanges(ref string, was, is purchaseLine) []ImportChange {
	var changes []ImportChange
	for _, f := range []struct{ field, before, after string }{
		{"quantity", was.ordered.String(), is.ordered.String()}, {"received", was.received.String(), is.received.String()},
		{"rejected", was.rejected.String(), is.rejected.String()}, {"closed", was.cancelled.String(), is.cancelled.String()},
		{"eta", was.eta, is.eta}, {"confidence", was.confidence, is.confidence}, {"lane", was.lane, is.lane}, {"bought_for", "", is.forName},
	} {
		if f.before != f.after {
			changes = append(changes, ImportChange{Ref: ref, Field: f.field, Before: f.before, After: f.after})
		}
	}
	return changes
}

func (p *purchaseTaker) saveLine(r intake.Row, no int, ref string, was, is purchaseLine, changes []ImportChange) error {
	if _, err := p.im.exec(`/* saveLine */ UPDATE po_line SET ordered = ?1, cancelled = ?2, eta = ?3, first_eta = coalesce(first_eta, ?3), confidence = ?4,
		confirmed_at = CASE WHEN ?4 = 'stated' THEN confirmed_at ELSE ?5 END, lane = ?6, for_line_id = ?7,
		chased_at = CASE WHEN eta IS ?3 AND confidence = ?4 THEN chased_at END, version = version + 1 WHERE id = ?8`,
		int64(is.ordered), int64(is.cancelled), cellOrNull(is.eta), is.confidence, p.im.t.now.String(), is.lane, orNull(is.forLine), is.id); err != nil {
		return err
	}
	if was.eta != is.eta || was.confidence != is.confidence {
		if err := p.etaEvent(is); err != nil {
			return err
		}
	}
	if err := p.receive(r, no, is, is.received-was.received, is.rejected-was.rejected); err != nil {
		return err
	}
	if err := p.im.recordChanges("po_line", is.id, ref, changes); err != nil {
		return err
	}
	if err := p.im.waiting(is.product, p.warehouse); err != nil {
		return err
	}
	return p.im.pool(is.product, p.warehouse)
}

// waiting says that the lines which wait for the product may look different.
func (im *importing) waiting(product, warehouse int64) error {
	var lines []int64
	if err := im.t.all(&lines, `/* waiting */ SELECT id FROM order_line WHERE product_id = ? AND warehouse_id = ? AND open > 0`, product, warehouse); err != nil {
		return err
	}
	return im.stalePlus(lines...)
}
