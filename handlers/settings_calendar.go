package handlers

import (
	"net/http"
	"strconv"
	"strings"

	"backfill/model"
	"backfill/model/holidays"
	"backfill/views/layout"
	"backfill/views/settings"
	"backfill/views/urls"
)

// yearsAhead is for how many years holidays are offered.
const yearsAhead = 3

func (s *Server) showCalendar(c Ctx) error {
	return s.calendarPage(c, http.StatusOK, settings.CalendarPage{})
}

func (s *Server) calendarPage(c Ctx, status int, p settings.CalendarPage) error {
	ctx := c.Request().Context()
	v, err := s.shown(c)
	if err != nil {
		return err
	}
	set, err := s.Store.Settings(ctx)
	if err != nil {
		return err
	}
	if p.Days, err = s.Store.ClosedDays(ctx, v.Today); err != nil {
		return err
	}
	if p.Planning, err = s.Store.PlanningState(ctx); err != nil {
		return err
	}
	first := v.Today.Std().Year()
	for y := range yearsAhead {
		p.Years = append(p.Years, strconv.Itoa(first+y))
	}
	p.Weekdays, p.Countries, p.RID = summary(set, "workdays"), holidays.Countries(), newRID()
	p.Country, p.Year = c.QueryParam("country"), c.QueryParam("year")
	if year, err := strconv.Atoi(p.Year); err == nil && year >= first && year < first+yearsAhead {
		for _, d := range holidays.Of(p.Country, year) {
			if d.Day >= v.Today {
				p.Offered = append(p.Offered, d)
			}
		}
	}
	return v.as(status).show("Closed days", layout.Settings, settings.Calendar(v.Here, p))
}

// changeCalendar closes days, each sent as its date and its name, or opens some.
func (s *Server) changeCalendar(c Ctx) error {
	form := c.Request().PostForm
	p := settings.CalendarPage{Day: field(c, "day"), Name: strings.TrimSpace(field(c, "name"))}
	if field(c, "do") == "edit" {
		return s.calendarPage(c, http.StatusOK, p)
	}
	var change model.SettingsChange
	for _, text := range form["close"] {
		date, name, _ := strings.Cut(text, " ")
		day, err := model.ParseDate(date)
		p.Problems.Need("day", err == nil, "Enter a date, such as 2026-12-25.")
		change.Close = append(change.Close, model.ClosedDay{Day: day, Name: name})
	}
	for _, text := range form["open"] {
		day, err := model.ParseDate(text)
		p.Problems.Need("day", err == nil, "Enter a date, such as 2026-12-25.")
		change.Open = append(change.Open, day)
	}
	if form.Has("day") || len(change.Close)+len(change.Open) == 0 {
		day, err := locale(c).ReadDate(p.Day, 0)
		p.Problems.Need("day", err == nil, "Enter a date, such as 2026-12-25.")
		change.Close = append(change.Close, model.ClosedDay{Day: day, Name: p.Name})
	}
	if len(p.Problems) > 0 {
		return s.calendarPage(c, http.StatusUnprocessableEntity, p)
	}
	err := s.lookThenSave(c, "Closed days", urls.SettingsPage("calendar"), change)
	if refused(c, err, "day", &p.Problems) {
		return s.calendarPage(c, statusOf(err), p)
	}
	return err
}
