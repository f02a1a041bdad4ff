package handlers

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"

	"backfill/handlers/files"
	"backfill/model"
	"backfill/views/layout"
	"backfill/views/ui"
	"backfill/views/words"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

// shown is what a page is drawn with beside its own rows.
type shown struct {
	words.Here
	c      Ctx
	s      *Server
	status int // 200 unless set
	wrong  bool
}

// shown reads the company's day, zone and currency.
func (s *Server) shown(c Ctx) (*shown, error) {
	set, err := s.Store.Settings(c.Request().Context())
	if err != nil {
		return nil, err
	}
	return &shown{Here: words.Here{Locale: locale(c), House: model.LocaleByTag(set.Locale), Today: s.today(set), Zone: set.Zone, Currency: set.Currency, Decimals: set.CurrencyDecimals,
		NoMoney: !user(c).May(model.SeePrices)},
		c: c, s: s, status: http.StatusOK}, nil
}

// as sets the status of a form that came back.
func (v *shown) as(status int) *shown {
	v.status, v.wrong = status, status == http.StatusUnprocessableEntity
	return v
}

// show draws the content in the frame, or alone where htmx asked for a part.
func (v *shown) show(title, active string, content templ.Component) error {
	p := v.s.page(v.c, title, active)
	p.Error = v.wrong
	whole := templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return layout.Shell(p).Render(templ.WithChildren(ctx, content), w)
	})
	return v.s.show(v.c, v.status, whole, content)
}

// param is a part of the address, with an escaped slash in it read back.
func param(c Ctx, name string) string {
	v := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return v
	}
	if plain, err := url.PathUnescape(v); err == nil {
		return plain
	}
	return v
}

// fileRows is how many rows of a file are read at once; no cursor is open while
// they are sent.
const fileRows = 1000

// sendFile streams a file: next reads one batch of rows and tells whether more
// follow. The first batch is read before anything is sent, so that what fails at
// once is an error and no half file.
func sendFile(c Ctx, name, format string, columns []files.Column, next func() (rows [][]string, more bool, err error)) error {
	rows, more, err := next()
	if err != nil {
		return err
	}
	out, err := newStream(c)
	if err != nil {
		return err
	}
	defer out.end()
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, files.Types[format])
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+"."+format+`"`)
	c.Response().WriteHeader(http.StatusOK)
	w, err := files.New(format, sending{c.Response(), out}, columns, true)
	if err != nil {
		return err
	}
	for {
		for _, cells := range rows {
			if err := w.Row(cells); err != nil {
				return err
			}
		}
		if !more {
			return w.End()
		}
		if rows, more, err = next(); err != nil {
			return err
		}
	}
}

// sending gives every write its time.
type sending struct {
	w   io.Writer
	out *stream
}

func (s sending) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	s.out.more()
	return n, err
}

// batches reads a list for a file, from its first row on.
func batches[T any](q model.ListQuery, read func(model.ListQuery) (model.Paged[T], error), cells func(T) []string) func() ([][]string, bool, error) {
	q.At, q.Back, q.Size, q.NoCount = model.Cursor{}, false, fileRows, true
	return func() ([][]string, bool, error) {
		page, err := read(q)
		if err != nil {
			return nil, false, err
		}
		rows := make([][]string, len(page.Rows))
		for i, r := range page.Rows {
			rows[i] = cells(r)
		}
		if page.Next != nil {
			q.At = *page.Next
		}
		return rows, page.Next != nil, nil
	}
}

// fileName says what is in the file: orders_open_2026-11-24.
func fileName(name string, q model.ListQuery, today model.Date) string {
	parts := []string{name}
	for _, v := range []string{q.Filters["status"], q.Filters["state"]} {
		if v != "" {
			parts = append(parts, v)
		}
	}
	return strings.Join(append(parts, today.String()), "_")
}

// uiOptions are the entries of a filter's select, "Any …" first.
func uiOptions(any string, from []model.Option) []ui.Option {
	out := []ui.Option{{Text: any}}
	for _, o := range from {
		out = append(out, ui.Option{Value: o.Value, Text: o.Text})
	}
	return out
}

// nameOptions fills in what a filter's value is called.
func nameOptions(values map[string]string, filter string, from []model.Option) {
	for _, o := range from {
		values[filter+"="+o.Value] = o.Text
	}
}
