// Package holidays answers on which days a country does not work. It knows the
// public holidays of whole countries; what a region, a trade or a company adds
// is entered by hand.
package holidays

import (
	"slices"
	"time"

	"backfill/model"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fi"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/pt"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
)

var countries = []struct {
	code, name string
	days       []*cal.Holiday
}{
	{"AT", "Austria", at.Holidays}, {"BE", "Belgium", be.Holidays}, {"CA", "Canada", ca.Holidays}, {"CZ", "Czechia", cz.Holidays},
	{"DK", "Denmark", dk.Holidays}, {"FI", "Finland", fi.Holidays}, {"FR", "France", fr.Holidays}, {"DE", "Germany", de.Holidays},
	{"IE", "Ireland", ie.Holidays}, {"IT", "Italy", it.Holidays}, {"NL", "Netherlands", nl.Holidays}, {"NZ", "New Zealand", nz.Holidays},
	{"NO", "Norway", no.Holidays}, {"PL", "Poland", pl.Holidays}, {"PT", "Portugal", pt.Holidays}, {"ES", "Spain", es.Holidays},
	{"SE", "Sweden", se.Holidays}, {"CH", "Switzerland", ch.Holidays}, {"GB", "United Kingdom", gb.Holidays}, {"US", "United States", us.Holidays},
}

// Countries lists the countries that are known, by name.
func Countries() []model.Option {
	out := make([]model.Option, len(countries))
	for i, c := range countries {
		out[i] = model.Option{Value: c.code, Text: c.name}
	}
	return out
}

// Of gives the days on which a country does not work in a year, in order: each
// holiday on the day it is kept, which may be another than its own where a
// weekend moves it. An unknown country has none.
func Of(country string, year int) []model.ClosedDay {
	var out []model.ClosedDay
	seen := map[model.Date]bool{}
	for _, c := range countries {
		if c.code != country {
			continue
		}
		for _, h := range c.days {
			_, kept := h.Calc(year)
			if day := onDate(kept); !kept.IsZero() && !seen[day] {
				seen[day] = true
				out = append(out, model.ClosedDay{Day: day, Name: h.Name})
			}
		}
	}
	slices.SortFunc(out, func(a, b model.ClosedDay) int { return int(a.Day - b.Day) })
	return out
}

func onDate(t time.Time) model.Date {
	y, m, d := t.Date()
	return model.NewDate(y, m, d)
}
