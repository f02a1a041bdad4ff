package db

import (
	"fmt"

	"backfill/model"
)

// differs says why a file may not simply be followed on a line, "" when it may:
// it would revive what was cancelled here, or order away what has left or is
// picked. What is merely allocated is the line's own and goes back to the queue.
func differs(was, is knownLine, l orderLine, shipped model.Qty) string {
	open := was.ordered - was.shipped - was.cancelled - was.substituted
	switch left := is.shipped + shipped + is.cancelled + is.substituted + is.picked; {
	case was.cancelled > 0 && l.saysCancelled && l.cancelled < was.cancelled:
		return fmt.Sprintf("%s were cancelled here, the file says %s.", was.cancelled, l.cancelled)
	case was.cancelled > 0 && open == 0 && is.ordered > was.ordered:
		return fmt.Sprintf("It is closed here with %s cancelled, and the file wants %s instead of %s.", was.cancelled, is.ordered, was.ordered)
	case left > is.ordered && is.cancelled > was.cancelled:
		return fmt.Sprintf("The file cancels %s of %s, and %s are shipped or picked.", is.cancelled, is.ordered, left-is.cancelled)
	case left > is.ordered:
		return fmt.Sprintf("The file wants %s, and %s are shipped, cancelled or picked.", is.ordered, left)
	}
	return ""
}

// standBeside keeps the file's answer beside the desk's, once for each thing a
// file says: what a person chose against is not asked again.
func (o *orderTaker) standBeside(was knownLine, l orderLine, ref, why string) (fate, error) {
	cancelled := l.cancelled
	if !l.saysCancelled {
		cancelled = 0
	}
	return o.im.standBeside(answers{line: &was.id, ref: ref, why: why, deskOrdered: was.ordered, deskCancelled: was.cancelled,
		fileOrdered: l.ordered, fileCancelled: cancelled})
}

// agree ends a difference on a line of which the file now says what the desk
// says, or what the desk can follow.
func (o *orderTaker) agree(line int64) error {
	return o.im.agree(`/* agree */ SELECT id FROM difference WHERE line_id = ? AND state = 'waiting'`, line)
}

// giveBack releases what the line holds beyond what the file still wants.
func (o *orderTaker) giveBack(is knownLine, ref string, over model.Qty) error {
	l := openLine{ID: is.id, OrderID: o.now.id, Order: o.now.number, ProductID: is.product, WarehouseID: o.order.warehouse}
	if err := o.im.t.release(l, over, o.im.why); err != nil {
		return err
	}
	return o.im.t.record("released", "line", is.id, ref, map[string]string{"allocated": is.allocated.String()},
		map[string]string{"allocated": (is.allocated - over).String()}, o.im.why)
}

// differsPO is differs for a purchase order: what was closed here stays closed
// until a person says otherwise.
func differsPO(was, is, l purchaseLine) string {
	switch {
	case was.cancelled > 0 && l.saysOpen && l.ordered > l.received:
		return fmt.Sprintf("%s were closed short here, the file still expects them.", was.cancelled)
	case is.cancelled > is.ordered:
		return fmt.Sprintf("The file orders %s, and %s were closed short here.", is.ordered, is.cancelled)
	}
	return ""
}

func (p *purchaseTaker) standBeside(was, l purchaseLine, ref, why string) (fate, error) {
	return p.im.standBeside(answers{poLine: &was.id, ref: ref, why: why, deskOrdered: was.ordered, deskCancelled: was.cancelled,
		fileOrdered: l.ordered, fileCancelled: 0})
}

// answers are what the desk and a file say of one line.
type answers struct {
	line, poLine               *int64
	ref, why                   string
	deskOrdered, deskCancelled model.Qty
	fileOrdered, fileCancelled model.Qty
}

// standBeside keeps two answers, or finds that they stand already, or that a
// person has chosen between these very two.
func (im *importing) standBeside(a answers) (fate, error) {
	var last struct {
		id            int64
		state         string
		ordered       model.Qty
		cancelled     model.Qty
		fileOrdered   model.Qty
		fileCancelled model.Qty
	}
	found, err := im.get(`/* standBeside */ SELECT id, state, desk_ordered, desk_cancelled, file_ordered, file_cancelled FROM difference
		WHERE line_id = ?1 OR po_line_id = ?2 ORDER BY id DESC LIMIT 1`, []any{a.line, a.poLine},
		&last.id, &last.state, &last.ordered, &last.cancelled, &last.fileOrdered, &last.fileCancelled)
	if err != nil {
		return fate{}, err
	}
	same := last.fileOrdered == a.fileOrdered && last.fileCancelled == a.fileCancelled
	if found && last.state == string(model.DeskChosen) && same && last.ordered == a.deskOrdered && last.cancelled == a.deskCancelled {
		return fate{what: skipped, why: a.ref + ": the desk's answer was chosen against this one"}, nil
	}
	im.report.Differing++
	if found && last.state == string(model.DifferenceWaiting) {
		_, err = im.exec(`/* standBeside */ UPDATE difference SET desk_ordered = ?, desk_cancelled = ?, file_ordered = ?, file_cancelled = ?, why = ?, import_id = ?, as_of = ?
			WHERE id = ?`, int64(a.deskOrdered), int64(a.deskCancelled), int64(a.fileOrdered), int64(a.fileCancelled), a.why, im.id, im.asOf.String(), last.id)
	} else {
		_, err = im.exec(`/* standBeside */ INSERT INTO difference(line_id, po_line_id, desk_ordered, desk_cancelled, file_ordered, file_cancelled, why, import_id, as_of, at, state)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')`, a.line, a.poLine, int64(a.deskOrdered), int64(a.deskCancelled), int64(a.fileOrdered), int64(a.fileCancelled),
			a.why, im.id, im.asOf.String(), im.t.now.String())
	}
	return fate{what: skipped, why: a.ref + " waits for a person: " + a.why}, err
}

// agree ends a difference that the file no longer has.
func (im *importing) agree(find string, line int64) error {
	var id int64
	found, err := im.get(find, []any{line}, &id)
	if err != nil || !found {
		return err
	}
	_, err = im.exec(`/* agree */ UPDATE difference SET state = 'agreed', decided_at = ?, decided_by = ?, decided_why = ? WHERE id = ?`,
		im.t.now.String(), im.t.actor.Name, im.why, id)
	return err
}
