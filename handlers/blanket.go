package handlers

import (
	"context"
	"strings"

	"backfill/model"
	"backfill/views/orders"
	"backfill/views/urls"
)

// releaseBlanket makes an order of a part of a blanket order.
func (s *Server) releaseBlanket(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	number := param(c, "number")
	page, err := s.Store.Blanket(c.Request().Context(), number)
	if err != nil {
		return err
	}
	f := orders.BlanketForm{BlanketPage: page, Requested: field(c, "requested"), NeedBy: field(c, "need_by"), CustomerPO: strings.TrimSpace(field(c, "customer_po")),
		Qty: map[int]string{}}
	r, version, p := readCallOff(c, &f)
	var got model.Entered
	err = problemsFirst(p, func() (err error) {
		got, err = s.Store.ReleaseBlanket(c.Request().Context(), actor(c), number, version, r)
		return err
	})
	if refused(c, err, "lines", &f.Problems) {
		return s.orderPage(v.as(statusOf(err)), number, orders.PageForm{Blanket: f}, false)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.OrderEntered(got.Number), strings.Join(append([]string{got.Number + " released."}, got.Warnings...), " "))
}

// readCallOff says what the typed form means; f keeps what was typed.
func readCallOff(c Ctx, f *orders.BlanketForm) (r model.CallOff, version int, p model.Problems) {
	version = typedVersion(&p, "lines", field(c, "version"))
	r = model.CallOff{Requested: typedDate(c, &p, "requested", f.Requested), NeedBy: typedDate(c, &p, "need_by", f.NeedBy), CustomerPO: f.CustomerPO}
	for _, l := range f.Lines {
		name := model.ReleaseField(l.LineNo)
		text := strings.TrimSpace(field(c, name))
		if f.Qty[l.LineNo] = text; text != "" {
			r.Lines = append(r.Lines, model.CallOffLine{Line: l.LineNo, Qty: typedQty(c, &p, name, text)})
		}
	}
	alsoWrong(&p, r.Check().Err())
	return r, version, p
}

// blanketForm fills in what a blanket order's page shows, keeping what was typed.
func (s *Server) blanketForm(ctx context.Context, number string, f *orders.BlanketForm) (err error) {
	f.BlanketPage, err = s.Store.Blanket(ctx, number)
	return err
}
