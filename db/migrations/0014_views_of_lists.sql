-- 0014: a view may be saved of every list, not of the board alone. It names its
-- list, and a name is unique among a person's views of one list.
CREATE TABLE saved_view_of_lists (
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
INSERT INTO saved_view_of_lists SELECT id, owner_id, 'backorders', name, query, shared, place, created_at, version FROM saved_view;
DROP TABLE saved_view;
ALTER TABLE saved_view_of_lists RENAME TO saved_view;
