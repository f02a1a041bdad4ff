package intake

import (
	"encoding/csv"
	"errors"
	"io"
)

var errNoKind = errors.New("there is no such kind of import")

// Template writes a file of the kind that shows its columns: the header and two
// rows that go in as they are. A file that follows it needs no map. Kinds that
// refer to others use the examples of their templates: taken in the order of
// KindNames all of them go in.
func Template(w io.Writer, kind string) error {
	k, ok := KindOf(kind)
	if !ok {
		return errNoKind
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	header := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		header[i] = c.Name
	}
	out.Write(header) // the writer keeps its first error for Error
	for _, example := range examples[kind] {
		row := make([]string, len(k.Columns))
		for i, c := range k.Columns {
			row[i] = example[c.Name]
		}
		out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// examples are the rows of the templates.
var examples = map[string][2]map[string]string{
	"warehouses": {{"code": "NORTH", "name": "North branch", "address": "4 Mill Lane, Leeds", "country": "GB", "carrier_cutoff": "16:30"},
		{"code": "SOUTH", "name": "South branch", "address": "9 Dock Road, Dover", "country": "GB"}},
	"closed-days": {{"date": "2027-12-25", "name": "Christmas Day"}, {"date": "2027-12-26", "name": "Boxing Day"}},
	"suppliers": {{"code": "EX-SUP-1", "name": "Example Timber", "group": "Timber", "lead_time_days": "14", "email": "orders@timber.example"},
		{"code": "EX-SUP-2", "name": "Example Boards", "group": "Timber", "lead_time_days": "7", "email": "sales@boards.example"}},
	"products": {{"sku": "EX-OAK-18", "name": "Oak board 18 mm", "category": "Boards", "unit": "m2", "decimals": "2", "price": "24.50", "weight_kg": "12.6",
		"supplier": "EX-SUP-1", "supplier_sku": "T-118", "lead_time_days": "21", "pack": "2.5", "backorder": "allow", "lot_tracked": "no"},
		{"sku": "EX-OAK-20", "name": "Oak board 20 mm", "category": "Boards", "unit": "m2", "decimals": "2", "price": "27.90", "weight_kg": "14",
			"supplier": "EX-SUP-2", "supplier_sku": "B-20", "pack": "2.5", "backorder": "limit", "backorder_limit": "100", "lot_tracked": "no"}},
	"units": {{"sku": "EX-OAK-18", "unit": "pallet", "ratio": "50"}, {"sku": "EX-OAK-20", "unit": "pallet", "ratio": "45"}},
	"substitutes": {{"sku": "EX-OAK-18", "substitute": "EX-OAK-20", "kind": "upgrade", "ratio": "1"},
		{"sku": "EX-OAK-20", "substitute": "EX-OAK-18", "kind": "substitute", "ratio": "1"}},
	"bins": {{"warehouse": "MAIN", "bin": "EX-01-A", "sku": "EX-OAK-18"}, {"warehouse": "MAIN", "bin": "EX-01-B", "sku": "EX-OAK-20"}},
	"customers": {{"code": "EX-CUST-1", "name": "Example Builders", "class": "Trade", "tier": "A", "email": "buying@builders.example", "phone": "+44 20 7946 0101",
		"language": "en", "country": "GB", "ship_mode": "as_available", "notice_regime": "contract_b2b"},
		{"code": "EX-CUST-2", "name": "Example Interiors", "class": "Trade", "tier": "B", "email": "office@interiors.example", "phone": "+44 20 7946 0102",
			"language": "en", "country": "GB", "ship_mode": "order_complete", "notice_regime": "contract_b2b", "backorder_limit_value": "5000.00"}},
	"sites": {{"customer": "EX-CUST-1", "site": "TOWER", "name": "Tower block", "address": "1 High Street, Leeds", "zone": "N1", "contact": "Sam Reed", "phone": "+44 20 7946 0103", "access": "Gate 2"},
		{"customer": "EX-CUST-2", "site": "SHOP", "name": "Shop fit", "address": "7 Low Street, Dover", "zone": "S1"}},
	"contacts": {{"customer": "EX-CUST-1", "name": "Sam Reed", "role": "Buyer", "email": "sam.reed@builders.example", "phone": "+44 20 7946 0103", "orders": "yes", "delays": "yes", "shipments": "no"},
		{"customer": "EX-CUST-2", "name": "Jo Hale", "role": "Site manager", "phone": "+44 20 7946 0104", "orders": "no", "delays": "no", "shipments": "no"}},
	"routes": {{"warehouse": "MAIN", "zone": "N1", "weekday": "tuesday", "cutoff": "15:00", "days_before": "1"},
		{"warehouse": "MAIN", "zone": "S1", "weekday": "thursday", "cutoff": "10:30", "days_before": "0"}},
	"stock": {{"sku": "EX-OAK-18", "warehouse": "MAIN", "on_hand": "120.5", "as_of": "2026-01-05T06:00:00Z"},
		{"sku": "EX-OAK-20", "warehouse": "MAIN", "on_hand": "40", "as_of": "2026-01-05T06:00:00Z"}},
	"purchase-orders": {{"po": "EX-PO-1", "supplier": "EX-SUP-1", "ordered_at": "2026-01-05", "warehouse": "MAIN", "line": "1", "sku": "EX-OAK-18", "quantity": "50", "eta": "2026-01-26", "confidence": "stated"},
		{"po": "EX-PO-2", "supplier": "EX-SUP-2", "ordered_at": "2026-01-05", "warehouse": "MAIN", "line": "1", "sku": "EX-OAK-20", "quantity": "100", "eta": "2026-01-12", "confidence": "confirmed"}},
	"orders": {{"order": "EX-SO-1", "customer": "EX-CUST-1", "ordered_at": "2026-01-06", "requested_date": "2026-01-12", "priority": "3", "ship_mode": "as_available", "method": "carrier",
		"warehouse": "MAIN", "customer_po": "4711", "line": "1", "sku": "EX-OAK-18", "quantity": "10", "unit": "m2", "price": "24.50"},
		{"order": "EX-SO-1", "customer": "EX-CUST-1", "ordered_at": "2026-01-06", "requested_date": "2026-01-12", "priority": "3", "ship_mode": "as_available", "method": "carrier",
			"warehouse": "MAIN", "customer_po": "4711", "line": "2", "sku": "EX-OAK-20", "quantity": "4", "unit": "m2", "price": "27.90"}},
}
