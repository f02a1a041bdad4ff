package handlers

import (
	"strconv"
	"strings"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/stock"
	"backfill/views/ui"
	"backfill/views/urls"
)

func (s *Server) warehouseRoutes() {
	s.get("/warehouses", model.SeeProducts, s.listWarehouses)
	s.get("/warehouses.csv", model.ExportLists, s.exportWarehouses)
	s.get("/warehouses/new", model.EditWarehouses, s.newWarehouse)
	s.post("/warehouses/new", model.EditWarehouses, s.createWarehouse)
	s.get("/warehouses/:code", model.SeeProducts, s.showWarehouse)
	s.get("/warehouses/:code/bins.csv", model.ExportLists, s.exportBins)
	s.get("/warehouses/:code/edit", model.EditWarehouses, s.editWarehouse)
	s.post("/warehouses/:code/edit", model.EditWarehouses, s.changeWarehouse)
	s.post("/warehouses/:code/bin", model.EditWarehouses, s.setBin)
	s.post("/warehouses/:code/bin-rename", model.EditWarehouses, s.renameBin)
	s.post("/warehouses/:code/bin-remove", model.EditWarehouses, s.removeBin)
	s.get("/warehouses/:code/routes", model.EditWarehouses, s.editRoutes)
	s.post("/warehouses/:code/routes", model.EditWarehouses, s.changeRoutes)
}

func (s *Server) listWarehouses(c Ctx) error {
	q, err := listQuery(c, model.WarehouseListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	page, err := s.Store.Warehouses(c.Request().Context(), q)
	if err != nil {
		return err
	}
	l := listing(c, model.WarehouseListShape, q, urls.Warehouses, urls.WarehousesCSV)
	l.Search, l.Noun = "Code, name or address", "warehouses"
	l.Never = ui.EmptyData{Icon: "boxes", Title: "No warehouse yet.", Text: "Every desk has one; this one was emptied."}
	return v.show("Warehouses", layout.Products, stock.Warehouses(ui.ShowPage(l, page), page.Rows, user(c).May(model.EditWarehouses)))
}

func (s *Server) exportWarehouses(c Ctx) error {
	q, err := listQuery(c, model.WarehouseListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	head := []string{"code", "name", "address", "country", "products_on_hand", "bins", "lines_waiting", "transfers_coming"}
	return csvList(c, "warehouses", v.Today, head, q, func(q model.ListQuery) (model.Paged[model.WarehouseRow], error) {
		return s.Store.Warehouses(c.Request().Context(), q)
	}, func(r model.WarehouseRow) []string {
		return []string{r.Code, r.Name, r.Address, r.Country, strconv.Itoa(r.Products), strconv.Itoa(r.Bins), strconv.Itoa(r.Waiting), strconv.Itoa(r.Coming)}
	})
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
	if refused(err, "code", &f.Problems) {
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
	if f.Changed = changedWords(err); f.Changed != "" {
		f.Version = strconv.Itoa(was.Version) // who saves again has been told
		return s.warehouseForm(v.as(statusOf(err)), f)
	}
	if refused(err, "name", &f.Problems) {
		return s.warehouseForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Warehouse(was.Code), was.Code+" is saved.")
}

func (s *Server) showWarehouse(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	q, err := listQuery(c, model.BinListShape)
	if err != nil {
		return err
	}
	return s.warehousePage(v, q, stock.BinForm{})
}

var binUses = []ui.Option{{Text: "With or without product"}, {Value: "free", Text: "Without product"}, {Value: "assigned", Text: "With product"}}

func (s *Server) warehousePage(v *shown, q model.ListQuery, f stock.BinForm) error {
	ctx := v.c.Request().Context()
	p, err := s.Store.Warehouse(ctx, param(v.c, "code"))
	if err != nil {
		return err
	}
	page, err := s.Store.Bins(ctx, p.ID, q)
	if err != nil {
		return err
	}
	at := func(query string) string { return urls.WarehouseBins(p.Code, query) }
	l := listing(v.c, model.BinListShape, q, at, func(query string) string { return urls.BinsCSV(p.Code, query) })
	l.Search, l.Noun = "Bin or SKU", "bins"
	l.Selects = []ui.SelectData{{Name: "use", Label: "Use", HideLabel: true, Options: binUses}}
	l.Values = map[string]string{"use=free": "Without product", "use=assigned": "With product"}
	l.Never = ui.EmptyData{Icon: "boxes", Title: "No bins yet.", Text: "A bin says on the pick list where a product lies."}
	f.RID, f.MayEdit = newRID(), user(v.c).May(model.EditWarehouses)
	return v.show(p.Name, layout.Products, stock.Warehouse(v.Here, p, ui.ShowPage(l, page), page.Rows, f))
}

func (s *Server) exportBins(c Ctx) error {
	q, err := listQuery(c, model.BinListShape)
	if err != nil {
		return err
	}
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	w, err := s.Store.Warehouse(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	return csvList(c, "bins_"+strings.ToLower(w.Code), v.Today, []string{"warehouse", "bin", "sku"}, q, func(q model.ListQuery) (model.Paged[model.BinRow], error) {
		return s.Store.Bins(c.Request().Context(), w.ID, q)
	}, func(r model.BinRow) []string { return []string{w.Code, r.Bin, r.SKU} })
}

// onBin does something to a bin, or shows the warehouse again with what was typed.
func (s *Server) onBin(c Ctx, f stock.BinForm, done string, do func() error) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	err = do()
	if f.Changed = changedWords(err); f.Changed != "" || refused(err, "bin", &f.Problems) {
		return s.warehousePage(v.as(statusOf(err)), model.ListQuery{Sort: "bin"}, f)
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
