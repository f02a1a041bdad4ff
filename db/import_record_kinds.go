package db

import (
	"slices"

	"backfill/model"
)

// recordKinds are the kinds of which a row is a record.
var recordKinds = map[string]recordKind{
	"warehouses": {
		entity: "warehouse",
		remove: []string{`/* warehouses */ DELETE FROM warehouse WHERE code = ?`, `/* warehouses */ DELETE FROM location WHERE code = ?`},
		keys:   []recordKey{{column: "code"}},
		fields: []recordField{{column: "name", fallback: fromKey{}}, {column: "address"}, {column: "country"}},
		find:   `/* warehouses */ SELECT id, name, address, country FROM warehouse WHERE code = ?`,
		update: `/* warehouses */ UPDATE warehouse SET name = ?, address = ?, country = ?, version = version + 1 WHERE code = ?`,
		make:   makeWarehouse,
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
		keys:   []recordKey{{column: "code"}},
		fields: []recordField{{column: "name", fallback: fromKey{}}, {column: "class"}, {column: "tier"}, {column: "email", read: asEmail, fallback: ""},
			{column: "phone"}, {column: "language"}, {column: "country"}, {column: "ship_mode", fallback: "as_available", desk: true},
			{column: "max_shipments", read: asWhole(1, 99), desk: true}, {column: "notice_regime", fallback: "contract_b2b"}, {column: "owner"},
			{column: "backorder_limit_value", read: asMoney, say: saidMoney}},
		find: `/* customers */ SELECT id, name, class, tier, email, phone, language, country, ship_mode, max_shipments, notice_regime, owner,
			backorder_limit_value FROM customer WHERE code = ?`,
		insert: `/* customers */ INSERT INTO customer(code, name, class, tier, email, phone, language, country, ship_mode, max_shipments, notice_regime, owner,
			backorder_limit_value) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		update: `/* customers */ UPDATE customer SET name = ?, class = ?, tier = ?, email = ?, phone = ?, language = ?, country = ?, ship_mode = ?,
			max_shipments = ?, notice_regime = ?, owner = ?, backorder_limit_value = ?, version = version + 1 WHERE code = ?`,
		check: checkCustomer,
	},
	"sites": {
		entity: "site",
		own:    true,
		remove: []string{`/* sites */ DELETE FROM site WHERE customer_id = ? AND site = ?`},
		keys:   []recordKey{{"customer", customerID}, {column: "site"}},
		fields: []recordField{{column: "name"}, {column: "address"}, {column: "zone"}, {column: "contact"}, {column: "phone"}, {column: "access"}},
		find:   `/* sites */ SELECT id, name, address, zone, contact, phone, access FROM site WHERE customer_id = ? AND site = ?`,
		insert: `/* sites */ INSERT INTO site(customer_id, site, name, address, zone, contact, phone, access) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
		update: `/* sites */ UPDATE site SET name = ?, address = ?, zone = ?, contact = ?, phone = ?, access = ?, version = version + 1 WHERE customer_id = ? AND site = ?`,
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
	_, err = im.exec(`/* makeWarehouse */ INSERT INTO warehouse(id, code, name, address, country) VALUES (?, ?, ?, ?, ?)`, slices.Concat([]any{id}, keys, values)...)
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

func checkCustomer(im *importing, id int64, _, values []any) error {
	var erased bool
	if _, err := im.get(`/* checkCustomer */ SELECT EXISTS (SELECT 1 FROM customer WHERE id = ? AND erased_at IS NOT NULL)`, []any{id}, &erased); err != nil {
		return err
	}
	if erased {
		return refused("who this customer was is erased here, and a file does not bring it back")
	}
	if mode, n := values[7], values[8]; (mode == string(model.MaxShipments)) != (n != nil) {
		return refused("max_shipments is needed with ship_mode max_shipments, and only then")
	}
	return nil
}
