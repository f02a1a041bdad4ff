package handlers

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/purchasing"
	"backfill/views/urls"
)

// newPO starts a purchase order from everything short from a supplier, the
// products that were ticked, what one order line lacks, or nothing.
func (s *Server) newPO(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	ctx, f := c.Request().Context(), purchasing.NewForm{Sure: string(model.Stated)}
	if f.From = strings.TrimSpace(c.QueryParam("supplier")); f.From != "" {
		p, err := s.Store.PurchaseShortages(ctx, f.From, v.Today)
		if err != nil {
			return err
		}
		return s.proposedPO(v, f, p)
	}
	if text := c.QueryParam("line"); text != "" {
		return s.newPOForLine(v, f, text)
	}
	skus := c.QueryParams()["sku"]
	if len(skus) > 2*model.MostBought {
		skus = skus[:2*model.MostBought]
	}
	p, err := s.Store.ProposePurchase(ctx, skus, v.Today)
	if err != nil {
		return err
	}
	if len(skus) == 1 && len(p.Lines) == 0 { // one that lacks nothing is bought all the same
		d, err := s.Store.PurchaseDefaults(ctx, 0, skus[0], v.Today)
		if err != nil {
			return err
		}
		p = model.PurchaseProposal{Supplier: d.SupplierCode, Warehouse: d.Warehouse, Lines: []model.PurchaseDefaults{d}}
	}
	return s.proposedPO(v, f, p)
}

func (s *Server) proposedPO(v *shown, f purchasing.NewForm, p model.PurchaseProposal) error {
	f.Supplier, f.Warehouse, f.Left = p.Supplier, p.Warehouse, p.Left
	for _, d := range p.Lines {
		f.Rows = append(f.Rows, proposedRow(v.c, d))
	}
	return s.newPOPage(v, f)
}

func proposedRow(c Ctx, d model.PurchaseDefaults) purchasing.NewLine {
	r := purchasing.NewLine{SKU: d.SKU, ETA: d.ETA.String()}
	if d.Qty > 0 {
		r.Qty = typedBack(c, d.Qty)
	}
	return r
}

// newPOForLine starts from what one order line lacks.
func (s *Server) newPOForLine(v *shown, f purchasing.NewForm, text string) error {
	line, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return model.ErrNotFound
	}
	d, err := s.Store.PurchaseDefaults(v.c.Request().Context(), line, "", v.Today)
	if err != nil {
		return err
	}
	f.Supplier, f.Warehouse, f.LineID, f.ForName = d.SupplierCode, d.Warehouse, d.LineID, d.OrderNumber+"/"+strconv.Itoa(d.LineNo)
	f.Rows = []purchasing.NewLine{proposedRow(v.c, d)}
	if d.Direct {
		f.ForLine = "on"
	}
	return s.newPOPage(v, f)
}

// newPOPage draws the form with what is known of each product in it.
func (s *Server) newPOPage(v *shown, f purchasing.NewForm) (err error) {
	ctx := v.c.Request().Context()
	f.RID = newRID()
	if f.LineID == 0 {
		f.Rows = append(f.Rows, make([]purchasing.NewLine, max(1, addedRows-len(f.Rows)))...)
	}
	if err := s.describeRows(ctx, f.Rows, v.Today); err != nil {
		return err
	}
	if f.Suppliers, err = s.Store.SupplierOptions(ctx); err != nil {
		return err
	}
	if f.Warehouses, err = s.Store.WarehouseOptions(ctx); err != nil {
		return err
	}
	if f.Lanes, err = s.Store.Lanes(ctx); err != nil {
		return err
	}
	return v.show("New purchase order", layout.Purchasing, purchasing.New(f))
}

// describeRows fills in what each product is called, lacks, and is sold in.
func (s *Server) describeRows(ctx context.Context, rows []purchasing.NewLine, today model.Date) error {
	for i := range rows {
		if rows[i].SKU == "" {
			continue
		}
		d, err := s.Store.PurchaseDefaults(ctx, 0, rows[i].SKU, today)
		if errors.Is(err, model.ErrNotFound) {
			continue // its problem says so
		}
		if err != nil {
			return err
		}
		rows[i].Known = &d
	}
	return nil
}

func (s *Server) createPO(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f := purchasing.NewForm{Supplier: field(c, "supplier"), Warehouse: field(c, "warehouse"), Sure: field(c, "confidence"), Lane: strings.TrimSpace(field(c, "lane")),
		Why: field(c, "why"), ForName: field(c, "for_name"), ForLine: field(c, "special"), From: field(c, "from"), Rows: typedRows(c)}
	f.LineID, _ = strconv.ParseInt(field(c, "line"), 10, 64)
	e, at, p := readPurchase(c, f)
	var number string
	err = problemsFirst(p, func() (err error) {
		number, err = s.Store.CreatePurchaseOrder(c.Request().Context(), actor(c), e)
		return err
	})
	if len(p) == 0 {
		err = moved(c, err, at)
	}
	if refused(c, err, model.LineField(0, "sku"), &f.Problems) {
		errors.As(ofForm(f.Problems), &f.Problems)
		return s.newPOPage(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.PO(number), number+" created.")
}

// readPurchase says what the typed form means; at is the form's number of each
// line.
func readPurchase(c Ctx, f purchasing.NewForm) (e model.PurchaseEntry, at []int, p model.Problems) {
	lines, at := readRows(c, &p, f.Rows)
	for i := range lines {
		lines[i].Confidence, lines[i].Lane = model.Confidence(f.Sure), f.Lane
	}
	if len(lines) == 0 {
		p.Need(model.LineField(0, "sku"), false, "Enter which product.")
		p.Need(model.LineField(0, "qty"), false, "Enter a number.")
	} else if f.ForLine != "" {
		lines[0].ForLine = f.LineID
	}
	shortText(&p, "why", f.Why)
	e = model.PurchaseEntry{Supplier: f.Supplier, Warehouse: f.Warehouse, Lines: lines, Why: f.Why}
	if len(lines) > 0 {
		alsoWrong(&p, ofForm(moved(c, e.Check(), at)))
	}
	return e, at, p
}

// ofForm names the problems of what stands once for all lines as the form does.
func ofForm(err error) error {
	var p model.Problems
	if !errors.As(err, &p) {
		return err
	}
	out := model.Problems{}
	for field, what := range p {
		for _, once := range []struct{ ending, name string }{{".for_line", "special"}, {".confidence", "confidence"}, {".lane", "lane"}} {
			if strings.HasSuffix(field, once.ending) {
				field = once.name
			}
		}
		out[field] = what
	}
	return out
}
