package settings

import (
	"backfill/model"
	"backfill/views/ui"
)

// CalendarPage is the closed days, and the forms that add some.
type CalendarPage struct {
	Planning  model.Planning
	Days      []model.ClosedDay
	Weekdays  string // which days of the week are worked, in words
	Countries []model.Option
	Country   string // whose holidays are offered, "" for none
	Year      string
	Years     []string
	Offered   []model.ClosedDay
	Day, Name string // of the day being added
	Problems  model.Problems
	RID       string
	Path      string
}

// closed tells whether a day is in the list already.
func (p CalendarPage) closed(d model.Date) bool {
	for _, c := range p.Days {
		if c.Day == d {
			return true
		}
	}
	return false
}

func countryOptions(p CalendarPage) []ui.Option {
	out := []ui.Option{{Text: "Choose one"}}
	for _, c := range p.Countries {
		out = append(out, ui.Option{Value: c.Value, Text: c.Text})
	}
	return out
}

func yearOptions(p CalendarPage) []ui.Option {
	var out []ui.Option
	for _, y := range p.Years {
		out = append(out, ui.Option{Value: y, Text: y})
	}
	return out
}
