-- 0005: closed days have names and are changed one by one, reasons are offered
-- where a person says why, and the company has a logo. The closed days were one
-- text among the settings, which no form can change without losing the names.

CREATE TABLE closed_day (
  day  TEXT PRIMARY KEY CHECK (length(day) = 10),
  name TEXT NOT NULL CHECK (length(name) <= 80)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO closed_day(day, name)
SELECT trim(j.value), '' FROM setting s, json_each('["' || replace(replace(s.value, ' ', ','), ',', '","') || '"]') j
WHERE s.key = 'closed_days' AND trim(j.value) <> '';
DELETE FROM setting WHERE key = 'closed_days';

-- What is offered beside a "why" field; anything else may still be typed. A
-- reason that is retired is not offered, and stays where it was said.
CREATE TABLE reason (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  text    TEXT NOT NULL COLLATE NOCASE CHECK (length(text) BETWEEN 1 AND 120),
  place   INTEGER NOT NULL,
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
  UNIQUE (kind, text)
) STRICT;

INSERT INTO reason(id, kind, text, place) VALUES
  (1, 'cancel', 'The customer no longer needs it', 1), (2, 'cancel', 'It takes too long', 2), (3, 'cancel', 'Bought elsewhere', 3),
  (4, 'cancel', 'Entered twice', 4), (5, 'cancel', 'No longer made', 5),
  (11, 'hold', 'Waits for the customer', 1), (12, 'hold', 'The site is not ready', 2), (13, 'hold', 'Price to be agreed', 3), (14, 'hold', 'Drawing to be approved', 4),
  (21, 'adjust', 'Broken', 1), (22, 'adjust', 'Found', 2), (23, 'adjust', 'Sample', 3), (24, 'adjust', 'Used in the house', 4), (25, 'adjust', 'Stolen or lost', 5),
  (31, 'count', 'Cycle count', 1), (32, 'count', 'Year-end count', 2), (33, 'count', 'Asked by picking', 3),
  (41, 'keep_book', 'Counted the wrong shelf', 1), (42, 'keep_book', 'The dock was left out', 2), (43, 'keep_book', 'Counted in another unit', 3),
  (51, 'close_short', 'The supplier will not send the rest', 1), (52, 'close_short', 'Arrived broken', 2), (53, 'close_short', 'Wrong goods', 3), (54, 'close_short', 'Wrong colour or batch', 4),
  (61, 'promise', 'Agreed with the customer', 1), (62, 'promise', 'The supplier moved the date', 2), (63, 'promise', 'The site moved its date', 3),
  (71, 'priority', 'Stands still without it', 1), (72, 'priority', 'We let them down before', 2), (73, 'priority', 'Penalty in the contract', 3), (74, 'priority', 'Can wait', 4),
  (81, 'eta', 'The supplier confirmed it', 1), (82, 'eta', 'The supplier is late', 2), (83, 'eta', 'Held by customs', 3), (84, 'eta', 'Missed the truck', 4);

-- One picture, drawn anew by the desk from what was sent, never the file itself.
CREATE TABLE logo (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  type   TEXT NOT NULL CHECK (type IN ('image/png', 'image/jpeg')),
  bytes  BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 1048576),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  width  INTEGER NOT NULL CHECK (width > 0),
  height INTEGER NOT NULL CHECK (height > 0)
) STRICT;
