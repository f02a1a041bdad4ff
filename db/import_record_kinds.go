package db

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"backfill/model"
)

// recordKinds are the kinds of which a row is a record.
var recordKinds = map[string]recordKind{
	"warehouses": {
		entity: "warehouse",
		remove: []string{`/* warehouses */ DELETE FROM warehouse WHERE code = ?`, `/* warehouses */ DELETE FROM location WHERE code = ?`},
		keys:   []recordKey{{column: "code"}},
		fields: []recordField{{column: "name", fallback: fromKey{}}, {column: "address"}, {column: "country"}, {column: "carrier_cutoff", read: asTimeOfDay}},
		find:   `/* warehouses */ SELECT id, name, address, country, carrier_cutoff FROM warehouse WHERE code = ?`,
		update: `/* warehouses */ UPDATE warehouse SET name = ?, address = ?, country = ?, carrier_cutoff = ?, version = version + 1 WHERE code = ?`,
		make:   makeWarehouse,
	},
	"closed-days": {
		entity: "setting",
		loose:  true,
		remove: []string{`/* closed-days */ DELETE FROM closed_day WHERE day = ?`},
		keys:   []recordKey{{column: "date"}},
		fields: []recordField{{column: "name"}},
		find:   `/* closed-days */ SELECT 0, name FROM closed_day WHERE day = ?`,
		insert: `/* closed-days */ INSERT INTO closed_day(day, name) VALUES (?, ?)`,
		update: `/* closed-days */ UPDATE closed_day SET name = ? WHERE day = ?`,
	},
	"routes": {
		entity: "warehouse",
		parent: `/* routes */ UPDATE warehouse SET version = version + 1 WHERE id = ?`,
		remove: []string{`/* routes */ DELETE FROM route_day WHERE warehouse_id = ? AND zone = ? AND weekday = ?`},
		keys:   []recordKey{{"warehouse", warehouseID}, {column: "zone"}, {"weekday", weekdayOf}},
		fields: []recordField{{column: "cutoff", read: asTimeOfDay}, {column: "days_before", read: asWhole(0, 6), fallback: int64(0)}},
		find:   `/* routes */ SELECT warehouse_id, cutoff, days_before FROM route_day WHERE warehouse_id = ? AND zone = ? AND weekday = ?`,
		update: `/* routes */ UPDATE route_day SET cutoff = ?, days_before = ? WHERE warehouse_id = ? AND zone = ? AND weekday = ?`,
		make:   makeRouteDay,
	},
	"suppliers": {
		entity: "supplier",
		remove: []string{`/* suppliers */ DELETE FROM supplier WHERE code = ?`},
		board:  `/* staleBoard */ SELECT b.line_id FROM product p JOIN board b ON b.product_id = p.id WHERE p.supplier_id = ?`,
		keys:   []recordKey{{column: "code"}},
		fields: []recordField{{column: "name", fallback: fromKey{}}, {column: "group"},
			{column: "lead_time_days", read: asWhole(0, 1000), fallback: int64(14)}, {column: "email", read: asEmail, fallback: ""}},
		find:   `/* suppliers */ SELECT id, name, supplier_group, lead_time_days, email FROM supplier WHERE code = ?`,
		insert: `/* suppliers */ INSERT INTO supplier(code, name, supplier_group, lead_time_days, email) VALUES (?, ?, ?, ?, ?)`,
		update: `/* suppliers */ UPDATE supplier SET name = ?, supplier_group = ?, lead_time_days = ?, email = ?, version = version + 1 WHERE code = ?`,
	},
	"products": {
		entity: "product",
		remove: []string{`/* products */ DELETE FROM product WHERE sku = ?`},
		board:  `/* staleBoard */ SELECT b.line_id FROM board b WHERE b.product_id = ?`,
		keys:   []recordKey{{column: "sku"}},
		fields: []recordField{{column: "name", fallback: fromKey{}}, {column: "category"}, {column: "unit", fallback: "pc"},
			{column: "decimals", read: asWhole(0, 3), fallback: int64(0)}, {column: "price", read: asMoney, say: saidMoney, fallback: int64(0)},
			{column: "weight_kg", read: asThousandths, say: saidQty, fallback: int64(0)}, {column: "gtin", read: asGTIN, fallback: ""},
			{column: "supplier", read: asSupplier, code: `/* told */ SELECT code FROM supplier WHERE id = ?`}, {column: "supplier_sku"}, {column: "lead_time_days", read: asWhole(0, 1000)},
			{column: "pack", read: asQuantity, say: saidQty, fallback: int64(0)}, {column: "backorder", fallback: "allow"},
			{column: "backorder_limit", read: asQuantity, say: saidQty, fallback: int64(0)}, {column: "lot_tracked", read: asYesNo, say: saidYesNo, fallback: int64(0)}},
		find: `/* products */ SELECT id, name, category, unit, decimals, price, weight_g, gtin, supplier_id, supplier_sku, lead_time_days,
			pack, backorder, backorder_limit, lot_tracked FROM product WHERE sku = ?`,
		insert: `/* products */ INSERT INTO product(sku, name, category, unit, decimals, price, weight_g, gtin, supplier_id, supplier_sku, lead_time_days,
			pack, backorder, backorder_limit, lot_tracked) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		update: `/* products */ UPDATE product SET name = ?, category = ?, unit = ?, decimals = ?, price = ?, weight_g = ?, gtin = ?, supplier_id = ?,
			supplier_sku = ?, lead_time_days = ?, pack = ?, backorder = ?, backorder_limit = ?, lot_tracked = ?, version = version + 1 WHERE sku = ?`,
		check: checkProduct,
	},
	"units": {
		entity: "product",
		remove: []string{`/* units */ DELETE FROM product_unit WHERE product_id = ? AND unit = ?`},
		keys:   []recordKey{{"sku", productID}, {column: "unit"}},
		fields: []recordField{{column: "ratio", read: asRatio, say: saidQty}},
		find:   `/* units */ SELECT product_id, ratio FROM product_unit WHERE product_id = ? AND unit = ?`,
		insert: `/* units */ INSERT INTO product_unit(product_id, unit, ratio) VALUES (?, ?, ?)`,
		update: `/* units */ UPDATE product_unit SET ratio = ? WHERE product_id = ? AND unit = ?`,
	},
	"substitutes": {
		entity: "product",
		remove: []string{`/* substitutes */ DELETE FROM substitute WHERE product_id = ? AND substitute_id = ?`},
		keys:   []recordKey{{"sku", productID}, {"substitute", productID}},
		fields: []recordField{{column: "kind", fallback: "substitute"}, {column: "ratio", read: asRatio, say: saidQty, fallback: int64(1000)}},
		find:   `/* substitutes */ SELECT product_id, kind, ratio FROM substitute WHERE product_id = ? AND substitute_id = ?`,
		update: `/* substitutes */ UPDATE substitute SET kind = ?, ratio = ? WHERE product_id = ? AND substitute_id = ?`,
		make:   makeSubstitute,
	},
	"bins": {
		entity: "warehouse",
		remove: []string{`/* bins */ DELETE FROM bin WHERE warehouse_id = ? AND bin = ?`},
		keys:   []recordKey{{"warehouse", warehouseID}, {column: "bin"}},
		fields: []recordField{{column: "sku", read: asProduct, code: `/* told */ SELECT sku FROM product WHERE id = ?`}},
		find:   `/* bins */ SELECT warehouse_id, product_id FROM bin WHERE warehouse_id = ? AND bin = ?`,
		insert: `/* bins */ INSERT INTO bin(warehouse_id, bin, product_id) VALUES (?, ?, ?)`,
		update: `/* bins */ UPDATE bin SET product_id = ? WHERE warehouse_id = ? AND bin = ?`,
	},
	"customers": {
		entity: "customer",
		remove: []string{`/* customers */ DELETE FROM customer WHERE code = ?`},
		board:  `/* staleBoard */ SELECT b.line_id FROM board b WHERE b.customer_id = ?`,
		pools:  `/* poolsOf */ SELECT DISTINCT product_id AS product, warehouse_id AS warehouse FROM board WHERE customer_id = ?`,
		keys:   []recordKey{{column: "code"}},
		fields: []recordField{{column: "name", fallback: fromKey{}}, {column: "class"}, {column: "tier"}, {column: "email", read: asEmail, fallback: ""},
			{column: "phone"}, {column: "language"}, {column: "country"}, {column: "ship_mode", fallback: "as_available", desk: true},
			{column: "max_shipments", read: asWhole(1, 99), desk: true}, {column: "notice_regime", fallback: "contract_b2b"}, {column: "owner"},
			{column: "backorder_limit_value", read: asMoney, say: saidMoney}, {column: "credit_hold", read: asCreditHold}},
		find: `/* customers */ SELECT id, name, class, tier, email, phone, language, country, ship_mode, max_shipments, notice_regime, owner,
			backorder_limit_value, credit_hold FROM customer WHERE code = ?`,
		insert: `/* customers */ INSERT INTO customer(code, name, class, tier, email, phone, language, country, ship_mode, max_shipments, notice_regime, owner,
			backorder_limit_value, credit_hold) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		update: `/* customers */ UPDATE customer SET name = ?, class = ?, tier = ?, email = ?, phone = ?, language = ?, country = ?, ship_mode = ?,
			max_shipments = ?, notice_regime = ?, owner = ?, backorder_limit_value = ?, credit_hold = ?, version = version + 1 WHERE code = ?`,
		check: checkCustomer,
	},
	"sites": {
		entity: "site",
		own:    true,
		remove: []string{`/* sites */ DELETE FROM site WHERE customer_id = ? AND site = ?`},
		keys:   []recordKey{{"customer", livingCustomerID}, {column: "site"}},
		fields: []recordField{{column: "name"}, {column: "address"}, {column: "zone"}, {column: "contact"}, {column: "phone"}, {column: "access"}},
		find:   `/* sites */ SELECT id, name, address, zone, contact, phone, access FROM site WHERE customer_id = ? AND site = ?`,
		insert: `/* sites */ INSERT INTO site(customer_id, site, name, address, zone, contact, phone, access) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		update: `/* sites */ UPDATE site SET name = ?, address = ?, zone = ?, contact = ?, phone = ?, access = ?, version = version + 1 WHERE customer_id = ? AND site = ?`,
	},
	"contacts": {
		entity: "contact",
		own:    true,
		called: func(ref string, keys []any, id int64) string {
			return contactName(strings.TrimSuffix(ref, fmt.Sprintf("/%s", keys[1])), id)
		},
		remove: []string{`/* contacts */ DELETE FROM contact WHERE id = (SELECT min(id) FROM contact WHERE customer_id = ? AND name = ? COLLATE NOCASE AND retired_at IS NULL)`},
		keys:   []recordKey{{"customer", livingCustomerID}, {column: "name"}},
		fields: []recordField{{column: "role"}, {column: "email", read: asEmail, fallback: ""}, {column: "phone"},
			{column: "orders", read: asYesNo, say: saidYesNo, fallback: int64(0)}, {column: "delays", read: asYesNo, say: saidYesNo, fallback: int64(0)},
			{column: "shipments", read: asYesNo, say: saidYesNo, fallback: int64(0)}},
		find: `/* contacts */ SELECT id, role, email, phone, orders, delays, shipments FROM contact
			WHERE customer_id = ? AND name = ? COLLATE NOCASE AND retired_at IS NULL ORDER BY id`,
		insert: `/* contacts */ INSERT INTO contact(customer_id, name, role, email, phone, orders, delays, shipments) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		update: `/* contacts */ UPDATE contact SET role = ?, email = ?, phone = ?, orders = ?, delays = ?, shipments = ?, version = version + 1
			WHERE id = (SELECT min(id) FROM contact WHERE customer_id = ? AND name = ? COLLATE NOCASE AND retired_at IS NULL)`,
		check: checkContact,
	},
}

func makeWarehouse(im *importing, keys, values []any) (int64, error) {
	var taken bool
	if _, err := im.get(`/* makeWarehouse */ SELECT EXISTS (SELECT 1 FROM location WHERE code = ?)`, keys, &taken); err != nil {
		return 0, err
	}
	if taken {
		return 0, refusef("code %q is a place the desk uses itself", keys[0])
	}
	id, err := im.insert(`/* makeWarehouse */ INSERT INTO location(code, kind) VALUES (?, 'warehouse')`, keys...)
	if err != nil {
		return 0, err
	}
	_, err = im.exec(`/* makeWarehouse */ INSERT INTO warehouse(id, code, name, address, country, carrier_cutoff) VALUES (?, ?, ?, ?, ?, ?)`, slices.Concat([]any{id}, keys, values)...)
	return id, err
}

func makeSubstitute(im *importing, keys, values []any) (int64, error) {
	if keys[0] == keys[1] {
		return 0, refused("a product cannot stand in for itself")
	}
	return im.insert(`/* makeSubstitute */ INSERT INTO substitute(product_id, substitute_id, kind, ratio) VALUES (?, ?, ?, ?)`, slices.Concat(keys, values)...)
}

// checkProduct refuses to change the unit or the decimals under numbers that
// were written in them.
func checkProduct(im *importing, id int64, was, values []any) error {
	if id == 0 || was[2] == values[2] && was[3] == values[3] {
		return nil
	}
	var used bool
	if _, err := im.get(`/* checkProduct */ SELECT EXISTS (SELECT 1 FROM order_line WHERE product_id = ?1) OR EXISTS (SELECT 1 FROM stock_move WHERE product_id = ?1)
		OR EXISTS (SELECT 1 FROM po_line WHERE product_id = ?1)`, []any{id}, &used); err != nil {
		return err
	}
	if used {
		return refused("unit and decimals stay as they are once the product is ordered or stocked")
	}
	im.products = cache[product]{}
	return nil
}

func checkCustomer(im *importing, id int64, was, values []any) error {
	if err := im.notErased(id); err != nil {
		return err
	}
	if was != nil {
		hold, _ := was[12].(string)
		is, _ := values[12].(string)
		if err := im.mayRelease(hold, is); err != nil {
			return err
		}
	}
	if mode, n := values[7], values[8]; (mode == string(model.MaxShipments)) != (n != nil) {
		return refused("max_shipments is needed with ship_mode max_shipments, and only then")
	}
	return nil
}

// notErased refuses what a file says of a customer whom nobody knows any more.
func (im *importing) notErased(customer int64) error {
	var erased bool
	if _, err := im.get(`/* notErased */ SELECT EXISTS (SELECT 1 FROM customer WHERE id = ? AND erased_at IS NOT NULL)`, []any{customer}, &erased); err != nil {
		return err
	}
	if erased {
		return refused("who this customer was is erased here, and a file does not bring it back")
	}
	return nil
}

// livingCustomerID finds the customer that something belongs to.
func livingCustomerID(im *importing, code string) (int64, error) {
	id, err := im.customer(code)
	if err != nil {
		return 0, err
	}
	return id, im.notErased(id)
}

// checkContact refuses what the form refuses, and a name that two people have.
func checkContact(im *importing, id int64, _, values []any) error {
	notices := values[3] != int64(0) || values[4] != int64(0) || values[5] != int64(0)
	if values[1] == "" && notices {
		return refused("email is needed where orders, delays or shipments is yes")
	}
	var namesakes int
	if _, err := im.get(`/* checkContact */ SELECT count(*) FROM contact k JOIN contact o ON o.customer_id = k.customer_id AND o.name = k.name COLLATE NOCASE
		WHERE k.id = ? AND o.retired_at IS NULL`, []any{id}, &namesakes); err != nil {
		return err
	}
	if namesakes > 1 {
		return refused("two contacts of this customer have this name, and the file does not say which it means")
	}
	return nil
}

// weekdayOf is the number of a weekday, Sunday is 0.
func weekdayOf(_ *importing, name string) (int64, error) {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if strings.EqualFold(d.String(), name) {
			return int64(d), nil
		}
	}
	return 0, refusef("weekday %q is none", name)
}

// makeRouteDay adds a route day as long as the warehouse may have more.
func makeRouteDay(im *importing, keys, values []any) (int64, error) {
	var days int
	if _, err := im.get(`/* makeRouteDay */ SELECT count(*) FROM route_day WHERE warehouse_id = ?`, keys[:1], &days); err != nil {
		return 0, err
	}
	if days >= model.MaxRouteDays {
		return 0, refusef("a warehouse has %d route days at most", model.MaxRouteDays)
	}
	return im.insert(`/* makeRouteDay */ INSERT INTO route_day(warehouse_id, zone, weekday, cutoff, days_before) VALUES (?, ?, ?, ?, ?)`, slices.Concat(keys, values)...)
}
