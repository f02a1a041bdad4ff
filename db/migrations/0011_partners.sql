-- 0011: customers, their sites and contacts, and suppliers are retired rather than deleted,
-- since orders name them for ever; a retired one takes no new order. A customer
-- has people to write to, each with the notices they want, and says how much
-- mail it wants at all.

ALTER TABLE customer ADD COLUMN retired_at TEXT;
ALTER TABLE customer ADD COLUMN mail TEXT NOT NULL DEFAULT 'all' CHECK (mail IN ('all','digest','legal'));
ALTER TABLE site ADD COLUMN retired_at TEXT;
ALTER TABLE supplier ADD COLUMN retired_at TEXT;

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
