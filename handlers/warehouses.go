package handlers

import (
	"net/url"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/lists"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"

	"github.com/a-h/templ"
)

func (s *Server) warehouseRoutes() {
	s.lists("/warehouses", model.SeeProducts, s.warehouseList, "warehouses")
	s.get("/warehouses/new", model.EditWarehouses, s.newWarehouse)
	s.post("/warehouses/new", model.EditWarehouses, s.createWarehouse)
	s.get("/warehouses/:code", model.SeeProducts, s.withList(s.binList, anyList.show))
	s.listFiles("/warehouses/:code/bins", model.SeeProducts, s.binList)
	s.get("/warehouses/:code/edit", model.EditWarehouses, s.editWarehouse)
	s.post("/warehouses/:code/edit", model.EditWarehouses, s.changeWarehouse)
	s.post("/warehouses/:code/bin", model.EditWarehouses, s.setBin)
	s.post("/warehouses/:code/bin-rename", model.EditWarehouses, s.renameBin)
	s.post("/warehouses/:code/bin-remove", model.EditWarehouses, s.removeBin)
	s.get("/warehouses/:code/routes", model.EditWarehouses, s.editRoutes)
	s.post("/warehouses/:code/routes", model.EditWarehouses, s.changeRoutes)
}

func (s *Server) warehouseList(v *shown, _ url.Values) anyList {
	ctx := v.c.Request().Context()
	l := &list[model.WarehouseRow]{name: "warehouses", active: layout.Products, path: urls.Warehouses(""), shape: model.WarehouseListShape,
		read: func(q model.ListQuery) (model.Paged[model.WarehouseRow], error) { return s.Store.Warehouses(ctx, q) },
		page: lists.Page[model.WarehouseRow]{Title: "Warehouses", Columns: stock.WarehouseColumns,
			Row: attribute("data-warehouse", func(r model.WarehouseRow) string { return r.Code })}}
	if user(v.c).May(model.EditWarehouses) {
		l.page.Actions = []templ.Component{stock.NewWarehouseButton()}
	}
	l.filters = func(to *ui.Listing) error {
		to.Search, to.Noun = "Code, name or address", "warehouses"
		to.Never = ui.EmptyData{Icon: "boxes", Title: "No warehouse yet.", Text: "Every desk has one; this one was emptied."}
		return nil
	}
	return l
}

func (s *Server) newWarehouse(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	return s.warehouseForm(v, stock.WarehouseForm{New: true})
}

func (s *Server) warehouseForm(v *shown, f stock.WarehouseForm) error {
	f.RID = newRID()
	title := "New warehouse"
	if !f.New {
		title = "Change " + f.Code
	}
	return v.show(title, layout.Products, stock.WarehouseEdit(f))
}

func typedWarehouse(c Ctx) (stock.WarehouseForm, model.WarehouseEdit) {
	f := stock.WarehouseForm{Version: field(c, "version"), Name: strings.TrimSpace(field(c, "name")), Address: strings.TrimSpace(field(c, "address")),
		Country: strings.TrimSpace(field(c, "country"))}
	return f, model.WarehouseEdit{Name: f.Name, Address: f.Address, Country: f.Country}
}

func (s *Server) createWarehouse(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e := typedWarehouse(c)
	f.New, f.Code = true, strings.TrimSpace(field(c, "code"))
	e.Code = f.Code
	code, err := s.Store.CreateWarehouse(c.Request().Context(), actor(c), e)
	if refused(c, err, "code", &f.Problems) {
		return s.warehouseForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Warehouse(code), code+" is a warehouse of the desk.")
}

func (s *Server) editWarehouse(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	p, err := s.Store.Warehouse(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	return s.warehouseForm(v, stock.WarehouseForm{Code: p.Code, Name: p.Name, Address: p.Address, Country: p.Country, Version: strconv.Itoa(p.Version)})
}

func (s *Server) changeWarehouse(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, e := typedWarehouse(c)
	was, err := s.Store.Warehouse(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	f.Code, e.Code = was.Code, was.Code
	seen, _ := strconv.Atoi(f.Version) // not a number: whatever it is now
	err = s.Store.ChangeWarehouse(c.Request().Context(), actor(c), seen, e)
	if f.Changed = changedWords(c, err); f.Changed != "" {
		f.Version = strconv.Itoa(was.Version) // who saves again has been told
		return s.warehouseForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "name", &f.Problems) {
		return s.warehouseForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Warehouse(was.Code), was.Code+" is saved.")
}

var binUses = []model.Option{{Value: "free", Text: "Without product"}, {Value: "assigned", Text: "With product"}}

// binList is the page of a warehouse: what it is, and the list of its bins.
func (s *Server) binList(v *shown, _ url.Values) anyList { return s.warehouseBins(v, stock.BinForm{}) }

// warehouseBins is the same with a form that came back.
func (s *Server) warehouseBins(v *shown, f stock.BinForm) anyList {
	ctx := v.c.Request().Context()
	p, failed := s.Store.Warehouse(ctx, param(v.c, "code"))
	f.RID, f.MayEdit = newRID(), user(v.c).May(model.EditWarehouses)
	l := &list[model.BinRow]{name: "bins_" + strings.ToLower(p.Code), active: layout.Products, path: urls.Warehouse(p.Code), files: urls.WarehouseBins(p.Code),
		shape: model.BinListShape, failed: failed,
		read: func(q model.ListQuery) (model.Paged[model.BinRow], error) { return s.Store.Bins(ctx, p.ID, q) },
		page: lists.Page[model.BinRow]{Title: p.Name, Caption: "Bins of " + p.Code, Columns: stock.BinColumns(p, f),
			Above: stock.WarehouseWrong(f), Before: stock.Warehouse(v.Here, p, f), After: words.Timeline(v.Here, model.Record{Entity: "warehouse", ID: p.ID}, p.History)},
		filters: func(to *ui.Listing) error {
			to.Search, to.Noun = "Bin or SKU", "bins"
			to.Never = ui.EmptyData{Icon: "boxes", Title: "No bins yet.", Text: "A bin says on the pick list where a product lies."}
			choose(to, "use", "Use", "With or without product", "", binUses)
			return nil
		}}
	if f.MayEdit {
		l.page.Actions = []templ.Component{stock.WarehouseButtons(p)}
	}
	return l.in(s)
}

// onBin does something to a bin, or shows the warehouse again with what was typed.
func (s *Server) onBin(c Ctx, f stock.BinForm, done string, do func() error) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	err = do()
	if f.Changed = changedWords(c, err); f.Changed != "" || refused(c, err, "bin", &f.Problems) {
		return s.warehouseBins(v, f).show(v.as(statusOf(err)), url.Values{})
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Warehouse(param(c, "code")), done)
}

func typedBin(c Ctx, do string) stock.BinForm {
	return stock.BinForm{Do: do, Bin: strings.TrimSpace(field(c, "bin")), SKU: strings.TrimSpace(field(c, "sku")), To: strings.TrimSpace(field(c, "to"))}
}

func (s *Server) setBin(c Ctx) error {
	f := typedBin(c, "bin")
	return s.onBin(c, f, "Bin "+f.Bin+" is saved.", func() error {
		return s.Store.SetBin(c.Request().Context(), actor(c), param(c, "code"), f.Bin, f.SKU)
	})
}

func (s *Server) renameBin(c Ctx) error {
	f := typedBin(c, "bin-rename")
	return s.onBin(c, f, "Bin "+f.Bin+" is "+f.To+" now.", func() error {
		return s.Store.RenameBin(c.Request().Context(), actor(c), param(c, "code"), f.Bin, f.To)
	})
}

func (s *Server) removeBin(c Ctx) error {
	f := typedBin(c, "bin-remove")
	return s.onBin(c, f, "Bin "+f.Bin+" is removed.", func() error {
		return s.Store.RemoveBin(c.Request().Context(), actor(c), param(c, "code"), f.Bin)
	})
}
