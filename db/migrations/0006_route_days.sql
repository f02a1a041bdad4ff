-- 0006: how goods leave decides when they arrive. Until now a promise was the day
-- at our dock, whoever drove; it is the day at the site, or ready at the counter.

-- The own truck goes from a warehouse to a zone on these weekdays (0 is Sunday),
-- with what is ready by the cut-off, so many calendar days before it leaves.
CREATE TABLE route_day (
  warehouse_id INTEGER NOT NULL REFERENCES warehouse(id),
  zone         TEXT NOT NULL COLLATE NOCASE CHECK (length(zone) BETWEEN 1 AND 60),
  weekday      INTEGER NOT NULL CHECK (weekday BETWEEN 0 AND 6),
  cutoff       TEXT NOT NULL CHECK (cutoff GLOB '[0-2][0-9]:[0-5][0-9]' AND cutoff < '24:00'),
  days_before  INTEGER NOT NULL DEFAULT 0 CHECK (days_before BETWEEN 0 AND 6),
  PRIMARY KEY (warehouse_id, zone, weekday)
) STRICT, WITHOUT ROWID;

-- When the carrier collects for the last time here; NULL: as the company's setting says.
ALTER TABLE warehouse ADD COLUMN carrier_cutoff TEXT
  CHECK (carrier_cutoff GLOB '[0-2][0-9]:[0-5][0-9]' AND carrier_cutoff < '24:00');
