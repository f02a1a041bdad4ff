-- What all migrations make together. Written by go test ./db -run Schema -update; read it like a book.

CREATE TABLE access_link (
  id         INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  kind       TEXT NOT NULL CHECK (kind IN ('invite','reset')),
  user_id    INTEGER NOT NULL REFERENCES app_user(id),
  made_at    TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at   TEXT                -- used, replaced by a newer one, or taken back; NULL: good until it expires
) STRICT;

CREATE INDEX access_link_user ON access_link(user_id);

CREATE TABLE alloc_event (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  at           TEXT NOT NULL,
  actor        TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('allocated','released','expired','picked','unpicked','shipped')),
  line_id      INTEGER NOT NULL REFERENCES order_line(id),
  product_id   INTEGER NOT NULL,
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  lot          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  qty          INTEGER NOT NULL CHECK (qty > 0),
  run_id           INTEGER REFERENCES allocation_run(id),
  pick_list_id     INTEGER REFERENCES pick_list(id),
  shipment_line_id INTEGER REFERENCES shipment_line(id),
  why          TEXT NOT NULL DEFAULT '',
  CHECK ((kind IN ('picked','unpicked')) = (pick_list_id IS NOT NULL)),
  CHECK ((kind = 'shipped') = (shipment_line_id IS NOT NULL))
) STRICT;

CREATE INDEX alloc_event_line ON alloc_event(line_id, id);

CREATE INDEX alloc_event_pick_list ON alloc_event(pick_list_id, line_id) WHERE pick_list_id IS NOT NULL;

CREATE TRIGGER alloc_event_apply AFTER INSERT ON alloc_event BEGIN
  INSERT INTO allocation(line_id, warehouse_id, lot) VALUES (NEW.line_id, NEW.warehouse_id, NEW.lot) ON CONFLICT DO NOTHING;
  UPDATE allocation SET
     allocated = allocated + CASE WHEN NEW.kind IN ('allocated','unpicked') THEN NEW.qty WHEN NEW.kind IN ('released','expired','picked') THEN -NEW.qty ELSE 0 END,
     picked    = picked    + CASE NEW.kind WHEN 'picked' THEN NEW.qty WHEN 'unpicked' THEN -NEW.qty WHEN 'shipped' THEN -NEW.qty ELSE 0 END
   WHERE line_id = NEW.line_id AND warehouse_id = NEW.warehouse_id AND lot = NEW.lot;
  UPDATE stock SET
     allocated = allocated + CASE WHEN NEW.kind IN ('allocated','unpicked') THEN NEW.qty WHEN NEW.kind IN ('released','expired','picked') THEN -NEW.qty ELSE 0 END,
     picked    = picked    + CASE NEW.kind WHEN 'picked' THEN NEW.qty WHEN 'unpicked' THEN -NEW.qty WHEN 'shipped' THEN -NEW.qty ELSE 0 END
   WHERE product_id = NEW.product_id AND warehouse_id = NEW.warehouse_id AND lot = NEW.lot;
  SELECT CASE WHEN changes() <> 1 THEN RAISE(ABORT, 'no stock to allocate') END;
  UPDATE order_line SET
     allocated = allocated + CASE WHEN NEW.kind IN ('allocated','unpicked') THEN NEW.qty WHEN NEW.kind IN ('released','expired','picked') THEN -NEW.qty ELSE 0 END,
     picked    = picked    + CASE NEW.kind WHEN 'picked' THEN NEW.qty WHEN 'unpicked' THEN -NEW.qty WHEN 'shipped' THEN -NEW.qty ELSE 0 END,
     version = version + 1
   WHERE id = NEW.line_id;
END;

CREATE TRIGGER alloc_event_no_delete BEFORE DELETE ON alloc_event BEGIN SELECT RAISE(ABORT, 'alloc_event is append-only'); END;

CREATE TRIGGER alloc_event_no_update BEFORE UPDATE ON alloc_event BEGIN SELECT RAISE(ABORT, 'alloc_event is append-only'); END;

CREATE TRIGGER alloc_event_pick BEFORE INSERT ON alloc_event WHEN NEW.pick_list_id IS NOT NULL BEGIN
  SELECT CASE WHEN NOT EXISTS (
    SELECT 1 FROM pick_list k JOIN order_line l ON l.order_id = k.order_id
     WHERE k.id = NEW.pick_list_id AND l.id = NEW.line_id AND k.warehouse_id = NEW.warehouse_id)
    THEN RAISE(ABORT, 'pick list of another order or warehouse') END;
  SELECT CASE WHEN EXISTS (SELECT 1 FROM shipment WHERE pick_list_id = NEW.pick_list_id)
    THEN RAISE(ABORT, 'pick list has left') END;
END;

CREATE TRIGGER alloc_event_product BEFORE INSERT ON alloc_event
  WHEN NEW.product_id IS NOT (SELECT product_id FROM order_line WHERE id = NEW.line_id)
  BEGIN SELECT RAISE(ABORT, 'allocation of another product'); END;

CREATE TABLE allocation (
  line_id      INTEGER NOT NULL REFERENCES order_line(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  lot          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  allocated    INTEGER NOT NULL DEFAULT 0 CHECK (allocated >= 0),
  picked       INTEGER NOT NULL DEFAULT 0 CHECK (picked >= 0),
  PRIMARY KEY (line_id, warehouse_id, lot)
) STRICT, WITHOUT ROWID;

CREATE TABLE allocation_run (
  id         INTEGER PRIMARY KEY,
  state      TEXT NOT NULL CHECK (state IN ('draft','applied','discarded')),
  rule       TEXT NOT NULL CHECK (rule IN ('ranked','most_complete')),
  replan     INTEGER NOT NULL CHECK (replan IN (0,1)),
  cause      TEXT NOT NULL,             -- order_entry, receipt, cancel, stock, person, ...
  scope      TEXT NOT NULL DEFAULT '',  -- sku=A, empty for everything
  as_of      TEXT NOT NULL,
  actor      TEXT NOT NULL,
  lines      INTEGER NOT NULL,
  changed    INTEGER NOT NULL,
  totals     TEXT NOT NULL CHECK (json_valid(totals))
, request TEXT NOT NULL DEFAULT '' CHECK (request = '' OR json_valid(request)), what_if TEXT NOT NULL DEFAULT '' CHECK (what_if = '' OR state <> 'applied'), figures TEXT NOT NULL DEFAULT '' CHECK (figures = '' OR json_valid(figures)), version INTEGER NOT NULL DEFAULT 1, closed_at TEXT, closed_by TEXT, undone_at TEXT CHECK (undone_at IS NULL OR state = 'applied'), undone_by TEXT, rank_version INTEGER REFERENCES rank_rule(version)) STRICT;

CREATE INDEX allocation_run_draft ON allocation_run(id) WHERE state = 'draft';

CREATE TABLE api_key (
  id           INTEGER PRIMARY KEY,
  name         TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  prefix       TEXT NOT NULL UNIQUE CHECK (length(prefix) = 8),
  key_hash     BLOB NOT NULL CHECK (length(key_hash) = 32),
  scope        TEXT NOT NULL CHECK (scope IN ('read','write')),
  made_at      TEXT NOT NULL,
  made_by      TEXT NOT NULL,
  expires_at   TEXT,                -- NULL: never
  last_used_at TEXT,                -- to the minute; NULL: never
  revoked_at   TEXT                 -- NULL: in force
) STRICT;

CREATE TABLE app_user (
  id            INTEGER PRIMARY KEY,
  email         TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(email) BETWEEN 3 AND 254),
  name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  role          TEXT NOT NULL CHECK (role IN ('sales','warehouse','shipping','service','purchasing','manager','admin')),
  password_hash TEXT NOT NULL,
  disabled_at   TEXT,
  session_epoch INTEGER NOT NULL DEFAULT 1,
  created_at    TEXT NOT NULL,
  version       INTEGER NOT NULL DEFAULT 1
, shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0,1)), landing TEXT NOT NULL DEFAULT '' CHECK (length(landing) <= 40), locale TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE audit (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         TEXT NOT NULL,
  actor      TEXT NOT NULL,
  origin     TEXT NOT NULL,             -- an address, 'cli' or 'clock'
  request_id TEXT NOT NULL,
  action     TEXT NOT NULL,             -- received, allocated, cancelled, ...
  entity     TEXT NOT NULL,             -- order, line, product, ...
  entity_id  INTEGER NOT NULL,
  ref        TEXT NOT NULL,             -- the number a person knows it by
  before     TEXT CHECK (before IS NULL OR json_valid(before)),
  after      TEXT CHECK (after IS NULL OR json_valid(after)),
  why        TEXT NOT NULL DEFAULT '',
  prev_hash  BLOB NOT NULL CHECK (length(prev_hash) = 32),
  hash       BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_entity ON audit(entity, entity_id, id);

CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

CREATE TABLE audit_private (
  audit_id INTEGER PRIMARY KEY REFERENCES audit(id),
  before   TEXT CHECK (before IS NULL OR json_valid(before)),
  after    TEXT CHECK (after IS NULL OR json_valid(after))
) STRICT;

CREATE VIEW audit_read AS
  SELECT a.id, a.at, a.actor, a.origin, a.request_id, a.action, a.entity, a.entity_id, a.ref, a.why,
    coalesce(p.before, a.before) AS before, coalesce(p.after, a.after) AS after
  FROM audit a LEFT JOIN audit_private p ON p.audit_id = a.id;

CREATE TABLE bin (
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  bin          TEXT NOT NULL COLLATE NOCASE CHECK (length(bin) BETWEEN 1 AND 40),
  product_id   INTEGER REFERENCES product(id),
  PRIMARY KEY (warehouse_id, bin)
) STRICT, WITHOUT ROWID;

CREATE INDEX bin_product ON bin(product_id, warehouse_id);

CREATE TABLE board (
  line_id       INTEGER PRIMARY KEY REFERENCES order_line(id),
  order_id      INTEGER NOT NULL,
  order_number  TEXT NOT NULL COLLATE NOCASE,
  line_no       INTEGER NOT NULL,
  customer_id   INTEGER NOT NULL,
  customer      TEXT NOT NULL COLLATE NOCASE,
  tier          TEXT NOT NULL COLLATE NOCASE,
  customer_po   TEXT NOT NULL COLLATE NOCASE,
  project       TEXT NOT NULL COLLATE NOCASE,
  product_id    INTEGER NOT NULL,
  sku           TEXT NOT NULL COLLATE NOCASE,
  product       TEXT NOT NULL COLLATE NOCASE,
  category      TEXT NOT NULL COLLATE NOCASE,
  unit          TEXT NOT NULL,
  supplier_id   INTEGER,
  supplier      TEXT NOT NULL COLLATE NOCASE,
  warehouse_id  INTEGER NOT NULL,
  warehouse     TEXT NOT NULL COLLATE NOCASE,
  ship_mode     TEXT NOT NULL,
  ordered_at    TEXT NOT NULL,
  priority      INTEGER NOT NULL,
  rank          TEXT NOT NULL,
  status        TEXT NOT NULL CHECK (status IN ('hold','customer','ready','part','no_supply','risk','on_order')),
  open          INTEGER NOT NULL,
  short         INTEGER NOT NULL,
  allocated     INTEGER NOT NULL,
  picked        INTEGER NOT NULL,
  value         INTEGER NOT NULL,      -- of the open quantity, minor units
  requested     TEXT,
  first_promise TEXT,
  promise       TEXT,
  eta           TEXT,                  -- when supply covers all of it; NULL: nothing inbound does
  eta_source    TEXT NOT NULL COLLATE NOCASE,
  eta_confidence TEXT NOT NULL,
  po_line_id    INTEGER,
  owner_id      INTEGER,
  owner         TEXT NOT NULL COLLATE NOCASE,
  asked_at      TEXT,                  -- an unanswered choice
  was_short     INTEGER NOT NULL,
  no_supply     INTEGER NOT NULL,      -- facts, true beside any status
  at_risk       INTEGER NOT NULL,
  on_hold       INTEGER NOT NULL,
  -- What follows is derived, and there to be sorted by: model.Class (status and
  -- facts in one number), then promise and order date (every sort's ties) as one
  -- number, and the ETA with "none" last.
  class INTEGER NOT NULL GENERATED ALWAYS AS (16 * CASE status WHEN 'hold' THEN 0 WHEN 'customer' THEN 1 WHEN 'ready' THEN 2
      WHEN 'part' THEN 3 WHEN 'no_supply' THEN 4 WHEN 'risk' THEN 5 ELSE 6 END
    + (was_short <> 0 OR short > 0) + 2 * (no_supply <> 0) + 4 * (at_risk <> 0) + 8 * (asked_at IS NOT NULL)) STORED,
  tie INTEGER NOT NULL GENERATED ALWAYS AS (CAST(replace(coalesce(promise, '9999-12-31'), '-', '') AS INTEGER) * 100000000
    + CAST(replace(substr(ordered_at, 1, 10), '-', '') AS INTEGER)) STORED,
  eta_key TEXT NOT NULL GENERATED ALWAYS AS (coalesce(eta, '9999-12-31')) VIRTUAL
) STRICT;

CREATE INDEX board_by_age       ON board(ordered_at);

CREATE INDEX board_by_allocated ON board(class, allocated, tie);

CREATE INDEX board_by_customer  ON board(customer, tie);

CREATE INDEX board_by_customer_po ON board(customer_po) WHERE customer_po <> '';

CREATE INDEX board_by_eta       ON board(class, eta_key, tie);

CREATE INDEX board_by_mine ON board(owner_id, promise) WHERE owner_id IS NOT NULL;

CREATE INDEX board_by_order     ON board(order_number, line_no);

CREATE INDEX board_by_owner     ON board(owner, tie);

CREATE INDEX board_by_po        ON board(eta_source, rank);

CREATE INDEX board_by_priority  ON board(priority, tie);

CREATE INDEX board_by_project   ON board(project, tie);

CREATE INDEX board_by_promise   ON board(class, tie);

CREATE INDEX board_by_rank      ON board(class, rank);

CREATE INDEX board_by_ship      ON board(ship_mode, tie);

CREATE INDEX board_by_short     ON board(class, short, tie);

CREATE INDEX board_by_sku       ON board(sku, tie);

CREATE INDEX board_by_value     ON board(value, tie);

CREATE INDEX board_by_warehouse ON board(warehouse, tie);

CREATE INDEX board_customer ON board(customer_id, promise);

CREATE INDEX board_in_customer ON board(customer, rank);

CREATE INDEX board_in_owner    ON board(owner, rank);

CREATE INDEX board_in_sku      ON board(sku, rank);

CREATE INDEX board_no_supply ON board(product_id) WHERE no_supply = 1;

CREATE INDEX board_order ON board(order_id, status, short, on_hold, promise);

CREATE TABLE board_sum (
  kind  TEXT NOT NULL CHECK (kind IN ('class','eta','promise','mine','priority','tier','category','supplier','owner','warehouse','ship')),
  key   TEXT NOT NULL COLLATE NOCASE,  -- the class, an app_user.id, or class/value
  lines INTEGER NOT NULL CHECK (lines >= 0),
  short INTEGER NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE choice (
  id       INTEGER PRIMARY KEY,
  line_id  INTEGER NOT NULL REFERENCES order_line(id),
  kind     TEXT NOT NULL CHECK (kind IN ('part_or_wait','substitute')),
  asked_at TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  deadline TEXT,
  answer   TEXT CHECK (answer IN ('part_now','wait','substitute','cancel')),
  answered_at TEXT,
  answered_by TEXT NOT NULL DEFAULT '',
  CHECK ((answer IS NULL) = (answered_at IS NULL))
) STRICT;

CREATE UNIQUE INDEX choice_open ON choice(line_id) WHERE answer IS NULL;

CREATE TABLE closed_day (
  day  TEXT PRIMARY KEY CHECK (length(day) = 10),
  name TEXT NOT NULL CHECK (length(name) <= 80)
) STRICT, WITHOUT ROWID;

CREATE TABLE code_attempt (
  id      INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES app_user(id),
  at      TEXT NOT NULL,
  success INTEGER NOT NULL CHECK (success IN (0,1))
) STRICT;

CREATE INDEX code_attempt_user ON code_attempt(user_id, at);

CREATE TABLE contact (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  role        TEXT NOT NULL DEFAULT '' CHECK (length(role) <= 200),
  email       TEXT NOT NULL DEFAULT '',
  phone       TEXT NOT NULL DEFAULT '',
  orders      INTEGER NOT NULL DEFAULT 0 CHECK (orders IN (0,1)),    -- confirmations
  delays      INTEGER NOT NULL DEFAULT 0 CHECK (delays IN (0,1)),    -- short lines, changed dates, questions
  shipments   INTEGER NOT NULL DEFAULT 0 CHECK (shipments IN (0,1)), -- what left and what is ready
  retired_at  TEXT,                                                  -- no longer there
  version     INTEGER NOT NULL DEFAULT 1,
  CHECK (email <> '' OR orders + delays + shipments = 0)
) STRICT;

CREATE INDEX contact_customer ON contact(customer_id, name);

CREATE TABLE customer (
  id                    INTEGER PRIMARY KEY,
  code                  TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(code) BETWEEN 1 AND 60),
  name                  TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  class                 TEXT NOT NULL DEFAULT '',
  tier                  TEXT NOT NULL DEFAULT '' CHECK (length(tier) <= 20),
  email                 TEXT NOT NULL DEFAULT '',
  phone                 TEXT NOT NULL DEFAULT '',
  language              TEXT NOT NULL DEFAULT '',
  country               TEXT NOT NULL DEFAULT '',
  ship_mode             TEXT NOT NULL DEFAULT 'as_available' CHECK (ship_mode IN ('as_available','line_complete','order_complete','max_shipments','on_date')),
  max_shipments         INTEGER CHECK (max_shipments BETWEEN 1 AND 99),
  notice_regime         TEXT NOT NULL DEFAULT 'contract_b2b' CHECK (notice_regime IN ('us_mito','eu_consumer','uk_consumer','contract_b2b')),
  owner                 TEXT NOT NULL DEFAULT '',          -- e-mail or name of who looks after it
  backorder_limit_value INTEGER CHECK (backorder_limit_value >= 0), -- NULL: no limit
  credit_hold           TEXT,                              -- the reason; NULL: none
  version               INTEGER NOT NULL DEFAULT 1, ask_short INTEGER NOT NULL DEFAULT 0 CHECK (ask_short IN (0,1)), retired_at TEXT, mail TEXT NOT NULL DEFAULT 'all' CHECK (mail IN ('all','digest','legal')), erased_at TEXT, year_value INTEGER NOT NULL DEFAULT 0 CHECK (year_value >= 0),
  CHECK ((ship_mode = 'max_shipments') = (max_shipments IS NOT NULL))
) STRICT;

CREATE TRIGGER customer_find_changed AFTER UPDATE OF code, name, email ON customer BEGIN
  INSERT INTO find_todo VALUES ('customer', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER customer_find_gone AFTER DELETE ON customer BEGIN
  INSERT INTO find_todo VALUES ('customer', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER customer_find_new AFTER INSERT ON customer BEGIN
  INSERT INTO find_todo VALUES ('customer', NEW.id) ON CONFLICT DO NOTHING;
END;

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

CREATE INDEX difference_of_line ON difference(line_id, id) WHERE line_id IS NOT NULL;

CREATE INDEX difference_of_po_line ON difference(po_line_id, id) WHERE po_line_id IS NOT NULL;

CREATE UNIQUE INDEX difference_po_line ON difference(po_line_id) WHERE po_line_id IS NOT NULL AND state = 'waiting';

CREATE INDEX difference_waiting ON difference(at) WHERE state = 'waiting';

CREATE TABLE eta_event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  po_line_id INTEGER NOT NULL REFERENCES po_line(id),
  at         TEXT NOT NULL,
  actor      TEXT NOT NULL,
  eta        TEXT,
  confidence TEXT NOT NULL CHECK (confidence IN ('stated','confirmed','shipped')),
  why        TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX eta_event_line ON eta_event(po_line_id, id);

CREATE TRIGGER eta_event_no_delete BEFORE DELETE ON eta_event BEGIN SELECT RAISE(ABORT, 'eta_event is append-only'); END;

CREATE TRIGGER eta_event_no_update BEFORE UPDATE ON eta_event BEGIN SELECT RAISE(ABORT, 'eta_event is append-only'); END;

CREATE VIRTUAL TABLE find_code USING fts5(sku, supplier_sku, gtin, content='', contentless_delete=1, tokenize='trigram');

CREATE VIRTUAL TABLE find_customer USING fts5(code, name, email, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE find_order USING fts5(number, customer_po, project, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE find_po USING fts5(number, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE find_product USING fts5(sku, name, supplier_sku, gtin, category, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");

CREATE VIRTUAL TABLE find_supplier USING fts5(code, name, content='', contentless_delete=1,
  prefix='2 3', tokenize="unicode61 remove_diacritics 2");

CREATE TABLE find_todo (
  kind TEXT NOT NULL CHECK (kind IN ('product','customer','supplier','order','po')),
  id   INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
  scope       TEXT NOT NULL,
  key         TEXT NOT NULL CHECK (length(key) BETWEEN 16 AND 255),
  body_sha256 BLOB NOT NULL CHECK (length(body_sha256) = 32),
  answer      TEXT NOT NULL,
  at          TEXT NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  file       TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  at         TEXT NOT NULL,
  actor      TEXT NOT NULL,
  as_of      TEXT,
  complete   INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0,1)),
  rows_new     INTEGER NOT NULL,
  rows_changed INTEGER NOT NULL,
  rows_same    INTEGER NOT NULL,
  rows_skipped INTEGER NOT NULL,
  rows_error   INTEGER NOT NULL
, source TEXT NOT NULL DEFAULT '' CHECK (length(source) <= 60), failed TEXT, audit_to INTEGER, undone_at TEXT, undone_by TEXT NOT NULL DEFAULT '', closed INTEGER NOT NULL DEFAULT 0 CHECK (closed >= 0), differing INTEGER NOT NULL DEFAULT 0 CHECK (differing >= 0)) STRICT;

CREATE INDEX import_at ON import(at);

CREATE INDEX import_complete ON import(kind, as_of) WHERE complete = 1;

CREATE INDEX import_sha256 ON import(sha256);

CREATE TABLE "import_change" (
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

CREATE TABLE import_rejected (
  import_id INTEGER PRIMARY KEY REFERENCES import(id),
  at        TEXT NOT NULL,
  content   BLOB NOT NULL -- CSV: the original columns and a reason
) STRICT;

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
, as_of TEXT, complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0,1)), close_many INTEGER NOT NULL DEFAULT 0 CHECK (close_many IN (0,1) AND close_many <= complete), problem_of TEXT NOT NULL DEFAULT '') STRICT;

CREATE TABLE location (
  id   INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(code) BETWEEN 1 AND 40),
  kind TEXT NOT NULL CHECK (kind IN ('warehouse','supplier','customer','adjustment','scrap','transit','history'))
) STRICT;

CREATE TABLE login_attempt (
  id      INTEGER PRIMARY KEY,
  at      TEXT NOT NULL,
  ip      TEXT NOT NULL,
  email   TEXT NOT NULL COLLATE NOCASE,
  success INTEGER NOT NULL CHECK (success IN (0,1))
) STRICT;

CREATE INDEX login_attempt_email ON login_attempt(email, at);

CREATE INDEX login_attempt_ip ON login_attempt(ip, at);

CREATE TABLE logo (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  type   TEXT NOT NULL CHECK (type IN ('image/png', 'image/jpeg')),
  bytes  BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  width  INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0)
) STRICT;

CREATE TABLE migration (
		number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT;

CREATE TABLE order_line (
  id             INTEGER PRIMARY KEY,
  order_id       INTEGER NOT NULL REFERENCES sales_order(id),
  line_no        INTEGER NOT NULL CHECK (line_no > 0),
  product_id     INTEGER NOT NULL REFERENCES product(id),
  warehouse_id   INTEGER NOT NULL REFERENCES warehouse(id),
  unit           TEXT NOT NULL,                               -- as ordered
  unit_qty       INTEGER NOT NULL CHECK (unit_qty > 0),
  price          INTEGER NOT NULL DEFAULT 0 CHECK (price >= 0), -- of one stock unit
  ordered        INTEGER NOT NULL CHECK (ordered > 0),        -- stock units from here on
  shipped        INTEGER NOT NULL DEFAULT 0 CHECK (shipped >= 0),
  cancelled      INTEGER NOT NULL DEFAULT 0 CHECK (cancelled >= 0),
  substituted    INTEGER NOT NULL DEFAULT 0 CHECK (substituted >= 0),
  returned       INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0),
  allocated      INTEGER NOT NULL DEFAULT 0 CHECK (allocated >= 0),
  picked         INTEGER NOT NULL DEFAULT 0 CHECK (picked >= 0),
  lot_rule       TEXT NOT NULL DEFAULT 'any' CHECK (lot_rule IN ('any','one')),
  policy         TEXT NOT NULL DEFAULT 'normal' CHECK (policy IN ('must_ship_by','protected','locked','normal','yields','release')),
  disposition    TEXT NOT NULL DEFAULT 'backorder' CHECK (disposition IN ('backorder','cancel_rest','direct_ship','transfer','substitute_offered','hold')),
  critical_set   TEXT NOT NULL DEFAULT '',
  hold           TEXT,
  owner_id       INTEGER REFERENCES app_user(id),
  rank           TEXT NOT NULL DEFAULT '',                    -- allocate.Rank: ascending text, first is served first
  first_promise  TEXT,                                        -- write-once
  promise        TEXT,
  was_short      INTEGER NOT NULL DEFAULT 0 CHECK (was_short IN (0,1)), -- on the board once it could not be served
  run_id         INTEGER REFERENCES allocation_run(id),       -- the run that explains it now
  version        INTEGER NOT NULL DEFAULT 1,
  open           INTEGER NOT NULL GENERATED ALWAYS AS (ordered - shipped - cancelled - substituted) STORED,
  short          INTEGER NOT NULL GENERATED ALWAYS AS (ordered - shipped - cancelled - substituted - allocated - picked) STORED, on_call INTEGER NOT NULL DEFAULT 0 CHECK (on_call IN (0,1)), blanket_line_id INTEGER REFERENCES order_line(id) CHECK (blanket_line_id IS NULL OR on_call = 0), direct INTEGER NOT NULL DEFAULT 0 CHECK (direct IN (0,1)),
  UNIQUE (order_id, line_no),
  CHECK (shipped + cancelled + substituted + allocated + picked <= ordered),
  CHECK (returned <= shipped)
) STRICT;

CREATE INDEX order_line_blanket ON order_line(blanket_line_id, ordered, cancelled) WHERE blanket_line_id IS NOT NULL;

CREATE INDEX order_line_product ON order_line(product_id, id);

CREATE INDEX order_line_queue ON order_line(product_id, warehouse_id, rank) WHERE open > 0;

CREATE INDEX order_line_short ON order_line(product_id, short, warehouse_id) WHERE short > 0 AND on_call = 0 AND direct = 0;

CREATE TRIGGER order_line_direct AFTER INSERT ON order_line
  WHEN NEW.direct <> (NEW.disposition = 'direct_ship' OR (SELECT method = 'direct' FROM sales_order WHERE id = NEW.order_id)) BEGIN
  UPDATE order_line SET direct = 1 - direct WHERE id = NEW.id;
END;

CREATE TRIGGER order_line_direct_changed AFTER UPDATE OF disposition ON order_line
  WHEN NEW.direct <> (NEW.disposition = 'direct_ship' OR (SELECT method = 'direct' FROM sales_order WHERE id = NEW.order_id)) BEGIN
  UPDATE order_line SET direct = 1 - direct WHERE id = NEW.id;
END;

CREATE TRIGGER order_line_first_promise BEFORE UPDATE OF first_promise ON order_line
  WHEN OLD.first_promise IS NOT NULL AND NEW.first_promise IS NOT OLD.first_promise
  BEGIN SELECT RAISE(ABORT, 'first promise is write-once'); END;

CREATE TRIGGER order_line_release_changed AFTER UPDATE OF ordered, cancelled, blanket_line_id ON order_line
  WHEN NEW.blanket_line_id IS NOT NULL OR NEW.on_call = 1 BEGIN
  SELECT CASE WHEN (SELECT ordered - cancelled FROM order_line WHERE id = coalesce(NEW.blanket_line_id, NEW.id))
    < (SELECT coalesce(sum(ordered - cancelled), 0) FROM order_line WHERE blanket_line_id = coalesce(NEW.blanket_line_id, NEW.id))
    THEN RAISE(ABORT, 'more released than agreed') END;
END;

CREATE TRIGGER order_line_released AFTER INSERT ON order_line WHEN NEW.blanket_line_id IS NOT NULL BEGIN
  SELECT CASE WHEN (SELECT ordered - cancelled FROM order_line WHERE id = NEW.blanket_line_id)
    < (SELECT sum(ordered - cancelled) FROM order_line WHERE blanket_line_id = NEW.blanket_line_id)
    THEN RAISE(ABORT, 'more released than agreed') END;
END;

CREATE TABLE ownership (
  kind  TEXT PRIMARY KEY CHECK (kind IN ('products','customers','suppliers','stock','orders','purchase_orders')),
  owner TEXT NOT NULL CHECK (owner IN ('erp','desk'))
) STRICT, WITHOUT ROWID;

CREATE TABLE peg (
  line_id    INTEGER NOT NULL REFERENCES order_line(id),
  part       INTEGER NOT NULL CHECK (part > 0),
  qty        INTEGER NOT NULL CHECK (qty > 0),
  date       TEXT NOT NULL,
  po_line_id INTEGER REFERENCES po_line(id),
  source     TEXT NOT NULL,             -- 'PO-9/1', 'stock', 'not yet ordered'
  confidence TEXT NOT NULL CHECK (confidence IN ('stock','stated','confirmed','shipped','estimate','not_ordered')), transfer_line_id INTEGER REFERENCES transfer_line(id)
  CHECK (po_line_id IS NULL OR transfer_line_id IS NULL),
  PRIMARY KEY (line_id, part)
) STRICT, WITHOUT ROWID;

CREATE INDEX peg_po_line ON peg(po_line_id) WHERE po_line_id IS NOT NULL;

CREATE INDEX peg_transfer ON peg(transfer_line_id) WHERE transfer_line_id IS NOT NULL;

CREATE TABLE pick_list (
  id           INTEGER PRIMARY KEY,
  number       TEXT NOT NULL UNIQUE,
  order_id     INTEGER NOT NULL REFERENCES sales_order(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  created_at   TEXT NOT NULL,
  created_by   TEXT NOT NULL
) STRICT;

CREATE INDEX pick_list_order ON pick_list(order_id);

CREATE TABLE planning (
  id           INTEGER PRIMARY KEY CHECK (id = 1),
  asked_at     TEXT NOT NULL,
  asked_by     TEXT NOT NULL,
  product_id   INTEGER NOT NULL DEFAULT 0,  -- everything up to this product and warehouse is done
  warehouse_id INTEGER NOT NULL DEFAULT 0,
  total        INTEGER NOT NULL CHECK (total >= 0), -- open lines when it was asked for
  looked       INTEGER NOT NULL DEFAULT 0 CHECK (looked >= 0),
  dates        INTEGER NOT NULL DEFAULT 0 CHECK (dates >= 0),
  stock        INTEGER NOT NULL DEFAULT 0 CHECK (stock >= 0),
  ended_at     TEXT                         -- NULL: it goes on
) STRICT;

CREATE TABLE po_line (
  id           INTEGER PRIMARY KEY,
  po_id        INTEGER NOT NULL REFERENCES purchase_order(id),
  line_no      INTEGER NOT NULL CHECK (line_no > 0),
  product_id   INTEGER NOT NULL REFERENCES product(id),
  ordered      INTEGER NOT NULL CHECK (ordered > 0),
  received     INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0),   -- good units; over is possible
  rejected     INTEGER NOT NULL DEFAULT 0 CHECK (rejected >= 0),   -- arrived and refused, never on hand
  cancelled    INTEGER NOT NULL DEFAULT 0 CHECK (cancelled >= 0),  -- closed short
  eta          TEXT,
  first_eta    TEXT,                                               -- write-once: lateness is measured against it
  confidence   TEXT NOT NULL DEFAULT 'stated' CHECK (confidence IN ('stated','confirmed','shipped')),
  confirmed_at TEXT,
  lane         TEXT NOT NULL DEFAULT '',
  for_line_id  INTEGER REFERENCES order_line(id),                  -- a special order is tied to its line
  version      INTEGER NOT NULL DEFAULT 1,
  open         INTEGER NOT NULL GENERATED ALWAYS AS (max(0, ordered - received - cancelled)) STORED, chased_at TEXT, unit TEXT NOT NULL DEFAULT '' CHECK (length(unit) <= 20), unit_ratio INTEGER NOT NULL DEFAULT 0 CHECK (unit_ratio >= 0 AND (unit_ratio = 0) = (unit = '')),
  UNIQUE (po_id, line_no),
  CHECK (cancelled <= ordered)
) STRICT;

CREATE INDEX po_line_due ON po_line(po_id, eta, confidence) WHERE open > 0;

CREATE INDEX po_line_open ON po_line(product_id, eta) WHERE open > 0;

CREATE TRIGGER po_line_first_eta BEFORE UPDATE OF first_eta ON po_line
  WHEN OLD.first_eta IS NOT NULL AND NEW.first_eta IS NOT OLD.first_eta
  BEGIN SELECT RAISE(ABORT, 'first ETA is write-once'); END;

CREATE TABLE product (
  id              INTEGER PRIMARY KEY,
  sku             TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(sku) BETWEEN 1 AND 128),
  name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 300),
  category        TEXT NOT NULL DEFAULT '',
  unit            TEXT NOT NULL DEFAULT 'pc' CHECK (length(unit) BETWEEN 1 AND 20),
  decimals        INTEGER NOT NULL DEFAULT 0 CHECK (decimals BETWEEN 0 AND 3),
  price           INTEGER NOT NULL DEFAULT 0 CHECK (price >= 0),
  weight_g        INTEGER NOT NULL DEFAULT 0 CHECK (weight_g >= 0),
  gtin            TEXT NOT NULL DEFAULT '',
  supplier_id     INTEGER REFERENCES supplier(id),
  supplier_sku    TEXT NOT NULL DEFAULT '',
  lead_time_days  INTEGER CHECK (lead_time_days BETWEEN 0 AND 1000), -- NULL: the supplier's
  pack            INTEGER NOT NULL DEFAULT 0 CHECK (pack >= 0),      -- 0: any quantity
  backorder       TEXT NOT NULL DEFAULT 'allow' CHECK (backorder IN ('allow','limit','deny')),
  backorder_limit INTEGER NOT NULL DEFAULT 0 CHECK (backorder_limit >= 0),
  lot_tracked     INTEGER NOT NULL DEFAULT 0 CHECK (lot_tracked IN (0,1)),
  version         INTEGER NOT NULL DEFAULT 1
, retired_at TEXT) STRICT;

CREATE INDEX product_supplier ON product(supplier_id);

CREATE TRIGGER product_find_changed AFTER UPDATE OF sku, name, supplier_sku, gtin, category ON product BEGIN
  INSERT INTO find_todo VALUES ('product', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER product_find_gone AFTER DELETE ON product BEGIN
  INSERT INTO find_todo VALUES ('product', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER product_find_new AFTER INSERT ON product BEGIN
  INSERT INTO find_todo VALUES ('product', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TABLE product_unit (
  product_id INTEGER NOT NULL REFERENCES product(id),
  unit       TEXT NOT NULL COLLATE NOCASE CHECK (length(unit) BETWEEN 1 AND 20),
  ratio      INTEGER NOT NULL CHECK (ratio > 0),  -- thousandths of stock units in one
  PRIMARY KEY (product_id, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE promise_event (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  line_id  INTEGER NOT NULL REFERENCES order_line(id),
  at       TEXT NOT NULL,
  actor    TEXT NOT NULL,
  cause    TEXT NOT NULL,
  old_date TEXT,
  new_date TEXT,
  run_id   INTEGER REFERENCES allocation_run(id),
  why      TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX promise_event_line ON promise_event(line_id, id);

CREATE TRIGGER promise_event_apply AFTER INSERT ON promise_event BEGIN
  SELECT CASE WHEN NEW.old_date IS NOT (SELECT promise FROM order_line WHERE id = NEW.line_id)
    THEN RAISE(ABORT, 'promise ledger skips a change') END;
  UPDATE order_line SET promise = NEW.new_date, first_promise = coalesce(first_promise, NEW.new_date)
   WHERE id = NEW.line_id;
END;

CREATE TRIGGER promise_event_no_delete BEFORE DELETE ON promise_event BEGIN SELECT RAISE(ABORT, 'promise_event is append-only'); END;

CREATE TRIGGER promise_event_no_update BEFORE UPDATE ON promise_event BEGIN SELECT RAISE(ABORT, 'promise_event is append-only'); END;

CREATE TABLE protection (
  id           INTEGER PRIMARY KEY,
  product_id   INTEGER NOT NULL REFERENCES product(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  qty          INTEGER NOT NULL CHECK (qty > 0),
  priority     INTEGER NOT NULL CHECK (priority BETWEEN 1 AND 4),
  until        TEXT NOT NULL,
  why          TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  created_by   TEXT NOT NULL
) STRICT;

CREATE INDEX protection_of ON protection(product_id, warehouse_id);

CREATE TABLE purchase_order (
  id           INTEGER PRIMARY KEY,
  number       TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(number) BETWEEN 1 AND 60),
  supplier_id  INTEGER NOT NULL REFERENCES supplier(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  ordered_at   TEXT NOT NULL,
  version      INTEGER NOT NULL DEFAULT 1
, told_at TEXT) STRICT;

CREATE INDEX purchase_order_at ON purchase_order(ordered_at);

CREATE INDEX purchase_order_supplier ON purchase_order(supplier_id, ordered_at);

CREATE TRIGGER purchase_order_find_changed AFTER UPDATE OF number ON purchase_order BEGIN
  INSERT INTO find_todo VALUES ('po', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER purchase_order_find_gone AFTER DELETE ON purchase_order BEGIN
  INSERT INTO find_todo VALUES ('po', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER purchase_order_find_new AFTER INSERT ON purchase_order BEGIN
  INSERT INTO find_todo VALUES ('po', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TABLE rank_pin (
  id       INTEGER PRIMARY KEY,
  line_id  INTEGER NOT NULL REFERENCES order_line(id),
  above_id INTEGER NOT NULL REFERENCES order_line(id) CHECK (above_id <> line_id),
  until    TEXT NOT NULL,
  why      TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 500),
  at       TEXT NOT NULL,
  actor    TEXT NOT NULL,
  ended_at TEXT,                       -- NULL: in force, until its day
  CHECK ((ended_at IS NULL) OR ended_at >= at)
) STRICT;

CREATE INDEX rank_pin_above ON rank_pin(above_id) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX rank_pin_line ON rank_pin(line_id) WHERE ended_at IS NULL;

CREATE TABLE rank_rule (
  version INTEGER PRIMARY KEY,
  body    TEXT NOT NULL CHECK (json_valid(body)),
  why     TEXT NOT NULL CHECK (length(why) <= 500),
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL
) STRICT;

CREATE TRIGGER rank_rule_no_update BEFORE UPDATE ON rank_rule BEGIN SELECT RAISE(ABORT, 'rank_rule is append-only'); END;

CREATE TABLE reason (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  text    TEXT NOT NULL COLLATE NOCASE CHECK (length(text) BETWEEN 1 AND 120),
  place   INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  UNIQUE (kind, text)
) STRICT;

CREATE TABLE receipt (
  id           INTEGER PRIMARY KEY,
  number       TEXT NOT NULL UNIQUE,
  po_line_id   INTEGER NOT NULL REFERENCES po_line(id),
  received     INTEGER NOT NULL CHECK (received >= 0),
  rejected     INTEGER NOT NULL DEFAULT 0 CHECK (rejected >= 0),
  lot          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  received_on  TEXT NOT NULL,
  at           TEXT NOT NULL,
  actor        TEXT NOT NULL,
  why          TEXT NOT NULL DEFAULT '',
  CHECK (received + rejected > 0)
) STRICT;

CREATE INDEX receipt_po_line ON receipt(po_line_id);

CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;

CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'receipt is append-only'); END;

CREATE TRIGGER receipt_rejected AFTER INSERT ON receipt WHEN NEW.rejected > 0 BEGIN
  UPDATE po_line SET rejected = rejected + NEW.rejected, version = version + 1 WHERE id = NEW.po_line_id;
END;

CREATE TABLE recovery_code (
  user_id   INTEGER NOT NULL REFERENCES app_user(id),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  used_at   TEXT,                   -- NULL: still good
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE route_day (
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  zone         TEXT NOT NULL COLLATE NOCASE CHECK (length(zone) BETWEEN 1 AND 60),
  weekday      INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  cutoff       TEXT NOT NULL CHECK (cutoff GLOB '[0-2][0-9]:[0-5][0-9]' AND cutoff < '24:00'),
  days_before  INTEGER NOT NULL DEFAULT 0 CHECK (days_before BETWEEN 0 AND 6),
  PRIMARY KEY (warehouse_id, zone, weekday)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_before (
  run_id    INTEGER NOT NULL REFERENCES allocation_run(id),
  line_id   INTEGER NOT NULL REFERENCES order_line(id),
  explained INTEGER,                     -- the run that explained the line; NULL: none
  rank      TEXT NOT NULL,
  was_short INTEGER NOT NULL CHECK (was_short IN (0,1)),
  policy    TEXT NOT NULL,
  pegs      TEXT NOT NULL CHECK (json_valid(pegs)),
  PRIMARY KEY (run_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_before_line ON run_before(line_id);

CREATE TABLE run_change (
  run_id      INTEGER NOT NULL REFERENCES allocation_run(id),
  line_id     INTEGER NOT NULL REFERENCES order_line(id),
  seq         INTEGER NOT NULL,          -- place in the document: products that lose first, in each the losers first
  seen        TEXT NOT NULL,             -- a seal of what the line was when it was decided
  version     INTEGER NOT NULL,          -- of the line then
  open        INTEGER NOT NULL,
  before      INTEGER NOT NULL,          -- allocated and picked together, as after
  after       INTEGER NOT NULL CHECK (after >= 0),
  moves       TEXT NOT NULL CHECK (json_valid(moves)),  -- [{"lot":"","qty":-4000}]
  edit        TEXT NOT NULL DEFAULT '' CHECK (edit IN ('','lock','leave')),
  old_promise TEXT,
  new_promise TEXT,
  old_covered TEXT,                      -- when supply covered the rest; NULL: nothing lacked, or nobody knew
  covered     TEXT,
  old_status  TEXT NOT NULL,
  status      TEXT NOT NULL,
  facts       TEXT NOT NULL CHECK (json_valid(facts)),
  outcome     TEXT NOT NULL DEFAULT '',  -- why it was left as it was when the rest was applied
  PRIMARY KEY (run_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_change_line ON run_change(line_id);

CREATE UNIQUE INDEX run_change_seq ON run_change(run_id, seq);

CREATE TABLE run_line (
  run_id   INTEGER NOT NULL REFERENCES allocation_run(id),
  line_id  INTEGER NOT NULL REFERENCES order_line(id),
  before   INTEGER NOT NULL,
  after    INTEGER NOT NULL,
  facts    TEXT NOT NULL CHECK (json_valid(facts)),
  PRIMARY KEY (run_id, line_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX run_line_line ON run_line(line_id, run_id);

CREATE TABLE run_pool (
  run_id       INTEGER NOT NULL REFERENCES allocation_run(id),
  product_id   INTEGER NOT NULL REFERENCES product(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  on_hand      INTEGER NOT NULL,
  free_before  INTEGER NOT NULL,
  free_after   INTEGER NOT NULL,
  PRIMARY KEY (run_id, product_id, warehouse_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sales_order (
  id             INTEGER PRIMARY KEY,
  number         TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(number) BETWEEN 1 AND 60),
  customer_id    INTEGER NOT NULL REFERENCES customer(id),
  site_id        INTEGER REFERENCES site(id),
  warehouse_id   INTEGER NOT NULL REFERENCES warehouse(id),
  kind           TEXT NOT NULL DEFAULT 'standard' CHECK (kind IN ('standard','blanket','release')),
  blanket_id     INTEGER REFERENCES sales_order(id),
  ordered_at     TEXT NOT NULL,
  requested_date TEXT,                                        -- write-once
  need_by        TEXT,
  priority       INTEGER NOT NULL DEFAULT 3 CHECK (priority BETWEEN 1 AND 5),
  ship_mode      TEXT NOT NULL DEFAULT 'as_available' CHECK (ship_mode IN ('as_available','line_complete','order_complete','max_shipments','on_date')),
  max_shipments  INTEGER CHECK (max_shipments BETWEEN 1 AND 99),
  ship_date      TEXT,
  method         TEXT NOT NULL DEFAULT 'carrier' CHECK (method IN ('own_truck','will_call','carrier','direct')),
  customer_po    TEXT NOT NULL DEFAULT '' CHECK (length(customer_po) <= 120),
  project        TEXT NOT NULL DEFAULT '' CHECK (length(project) <= 120),
  hold           TEXT,                                        -- the reason; NULL: none
  credit_hold    TEXT,
  shipments      INTEGER NOT NULL DEFAULT 0 CHECK (shipments >= 0),
  version        INTEGER NOT NULL DEFAULT 1, told_at TEXT, essential INTEGER NOT NULL DEFAULT 0
  CHECK (essential IN (0,1) AND (essential = 0 OR need_by IS NOT NULL)), rush TEXT NOT NULL DEFAULT '' CHECK (rush IN ('','asked','approved','refused')), rush_why TEXT NOT NULL DEFAULT '' CHECK (length(rush_why) <= 500 AND (rush = '' OR rush_why <> '')),
  CHECK ((ship_mode = 'max_shipments') = (max_shipments IS NOT NULL)),
  CHECK ((kind = 'release') = (blanket_id IS NOT NULL))
) STRICT;

CREATE INDEX sales_order_at ON sales_order(ordered_at);

CREATE INDEX sales_order_customer ON sales_order(customer_id, ordered_at);

CREATE INDEX sales_order_customer_po ON sales_order(customer_po) WHERE customer_po <> '';

CREATE INDEX sales_order_rush ON sales_order(rush) WHERE rush = 'asked';

CREATE TRIGGER sales_order_direct_changed AFTER UPDATE OF method ON sales_order WHEN (NEW.method = 'direct') <> (OLD.method = 'direct') BEGIN
  UPDATE order_line SET direct = (NEW.method = 'direct' OR disposition = 'direct_ship') WHERE order_id = NEW.id;
END;

CREATE TRIGGER sales_order_find_changed AFTER UPDATE OF number, customer_po, project ON sales_order BEGIN
  INSERT INTO find_todo VALUES ('order', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER sales_order_find_gone AFTER DELETE ON sales_order BEGIN
  INSERT INTO find_todo VALUES ('order', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER sales_order_find_new AFTER INSERT ON sales_order BEGIN
  INSERT INTO find_todo VALUES ('order', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER sales_order_requested BEFORE UPDATE OF requested_date ON sales_order
  WHEN OLD.requested_date IS NOT NULL AND NEW.requested_date IS NOT OLD.requested_date
  BEGIN SELECT RAISE(ABORT, 'requested date is write-once'); END;

CREATE TABLE "saved_view" (
  id         INTEGER PRIMARY KEY,
  owner_id   INTEGER NOT NULL REFERENCES app_user(id),
  list       TEXT NOT NULL CHECK (length(list) BETWEEN 1 AND 60),  -- 'backorders', 'orders', ...
  name       TEXT NOT NULL COLLATE NOCASE CHECK (length(name) BETWEEN 1 AND 40),
  query      TEXT NOT NULL CHECK (length(query) <= 4000),
  shared     INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0,1)),
  place      INTEGER NOT NULL,  -- among its owner's of the list, 1 first
  created_at TEXT NOT NULL,
  version    INTEGER NOT NULL DEFAULT 1,
  UNIQUE (owner_id, list, name)
) STRICT;

CREATE TABLE second_factor (
  user_id      INTEGER PRIMARY KEY REFERENCES app_user(id),
  secret       BLOB NOT NULL,       -- sealed with the key beside the file
  begun_at     TEXT NOT NULL,
  confirmed_at TEXT,                -- NULL: log-in does not ask for it yet
  last_step    INTEGER NOT NULL DEFAULT 0  -- of the last code taken: each works once
) STRICT;

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  user_id    INTEGER REFERENCES app_user(id),
  data       BLOB NOT NULL,
  expires_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_seen  TEXT NOT NULL,
  revoked    INTEGER NOT NULL DEFAULT 0 CHECK (revoked IN (0,1))
) STRICT, WITHOUT ROWID;

CREATE INDEX session_expiry ON session(expires_at);

CREATE INDEX session_seen ON session(user_id, last_seen);

CREATE INDEX session_user ON session(user_id) WHERE revoked = 0;

CREATE TABLE setting (
  key        TEXT PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 60),
  value      TEXT NOT NULL CHECK (length(value) <= 4000),
  changed_at TEXT NOT NULL,
  changed_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setup_code (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  made_at   TEXT NOT NULL
) STRICT;

CREATE TABLE setup_step (
  step   TEXT PRIMARY KEY CHECK (step IN ('admin','company','start','policy','mail','invite','checklist')),
  choice TEXT NOT NULL DEFAULT '' CHECK (length(choice) <= 40),
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE shipment (
  id           INTEGER PRIMARY KEY,
  number       TEXT NOT NULL UNIQUE,
  order_id     INTEGER NOT NULL REFERENCES sales_order(id),
  warehouse_id INTEGER REFERENCES warehouse(id),   -- NULL: it left before the desk kept the ledger
  pick_list_id INTEGER UNIQUE REFERENCES pick_list(id), -- a list leaves once; without a shipment it is open
  shipped_at   TEXT NOT NULL,
  actor        TEXT NOT NULL
) STRICT;

CREATE INDEX shipment_order ON shipment(order_id);

CREATE TABLE shipment_line (
  id          INTEGER PRIMARY KEY,
  shipment_id INTEGER NOT NULL REFERENCES shipment(id),
  line_id     INTEGER NOT NULL REFERENCES order_line(id),
  qty         INTEGER NOT NULL CHECK (qty > 0),
  lot         TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  UNIQUE (shipment_id, line_id, lot)
) STRICT;

CREATE INDEX shipment_line_line ON shipment_line(line_id);

CREATE TABLE site (
  id          INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customer(id),
  site        TEXT NOT NULL COLLATE NOCASE CHECK (length(site) BETWEEN 1 AND 60),
  name        TEXT NOT NULL DEFAULT '',
  address     TEXT NOT NULL DEFAULT '',
  zone        TEXT NOT NULL DEFAULT '',
  contact     TEXT NOT NULL DEFAULT '',
  phone       TEXT NOT NULL DEFAULT '',
  access      TEXT NOT NULL DEFAULT '',
  version     INTEGER NOT NULL DEFAULT 1, retired_at TEXT,
  UNIQUE (customer_id, site)
) STRICT;

CREATE TABLE start_view (
  user_id INTEGER PRIMARY KEY REFERENCES app_user(id),
  view_id INTEGER NOT NULL REFERENCES saved_view(id)
) STRICT;

CREATE INDEX start_view_view ON start_view(view_id);

CREATE TABLE stock (
  product_id   INTEGER NOT NULL REFERENCES product(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  lot          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  on_hand      INTEGER NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  allocated    INTEGER NOT NULL DEFAULT 0 CHECK (allocated >= 0),
  picked       INTEGER NOT NULL DEFAULT 0 CHECK (picked >= 0),
  PRIMARY KEY (product_id, warehouse_id, lot),
  CHECK (allocated + picked <= on_hand)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_count (
  id           INTEGER PRIMARY KEY,
  product_id   INTEGER NOT NULL REFERENCES product(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  lot          TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  counted      INTEGER NOT NULL CHECK (counted >= 0),
  as_of        TEXT NOT NULL,
  book         INTEGER NOT NULL,                 -- what the ledger said for that moment
  state        TEXT NOT NULL CHECK (state IN ('booked','waiting','dismissed')),
  import_id    INTEGER REFERENCES import(id),
  at           TEXT NOT NULL,
  actor        TEXT NOT NULL,
  why          TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX stock_count_of ON stock_count(product_id, warehouse_id, lot, as_of);

CREATE INDEX stock_count_waiting ON stock_count(product_id, warehouse_id, lot) WHERE state = 'waiting';

CREATE TABLE stock_counted (
  product_id   INTEGER NOT NULL REFERENCES product(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  lot          TEXT NOT NULL COLLATE NOCASE,
  as_of        TEXT NOT NULL,
  counted      INTEGER NOT NULL CHECK (counted >= 0),
  import_id    INTEGER REFERENCES import(id),
  PRIMARY KEY (product_id, warehouse_id, lot)
) STRICT, WITHOUT ROWID;

CREATE TABLE stock_move (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  at               TEXT NOT NULL,
  actor            TEXT NOT NULL,
  kind             TEXT NOT NULL CHECK (kind IN ('received','shipped','adjusted','returned','transferred','counted')),
  product_id       INTEGER NOT NULL REFERENCES product(id),
  from_id          INTEGER NOT NULL REFERENCES location(id),
  from_lot         TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  to_id            INTEGER NOT NULL REFERENCES location(id),
  to_lot           TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  qty              INTEGER NOT NULL CHECK (qty > 0),
  receipt_id       INTEGER REFERENCES receipt(id),
  shipment_line_id INTEGER REFERENCES shipment_line(id),
  taken_back_id    INTEGER REFERENCES taken_back(id),
  count_id         INTEGER REFERENCES stock_count(id),
  reverses         INTEGER UNIQUE REFERENCES stock_move(id),
  why              TEXT NOT NULL DEFAULT '', transfer_line_id INTEGER REFERENCES transfer_line(id)
  CHECK ((kind = 'transferred') = (transfer_line_id IS NOT NULL)),
  CHECK (from_id <> to_id OR from_lot <> to_lot),
  CHECK ((kind = 'received') = (receipt_id IS NOT NULL)),
  CHECK ((kind = 'shipped') = (shipment_line_id IS NOT NULL)),
  CHECK ((kind = 'returned') = (taken_back_id IS NOT NULL)),
  CHECK ((kind = 'counted') = (count_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX stock_move_count ON stock_move(count_id) WHERE count_id IS NOT NULL;

CREATE INDEX stock_move_product ON stock_move(product_id, at);

CREATE UNIQUE INDEX stock_move_receipt ON stock_move(receipt_id) WHERE receipt_id IS NOT NULL;

CREATE UNIQUE INDEX stock_move_shipment ON stock_move(shipment_line_id) WHERE shipment_line_id IS NOT NULL;

CREATE INDEX stock_move_transfer ON stock_move(transfer_line_id) WHERE transfer_line_id IS NOT NULL;

CREATE TRIGGER stock_move_in AFTER INSERT ON stock_move
  WHEN EXISTS (SELECT 1 FROM warehouse WHERE id = NEW.to_id) BEGIN
  INSERT INTO stock(product_id, warehouse_id, lot) VALUES (NEW.product_id, NEW.to_id, NEW.to_lot) ON CONFLICT DO NOTHING;
  UPDATE stock SET on_hand = on_hand + NEW.qty
   WHERE product_id = NEW.product_id AND warehouse_id = NEW.to_id AND lot = NEW.to_lot;
END;

CREATE TRIGGER stock_move_no_delete BEFORE DELETE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END;

CREATE TRIGGER stock_move_no_update BEFORE UPDATE ON stock_move BEGIN SELECT RAISE(ABORT, 'stock_move is append-only'); END;

CREATE TRIGGER stock_move_out AFTER INSERT ON stock_move
  WHEN EXISTS (SELECT 1 FROM warehouse WHERE id = NEW.from_id) BEGIN
  UPDATE stock SET on_hand = on_hand - NEW.qty
   WHERE product_id = NEW.product_id AND warehouse_id = NEW.from_id AND lot = NEW.from_lot;
  SELECT CASE WHEN changes() <> 1 THEN RAISE(ABORT, 'no stock to move') END;
END;

CREATE TRIGGER stock_move_received AFTER INSERT ON stock_move WHEN NEW.kind = 'received' BEGIN
  SELECT CASE WHEN NOT EXISTS (
    SELECT 1 FROM receipt r JOIN po_line p ON p.id = r.po_line_id JOIN purchase_order o ON o.id = p.po_id
     WHERE r.id = NEW.receipt_id AND p.product_id = NEW.product_id AND r.received = NEW.qty
       AND NEW.to_lot = r.lot AND NEW.from_id = 1 AND NEW.to_id IN (o.warehouse_id, 6))
    THEN RAISE(ABORT, 'receipt and stock move differ') END;
  UPDATE po_line SET received = received + NEW.qty, version = version + 1
   WHERE id = (SELECT po_line_id FROM receipt WHERE id = NEW.receipt_id);
END;

CREATE TRIGGER stock_move_returned AFTER INSERT ON stock_move WHEN NEW.kind = 'returned' BEGIN
  UPDATE order_line SET returned = returned + NEW.qty, version = version + 1
   WHERE id = (SELECT line_id FROM taken_back WHERE id = NEW.taken_back_id);
END;

CREATE TRIGGER stock_move_shipped AFTER INSERT ON stock_move WHEN NEW.kind = 'shipped' BEGIN
  SELECT CASE WHEN NOT EXISTS (
    SELECT 1 FROM shipment_line s JOIN order_line l ON l.id = s.line_id JOIN shipment h ON h.id = s.shipment_id
     WHERE s.id = NEW.shipment_line_id AND l.product_id = NEW.product_id AND l.order_id = h.order_id AND s.qty = NEW.qty
       AND NEW.from_lot = s.lot AND NEW.from_id = coalesce(h.warehouse_id, 6) AND NEW.to_id = 2)
    THEN RAISE(ABORT, 'shipment line and stock move differ') END;
  UPDATE order_line SET shipped = shipped + NEW.qty, version = version + 1
   WHERE id = (SELECT line_id FROM shipment_line WHERE id = NEW.shipment_line_id);
END;

CREATE TRIGGER stock_move_transferred AFTER INSERT ON stock_move WHEN NEW.kind = 'transferred' BEGIN
  SELECT CASE WHEN NOT EXISTS (
    SELECT 1 FROM transfer_line l JOIN transfer t ON t.id = l.transfer_id
     WHERE l.id = NEW.transfer_line_id AND l.product_id = NEW.product_id AND NEW.from_lot = l.lot AND NEW.to_lot = l.lot AND t.state IN ('draft','sent')
       AND (NEW.from_id, NEW.to_id) IN (VALUES (t.from_id, 5), (5, t.to_id), (5, t.from_id), (5, 3), (3, t.to_id)))
    THEN RAISE(ABORT, 'transfer and stock move differ') END;
  UPDATE transfer_line SET
     sent     = sent     + CASE WHEN NEW.to_id = 5 THEN NEW.qty ELSE 0 END,
     received = received + CASE WHEN NEW.from_id = 5 AND NEW.to_id = (SELECT to_id FROM transfer WHERE id = transfer_id) THEN NEW.qty ELSE 0 END,
     returned = returned + CASE WHEN NEW.from_id = 5 AND NEW.to_id = (SELECT from_id FROM transfer WHERE id = transfer_id) THEN NEW.qty ELSE 0 END,
     lost     = lost     + CASE WHEN NEW.from_id = 5 AND NEW.to_id = 3 THEN NEW.qty ELSE 0 END,
     over     = over     + CASE WHEN NEW.from_id = 3 THEN NEW.qty ELSE 0 END
   WHERE id = NEW.transfer_line_id;
END;

CREATE TABLE substitute (
  product_id    INTEGER NOT NULL REFERENCES product(id),
  substitute_id INTEGER NOT NULL REFERENCES product(id),
  kind          TEXT NOT NULL CHECK (kind IN ('substitute','equivalent','upgrade')),
  ratio         INTEGER NOT NULL DEFAULT 1000 CHECK (ratio > 0), -- thousandths of substitute for one
  PRIMARY KEY (product_id, substitute_id),
  CHECK (product_id <> substitute_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE supplier (
  id             INTEGER PRIMARY KEY,
  code           TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(code) BETWEEN 1 AND 128),
  name           TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  supplier_group TEXT NOT NULL DEFAULT '',
  lead_time_days INTEGER NOT NULL DEFAULT 14 CHECK (lead_time_days BETWEEN 0 AND 1000),
  email          TEXT NOT NULL DEFAULT '',
  version        INTEGER NOT NULL DEFAULT 1
, retired_at TEXT, language TEXT NOT NULL DEFAULT '') STRICT;

CREATE TRIGGER supplier_find_changed AFTER UPDATE OF code, name ON supplier BEGIN
  INSERT INTO find_todo VALUES ('supplier', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER supplier_find_gone AFTER DELETE ON supplier BEGIN
  INSERT INTO find_todo VALUES ('supplier', OLD.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER supplier_find_new AFTER INSERT ON supplier BEGIN
  INSERT INTO find_todo VALUES ('supplier', NEW.id) ON CONFLICT DO NOTHING;
END;

CREATE TABLE taken_back (
  id      INTEGER PRIMARY KEY,
  number  TEXT NOT NULL COLLATE NOCASE,
  line_no INTEGER NOT NULL CHECK (line_no > 0),
  line_id INTEGER NOT NULL REFERENCES order_line(id),
  kind    TEXT NOT NULL CHECK (kind IN ('cancelled','returned')),
  qty     INTEGER NOT NULL CHECK (qty > 0),
  at      TEXT NOT NULL,
  UNIQUE (number, line_no, line_id, kind)
) STRICT;

CREATE TABLE transfer (
  id         INTEGER PRIMARY KEY,
  number     TEXT NOT NULL UNIQUE COLLATE NOCASE CHECK (length(number) BETWEEN 1 AND 60),
  from_id    INTEGER NOT NULL REFERENCES warehouse(id),
  to_id      INTEGER NOT NULL REFERENCES warehouse(id),
  state      TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft','sent','closed','cancelled')),
  expected   TEXT,                                   -- the day it arrives; NULL: not known
  note       TEXT NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  sent_at    TEXT,
  closed_at  TEXT,
  version    INTEGER NOT NULL DEFAULT 1,
  CHECK (from_id <> to_id),
  CHECK ((state IN ('sent','closed')) = (sent_at IS NOT NULL)),
  CHECK ((state IN ('closed','cancelled')) = (closed_at IS NOT NULL))
) STRICT;

CREATE INDEX transfer_state ON transfer(state, id);

CREATE TABLE transfer_line (
  id          INTEGER PRIMARY KEY,
  transfer_id INTEGER NOT NULL REFERENCES transfer(id),
  line_no     INTEGER NOT NULL CHECK (line_no > 0),
  product_id  INTEGER NOT NULL REFERENCES product(id),
  lot         TEXT NOT NULL DEFAULT '' COLLATE NOCASE,
  qty         INTEGER NOT NULL CHECK (qty > 0),
  sent        INTEGER NOT NULL DEFAULT 0 CHECK (sent >= 0),
  received    INTEGER NOT NULL DEFAULT 0 CHECK (received >= 0),  -- of what was sent
  returned    INTEGER NOT NULL DEFAULT 0 CHECK (returned >= 0),  -- came back to where it left
  lost        INTEGER NOT NULL DEFAULT 0 CHECK (lost >= 0),      -- never arrived
  over        INTEGER NOT NULL DEFAULT 0 CHECK (over >= 0),      -- arrived beyond what was sent
  transit     INTEGER NOT NULL GENERATED ALWAYS AS (sent - received - returned - lost) STORED,
  UNIQUE (transfer_id, line_no),
  CHECK (received + returned + lost <= sent)
) STRICT;

CREATE INDEX transfer_line_transit ON transfer_line(product_id) WHERE transit > 0;

CREATE TABLE warehouse (
  id      INTEGER PRIMARY KEY REFERENCES location(id),
  code    TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name    TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  address TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1
, carrier_cutoff TEXT
  CHECK (carrier_cutoff GLOB '[0-2][0-9]:[0-5][0-9]' AND carrier_cutoff < '24:00')) STRICT;
