-- 0002: goods go from one warehouse to another as documents, and products can be
-- retired. Until now a person took stock off here and found it there, so that
-- units on the road were nowhere and nobody at the other end could be promised
-- them. A transfer is a draft until it is sent; what was sent is in transit, a
-- place of the stock ledger, and supply of the warehouse it goes to.

-- A retired product cannot be ordered any more; its open lines are served.
ALTER TABLE product ADD COLUMN retired_at TEXT;

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

-- qty is what was asked for. The other figures are kept by the trigger on the
-- stock ledger, by nothing else; transit is what was sent and is neither here
-- nor there.
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

-- The cause of a 'transferred' move. Rows from before have none, and none of them
-- is of that kind, so that the check holds for them too.
ALTER TABLE stock_move ADD COLUMN transfer_line_id INTEGER REFERENCES transfer_line(id)
  CHECK ((kind = 'transferred') = (transfer_line_id IS NOT NULL));
CREATE INDEX stock_move_transfer ON stock_move(transfer_line_id) WHERE transfer_line_id IS NOT NULL;

-- Every move of a transfer is one of five, of its own product and lot: sent,
-- received, come back, lost, or found beyond what was sent (3 is adjustment, 5
-- transit).
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

-- Units on the road to a line's warehouse are promised to it as those of a
-- purchase order are.
ALTER TABLE peg ADD COLUMN transfer_line_id INTEGER REFERENCES transfer_line(id)
  CHECK (po_line_id IS NULL OR transfer_line_id IS NULL);
CREATE INDEX peg_transfer ON peg(transfer_line_id) WHERE transfer_line_id IS NOT NULL;
