package db

// findKinds are the kinds whose words are indexed: how the stale ones leave the
// index, and how those that still exist come back with what they say now.
var findKinds = []struct{ kind, drop, fill string }{
	{"product",
		`DELETE FROM find_product WHERE rowid IN (SELECT id FROM find_todo WHERE kind = 'product')`,
		`INSERT INTO find_product(rowid, sku, name, supplier_sku, gtin, category)
		 SELECT p.id, p.sku, p.name, p.supplier_sku, p.gtin, p.category FROM find_todo d JOIN product p ON p.id = d.id WHERE d.kind = 'product' ORDER BY d.id`},
	{"product",
		`DELETE FROM find_code WHERE rowid IN (SELECT id FROM find_todo WHERE kind = 'product')`,
		`INSERT INTO find_code(rowid, sku, supplier_sku, gtin)
		 SELECT p.id, p.sku, p.supplier_sku, p.gtin FROM find_todo d JOIN product p ON p.id = d.id WHERE d.kind = 'product' ORDER BY d.id`},
	{"customer",
		`DELETE FROM find_customer WHERE rowid IN (SELECT id FROM find_todo WHERE kind = 'customer')`,
		`INSERT INTO find_customer(rowid, code, name, email)
		 SELECT c.id, c.code, c.name, c.email FROM find_todo d JOIN customer c ON c.id = d.id WHERE d.kind = 'customer' ORDER BY d.id`},
	{"supplier",
		`DELETE FROM find_supplier WHERE rowid IN (SELECT id FROM find_todo WHERE kind = 'supplier')`,
		`INSERT INTO find_supplier(rowid, code, name)
		 SELECT s.id, s.code, s.name FROM find_todo d JOIN supplier s ON s.id = d.id WHERE d.kind = 'supplier' ORDER BY d.id`},
	{"order",
		`DELETE FROM find_order WHERE rowid IN (SELECT id FROM find_todo WHERE kind = 'order')`,
		`INSERT INTO find_order(rowid, number, customer_po, project)
		 SELECT o.id, o.number, o.customer_po, o.project FROM find_todo d JOIN sales_order o ON o.id = d.id WHERE d.kind = 'order' ORDER BY d.id`},
	{"po",
		`DELETE FROM find_po WHERE rowid IN (SELECT id FROM find_todo WHERE kind = 'po')`,
		`INSERT INTO find_po(rowid, number)
		 SELECT o.id, o.number FROM find_todo d JOIN purchase_order o ON o.id = d.id WHERE d.kind = 'po' ORDER BY d.id`},
}

// keepFind brings the search index up to date with what the transaction wrote:
// triggers have noted it in find_todo.
func keepFind(t *tx) error {
	var stale []string
	if err := t.all(&stale, `/* keepFind */ SELECT DISTINCT kind FROM find_todo`); err != nil || len(stale) == 0 {
		return err
	}
	is := map[string]bool{}
	for _, kind := range stale {
		is[kind] = true
	}
	for _, k := range findKinds {
		if !is[k.kind] {
			continue
		}
		if err := t.exec(k.drop); err != nil {
			return err
		}
		if err := t.exec(k.fill); err != nil {
			return err
		}
	}
	return t.exec(`DELETE FROM find_todo`)
}
