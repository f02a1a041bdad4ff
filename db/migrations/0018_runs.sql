-- 0018: a run is a document. People read a draft before it happens, change single
-- results of it, apply it or throw it away, and take an applied one back: so it
-- keeps what was asked, each line that it changes, and what an undo restores.
ALTER TABLE allocation_run ADD COLUMN request TEXT NOT NULL DEFAULT '' CHECK (request = '' OR json_valid(request)); -- scope, what-if and edits; empty: nobody asks it again
ALTER TABLE allocation_run ADD COLUMN what_if TEXT NOT NULL DEFAULT '' CHECK (what_if = '' OR state <> 'applied');  -- in words; such a draft is never applied
ALTER TABLE allocation_run ADD COLUMN figures TEXT NOT NULL DEFAULT '' CHECK (figures = '' OR json_valid(figures)); -- the cards, before and after
ALTER TABLE allocation_run ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE allocation_run ADD COLUMN closed_at TEXT;  -- a draft's end: applied or discarded
ALTER TABLE allocation_run ADD COLUMN closed_by TEXT;
ALTER TABLE allocation_run ADD COLUMN undone_at TEXT CHECK (undone_at IS NULL OR state = 'applied');
ALTER TABLE allocation_run ADD COLUMN undone_by TEXT;

CREATE INDEX allocation_run_draft ON allocation_run(id) WHERE state = 'draft';

-- What a draft does to one line. Lines that stay as they are are not kept.
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

CREATE UNIQUE INDEX run_change_seq ON run_change(run_id, seq);
CREATE INDEX run_change_line ON run_change(line_id);

-- The stock that a draft deals with, as it was when it was decided.
CREATE TABLE run_pool (
  run_id       INTEGER NOT NULL REFERENCES allocation_run(id),
  product_id   INTEGER NOT NULL REFERENCES product(id),
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  on_hand      INTEGER NOT NULL,
  free_before  INTEGER NOT NULL,
  free_after   INTEGER NOT NULL,
  PRIMARY KEY (run_id, product_id, warehouse_id)
) STRICT, WITHOUT ROWID;

-- What an applied run found that no ledger keeps, so that it can be taken back.
-- A line that is not here had nothing of it.
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
