package handlers

import (
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/stock"
	"backfill/views/urls"
)

func (s *Server) showUndoAdjustment(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.undoPage(v, stock.UndoForm{})
}

// undoPage says what taking an adjustment back does, also when the form came
// back.
func (s *Server) undoPage(v *shown, f stock.UndoForm) error {
	id, err := idParam(v.c)
	if err != nil {
		return err
	}
	if f.AdjustmentUndo, err = s.Store.AdjustmentUndo(v.c.Request().Context(), param(v.c, "sku"), id); err != nil {
		return err
	}
	f.RID = newRID()
	return v.show("Take back an adjustment of "+f.SKU, layout.Products, stock.UndoAdjustment(v.Here, f))
}

// undoAdjustment takes an adjustment back, for a reason.
func (s *Server) undoAdjustment(c Ctx) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	sku, f := param(c, "sku"), stock.UndoForm{Why: field(c, "why")}
	var p model.Problems
	shortText(&p, "why", f.Why)
	err = problemsFirst(p, func() error { return s.Store.UndoAdjustment(c.Request().Context(), actor(c), sku, id, f.Why) })
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
		v, failed := s.shown(c)
		if failed != nil {
			return failed
		}
		return s.undoPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.ProductMoves(sku, ""), "Taken back.")
}
