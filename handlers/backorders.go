package handlers

import (
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/model/intake"
	"backfill/views/backorders"
	"backfill/views/layout"
	"backfill/views/urls"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"
)

func (s *Server) boardRoutes() {
	s.get("/backorders", model.SeeBoard, s.showBoard)
	s.get("/backorders.csv", model.ExportLists, s.exportBoard)
	s.viewRoutes()
	s.lineRoutes()
}

// showBoard answers with the board as a page, or as the region that a filter, a
// sort or a page link replaces; then the address that says the same.
func (s *Server) showBoard(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	q, err := boardQuery(c)
	b := backorders.Board{Here: v.Here, Query: q, User: user(c), RID: newRID(), HideFigures: preference(c, "figures") == "hidden"}
	if problems, ok := errors.AsType[model.Problems](err); ok {
		return s.wrongBoard(v, b, problems)
	}
	if err := s.fillBoard(c, &b); err != nil {
		if problems, ok := errors.AsType[model.Problems](err); ok {
			return s.wrongBoard(v, b, problems)
		}
		return err
	}
	if fragmentWanted(c) {
		c.Response().Header().Set("HX-Push-Url", urls.Backorders(q.Encode()))
	}
	return s.show(c, http.StatusOK, s.boardPage(c, b), templ.Join(backorders.Part(b), backorders.Said(b)))
}

// boardPage is the board in its frame; the frame takes the flash, so it is made
// only for a page.
func (s *Server) boardPage(c Ctx, b backorders.Board) templ.Component {
	if fragmentWanted(c) {
		return nil
	}
	p := s.page(c, "Backorders", layout.Backorders)
	for i := range p.Nav {
		if p.Nav[i].Key == layout.Backorders {
			p.Nav[i].Count = b.Counts[model.ViewBackorders]
		}
	}
	p.Error = len(b.Problems) > 0 || len(b.ViewForm.Problems) > 0
	return backorders.Show(p, b)
}

// wrongBoard says what in the address the board does not know; it shows no
// lines, since any would be a guess.
func (s *Server) wrongBoard(v *shown, b backorders.Board, p model.Problems) error {
	var err error
	if b.Counts, b.KPI, err = s.Store.BoardFigures(v.c.Request().Context(), b.User.ID); err != nil {
		return err
	}
	if err := s.fillViews(v.c, &b); err != nil {
		return err
	}
	b.Query, b.Problems = model.NewBoardQuery(), p
	return s.show(v.c, http.StatusUnprocessableEntity, s.boardPage(v.c, b), backorders.Part(b))
}

func (s *Server) fillBoard(c Ctx, b *backorders.Board) (err error) {
	ctx := c.Request().Context()
	if b.Page, err = s.Store.Board(ctx, b.Query, b.User.ID); err != nil {
		return err
	}
	if b.Counts, b.KPI, err = s.Store.BoardFigures(ctx, b.User.ID); err != nil {
		return err
	}
	if b.Warehouses, err = s.Store.WarehouseOptions(ctx); err != nil {
		return err
	}
	if err = s.fillViews(c, b); err != nil {
		return err
	}
	if b.Query.Peek == 0 {
		return nil
	}
	line, err := s.Store.LinePage(ctx, b.Query.Peek)
	if errors.Is(err, model.ErrNotFound) {
		return model.Problems{"peek": "There is no such line."}
	}
	b.Drawer = &backorders.Line{Here: b.Here, LinePage: line, User: b.User, RID: b.RID, Back: urls.Backorders(b.Query.Opened(0).Encode()),
		Events: b.Query.Events, Board: &b.Query}
	return err
}

// columnsCookie remembers the columns somebody chose, for addresses that name
// none.
const columnsCookie = "columns"

// boardQuery reads the address. Columns that were chosen there are remembered.
func boardQuery(c Ctx) (model.BoardQuery, error) {
	values := c.QueryParams()
	chosen := values.Get("columns") != ""
	exact := chosen || values.Get("saved") != "" // a saved view has the columns it was saved with
	if cookie, err := c.Cookie(columnsCookie); err == nil && !exact {
		remembered := model.NewBoardQuery()
		if remembered, err = model.ParseBoardQuery(map[string][]string{"columns": {cookie.Value}}); err == nil {
			values.Set("columns", strings.Join(columnNames(remembered.Columns), ","))
		}
	}
	q, err := model.ParseBoardQuery(values)
	if chosen && err == nil {
		c.SetCookie(&http.Cookie{Name: columnsCookie, Value: strings.Join(columnNames(q.Columns), ","), Path: "/", MaxAge: 365 * 24 * 3600,
			HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	return q, err
}

func columnNames(columns []model.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = string(c)
	}
	return names
}

// boardCSVRows is how many lines of an export are read at once; no cursor is
// open while they are sent.
const boardCSVRows = 1000

// exportBoard streams exactly the view: its filters, columns and order.
func (s *Server) exportBoard(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	q, err := boardQuery(c)
	if err != nil {
		return err
	}
	q = q.FirstPage()
	q.Size = boardCSVRows
	page, err := s.Store.BoardRows(c.Request().Context(), q, user(c).ID)
	if err != nil {
		return err
	}
	out, err := newStream(c)
	if err != nil {
		return err
	}
	defer out.end()
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, "text/csv; charset=utf-8")
	h.Set(echo.HeaderContentDisposition, `attachment; filename="backorders_`+string(q.View)+"_"+v.Today.String()+`.csv"`)
	c.Response().WriteHeader(http.StatusOK)
	if _, err := io.WriteString(c.Response(), "\ufeff"); err != nil {
		return err
	}
	return s.sendBoard(c, v, q, page, out)
}

func (s *Server) sendBoard(c Ctx, v *shown, q model.BoardQuery, page model.BoardPage, out *stream) (err error) {
	w := csv.NewWriter(c.Response())
	w.UseCRLF = true
	cells := boardCells(q, v)
	var head []string
	for _, cell := range cells {
		head = append(head, cell.name)
	}
	w.Write(head) // the writer keeps its first error for Flush
	row := make([]string, len(cells))
	for {
		for _, r := range page.Rows {
			for i, cell := range cells {
				row[i] = cell.text(r)
			}
			w.Write(row)
		}
		w.Flush()
		if err = w.Error(); err != nil || page.Next == "" {
			return err
		}
		out.more()
		q.After = page.Next
		if page, err = s.Store.BoardRows(c.Request().Context(), q, user(c).ID); err != nil {
			return err
		}
	}
}

// boardCell is one column of the file.
type boardCell struct {
	name string
	text func(model.BoardRow) string
}

// textCell is a cell of text somebody may have typed: a spreadsheet must not take
// it for a formula.
func textCell(name string, text func(model.BoardRow) string) boardCell {
	return boardCell{name, func(r model.BoardRow) string { return intake.Guard(text(r)) }}
}

// boardCells are the file's columns for those on screen.
func boardCells(q model.BoardQuery, v *shown) []boardCell {
	plain := func(name string, text func(model.BoardRow) string) boardCell { return boardCell{name, text} }
	by := map[model.Column][]boardCell{
		model.ColPriority: {plain("priority", func(r model.BoardRow) string { return strconv.Itoa(r.Priority) })},
		model.ColStatus:   {plain("status", func(r model.BoardRow) string { return string(r.Status) })},
		model.ColOrder: {textCell("order", func(r model.BoardRow) string { return r.Order }), plain("line", func(r model.BoardRow) string { return strconv.Itoa(r.LineNo) }),
			textCell("customer_po", func(r model.BoardRow) string { return r.CustomerPO })},
		model.ColCustomer: {textCell("customer", func(r model.BoardRow) string { return r.Customer }), textCell("tier", func(r model.BoardRow) string { return r.Tier })},
		model.ColSKU: {textCell("sku", func(r model.BoardRow) string { return r.SKU }), textCell("product", func(r model.BoardRow) string { return r.Product }),
			textCell("unit", func(r model.BoardRow) string { return r.Unit })},
		model.ColShort: {plain("short", func(r model.BoardRow) string { return r.Short.String() })},
		model.ColAllocated: {plain("allocated", func(r model.BoardRow) string { return r.Allocated.String() }), plain("picked", func(r model.BoardRow) string { return r.Picked.String() }),
			plain("open", func(r model.BoardRow) string { return r.Open.String() })},
		model.ColPromise: {plain("promise", func(r model.BoardRow) string { return r.Promise.String() }), plain("days_late", func(r model.BoardRow) string { return strconv.Itoa(r.DaysLate(v.Today)) })},
		model.ColETA: {plain("eta", func(r model.BoardRow) string { return r.ETA.String() }), textCell("eta_source", func(r model.BoardRow) string { return r.ETASource }),
			plain("eta_confidence", func(r model.BoardRow) string { return string(r.ETAConfidence) })},
		model.ColAction:    {plain("next_action", func(r model.BoardRow) string { return r.NextAction().Label })},
		model.ColOwner:     {textCell("owner", func(r model.BoardRow) string { return r.Owner })},
		model.ColAge:       {plain("ordered_on", func(r model.BoardRow) string { return r.OrderedAt.Date(v.Zone).String() })},
		model.ColValue:     {plain("value", func(r model.BoardRow) string { return r.Value.Decimal(v.Decimals) })},
		model.ColWarehouse: {textCell("warehouse", func(r model.BoardRow) string { return r.Warehouse })},
		model.ColProject:   {textCell("project", func(r model.BoardRow) string { return r.Project })},
		model.ColRank:      {plain("rank", func(r model.BoardRow) string { return strconv.Itoa(r.Place) })},
		model.ColShip:      {plain("ship_mode", func(r model.BoardRow) string { return string(r.ShipMode) })},
	}
	var cells []boardCell
	for _, column := range q.Columns {
		cells = append(cells, by[column]...)
	}
	return cells
}
