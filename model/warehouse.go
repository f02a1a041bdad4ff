package model

import "strings"

// WarehouseEdit is a warehouse as a person enters or changes it.
type WarehouseEdit struct {
	Code    string // names it; it stays as it is
	Name    string
	Address string
	Country string // two letters, empty: not said
}

// Check reports every field that is wrong, for the person typing.
func (e WarehouseEdit) Check() error {
	var p Problems
	p.Need("code", e.Code != "", "Enter a short code, such as YARD.")
	p.Need("code", len(e.Code) <= 40, "A code has at most 40 characters.")
	p.Need("code", !strings.EqualFold(e.Code, "new"), "“new” is the address of this form. Choose another code.")
	p.Need("name", e.Name != "", "Enter the name.")
	p.Need("name", len(e.Name) <= 200, "A name has at most 200 characters.")
	p.Need("address", len(e.Address) <= 500, "An address has at most 500 characters.")
	p.Need("country", e.Country == "" || len(e.Country) == 2, "Enter the two letters of the country, such as DE.")
	return p.Err()
}

// CheckBin reports what is wrong with a bin's name, at the field given.
func CheckBin(p *Problems, field, bin string) {
	p.Need(field, bin != "", "Enter what the bin is called.")
	p.Need(field, len(bin) <= 40, "A bin has at most 40 characters.")
}

// WarehouseListShape is what GET /warehouses may be asked.
var WarehouseListShape = ListShape{Sorts: []string{"code", "name"}, Filters: map[string][]string{}}

// WarehouseRow is one warehouse of the list.
type WarehouseRow struct {
	ID       int64  `db:"id"`
	Code     string `db:"code"`
	Name     string `db:"name"`
	Address  string `db:"address"`
	Country  string `db:"country"`
	Products int    `db:"products"` // with something on hand
	Bins     int    `db:"bins"`
	Waiting  int    `db:"waiting"` // open order lines that lack something
	Coming   int    `db:"coming"`  // transfers on their way here
	Version  int    `db:"version"`
}

// BinListShape is what GET /warehouses/{code} may be asked: its list of bins.
var BinListShape = ListShape{Sorts: []string{"bin"}, Filters: map[string][]string{"use": {"free", "assigned"}}}

// WarehousePage is everything GET /warehouses/{code} shows beside its bins.
type WarehousePage struct {
	WarehouseRow
	Value   Money `db:"value"`   // of what is on hand, at the products' prices
	Inbound int   `db:"inbound"` // open purchase-order lines
	Open    int   `db:"open"`    // open order lines
	Routes  Routes
	History []Happening
}

// BinRow is one bin of a warehouse.
type BinRow struct {
	ID      int64  `db:"id"` // its place in the list
	Bin     string `db:"bin"`
	SKU     string `db:"sku"` // empty: no product is assigned
	Product string `db:"product"`
	Unit    string `db:"unit"`
	OnHand  Qty    `db:"on_hand"` // of the product in this warehouse, all its bins
}
