package handlers

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"backfill/handlers/files"
	"backfill/model"
	"backfill/views/backorders"
	"backfill/views/layout"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

func (s *Server) boardRoutes() {
	s.get("/backorders", model.SeeBoard, s.showBoard)
	s.get("/backorders.csv", model.ExportLists, s.exportBoard("csv"))
	s.get("/backorders.xlsx", model.ExportLists, s.exportBoard("xlsx"))
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
	if err == nil && !user(c).May(model.SeePrices) && asksValue(q) {
		err = model.Problems{"value": "Your role does not see values, so the board cannot be sorted or narrowed by them."}
	}
	return q, err
}

// asksValue tells whether the board is sorted or narrowed by value.
func asksValue(q model.BoardQuery) bool {
	return q.Sort == model.ColValue || q.Value("value_from") != "" || q.Value("value_to") != ""
}

func columnNames(columns []model.Column) []string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = string(c)
	}
	return names
}

// exportBoard streams exactly the view: its filters, columns and order.
func (s *Server) exportBoard(format string) func(Ctx) error {
	return func(c Ctx) error {
		v, err := s.shown(c)
		if err != nil {
			return err
		}
		q, err := boardQuery(c)
		if err != nil {
			return err
		}
		cells := boardCells(q, v)
		columns := make([]files.Column, len(cells))
		for i, cell := range cells {
			columns[i] = cell.Column
		}
		return sendFile(c, "backorders_"+string(q.View)+"_"+v.Today.String(), format, columns, s.boardBatches(c, q, cells))
	}
}

// boardBatches reads the board for a file, from its first line on.
func (s *Server) boardBatches(c Ctx, q model.BoardQuery, cells []boardCell) func() ([][]string, bool, error) {
	q = q.FirstPage()
	q.Size = fileRows
	return func() ([][]string, bool, error) {
		page, err := s.Store.BoardRows(c.Request().Context(), q, user(c).ID)
		if err != nil {
			return nil, false, err
		}
		rows := make([][]string, len(page.Rows))
		for i, r := range page.Rows {
			rows[i] = make([]string, len(cells))
			for k, cell := range cells {
				rows[i][k] = cell.text(r)
			}
		}
		q.After = page.Next
		return rows, page.Next != "", nil
	}
}

// boardCell is one column of the file.
type boardCell struct {
	files.Column
	text func(model.BoardRow) string
}

// textCell is a cell of text, which somebody may have typed.
func textCell(name string, text func(model.BoardRow) string) boardCell {
	return boardCell{files.Column{Name: name}, text}
}

// numberCell is a cell that a spreadsheet may sum.
func numberCell(name string, text func(model.BoardRow) string) boardCell {
	return boardCell{files.Column{Name: name, Number: true}, text}
}

// boardCells are the file's columns for those on screen.
func boardCells(q model.BoardQuery, v *shown) []boardCell {
	by := map[model.Column][]boardCell{
		model.ColPriority: {numberCell("priority", func(r model.BoardRow) string { return strconv.Itoa(r.Priority) })},
		model.ColStatus:   {textCell("status", func(r model.BoardRow) string { return string(r.Status) })},
		model.ColOrder: {textCell("order", func(r model.BoardRow) string { return r.Order }), numberCell("line", func(r model.BoardRow) string { return strconv.Itoa(r.LineNo) }),
			textCell("customer_po", func(r model.BoardRow) string { return r.CustomerPO })},
		model.ColCustomer: {textCell("customer", func(r model.BoardRow) string { return r.Customer }), textCell("tier", func(r model.BoardRow) string { return r.Tier })},
		model.ColSKU: {textCell("sku", func(r model.BoardRow) string { return r.SKU }), textCell("product", func(r model.BoardRow) string { return r.Product }),
			textCell("unit", func(r model.BoardRow) string { return r.Unit })},
		model.ColShort: {numberCell("short", func(r model.BoardRow) string { return r.Short.String() })},
		model.ColAllocated: {numberCell("allocated", func(r model.BoardRow) string { return r.Allocated.String() }), numberCell("picked", func(r model.BoardRow) string { return r.Picked.String() }),
			numberCell("open", func(r model.BoardRow) string { return r.Open.String() })},
		model.ColPromise: {textCell("promise", func(r model.BoardRow) string { return r.Promise.String() }), numberCell("days_late", func(r model.BoardRow) string { return strconv.Itoa(r.DaysLate(v.Today)) })},
		model.ColETA: {textCell("eta", func(r model.BoardRow) string { return r.ETA.String() }), textCell("eta_source", func(r model.BoardRow) string { return r.ETASource }),
			textCell("eta_confidence", func(r model.BoardRow) string { return string(r.ETAConfidence) })},
		model.ColAction:    {textCell("next_action", func(r model.BoardRow) string { return r.NextAction().Label })},
		model.ColOwner:     {textCell("owner", func(r model.BoardRow) string { return r.Owner })},
		model.ColAge:       {textCell("ordered_on", func(r model.BoardRow) string { return r.OrderedAt.Date(v.Zone).String() })},
		model.ColValue:     {numberCell("value", func(r model.BoardRow) string { return v.Priced(r.Value) })},
		model.ColWarehouse: {textCell("warehouse", func(r model.BoardRow) string { return r.Warehouse })},
		model.ColProject:   {textCell("project", func(r model.BoardRow) string { return r.Project })},
		model.ColRank:      {numberCell("rank", func(r model.BoardRow) string { return strconv.Itoa(r.Place) })},
		model.ColShip:      {textCell("ship_mode", func(r model.BoardRow) string { return string(r.ShipMode) })},
	}
	var cells []boardCell
	for _, column := range q.Columns {
		cells = append(cells, by[column]...)
	}
	return cells
}
