package model

import (
	"strings"
	"unicode"
)

// The kinds of things that search finds, as Find is asked for them.
const (
	HitOrder    = "order"
	HitLine     = "line"
	HitProduct  = "product"
	HitCustomer = "customer"
	HitSupplier = "supplier"
	HitPO       = "po"
	HitShipment = "shipment"
	HitPickList = "pick_list"
	HitReceipt  = "receipt"

	HitTransfer  = "transfer"
	HitWarehouse = "warehouse"
	HitImport    = "import"
)

// HitKinds lists every kind, in the order in which hits are shown.
func HitKinds() []string {
	return []string{HitOrder, HitLine, HitProduct, HitCustomer, HitSupplier, HitPO, HitShipment, HitPickList, HitReceipt, HitTransfer, HitWarehouse, HitImport}
}

// Hit is one thing that a search found.
type Hit struct {
	Kind      string
	ID        int64  `db:"id"`
	Ref       string `db:"ref"`       // the number, SKU or code a person knows it by; of a line "SO-1/2"
	Name      string `db:"name"`      // its own, else its customer's, supplier's or product's
	Note      string `db:"note"`      // customer PO, category, tier, the like; may be empty
	Of        string `db:"of_ref"`    // the order of a line, pick list or shipment, the purchase order of a receipt
	Alias     string `db:"alias"`     // a second number that names exactly this one: a GTIN, a customer's PO
	Open      int    `db:"open"`      // open lines of an order or a purchase order
	Available Qty    `db:"available"` // of a product, in all warehouses
	Unit      string `db:"unit"`      // a product's stock unit
	Exact     bool   // what was typed is its number
}

// SearchText is what somebody typed as it is searched for: control characters
// are spaces, and more than MaxText bytes are cut at a character.
func SearchText(typed string) string {
	text := strings.ToValidUTF8(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return ' '
		}
		return r
	}, typed), " ")
	if len(text) > MaxText {
		text = strings.ToValidUTF8(text[:MaxText], "")
	}
	return strings.Join(strings.Fields(text), " ")
}
