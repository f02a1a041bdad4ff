-- 0003: search. What people know a thing by is kept as words, so that a search
-- over a million lines reads a few rows of an index and not the tables. The
-- words take up only their index: the text itself is in its own table. Triggers
-- note what became stale, whoever wrote it, and each transaction brings the
-- index up to date at its end (keepFind): a write into it within every statement
-- would break the index's work into crumbs and make imports slow.

CREATE TABLE find_todo (
  kind TEXT NOT NULL CHECK (kind IN ('product','customer','supplier','order','po')),
  id   INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE find_product USING fts5(sku, name, supplier_sku, gtin, category, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE find_customer USING fts5(code, name, email, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE find_supplier USING fts5(code, name, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE find_order USING fts5(number, customer_po, project, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE find_po USING fts5(number, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");
-- Any part of a code, by its groups of three characters.
CREATE VIRTUAL TABLE find_code USING fts5(sku, supplier_sku, gtin, content='', contentless_delete=1, tokenize='trigram');

CREATE TRIGGER product_find_new AFTER INSERT ON product BEGIN
  INSERT INTO find_todo VALUES ('product', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER product_find_changed AFTER UPDATE OF sku, name, supplier_sku, gtin, category ON product BEGIN
  INSERT INTO find_todo VALUES ('product', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER product_find_gone AFTER DELETE ON product BEGIN
  INSERT INTO find_todo VALUES ('product', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER customer_find_new AFTER INSERT ON customer BEGIN
  INSERT INTO find_todo VALUES ('customer', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER customer_find_changed AFTER UPDATE OF code, name, email ON customer BEGIN
  INSERT INTO find_todo VALUES ('customer', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER customer_find_gone AFTER DELETE ON customer BEGIN
  INSERT INTO find_todo VALUES ('customer', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER supplier_find_new AFTER INSERT ON supplier BEGIN
  INSERT INTO find_todo VALUES ('supplier', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER supplier_find_changed AFTER UPDATE OF code, name ON supplier BEGIN
  INSERT INTO find_todo VALUES ('supplier', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER supplier_find_gone AFTER DELETE ON supplier BEGIN
  INSERT INTO find_todo VALUES ('supplier', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER sales_order_find_new AFTER INSERT ON sales_order BEGIN
  INSERT INTO find_todo VALUES ('order', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER sales_order_find_changed AFTER UPDATE OF number, customer_po, project ON sales_order BEGIN
  INSERT INTO find_todo VALUES ('order', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER sales_order_find_gone AFTER DELETE ON sales_order BEGIN
  INSERT INTO find_todo VALUES ('order', OLD.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER purchase_order_find_new AFTER INSERT ON purchase_order BEGIN
  INSERT INTO find_todo VALUES ('po', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER purchase_order_find_changed AFTER UPDATE OF number ON purchase_order BEGIN
  INSERT INTO find_todo VALUES ('po', NEW.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER purchase_order_find_gone AFTER DELETE ON purchase_order BEGIN
  INSERT INTO find_todo VALUES ('po', OLD.id) ON CONFLICT DO NOTHING;
END;

INSERT INTO find_product(rowid, sku, name, supplier_sku, gtin, category) SELECT id, sku, name, supplier_sku, gtin, category FROM product ORDER BY id;
INSERT INTO find_customer(rowid, code, name, email) SELECT id, code, name, email FROM customer ORDER BY id;
INSERT INTO find_supplier(rowid, code, name) SELECT id, code, name FROM supplier ORDER BY id;
INSERT INTO find_order(rowid, number, customer_po, project) SELECT id, number, customer_po, project FROM sales_order ORDER BY id;
INSERT INTO find_po(rowid, number) SELECT id, number FROM purchase_order ORDER BY id;
INSERT INTO find_code(rowid, sku, supplier_sku, gtin) SELECT id, sku, supplier_sku, gtin FROM product ORDER BY id;
