package handlers

import (
	"maps"
	"net/url"
)

// What a person types into the forms of transfers and warehouses (see fills).
func init() {
	maps.Copy(fills, map[string]url.Values{
		"/transfers/:number/cancel":    {"why": {"not needed"}},
		"/transfers/:number/expect":    {"expected": {"2026-12-24"}},
		"/transfers/:number/receive":   {"qty_1": {"1"}, "do": {"book"}},
		"/transfers/:number/send":      {"qty_1": {"1"}},
		"/transfers/new":               {"from": {"SHOP"}, "to": {"MAIN"}, "lines[0].sku": {"A"}, "lines[0].qty": {"2"}},
		"/warehouses/:code/bin":        {"bin": {"B-2"}},
		"/warehouses/:code/bin-rename": {"bin": {"A-1"}, "to": {"A-9"}},
		"/warehouses/:code/edit":       {"name": {"Other"}},
		"/warehouses/:code/routes":     {"days[0].zone": {"North"}, "days[0].cutoff": {"15:00"}},
		"/warehouses/new":              {"code": {"YARD"}, "name": {"Yard"}},
	})
}
