package handlers

import (
	"net/url"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"

	"github.com/a-h/templ"
)

var moveKinds = []model.Option{{Value: "received", Text: "Received"}, {Value: "shipped", Text: "Shipped"}, {Value: "adjusted", Text: "Adjusted"},
	{Value: "returned", Text: "Returned"}, {Value: "transferred", Text: "Transferred"}, {Value: "counted", Text: "Counted"}}

// moveList is the stock ledger of the whole desk.
func (s *Server) moveList(v *shown, _ url.Values) anyList {
	l := s.ledger(v, "", urls.Moves(""))
	l.name, l.page.Title, l.page.About = "movements", "Movements", "The stock ledger: everything that came, left or was corrected. Rows are never changed; what was wrong is taken back by another row."
	return l
}

// productMoves is the ledger of one product.
func (s *Server) productMoves(v *shown, _ url.Values) anyList {
	sku := param(v.c, "sku")
	l := s.ledger(v, sku, urls.ProductMoves(sku, ""))
	l.name, l.page.Title, l.page.Caption = "movements_"+sku, "Movements of "+sku, "Stock movements of "+sku
	l.page.Actions = []templ.Component{stock.BackToProduct(sku)}
	return l
}

func (s *Server) ledger(v *shown, sku, path string) *list[model.Movement] {
	ctx := v.c.Request().Context()
	return &list[model.Movement]{active: layout.Products, path: path, shape: model.MoveListShape,
		read: func(q model.ListQuery) (model.Paged[model.Movement], error) { return s.Store.Moves(ctx, sku, q) },
		page: lists.Page[model.Movement]{Columns: stock.MoveColumns(sku == "", user(v.c).May(model.AdjustStock))},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Lot or reason", "movements"
			if sku == "" {
				to.Search = "SKU, lot or reason"
			}
			to.Never = ui.EmptyData{Icon: "boxes", Title: "Nothing has moved yet.", Text: "Receipts, shipments, counts, adjustments and transfers appear here."}
			warehouses, err := s.Store.WarehouseOptions(ctx)
			choose(to, "kind", "Kind", "Any kind", "", moveKinds)
			choose(to, "warehouse", "Warehouse", "Any warehouse", "Warehouse", warehouses)
			return err
		}}
}
