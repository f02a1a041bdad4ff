-- 0020: in which order lines are served is a rule that people write. Until now it
-- was fixed, but for the days of waiting that lift a line, which were a setting.

-- Every version of the rule, the newest in force. body is a model.RankRule.
CREATE TABLE rank_rule (
  version INTEGER PRIMARY KEY,
  body    TEXT NOT NULL CHECK (json_valid(body)),
  why     TEXT NOT NULL CHECK (length(why) <= 500),
  at      TEXT NOT NULL,
  actor   TEXT NOT NULL
) STRICT;

CREATE TRIGGER rank_rule_no_update BEFORE UPDATE ON rank_rule BEGIN SELECT RAISE(ABORT, 'rank_rule is append-only'); END;

-- The rule as it was: with the days of waiting that were set.
INSERT INTO rank_rule(version, body, why, at, actor)
SELECT 1, CASE WHEN days = 0 THEN '{"keys":["priority","need_by","ordered"],"lifts":[{"kind":"rush","by":4,"best":1}]}'
  ELSE '{"keys":["priority","need_by","ordered"],"lifts":[{"kind":"rush","by":4,"best":1},{"kind":"waiting","from":' || days || ',"by":1,"best":2}]}' END,
  'As it was before the rule could be written', coalesce((SELECT max(applied_at) FROM migration), '2026-01-01T00:00:00.000Z'), 'clock'
FROM (SELECT coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE key = 'ageing_days'), 14) AS days);
DELETE FROM setting WHERE key = 'ageing_days';

-- A line stands directly before another of its pool until a day, that day included.
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

CREATE UNIQUE INDEX rank_pin_line ON rank_pin(line_id) WHERE ended_at IS NULL;
CREATE INDEX rank_pin_above ON rank_pin(above_id) WHERE ended_at IS NULL;

-- A rush: asked for, and where the order is worth more than a limit approved or
-- refused by somebody who may. Who and when is in the audit.
ALTER TABLE sales_order ADD COLUMN rush TEXT NOT NULL DEFAULT '' CHECK (rush IN ('','asked','approved','refused'));
ALTER TABLE sales_order ADD COLUMN rush_why TEXT NOT NULL DEFAULT '' CHECK (length(rush_why) <= 500 AND (rush = '' OR rush_why <> ''));
CREATE INDEX sales_order_rush ON sales_order(rush) WHERE rush = 'asked';

-- What a customer ordered in the last year, counted every night where the rule asks.
ALTER TABLE customer ADD COLUMN year_value INTEGER NOT NULL DEFAULT 0 CHECK (year_value >= 0);

-- The version of the rule that a run went by; NULL: from before there were any.
ALTER TABLE allocation_run ADD COLUMN rank_version INTEGER REFERENCES rank_rule(version);
