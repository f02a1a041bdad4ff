package handlers

import (
	"context"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/purchasing"
	"backfill/views/urls"
)

func (s *Server) purchaseChanges() {
	for do, act := range map[string]func(*shown, *purchasing.ETAForm, model.POPage) (string, error){
		"split": s.splitLine, "quantity": s.changeQuantity, "cancel": s.closeLine,
		"confirm": s.confirmPO, "close": s.closePO, "lines": s.addLines,
	} {
		s.post("/pos/:number/"+do, model.EditPurchasing, s.purchaseChange(do, act))
	}
}

// purchaseChange does one thing to a purchase order or a line of it and says
// what came of it; refused, the page comes back with what was typed.
func (s *Server) purchaseChange(do string, act func(*shown, *purchasing.ETAForm, model.POPage) (said string, err error)) func(Ctx) error {
	return func(c Ctx) error {
		v, err := s.shown(c)
		if err != nil {
			return err
		}
		po, err := s.Store.PurchaseOrder(c.Request().Context(), param(c, "number"))
		if err != nil {
			return err
		}
		f := purchasing.ETAForm{Do: do, Why: strings.TrimSpace(field(c, "why"))}
		f.Line, _ = strconv.Atoi(field(c, "line"))
		f.Version, _ = strconv.Atoi(field(c, "version"))
		said, err := act(v, &f, po)
		if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "why", &f.Problems) {
			return s.poPage(v.as(statusOf(err)), po.PO, f)
		}
		if err != nil {
			return err
		}
		return s.done(c, urls.PO(po.PO), said)
	}
}

// lineChange finds the line that a form is about; what is wrong with its other
// fields is in p already.
func lineChange(v *shown, f *purchasing.ETAForm, po model.POPage, p model.Problems, do func(ctx context.Context, line int64) error) error {
	was := lineOf(po, f.Line)
	p.Need("line", was.ID != 0, "Choose the line of the purchase order.")
	shortText(&p, "why", f.Why)
	return problemsFirst(p, func() error { return do(v.c.Request().Context(), was.ID) })
}

func (s *Server) splitLine(v *shown, f *purchasing.ETAForm, po model.POPage) (string, error) {
	f.Qty, f.ETA, f.Sure = field(v.c, "qty"), field(v.c, "eta"), field(v.c, "confidence")
	var p model.Problems
	sp := model.POSplit{Qty: typedQty(v.c, &p, "qty", f.Qty), ETA: typedDate(v.c, &p, "eta", f.ETA), Confidence: model.Confidence(f.Sure), Why: f.Why}
	if len(p) > 0 {
		alsoWrong(&p, sp.Check())
	}
	var no int
	err := lineChange(v, f, po, p, func(ctx context.Context, line int64) (err error) {
		no, err = s.Store.SplitPOLine(ctx, actor(v.c), line, f.Version, sp)
		return err
	})
	return po.PO + "/" + strconv.Itoa(no) + " brings that part on " + v.Day(sp.ETA) + ".", err
}

func (s *Server) changeQuantity(v *shown, f *purchasing.ETAForm, po model.POPage) (string, error) {
	f.Qty = field(v.c, "ordered")
	var p model.Problems
	ordered := typedQty(v.c, &p, "ordered", f.Qty)
	err := lineChange(v, f, po, p, func(ctx context.Context, line int64) error {
		return s.Store.ChangePOQuantity(ctx, actor(v.c), line, f.Version, ordered, f.Why)
	})
	return "The quantity is saved; who waits for it was planned anew.", err
}

func (s *Server) closeLine(v *shown, f *purchasing.ETAForm, po model.POPage) (string, error) {
	err := lineChange(v, f, po, nil, func(ctx context.Context, line int64) error {
		return s.Store.CancelPOLine(ctx, actor(v.c), line, f.Version, f.Why)
	})
	return "The rest of line " + strconv.Itoa(f.Line) + " is given up; who waited for it was planned anew.", err
}

func (s *Server) confirmPO(v *shown, f *purchasing.ETAForm, po model.POPage) (string, error) {
	n, err := s.Store.ConfirmPO(v.c.Request().Context(), actor(v.c), po.PO, f.Version, f.Why)
	return plural(v.c, n, "date", "dates") + " confirmed.", err
}

func (s *Server) closePO(v *shown, f *purchasing.ETAForm, po model.POPage) (string, error) {
	n, err := s.Store.ClosePO(v.c.Request().Context(), actor(v.c), po.PO, f.Version, f.Why)
	return plural(v.c, n, "line is", "lines are") + " closed short; who waited was planned anew.", err
}

// addedRows is how many lines the form for further lines has.
const addedRows = 4

func (s *Server) addLines(v *shown, f *purchasing.ETAForm, po model.POPage) (string, error) {
	f.Add, f.Rows = true, typedRows(v.c)
	var p model.Problems
	lines, at := readRows(v.c, &p, f.Rows)
	shortText(&p, "why", f.Why)
	if len(lines) == 0 {
		p.Need(model.LineField(0, "sku"), false, "Enter at least one line.")
	}
	err := problemsFirst(p, func() error {
		return s.Store.AddPOLines(v.c.Request().Context(), actor(v.c), po.PO, f.Version, lines, f.Why)
	})
	return plural(v.c, len(lines), "line", "lines") + " added to " + po.PO + ".", moved(v.c, err, at)
}

// typedRows reads the lines of a form.
func typedRows(c Ctx) []purchasing.NewLine {
	var rows []purchasing.NewLine
	for i := 0; i < maxRows && c.Request().PostForm.Has(model.LineField(i, "sku")); i++ {
		text := func(name string) string { return strings.TrimSpace(field(c, model.LineField(i, name))) }
		rows = append(rows, purchasing.NewLine{SKU: text("sku"), Qty: text("qty"), Unit: text("unit"), ETA: text("eta")})
	}
	if len(rows) == 0 {
		rows = make([]purchasing.NewLine, addedRows)
	}
	return rows
}

// maxRows bounds the lines of one form.
const maxRows = 60

// readRows says what the rows mean that are not empty; at is the form's number
// of each. Problems are named by the form's numbers.
func readRows(c Ctx, p *model.Problems, rows []purchasing.NewLine) (lines []model.PurchaseLine, at []int) {
	for i, r := range rows {
		if r.Empty() {
			continue
		}
		name := func(field string) string { return model.LineField(i, field) }
		l := model.PurchaseLine{SKU: r.SKU, Qty: typedQty(c, p, name("qty"), r.Qty), Unit: r.Unit, ETA: typedDate(c, p, name("eta"), r.ETA)}
		p.Need(name("sku"), l.SKU != "", "Enter which product.")
		lines, at = append(lines, l), append(at, i)
	}
	return lines, at
}

// moved names the problems of an operation's lines as the form's rows are.
func moved(c Ctx, err error, at []int) error {
	var p model.Problems
	if !refused(c, err, "", &p) || changedWords(c, err) != "" {
		return err
	}
	out := model.Problems{}
	for field, what := range p {
		for i := len(at) - 1; i >= 0; i-- {
			if rest, ok := strings.CutPrefix(field, model.LineField(i, "")); ok {
				field = model.LineField(at[i], rest)
				break
			}
		}
		out[field] = what
	}
	return out
}
