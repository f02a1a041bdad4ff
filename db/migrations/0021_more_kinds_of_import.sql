-- 0021: files also bring closed days, route days and contacts, which an undo must
-- find, and an import remembers as of when the documents it spoke of had been
-- told before it, so that an undo gives that back too: a file that is older than
-- the undone one then counts again. The list of what an import makes and changes
-- is made anew with the longer CHECK; its rows stay.
CREATE TABLE import_change_new (
  import_id INTEGER NOT NULL REFERENCES import(id),
  n         INTEGER NOT NULL CHECK (n > 0), -- in the order in which it happened
  entity    TEXT NOT NULL CHECK (entity IN ('order','line','taken_back','purchase_order','po_line','stock',
              'warehouses','suppliers','products','units','substitutes','bins','customers','sites',
              'closed-days','contacts','routes','told')),
  entity_id INTEGER NOT NULL,               -- of a stock count for stock; 0: keys say where it is
  ref       TEXT NOT NULL,
  keys      TEXT CHECK (json_valid(keys)),  -- NULL: the id says it; of told: ids of documents, first and last of each row of them
  before    TEXT CHECK (json_valid(before)), -- NULL: it was made
  PRIMARY KEY (import_id, n)
) STRICT, WITHOUT ROWID;
INSERT INTO import_change_new SELECT * FROM import_change;
DROP TABLE import_change;
ALTER TABLE import_change_new RENAME TO import_change;
