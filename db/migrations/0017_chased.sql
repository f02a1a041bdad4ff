-- 0017: a purchase-order line whose supplier was asked for a date leaves the list of
-- those to ask for until its date changes or some days pass. A supplier is
-- written to in its own language.
ALTER TABLE po_line ADD COLUMN chased_at TEXT; -- NULL: nobody asked since the date was last given
ALTER TABLE supplier ADD COLUMN language TEXT NOT NULL DEFAULT ''; -- '': the company's
