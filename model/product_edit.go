package model

import (
	"fmt"
	"strings"
)

// ProductEdit is a product as a person enters or changes it.
type ProductEdit struct {
	SKU            string // names the product; it stays as it is
	Name           string
	Category       string
	Unit           string // the stock unit
	Decimals       int    // of a quantity, 0 to 3
	Price          Money  // of one stock unit
	Weight         Qty    // kilograms of one stock unit, so that a thousandth is a gram
	GTIN           string
	Supplier       string // code, empty: none
	SupplierSKU    string
	LeadTimeDays   int       // SupplierLeadTime: the supplier's
	Pack           Qty       // granted in multiples of it, 0: any quantity
	Backorder      Backorder // what happens to an order beyond stock
	BackorderLimit Qty       // with LimitBackorder: how many may wait in all
	LotTracked     bool
}

// SupplierLeadTime is the lead time of a product that has none of its own.
const SupplierLeadTime = -1

// Backorder says what happens to an order beyond stock.
type Backorder string

// The backorder policies of a product.
const (
	AllowBackorder Backorder = "allow"
	LimitBackorder Backorder = "limit"
	DenyBackorder  Backorder = "deny"
)

// MaxWeight bounds the weight of one unit, in kilograms.
const MaxWeight = Qty(1_000_000_000)

// Check reports every field that is wrong, for the person typing.
func (e ProductEdit) Check() error {
	var p Problems
	p.Need("sku", e.SKU != "", "Enter the SKU.")
	p.Need("sku", len(e.SKU) <= 128, "A SKU has at most 128 characters.")
	p.Need("sku", !strings.EqualFold(e.SKU, "new"), "“new” is the address of this form. Choose another SKU.")
	p.Need("name", e.Name != "", "Enter the name.")
	p.Need("name", len(e.Name) <= 300, "A name has at most 300 characters.")
	p.Need("category", len(e.Category) <= MaxText, "A category has at most 200 characters.")
	p.Need("unit", e.Unit != "", "Enter the unit it is counted in: pc, m2, length.")
	p.Need("unit", len(e.Unit) <= 20, "A unit has at most 20 characters.")
	p.Need("decimals", e.Decimals >= 0 && e.Decimals <= 3, "Choose 0, 1, 2 or 3 decimals.")
	p.Need("price", e.Price >= 0, "A price is not below 0.")
	p.Need("weight", e.Weight >= 0 && e.Weight <= MaxWeight, "Enter a weight from 0 to 1,000,000 kg.")
	p.Need("gtin", e.GTIN == "" || ValidGTIN(e.GTIN), GTINProblem(e.GTIN))
	p.Need("supplier_sku", len(e.SupplierSKU) <= 128, "The supplier's number has at most 128 characters.")
	p.Need("lead_time", e.LeadTimeDays >= SupplierLeadTime && e.LeadTimeDays <= 1000, "Enter 0 to 1000 days, or nothing for the supplier's.")
	e.checkQuantities(&p)
	return p.Err()
}

func (e ProductEdit) checkQuantities(p *Problems) {
	p.Need("pack", e.Pack >= 0 && e.Pack <= MaxQty, "A pack is 0 or more, below 1,000,000,000.")
	p.Need("pack", e.Pack.Fits(e.Decimals), "The pack has more decimals than the product.")
	switch e.Backorder {
	case AllowBackorder, DenyBackorder:
	case LimitBackorder:
		p.Need("backorder_limit", e.BackorderLimit > 0, "Enter how many may wait in all.")
	default:
		p.Need("backorder", false, "Choose whether orders beyond stock are taken.")
	}
	p.Need("backorder_limit", e.BackorderLimit >= 0 && e.BackorderLimit <= MaxQty, "The limit is 0 or more, below 1,000,000,000.")
	p.Need("backorder_limit", e.BackorderLimit.Fits(e.Decimals), "The limit has more decimals than the product.")
}

// ValidGTIN tells whether a code of 8, 12, 13 or 14 digits ends in its own check
// digit: the digits before it, counted from the right and weighed 3, 1, 3, …,
// make a multiple of ten with it.
func ValidGTIN(code string) bool {
	digit, ok := gtinDigit(code)
	return ok && digit == code[len(code)-1]
}

// gtinDigit is the check digit that a code of the right form must end in.
func gtinDigit(code string) (digit byte, ok bool) {
	if n := len(code); n != 8 && n != 12 && n != 13 && n != 14 || !allDigits(code) {
		return 0, false
	}
	sum := 0
	for i := range len(code) - 1 {
		d := int(code[len(code)-2-i] - '0')
		if i%2 == 0 {
			d *= 3
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10), true
}

// GTINProblem says in a sentence what is wrong with a code, "" for a ValidGTIN.
func GTINProblem(code string) string {
	if ValidGTIN(code) {
		return ""
	}
	if digit, ok := gtinDigit(code); ok {
		return fmt.Sprintf("The check digit of this GTIN is wrong: it would end in %c. Compare it with the label.", digit)
	}
	return "A GTIN has 8, 12, 13 or 14 digits."
}

// UnitEdit is one further unit of a product as a person enters it.
type UnitEdit struct {
	Unit  string
	Ratio Qty // stock units in one
}

// Check reports every field that is wrong, for the person typing.
func (e UnitEdit) Check() error {
	var p Problems
	p.Need("unit_name", e.Unit != "", "Enter what the unit is called: bundle, pallet.")
	p.Need("unit_name", len(e.Unit) <= 20, "A unit has at most 20 characters.")
	p.Need("unit_ratio", e.Ratio > 0, "Enter how many stock units are in one.")
	p.Need("unit_ratio", e.Ratio <= MaxQty, "Enter less than 1,000,000,000.")
	return p.Err()
}

// SubstituteEdit is one entry of a product's list of substitutes.
type SubstituteEdit struct {
	SKU   string // what may go instead
	Kind  string // substitute, equivalent or upgrade
	Ratio Qty    // how many of it for one
}

// SubstituteKinds are what a substitute may be to the product.
var SubstituteKinds = []string{"substitute", "equivalent", "upgrade"}

// Check reports every field that is wrong, for the person typing.
func (e SubstituteEdit) Check() error {
	var p Problems
	p.Need("substitute", e.SKU != "", "Enter which product may go instead.")
	known := false
	for _, k := range SubstituteKinds {
		known = known || k == e.Kind
	}
	p.Need("kind", known, "Choose substitute, equivalent or upgrade.")
	p.Need("ratio", e.Ratio > 0, "Enter how many of it replace one.")
	p.Need("ratio", e.Ratio <= MaxQty, "Enter less than 1,000,000,000.")
	return p.Err()
}
