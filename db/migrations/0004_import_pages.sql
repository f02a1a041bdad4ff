-- 0004: import by page, from a watched folder, and undone.
--
-- A file that somebody sent in the browser waits here until it is taken in, for
-- a day at most: nothing but this one file holds what the desk knows. Its map is
-- kept by whose file it was, and offered again for a file with the same columns.
-- What an import made and changed is written down beside it, so that it can be
-- undone as long as nobody has touched it: an audit row newer than audit_to.

ALTER TABLE import ADD COLUMN source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 60);
ALTER TABLE import ADD COLUMN failed TEXT;      -- why nothing of it was taken; NULL: it went in
ALTER TABLE import ADD COLUMN audit_to INTEGER; -- its newest audit row; NULL: from before this migration, or failed
ALTER TABLE import ADD COLUMN undone_at TEXT;
ALTER TABLE import ADD COLUMN undone_by TEXT NOT NULL DEFAULT '';
CREATE INDEX import_at ON import(at);
CREATE INDEX import_sha256 ON import(sha256);

CREATE TABLE import_change (
  import_id INTEGER NOT NULL REFERENCES import(id),
  n         INTEGER NOT NULL CHECK (n > 0), -- in the order in which it happened
  entity    TEXT NOT NULL CHECK (entity IN ('order','line','taken_back','purchase_order','po_line','stock',
              'warehouses','suppliers','products','units','substitutes','bins','customers','sites')),
  entity_id INTEGER NOT NULL,               -- of a stock count for stock; 0: keys say where it is
  ref       TEXT NOT NULL,
  keys      TEXT CHECK (json_valid(keys)),  -- NULL: the id says it
  before    TEXT CHECK (json_valid(before)), -- NULL: it was made
  PRIMARY KEY (import_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_rejected (
  import_id INTEGER PRIMARY KEY REFERENCES import(id),
  at        TEXT NOT NULL,
  content   BLOB NOT NULL -- CSV: the original columns and a reason
) STRICT;

CREATE TABLE import_map (
  id       INTEGER PRIMARY KEY,
  source   TEXT NOT NULL COLLATE NOCASE CHECK (length(source) BETWEEN 1 AND 60),
  kind     TEXT NOT NULL,
  header   TEXT NOT NULL, -- the columns of the file it was made for
  map      TEXT NOT NULL CHECK (length(map) <= 262144), -- TOML
  saved_at TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  version  INTEGER NOT NULL DEFAULT 1,
  UNIQUE (source, kind)
) STRICT;
CREATE INDEX import_map_header ON import_map(kind, header);

CREATE TABLE import_upload (
  id        INTEGER PRIMARY KEY,
  kind      TEXT NOT NULL,
  name      TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  source    TEXT NOT NULL CHECK (length(source) <= 60),
  content   BLOB CHECK (length(content) <= 10485760), -- NULL: taken in, the import has what is needed
  size      INTEGER NOT NULL CHECK (size >= 0),
  sha256    TEXT NOT NULL,
  sketch    TEXT NOT NULL CHECK (json_valid(sketch)),  -- header, samples, encoding, delimiter
  map       TEXT NOT NULL,                             -- TOML
  left_out  TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(left_out)), -- causes whose rows are passed over
  report    TEXT CHECK (json_valid(report)),           -- of the newest check; NULL: the map has changed since
  problem   TEXT NOT NULL DEFAULT '',                  -- why it could not be checked
  rejected  BLOB,                                      -- of the newest check
  import_id INTEGER REFERENCES import(id),             -- NULL: not taken in yet
  at        TEXT NOT NULL,
  actor     TEXT NOT NULL,
  version   INTEGER NOT NULL DEFAULT 1
) STRICT;
