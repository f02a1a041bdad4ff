package handlers

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/papers"
)

// confirmation is an order as it is said to its customer now.
func (s *Server) confirmation(v *shown) (papers.Confirmation, error) {
	ctx := v.c.Request().Context()
	set, err := s.Store.Settings(ctx)
	if err != nil {
		return papers.Confirmation{}, err
	}
	o, err := s.Store.Order(ctx, param(v.c, "number"))
	if err != nil {
		return papers.Confirmation{}, err
	}
	return papers.Confirm(o, papers.Company{Name: set.Company, Currency: set.Currency, Decimals: set.CurrencyDecimals, Zone: set.Zone, Logo: set.Logo}, s.Store.Now()), nil
}

func (s *Server) showConfirmation(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	paper, err := s.confirmation(v)
	if err != nil {
		return err
	}
	return v.show(paper.Title, layout.Orders, papers.Show(paper))
}

func (s *Server) confirmationPDF(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	paper, err := s.confirmation(v)
	if err != nil {
		return err
	}
	_, paper.Company.Picture, err = s.Store.Logo(c.Request().Context())
	if err != nil && !errors.Is(err, model.ErrNotFound) {
		return err
	}
	var b bytes.Buffer
	if err := paper.PDF(&b); err != nil {
		return err
	}
	name := "confirmation_" + strings.NewReplacer("/", "-", `\`, "-").Replace(paper.Order) + ".pdf"
	c.Response().Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	return c.Blob(http.StatusOK, "application/pdf", b.Bytes())
}
