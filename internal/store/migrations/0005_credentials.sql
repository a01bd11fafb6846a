-- What a login has besides its password: a second factor with its recovery codes, and tokens for programs.

-- The secret must be in a usable form, unlike a password: the code of the moment is computed from it.
CREATE TABLE second_factors (
  user_id      INTEGER NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE RESTRICT,
  secret       BLOB    NOT NULL,
  last_step    INTEGER NOT NULL DEFAULT 0, -- the step of 30 s whose code was used last: none counts twice
  created_at   INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL DEFAULT 0  -- 0: pending, asked for nowhere yet
) STRICT;

-- One-time codes for whoever has lost their app. Hashed; used ones go.
CREATE TABLE recovery_codes (
  hash       BLOB    NOT NULL PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES second_factors (user_id) ON DELETE RESTRICT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recovery_codes_by_user ON recovery_codes (user_id);

-- Tokens act for a member in one organization, as far as their rows of the permission table go.
CREATE TABLE tokens (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  hash        BLOB    NOT NULL, -- SHA-256 of the secret that was shown once
  org_id      INTEGER NOT NULL,
  user_id     INTEGER NOT NULL,
  created_by  INTEGER NOT NULL,             -- another member, for one who only was recorded
  name        TEXT    NOT NULL,
  can         TEXT    NOT NULL DEFAULT '[]', -- JSON: rows of the permission table; empty: whatever the user may
  clients     INTEGER NOT NULL DEFAULT 0 CHECK (clients IN (0, 1)), -- it may enter clients
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL DEFAULT 0,   -- 0: without end
  used_at     INTEGER NOT NULL DEFAULT 0,   -- written at most once a day; 0: never
  disabled_at INTEGER NOT NULL DEFAULT 0,   -- by the owner of the file: a recovery or a restore
  CONSTRAINT tokens_hash_unique UNIQUE (hash),
  CONSTRAINT tokens_name_unique UNIQUE (org_id, user_id, name),
  FOREIGN KEY (org_id, user_id) REFERENCES members (org_id, user_id) ON DELETE RESTRICT,
  FOREIGN KEY (org_id, created_by) REFERENCES members (org_id, user_id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX tokens_by_creator ON tokens (org_id, created_by);
