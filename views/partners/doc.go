// Package partners answers what customers and suppliers look like.
package partners

import (
	"slices"
	"strings"

	"backfill/model"
)

// join lists what is known.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// limit is how much may be on backorder for a customer; "" for no limit.
func limit(p model.CustomerPage, print func(model.Money) string) string {
	if p.LimitValue == nil {
		return ""
	}
	return print(*p.LimitValue)
}

var regimes = map[string]string{
	"us_mito": "US mail order rule", "eu_consumer": "EU consumer", "uk_consumer": "UK consumer", "contract_b2b": "by contract",
}
