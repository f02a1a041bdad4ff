-- 0023: a purchase-order line keeps the unit the supplier sells in, with how many
-- stock units one of it holds; everything is counted in the stock unit.
ALTER TABLE po_line ADD COLUMN unit TEXT NOT NULL DEFAULT '' CHECK (length(unit) <= 20); -- '': the stock unit
ALTER TABLE po_line ADD COLUMN unit_ratio INTEGER NOT NULL DEFAULT 0 CHECK (unit_ratio >= 0 AND (unit_ratio = 0) = (unit = '')); -- thousandths of stock units in one
