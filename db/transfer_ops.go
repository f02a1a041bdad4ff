package db

import (
	"context"
	"errors"
	"fmt"

	"backfill/model"
)

// inTransit is where goods are between two warehouses, as the first migration
// made it.
const inTransit = 5

// transfer is a transfer with what an operation on it needs.
type transfer struct {
	ID       int64
	Number   string
	FromID   int64 `db:"from_id"`
	From     string
	ToID     int64 `db:"to_id"`
	To       string
	State    model.TransferState
	Expected model.Date
	Note     string
	Version  int
	Lines    []transferLine
}

// transferLine is one line of a transfer with its stock where it leaves.
type transferLine struct {
	ID        int64
	LineNo    int   `db:"line_no"`
	ProductID int64 `db:"product_id"`
	SKU       string
	Product   string
	Unit      string
	Decimals  int
	Lot       string
	Qty       model.Qty
	Sent      model.Qty
	Transit   model.Qty
	OnHand    model.Qty `db:"on_hand"` // of the lot, where it leaves
	Claimed   model.Qty // of it, allocated or picked
	PoolFree  model.Qty `db:"pool_free"` // of all lots there, neither allocated nor picked
	Kept      model.Qty // of the pool, protected
}

const transferSQL = `/* transfer */ SELECT x.id, x.number, x.from_id, f.code AS "from", x.to_id, w.code AS "to", x.state, x.expected, x.note, x.version
	FROM transfer x JOIN warehouse f ON f.id = x.from_id JOIN warehouse w ON w.id = x.to_id WHERE x.number = ?`

const transferLinesSQL = `/* transferLines */ SELECT
	l.id,
	l.line_no,
	l.product_id,
	p.sku,
	p.name AS product,
	p.unit,
	p.decimals,
	l.lot,
	l.qty,
	l.sent,
	l.transit,
	coalesce(s.on_hand, 0) AS on_hand,
	coalesce(s.allocated + s.picked, 0) AS claimed,
	(SELECT coalesce(sum(k.on_hand - k.allocated - k.picked), 0) FROM stock k WHERE k.product_id = l.product_id AND k.warehouse_id = x.from_id) AS pool_free,
	(SELECT coalesce(max(g.qty), 0) FROM protection g WHERE g.product_id = l.product_id AND g.warehouse_id = x.from_id AND g.until >= ?2) AS kept
	FROM transfer_line l JOIN transfer x ON x.id = l.transfer_id JOIN product p ON p.id = l.product_id
	LEFT JOIN stock s ON s.product_id = l.product_id AND s.warehouse_id = x.from_id AND s.lot = l.lot
	WHERE l.transfer_id = ?1 ORDER BY l.line_no`

// transfer loads a transfer as the person saw it; version 0 is whatever it is
// now.
func (t *tx) transfer(number string, version int) (transfer, error) {
	var x transfer
	if err := t.get(&x, transferSQL, number); err != nil {
		return x, err
	}
	if err := t.unchanged("transfer", x.ID, x.Number, x.Version, version); err != nil {
		return x, err
	}
	return x, t.all(&x.Lines, transferLinesSQL, x.ID, t.today)
}

// draft loads a transfer that has not left yet.
func (t *tx) draft(number string, version int) (transfer, error) {
	x, err := t.transfer(number, version)
	if err == nil && x.State != model.TransferDraft {
		err = model.Conflictf("%s is %s: it is no draft any more.", x.Number, x.State)
	}
	return x, err
}

// figures is a transfer as the audit keeps it.
func (x transfer) figures() map[string]any {
	return map[string]any{"from": x.From, "to": x.To, "expected": x.Expected.String(), "note": x.Note, "lines": len(x.Lines)}
}

// CreateTransfer makes a draft and gives its number, the next TR-n. A draft
// moves nothing and promises nothing.
func (s *Store) CreateTransfer(ctx context.Context, a model.Actor, e model.TransferEntry) (string, error) {
	if err := e.Check(); err != nil {
		return "", err
	}
	return write(ctx, s, a, func(t *tx) (string, error) { return t.createTransfer(e) })
}

func (t *tx) createTransfer(e model.TransferEntry) (string, error) {
	x, err := t.lookTransfer(e)
	if err != nil {
		return "", err
	}
	if err := t.get(&x, `/* createTransfer */ INSERT INTO transfer(number, from_id, to_id, expected, note, created_at, created_by)
		VALUES ((WITH RECURSIVE next(n) AS (SELECT coalesce(max(id), 0) + 1 FROM transfer
		         UNION ALL SELECT n + 1 FROM next WHERE EXISTS (SELECT 1 FROM transfer WHERE number = 'TR-' || n))
		         SELECT 'TR-' || max(n) FROM next), ?, ?, ?, ?, ?, ?) RETURNING id, number`,
		x.FromID, x.ToID, e.Expected, e.Note, t.now, t.actor.Name); err != nil {
		return "", err
	}
	if err := t.addTransferLines(x); err != nil {
		return "", err
	}
	return x.Number, t.record("created", "transfer", x.ID, x.Number, nil, x.figures(), "")
}

// lookTransfer finds what the entry names, and reports what is wrong with all of
// it at once.
func (t *tx) lookTransfer(e model.TransferEntry) (transfer, error) {
	x := transfer{Expected: e.Expected, Note: e.Note, Lines: make([]transferLine, len(e.Lines))}
	var p model.Problems
	for _, w := range []struct {
		field, code string
		id          *int64
		name        *string
	}{{"from", e.From, &x.FromID, &x.From}, {"to", e.To, &x.ToID, &x.To}} {
		var found struct {
			ID   int64
			Code string
		}
		err := t.get(&found, `/* lookTransfer */ SELECT id, code FROM warehouse WHERE code = ?`, w.code)
		if err != nil && !errors.Is(err, model.ErrNotFound) {
			return x, err
		}
		p.Need(w.field, err == nil, "There is no warehouse "+w.code+".")
		*w.id, *w.name = found.ID, found.Code
	}
	p.Need("to", x.ToID == 0 || x.FromID != x.ToID, "Choose another warehouse than the one they leave.")
	p.Need("expected", e.Expected.IsZero() || e.Expected >= t.today, "The day of arrival has passed.")
	for i, l := range e.Lines {
		if err := t.lookTransferLine(i, l, &x.Lines[i], &p); err != nil {
			return x, err
		}
	}
	return x, p.Err()
}

func (t *tx) lookTransferLine(i int, e model.TransferEntryLine, l *transferLine, p *model.Problems) error {
	prod, err := t.product(e.SKU, 0)
	if errors.Is(err, model.ErrNotFound) {
		p.Need(model.LineField(i, "sku"), false, "There is no product "+e.SKU+".")
		return nil
	}
	if err != nil {
		return err
	}
	p.Need(model.LineField(i, "qty"), e.Qty.Fits(prod.Decimals), decimalsProblem(prod.SKU, prod.Decimals))
	p.Need(model.LineField(i, "lot"), e.Lot != "" || !prod.LotTracked, prod.SKU+" is kept by lot. Enter the lot.")
	*l = transferLine{LineNo: i + 1, ProductID: prod.ID, SKU: prod.SKU, Lot: e.Lot, Qty: e.Qty}
	return nil
}

func (t *tx) addTransferLines(x transfer) error {
	for _, l := range x.Lines {
		if err := t.exec(`/* addTransferLines */ INSERT INTO transfer_line(transfer_id, line_no, product_id, lot, qty) VALUES (?, ?, ?, ?, ?)`,
			x.ID, l.LineNo, l.ProductID, l.Lot, l.Qty); err != nil {
			return err
		}
	}
	return nil
}

// ChangeTransfer saves a draft as a person left it, its lines included.
func (s *Store) ChangeTransfer(ctx context.Context, a model.Actor, number string, version int, e model.TransferEntry) error {
	if err := e.Check(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.changeTransfer(number, version, e) })
	return err
}

func (t *tx) changeTransfer(number string, version int, e model.TransferEntry) error {
	was, err := t.draft(number, version)
	if err != nil {
		return err
	}
	x, err := t.lookTransfer(e)
	if err != nil {
		return err
	}
	x.ID = was.ID
	if err := t.exec(`/* changeTransfer */ DELETE FROM transfer_line WHERE transfer_id = ?`, x.ID); err != nil {
		return err
	}
	if err := t.addTransferLines(x); err != nil {
		return err
	}
	if err := t.exec(`/* changeTransfer */ UPDATE transfer SET from_id = ?, to_id = ?, expected = ?, note = ?, version = version + 1 WHERE id = ?`,
		x.FromID, x.ToID, x.Expected, x.Note, x.ID); err != nil {
		return err
	}
	return t.record("changed", "transfer", x.ID, was.Number, was.contents(), x.contents(), "")
}

// contents is figures with every line, for a change of any of them.
func (x transfer) contents() map[string]any {
	f := x.figures()
	for _, l := range x.Lines {
		what := l.SKU + ": " + l.Qty.String()
		if l.Lot != "" {
			what += " of lot " + l.Lot
		}
		f[fmt.Sprintf("line %d", l.LineNo)] = what
	}
	return f
}

// CancelTransfer gives a draft up. One that has left is not cancelled: what is on
// the road arrives, comes back or is lost (ReceiveTransfer).
func (s *Store) CancelTransfer(ctx context.Context, a model.Actor, number string, version int, why string) error {
	var p model.Problems
	needWhy(&p, why)
	if err := p.Err(); err != nil {
		return err
	}
	_, err := write(ctx, s, a, func(t *tx) (done, error) {
		x, err := t.draft(number, version)
		if err != nil {
			return done{}, err
		}
		return done{}, t.endTransfer(x, "cancelled", model.TransferCancelled, why)
	})
	return err
}

func (t *tx) endTransfer(x transfer, action string, state model.TransferState, why string) error {
	if err := t.exec(`/* endTransfer */ UPDATE transfer SET state = ?, closed_at = ?, version = version + 1 WHERE id = ?`, state, t.now, x.ID); err != nil {
		return err
	}
	return t.record(action, "transfer", x.ID, x.Number, map[string]any{"state": x.State}, map[string]any{"state": state}, why)
}

// ExpectTransfer sets the day on which a transfer arrives, zero for not known.
// The lines that wait for it are planned anew.
func (s *Store) ExpectTransfer(ctx context.Context, a model.Actor, number string, version int, day model.Date, why string) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.expectTransfer(number, version, day, why) })
	return err
}

func (t *tx) expectTransfer(number string, version int, day model.Date, why string) error {
	x, err := t.transfer(number, version)
	if err != nil {
		return err
	}
	if x.State != model.TransferDraft && x.State != model.TransferSent {
		return model.Conflictf("%s is %s: nothing of it is to come.", x.Number, x.State)
	}
	if !day.IsZero() && day < t.today {
		return model.Problems{"expected": "The day of arrival has passed. Enter the new one, or leave it empty."}
	}
	if err := t.exec(`/* expectTransfer */ UPDATE transfer SET expected = ?, version = version + 1 WHERE id = ?`, day, x.ID); err != nil {
		return err
	}
	if err := t.record("expected", "transfer", x.ID, x.Number, map[string]any{"expected": x.Expected.String()}, map[string]any{"expected": day.String()}, why); err != nil {
		return err
	}
	if x.State == model.TransferDraft {
		return nil
	}
	return t.serveTransfer(x, x.ToID)
}

// serveTransfer plans the queues of a transfer's products in a warehouse anew,
// and says that the rows of lines promised its units are stale.
func (t *tx) serveTransfer(x transfer, warehouses ...int64) error {
	var pegged []int64
	if err := t.all(&pegged, `/* serveTransfer */ SELECT DISTINCT g.line_id FROM transfer_line l JOIN peg g ON g.transfer_line_id = l.id WHERE l.transfer_id = ?`, x.ID); err != nil {
		return err
	}
	t.touch(pegged...)
	_, err := t.serve("transfer", x.pools(warehouses...)...)
	return err
}

func (x transfer) pools(warehouses ...int64) []poolKey {
	var pools []poolKey
	for _, l := range x.Lines {
		for _, w := range warehouses {
			pools = append(pools, poolKey{l.ProductID, w})
		}
	}
	return pools
}

// SendTransfer sends a draft off: its units leave the warehouse and are supply of
// the one they go to. Units that are allocated, picked or protected do not leave;
// where there are too few, each line says how many may.
func (s *Store) SendTransfer(ctx context.Context, a model.Actor, m model.TransferSend) error {
	_, err := write(ctx, s, a, func(t *tx) (done, error) { return done{}, t.sendTransfer(m) })
	return err
}

func (t *tx) sendTransfer(m model.TransferSend) error {
	x, err := t.draft(m.Number, m.Version)
	if err != nil {
		return err
	}
	sent, err := x.leaving(m.Lines)
	if err != nil {
		return err
	}
	after := map[string]any{"state": model.TransferSent}
	for i, l := range x.Lines {
		if sent[i] == 0 {
			continue
		}
		if err := t.move(stockMove{At: t.now, Kind: "transferred", ProductID: l.ProductID, FromID: x.FromID, FromLot: l.Lot, ToID: inTransit, ToLot: l.Lot,
			Qty: sent[i], TransferLineID: l.ID}); err != nil {
			return err
		}
		after[l.SKU] = sent[i].String()
	}
	if err := t.exec(`/* sendTransfer */ UPDATE transfer SET state = 'sent', sent_at = ?, version = version + 1 WHERE id = ?`, t.now, x.ID); err != nil {
		return err
	}
	if err := t.record("sent", "transfer", x.ID, x.Number, map[string]any{"state": x.State}, after, x.From+" to "+x.To); err != nil {
		return err
	}
	return t.serveTransfer(x, x.FromID, x.ToID)
}

// leaving is what leaves of each line, refused with the figures where there is
// not so much free.
func (x transfer) leaving(asked []model.TransferQty) ([]model.Qty, error) {
	var p model.Problems
	sent := make([]model.Qty, len(x.Lines))
	lots, pools := map[string]model.Qty{}, map[int64]model.Qty{} // sent before, of the same stock
	some := false
	for i, l := range x.Lines {
		sent[i] = l.Qty
		if len(asked) > 0 {
			sent[i] = qtyOf(asked, l.LineNo)
		}
		field, lot := model.QtyField(l.LineNo), fmt.Sprint(l.ProductID, " ", l.Lot)
		free := max(0, min(l.OnHand-l.Claimed-lots[lot], l.PoolFree-l.Kept-pools[l.ProductID]))
		p.Need(field, sent[i] >= 0 && sent[i] <= model.MaxQty, "Enter 0 or more, less than 1,000,000,000.")
		p.Need(field, sent[i].Fits(l.Decimals), decimalsProblem(l.SKU, l.Decimals))
		p.Need(field, sent[i] <= free, l.tooFew(x.From, free))
		lots[lot] += sent[i]
		pools[l.ProductID] += sent[i]
		some = some || sent[i] > 0
	}
	p.Need("lines", some, "Enter how many leave.")
	return sent, p.Err()
}

// tooFew says how many may leave, and who has the others.
func (l transferLine) tooFew(from string, free model.Qty) string {
	text := fmt.Sprintf("At most %s of %s may leave %s: %s on hand", free, l.SKU, from, l.OnHand)
	if l.Claimed > 0 {
		text += fmt.Sprintf(", %s allocated or picked", l.Claimed)
	}
	if l.Kept > 0 {
		text += fmt.Sprintf(", %s protected", l.Kept)
	}
	return text + "."
}

func qtyOf(lines []model.TransferQty, line int) model.Qty {
	for _, l := range lines {
		if l.Line == line {
			return l.Qty
		}
	}
	return 0
}
