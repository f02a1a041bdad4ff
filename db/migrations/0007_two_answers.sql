-- 0007: files of another system arrive late, twice, in the wrong order, and say
-- something else than the desk did. A document remembers as of when a file last
-- spoke of it, so that an older file cannot undo a newer one; where a file and
-- the desk differ on what is still wanted, both answers stand side by side until
-- a person chooses.

-- As of when a file last spoke of the document; NULL: none has, it was entered here.
ALTER TABLE sales_order ADD COLUMN told_at TEXT;
ALTER TABLE purchase_order ADD COLUMN told_at TEXT;
UPDATE sales_order SET told_at = (SELECT min(a.at) FROM audit a WHERE a.entity = 'order' AND a.entity_id = sales_order.id
  AND a.action = 'created' AND a.why LIKE 'import %');
UPDATE purchase_order SET told_at = (SELECT min(a.at) FROM audit a WHERE a.entity = 'purchase_order' AND a.entity_id = purchase_order.id
  AND a.action = 'created' AND a.why LIKE 'import %');

-- The newest complete file of a kind: what an older one has besides is closed.
CREATE INDEX import_complete ON import(kind, as_of) WHERE complete = 1;

CREATE TABLE difference (
  id             INTEGER PRIMARY KEY,
  line_id        INTEGER REFERENCES order_line(id),
  po_line_id     INTEGER REFERENCES po_line(id),
  desk_ordered   INTEGER NOT NULL,
  desk_cancelled INTEGER NOT NULL,
  file_ordered   INTEGER NOT NULL CHECK (file_ordered > 0),
  file_cancelled INTEGER NOT NULL CHECK (file_cancelled BETWEEN 0 AND file_ordered),
  why            TEXT NOT NULL,       -- they differ, a sentence
  import_id      INTEGER NOT NULL REFERENCES import(id), -- the last file that said so
  as_of          TEXT NOT NULL,
  at             TEXT NOT NULL,       -- the desk first heard of it
  state          TEXT NOT NULL CHECK (state IN ('waiting','desk','file','agreed')),
  decided_at     TEXT,
  decided_by     TEXT NOT NULL DEFAULT '',
  decided_why    TEXT NOT NULL DEFAULT '',
  CHECK ((line_id IS NULL) <> (po_line_id IS NULL)),
  CHECK ((state = 'waiting') = (decided_at IS NULL))
) STRICT;
CREATE UNIQUE INDEX difference_line ON difference(line_id) WHERE line_id IS NOT NULL AND state = 'waiting';
CREATE UNIQUE INDEX difference_po_line ON difference(po_line_id) WHERE po_line_id IS NOT NULL AND state = 'waiting';
CREATE INDEX difference_of_line ON difference(line_id, id) WHERE line_id IS NOT NULL;
CREATE INDEX difference_of_po_line ON difference(po_line_id, id) WHERE po_line_id IS NOT NULL;
CREATE INDEX difference_waiting ON difference(at) WHERE state = 'waiting';
