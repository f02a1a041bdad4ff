package model

// AdjustmentUndo is one row of the stock ledger that may be taken back, beside
// its stock as it is now.
type AdjustmentUndo struct {
	MoveRow
	SKU       string `db:"sku"`
	Unit      string `db:"unit"`
	Warehouse string `db:"warehouse"` // empty: the row touches none, or two
	By        Qty    `db:"by"`        // what the row added (> 0) or took (< 0)
	OnHand    Qty    `db:"on_hand"`
	Allocated Qty    `db:"allocated"`
	Picked    Qty    `db:"picked"`
	Counted   bool   `db:"counted"` // since then, by a count that holds
}

// MayUndo tells whether a row is an adjustment that stands: made by hand, itself
// no undo, and not taken back.
func (m MoveRow) MayUndo() bool { return m.Kind == "adjusted" && m.Undoes == 0 && !m.Undone }

// After is what is on hand once the adjustment is taken back.
func (u AdjustmentUndo) After() Qty { return u.OnHand - u.By }

// Refusal says why the row cannot be taken back, "" when it can: what is
// allocated or picked is never taken, and a later count has the last word.
func (u AdjustmentUndo) Refusal(l Locale) string {
	switch {
	case u.Undone:
		return "This adjustment has been taken back already."
	case u.Undoes != 0:
		return "This row takes another one back. Adjust the stock anew instead."
	case !u.MayUndo() || u.Warehouse == "":
		return "Only an adjustment by hand can be taken back."
	case u.Counted:
		return u.SKU + " in " + u.Warehouse + " was counted since, and the count says what is there. Count it again instead."
	case u.After() < u.Allocated+u.Picked || u.After() < 0:
		return u.SKU + " in " + u.Warehouse + ": " + l.Qty(u.OnHand) + " are on hand, " + l.Qty(u.Allocated) + " allocated and " + l.Qty(u.Picked) +
			" picked. Taking it back would leave " + l.Qty(u.After()) + ": release some first."
	}
	return ""
}
