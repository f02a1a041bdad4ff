-- 0008: people let each other in. An administrator invites and starts resets,
-- the person alone chooses the password; a second factor; keys for programs; the
-- first steps of a new desk and how far they got. Of every secret only a hash or
-- a sealed form is here, so that a copy of the file opens nothing.

-- One who is invited has an empty password hash, which no password fits.
ALTER TABLE app_user ADD COLUMN shortcuts INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0,1));
ALTER TABLE app_user ADD COLUMN landing TEXT NOT NULL DEFAULT '' CHECK (length(landing) <= 40);
ALTER TABLE app_user ADD COLUMN locale TEXT NOT NULL DEFAULT '' CHECK (length(locale) <= 20);

-- When somebody was last here, for the list of people.
CREATE INDEX session_seen ON session(user_id, last_seen);

-- A link that lets its holder choose a password once.
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

CREATE TABLE second_factor (
  user_id      INTEGER PRIMARY KEY REFERENCES app_user(id),
  secret       BLOB NOT NULL,       -- sealed with the key beside the file
  begun_at     TEXT NOT NULL,
  confirmed_at TEXT,                -- NULL: log-in does not ask for it yet
  last_step    INTEGER NOT NULL DEFAULT 0  -- of the last code taken: each works once
) STRICT;

CREATE TABLE recovery_code (
  user_id   INTEGER NOT NULL REFERENCES app_user(id),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  used_at   TEXT,                   -- NULL: still good
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE code_attempt (
  id      INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES app_user(id),
  at      TEXT NOT NULL,
  success INTEGER NOT NULL CHECK (success IN (0,1))
) STRICT;
CREATE INDEX code_attempt_user ON code_attempt(user_id, at);

-- What a program shows to use the desk.
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

-- The code that opens a desk nobody can log in to yet.
CREATE TABLE setup_code (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  made_at   TEXT NOT NULL
) STRICT;

-- Which of the first steps are done. A desk without rows was opened otherwise.
CREATE TABLE setup_step (
  step   TEXT PRIMARY KEY CHECK (step IN ('admin','company','start','policy','mail','invite','checklist')),
  choice TEXT NOT NULL DEFAULT '' CHECK (length(choice) <= 40),
  at     TEXT NOT NULL,
  actor  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
