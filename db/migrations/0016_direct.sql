-- 0016: what a supplier ships to the site takes no stock of ours, so it is not
-- short stock: a line knows whether it is such a line, by its order's method or
-- by its own disposition, and the board and the shortages leave it out of what is
-- short. It waits for its own purchase order instead.
ALTER TABLE order_line ADD COLUMN direct INTEGER NOT NULL DEFAULT 0 CHECK (direct IN (0,1)); -- the supplier ships it; kept by the triggers

UPDATE order_line SET direct = 1 WHERE disposition = 'direct_ship' OR order_id IN (SELECT id FROM sales_order WHERE method = 'direct');

CREATE TRIGGER order_line_direct AFTER INSERT ON order_line
  WHEN NEW.direct <> (NEW.disposition = 'direct_ship' OR (SELECT method = 'direct' FROM sales_order WHERE id = NEW.order_id)) BEGIN
  UPDATE order_line SET direct = 1 - direct WHERE id = NEW.id;
END;

CREATE TRIGGER order_line_direct_changed AFTER UPDATE OF disposition ON order_line
  WHEN NEW.direct <> (NEW.disposition = 'direct_ship' OR (SELECT method = 'direct' FROM sales_order WHERE id = NEW.order_id)) BEGIN
  UPDATE order_line SET direct = 1 - direct WHERE id = NEW.id;
END;

CREATE TRIGGER sales_order_direct_changed AFTER UPDATE OF method ON sales_order WHEN (NEW.method = 'direct') <> (OLD.method = 'direct') BEGIN
  UPDATE order_line SET direct = (NEW.method = 'direct' OR disposition = 'direct_ship') WHERE order_id = NEW.id;
END;

DROP INDEX order_line_short;
CREATE INDEX order_line_short ON order_line(product_id, short, warehouse_id) WHERE short > 0 AND on_call = 0 AND direct = 0;

-- The board's rows of such lines, and the sums made of them, as keepBoard makes
-- them from now on.
UPDATE board SET short = 0 WHERE line_id IN (SELECT id FROM order_line WHERE direct = 1);
UPDATE board_sum SET lines = 0, short = 0, value = 0;
INSERT INTO board_sum(kind, key, lines, short, value)
 SELECT 'class', CAST(class AS TEXT), count(*), sum(short), sum(value) FROM board GROUP BY class
 UNION ALL SELECT 'eta', class || '/' || eta, count(*), sum(short), sum(value) FROM board WHERE eta IS NOT NULL AND short > 0 GROUP BY class, eta
 UNION ALL SELECT 'promise', class || '/' || promise, count(*), sum(short), sum(value) FROM board WHERE promise IS NOT NULL GROUP BY class, promise
 UNION ALL SELECT 'mine', CAST(owner_id AS TEXT), count(*), sum(short), sum(value) FROM board WHERE owner_id IS NOT NULL GROUP BY owner_id
 UNION ALL SELECT 'priority', class || '/' || priority, count(*), sum(short), sum(value) FROM board GROUP BY class, priority
 UNION ALL SELECT 'tier', class || '/' || tier, count(*), sum(short), sum(value) FROM board GROUP BY class, tier
 UNION ALL SELECT 'category', class || '/' || category, count(*), sum(short), sum(value) FROM board GROUP BY class, category
 UNION ALL SELECT 'supplier', class || '/' || supplier, count(*), sum(short), sum(value) FROM board GROUP BY class, supplier
 UNION ALL SELECT 'owner', class || '/' || owner, count(*), sum(short), sum(value) FROM board GROUP BY class, owner
 UNION ALL SELECT 'warehouse', class || '/' || warehouse, count(*), sum(short), sum(value) FROM board GROUP BY class, warehouse
 UNION ALL SELECT 'ship', class || '/' || ship_mode, count(*), sum(short), sum(value) FROM board GROUP BY class, ship_mode
 ON CONFLICT(kind, key) DO UPDATE SET lines = excluded.lines, short = excluded.short, value = excluded.value;

-- Whose own late lines there are is asked with every look at the board.
DROP INDEX board_by_mine;
CREATE INDEX board_by_mine ON board(owner_id, promise) WHERE owner_id IS NOT NULL;
