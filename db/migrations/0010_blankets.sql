-- 0010: a blanket order is an agreement, and only what is released of it is
-- demand. Until now its lines stood among the short ones in every sum, and nothing
-- said how much of it was left.

-- on_call: a line of a blanket order; no stock, no place in a queue, not short.
-- blanket_line_id: of a line of a release, the line it calls off from.
ALTER TABLE order_line ADD COLUMN on_call INTEGER NOT NULL DEFAULT 0 CHECK (on_call IN (0,1));
ALTER TABLE order_line ADD COLUMN blanket_line_id INTEGER REFERENCES order_line(id) CHECK (blanket_line_id IS NULL OR on_call = 0);
UPDATE order_line SET on_call = 1 WHERE order_id IN (SELECT id FROM sales_order WHERE kind = 'blanket');
-- Releases of before name no line: each line calls off from the first of its
-- product, as far as that goes.
UPDATE order_line SET blanket_line_id = (
  SELECT b.id FROM sales_order o JOIN order_line b ON b.order_id = o.blanket_id AND b.product_id = order_line.product_id
   WHERE o.id = order_line.order_id
     AND b.ordered - b.cancelled >= (SELECT sum(r.ordered - r.cancelled) FROM order_line r JOIN sales_order x ON x.id = r.order_id
       WHERE x.blanket_id = o.blanket_id AND r.product_id = b.product_id)
   ORDER BY b.line_no LIMIT 1)
 WHERE order_id IN (SELECT id FROM sales_order WHERE kind = 'release');
CREATE INDEX order_line_blanket ON order_line(blanket_line_id, ordered, cancelled) WHERE blanket_line_id IS NOT NULL;

DROP INDEX order_line_short;
CREATE INDEX order_line_short ON order_line(product_id, short) WHERE short > 0 AND on_call = 0;

-- Never is more released than was agreed, whoever comes second.
CREATE TRIGGER order_line_released AFTER INSERT ON order_line WHEN NEW.blanket_line_id IS NOT NULL BEGIN
  SELECT CASE WHEN (SELECT ordered - cancelled FROM order_line WHERE id = NEW.blanket_line_id)
    < (SELECT sum(ordered - cancelled) FROM order_line WHERE blanket_line_id = NEW.blanket_line_id)
    THEN RAISE(ABORT, 'more released than agreed') END;
END;
CREATE TRIGGER order_line_release_changed AFTER UPDATE OF ordered, cancelled, blanket_line_id ON order_line
  WHEN NEW.blanket_line_id IS NOT NULL OR NEW.on_call = 1 BEGIN
  SELECT CASE WHEN (SELECT ordered - cancelled FROM order_line WHERE id = coalesce(NEW.blanket_line_id, NEW.id))
    < (SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE blanket_line_id = coalesce(NEW.blanket_line_id, NEW.id))
    THEN RAISE(ABORT, 'more released than agreed') END;
END;
