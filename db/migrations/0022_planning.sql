-- 0022: a setting is saved at once, and the open lines are planned by it
-- afterwards, some products at a time, so that nobody waits for all of them. How
-- far that is stands in the file: a desk that is killed goes on where it was.
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
