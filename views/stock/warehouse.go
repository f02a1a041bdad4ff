package stock

import (
	"context"

	"fmt"
	"strconv"
	"time"

	"backfill/model"
	"backfill/views/ui"
	"backfill/views/urls"
	"backfill/views/words"
)

// WarehouseForm is a warehouse as it is being typed.
type WarehouseForm struct {
	RID                          string
	New                          bool
	Version                      string
	Changed                      string // who was faster; empty: nobody
	Code, Name, Address, Country string
	Problems                     model.Problems
}

func (f WarehouseForm) title() string {
	if f.New {
		return "New warehouse"
	}
	return "Change " + f.Code
}

func (f WarehouseForm) action() string {
	if f.New {
		return urls.NewWarehouse()
	}
	return urls.WarehouseDo(f.Code, "edit")
}

func (f WarehouseForm) back() string {
	if f.New {
		return urls.Warehouses("")
	}
	return urls.Warehouse(f.Code)
}

// BinForm is the form of a warehouse's bins that came back.
type BinForm struct {
	RID          string
	MayEdit      bool
	Bin, SKU, To string
	Do           string // "bin", "bin-rename" or "bin-remove"
	Problems     model.Problems
	Changed      string
}

func (f BinForm) wrong(do, field string) string {
	if f.Do != do {
		return ""
	}
	return f.Problems[field]
}

func (f BinForm) typed(do, value string) string {
	if f.Do != do {
		return ""
	}
	return value
}

// RoutesForm is how goods leave a warehouse, as it is being typed.
type RoutesForm struct {
	RID       string
	Warehouse string
	Version   string
	Changed   string
	Cutoff    string // of the carrier
	Why       string
	Days      []RouteFormDay
	Problems  model.Problems
}

// RouteFormDay is one row of the form.
type RouteFormDay struct{ Zone, Weekday, Cutoff, DaysBefore string }

// Empty tells whether nothing was typed in the row.
func (d RouteFormDay) Empty() bool { return d.Zone == "" && d.Cutoff == "" }

// RouteRows is how many empty rows a form starts with and "Add rows" adds.
const RouteRows = 4

// RouteField is the form's name of a field of one route day.
func RouteField(i int, field string) string { return fmt.Sprintf("days[%d].%s", i, field) }

func (f RoutesForm) ids() []string {
	ids := []string{"carrier_cutoff", "days"}
	for i := range f.Days {
		ids = append(ids, RouteField(i, "zone"), RouteField(i, "weekday"), RouteField(i, "cutoff"), RouteField(i, "days_before"))
	}
	return append(ids, "why")
}

func (f RoutesForm) cell(i int, field, label, value string) ui.FieldData {
	name := RouteField(i, field)
	d := ui.FieldData{Name: name, Label: fmt.Sprintf("%s of route %d", label, i+1), Value: value, Problem: f.Problems[name], HideLabel: true, Autocomplete: "off", Width: "short"}
	switch field {
	case "zone":
		d.Width = "medium"
	case "cutoff":
		d.Type = "time"
	case "days_before":
		d.InputMode = "numeric"
	}
	return d
}

func (f RoutesForm) weekday(i int, value string) ui.SelectData {
	name := RouteField(i, "weekday")
	return ui.SelectData{Name: name, Label: fmt.Sprintf("Weekday of route %d", i+1), HideLabel: true, Value: value, Problem: f.Problems[name], Options: weekdays}
}

// weekdays are in the order of a week at work.
var weekdays = func() (all []ui.Option) {
	for i := range 7 {
		d := time.Weekday((i + 1) % 7)
		all = append(all, ui.Option{Value: strconv.Itoa(int(d)), Text: d.String()})
	}
	return all
}()

// routeWords says when a truck leaves: "Tuesday, what is ready by 15:00 the day before".
func routeWords(ctx context.Context, d model.RouteDay) string {
	text := d.Weekday.String() + ", what is ready by " + d.Cutoff.String()
	switch {
	case d.DaysBefore == 1:
		return text + " the day before"
	case d.DaysBefore > 1:
		return text + " " + words.Plural(ctx, d.DaysBefore, "day", "days") + " before"
	}
	return text
}

func carrierWords(r model.Routes) string {
	if r.CarrierCutoff.IsZero() {
		return "as the company's setting says"
	}
	return "collects what is ready by " + r.CarrierCutoff.String()
}

func waitWords(ctx context.Context, n int) string { return words.CountOr(ctx, n) }
