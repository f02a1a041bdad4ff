package handlers

import (
	"strconv"
	"strings"
	"time"

	"backfill/model"
	"backfill/views/layout"
	"backfill/views/stock"
	"backfill/views/urls"
)

func (s *Server) editRoutes(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	r, err := s.Store.Routes(c.Request().Context(), param(c, "code"))
	if err != nil {
		return err
	}
	f := stock.RoutesForm{Warehouse: r.Warehouse, Version: strconv.Itoa(r.Version), Cutoff: r.CarrierCutoff.String()}
	for _, d := range r.Days {
		f.Days = append(f.Days, stock.RouteFormDay{Zone: d.Zone, Weekday: strconv.Itoa(int(d.Weekday)), Cutoff: d.Cutoff.String(), DaysBefore: strconv.Itoa(d.DaysBefore)})
	}
	return s.routesForm(v, moreRoutes(f))
}

func moreRoutes(f stock.RoutesForm) stock.RoutesForm {
	for range min(stock.RouteRows, model.MaxRouteDays-len(f.Days)) {
		f.Days = append(f.Days, stock.RouteFormDay{Weekday: "1"})
	}
	return f
}

func (s *Server) routesForm(v *shown, f stock.RoutesForm) error {
	f.RID = newRID()
	return v.show("Routes from "+f.Warehouse, layout.Products, stock.RoutesEdit(f))
}

// changeRoutes saves how goods leave, or adds empty rows and saves nothing.
func (s *Server) changeRoutes(c Ctx) error {
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	f, r, rows, p := typedRoutes(c)
	if field(c, "add") != "" {
		return s.routesForm(v, moreRoutes(f))
	}
	was, err := s.Store.Routes(c.Request().Context(), f.Warehouse)
	if err != nil {
		return err
	}
	err = problemsFirst(p, func() error { return s.Store.SetRoutes(c.Request().Context(), actor(c), r, f.Why) })
	if f.Changed = changedWords(c, err); f.Changed != "" {
		f.Version = strconv.Itoa(was.Version) // who saves again has been told
		return s.routesForm(v.as(statusOf(err)), f)
	}
	if refused(c, err, "days", &f.Problems) {
		f.Problems = atRouteRows(f.Problems, rows)
		return s.routesForm(v.as(statusOf(err)), f)
	}
	if err != nil {
		return err
	}
	return s.done(c, urls.Warehouse(was.Warehouse), "The routes from "+was.Warehouse+" are saved.")
}

// typedRoutes reads the form: what was typed, what it means, the form's row of
// each route day, and what is wrong.
func typedRoutes(c Ctx) (f stock.RoutesForm, r model.Routes, rows []int, p model.Problems) {
	f = stock.RoutesForm{Warehouse: param(c, "code"), Version: field(c, "version"), Cutoff: field(c, "carrier_cutoff"), Why: strings.TrimSpace(field(c, "why"))}
	r = model.Routes{Warehouse: f.Warehouse, CarrierCutoff: typedTime(&p, "carrier_cutoff", f.Cutoff)}
	r.Version, _ = strconv.Atoi(f.Version) // not a number: whatever it is now
	form := c.Request().PostForm
	for i := 0; i < model.MaxRouteDays && form.Has(stock.RouteField(i, "zone")); i++ {
		d := stock.RouteFormDay{Zone: strings.TrimSpace(field(c, stock.RouteField(i, "zone"))), Weekday: field(c, stock.RouteField(i, "weekday")),
			Cutoff: field(c, stock.RouteField(i, "cutoff")), DaysBefore: strings.TrimSpace(field(c, stock.RouteField(i, "days_before")))}
		f.Days = append(f.Days, d)
		if d.Empty() {
			continue
		}
		r.Days, rows = append(r.Days, readRoute(&p, len(r.Days), d)), append(rows, i)
	}
	if p != nil {
		alsoWrong(&p, r.Check())
	}
	return f, r, rows, p
}

func readRoute(p *model.Problems, at int, d stock.RouteFormDay) model.RouteDay {
	day := model.RouteDay{Zone: d.Zone, Cutoff: typedTime(p, stock.RouteField(at, "cutoff"), d.Cutoff)}
	weekday, err := strconv.Atoi(d.Weekday)
	p.Need(stock.RouteField(at, "weekday"), err == nil, "Choose the weekday.")
	day.Weekday = time.Weekday(weekday)
	if d.DaysBefore != "" {
		day.DaysBefore = typedWhole(p, stock.RouteField(at, "days_before"), d.DaysBefore, "Enter a whole number of days.")
	}
	return day
}

// typedTime reads a time of day; nothing typed is none.
func typedTime(p *model.Problems, name, text string) model.TimeOfDay {
	if text == "" {
		return 0
	}
	at, err := model.ParseTimeOfDay(text)
	p.Need(name, err == nil, "Enter a time, such as 15:00.")
	return at
}

// atRouteRows moves the problems of the route days to the form's rows.
func atRouteRows(p model.Problems, rows []int) model.Problems {
	out := model.Problems{}
	for name, what := range p {
		for at, row := range rows {
			if rest, ok := strings.CutPrefix(name, stock.RouteField(at, "")); ok {
				name = stock.RouteField(row, rest)
				break
			}
		}
		out[name] = what
	}
	return out
}
