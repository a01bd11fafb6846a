-- The house: people, organizations, products, who may do what, and the log.
-- Ids of users, organizations, products, subjects and log rows are never reused (AUTOINCREMENT): rules on future
-- products and the log depend on it. Times are microseconds UTC. Every foreign key refuses; nothing cascades, so that
-- the log sees every row that goes.

CREATE TABLE meta (
  key   TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  email        TEXT    NOT NULL,
  email_key    TEXT    NOT NULL,
  password     TEXT    NOT NULL DEFAULT '', -- a PHC string; empty: never logs in
  theme        TEXT    NOT NULL DEFAULT '' CHECK (theme IN ('', 'auto', 'light', 'dark')),
  created_at   INTEGER NOT NULL,
  CONSTRAINT users_email_unique UNIQUE (email_key)
) STRICT;

-- Logins that were tried, by the SHA-256 of the e-mail: also of those nobody has, so that the two can't be told apart.
CREATE TABLE attempts (
  email_hash BLOB    NOT NULL PRIMARY KEY,
  failures   INTEGER NOT NULL,
  retry_at   INTEGER NOT NULL -- before that, no password is looked at
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  slug         TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  kind         TEXT    NOT NULL CHECK (kind IN ('individual', 'company', 'association', 'public-body')),
  street       TEXT    NOT NULL DEFAULT '',
  postal_code  TEXT    NOT NULL DEFAULT '',
  city         TEXT    NOT NULL DEFAULT '',
  country      TEXT    NOT NULL DEFAULT '',
  phone        TEXT    NOT NULL DEFAULT '',
  website      TEXT    NOT NULL DEFAULT '',
  vat          TEXT    NOT NULL DEFAULT '',
  currency     TEXT    NOT NULL CHECK (currency IN ('CHF', 'EUR')),
  locale       TEXT    NOT NULL,
  timezone     TEXT    NOT NULL,
  requires_2fa INTEGER NOT NULL DEFAULT 0 CHECK (requires_2fa IN (0, 1)),
  last_product INTEGER NOT NULL DEFAULT 0,  -- the greatest product id ever given out here
  log_seq      INTEGER NOT NULL DEFAULT 0,  -- the head of the organization's log
  log_hash     BLOB    NOT NULL DEFAULT x'',
  created_at   INTEGER NOT NULL,
  removed_at   INTEGER NOT NULL DEFAULT 0,  -- a removed organization stays as a tombstone: the slug is never given again
  CONSTRAINT organizations_slug_unique UNIQUE (slug)
) STRICT;

-- Whoever can hold a grant. Members, teams and partnerships share these ids.
CREATE TABLE subjects (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
  kind   TEXT    NOT NULL CHECK (kind IN ('member', 'team', 'partnership')),
  CONSTRAINT subjects_org_unique UNIQUE (org_id, id)
) STRICT;

-- A membership is found by its subject when somebody is looked for who holds something, and by the login when somebody is asked about.
CREATE TABLE members (
  subject_id      INTEGER NOT NULL PRIMARY KEY,
  org_id          INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
  user_id         INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  role            INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4), -- external, collaborator, admin, owner
  state           INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2)), -- active, pending, locked
  first_name      TEXT    NOT NULL DEFAULT '',
  last_name       TEXT    NOT NULL DEFAULT '',
  locale          TEXT    NOT NULL DEFAULT '',
  billing         INTEGER NOT NULL DEFAULT 0 CHECK (billing IN (0, 1)),
  notify_billing  INTEGER NOT NULL DEFAULT 0 CHECK (notify_billing IN (0, 1)),
  notify_products INTEGER NOT NULL DEFAULT 0 CHECK (notify_products IN (0, 1)),
  created_at      INTEGER NOT NULL,
  CONSTRAINT members_user_unique UNIQUE (org_id, user_id),
  FOREIGN KEY (org_id, subject_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX members_by_user ON members (user_id, org_id, role, state);
-- Owners and admins have access to everything: few, however many members there are.
CREATE INDEX members_managing ON members (org_id, role, subject_id) WHERE role >= 3;

-- Built-in categories have ids below 1000 and no organization; id 0 stands for everything in rules.
CREATE TABLE categories (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id     INTEGER REFERENCES organizations (id) ON DELETE RESTRICT,
  code       TEXT    NOT NULL,
  label      TEXT    NOT NULL,
  label_fr   TEXT    NOT NULL DEFAULT '',
  grouping   TEXT    NOT NULL DEFAULT '',
  rights     INTEGER NOT NULL,
  usage      INTEGER NOT NULL CHECK (usage IN (0, 1)),
  synonyms   TEXT    NOT NULL DEFAULT '[]', -- JSON, as in an imported file
  texts      TEXT    NOT NULL DEFAULT '[]', -- JSON: what the rights let one do
  created_at INTEGER NOT NULL,
  CONSTRAINT categories_code_unique UNIQUE (org_id, code)
) STRICT;

CREATE TABLE products (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id      INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
  category_id INTEGER NOT NULL REFERENCES categories (id) ON DELETE RESTRICT,
  name        TEXT    NOT NULL,
  label       TEXT    NOT NULL DEFAULT '',
  price       INTEGER,                     -- minor units for one period, without tax
  currency    TEXT    CHECK (currency IN ('CHF', 'EUR')),
  period      TEXT    NOT NULL DEFAULT '', -- 1y, 6m, 30d
  paid_until  TEXT,                        -- a civil date
  created_at  INTEGER NOT NULL,
  CONSTRAINT products_name_unique UNIQUE (org_id, category_id, name),
  CONSTRAINT products_org_unique UNIQUE (org_id, id)
) STRICT;

-- Rights are a set of bits; right_names and the view readable_grants say which.
CREATE TABLE right_names (
  bit  INTEGER NOT NULL PRIMARY KEY,
  name TEXT    NOT NULL
) STRICT;
INSERT INTO right_names (bit, name) VALUES (1, 'technical'), (2, 'statistics'), (4, 'ticket-control'), (8, 'sales-control');

-- A grant on one product. A subject holds at most one standing and one temporary grant on it; they add up.
CREATE TABLE grants (
  subject_id INTEGER NOT NULL,
  product_id INTEGER NOT NULL,
  temporary  INTEGER NOT NULL CHECK (temporary IN (0, 1)),
  org_id     INTEGER NOT NULL,
  rights     INTEGER NOT NULL CHECK (rights BETWEEN 0 AND 15),
  usage      INTEGER NOT NULL CHECK (usage IN (0, 1, 2)), -- none, user, admin
  valid_from INTEGER NOT NULL DEFAULT 0, -- 0: always
  valid_to   INTEGER NOT NULL DEFAULT 0, -- exclusive; 0: without end
  reason     TEXT    NOT NULL DEFAULT '',
  ticket     TEXT    NOT NULL DEFAULT '',
  created_by INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  created_at INTEGER NOT NULL,
  CHECK (rights <> 0 OR usage <> 0),
  PRIMARY KEY (subject_id, product_id, temporary),
  FOREIGN KEY (org_id, subject_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (org_id, product_id) REFERENCES products (org_id, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
-- Whole, so that who may use a product is read from it alone.
CREATE INDEX grants_by_product ON grants (product_id, subject_id, temporary, rights, usage, valid_from, valid_to, reason, ticket, created_at);

-- A grant on a category (its products now and to come, or only those with an id above "since") or on everything
-- (category 0).
CREATE TABLE rules (
  subject_id  INTEGER NOT NULL,
  category_id INTEGER NOT NULL REFERENCES categories (id) ON DELETE RESTRICT,
  temporary   INTEGER NOT NULL CHECK (temporary IN (0, 1)),
  org_id      INTEGER NOT NULL,
  future      INTEGER NOT NULL CHECK (future IN (0, 1)),
  since       INTEGER NOT NULL DEFAULT 0,
  rights      INTEGER NOT NULL CHECK (rights BETWEEN 0 AND 15),
  usage       INTEGER NOT NULL CHECK (usage IN (0, 1, 2)),
  valid_from  INTEGER NOT NULL DEFAULT 0,
  valid_to    INTEGER NOT NULL DEFAULT 0,
  reason      TEXT    NOT NULL DEFAULT '',
  ticket      TEXT    NOT NULL DEFAULT '',
  created_by  INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  created_at  INTEGER NOT NULL,
  CHECK (rights <> 0 OR usage <> 0),
  CHECK (future = 1 OR since = 0),
  PRIMARY KEY (subject_id, category_id, temporary),
  FOREIGN KEY (org_id, subject_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX rules_by_category ON rules (org_id, category_id, subject_id, temporary, future, since, rights, usage, valid_from, valid_to, reason, ticket, created_at);

CREATE TABLE sessions (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       BLOB    NOT NULL, -- SHA-256 of the secret the person's machine keeps
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  org_id     INTEGER REFERENCES organizations (id) ON DELETE RESTRICT, -- the last choice
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  CONSTRAINT sessions_hash_unique UNIQUE (hash)
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);

-- Codes that give a login a new password: recovery by the owner of the file, or a reset. Hashed, single use.
CREATE TABLE codes (
  hash       BLOB    NOT NULL PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  purpose    TEXT    NOT NULL CHECK (purpose IN ('recover', 'reset')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX codes_by_user ON codes (user_id);

-- One row per operation. An --op-id names it per actor and organization, so that a retry finds the recorded result.
CREATE TABLE operations (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  actor_id   INTEGER NOT NULL, -- 0: the owner of the file
  org_id     INTEGER NOT NULL, -- 0: the store
  op_id      TEXT,
  digest     TEXT    NOT NULL DEFAULT '',
  result     TEXT    NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  CONSTRAINT operations_op_unique UNIQUE (actor_id, org_id, op_id)
) STRICT;

-- The activity log: a hash chain per organization, and one for the store (org_id 0).
CREATE TABLE log (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id    INTEGER NOT NULL,
  seq       INTEGER NOT NULL,
  operation INTEGER NOT NULL,
  part      INTEGER NOT NULL DEFAULT 1, -- an operation of many changes is split into parts of at most 1,000
  at        INTEGER NOT NULL,
  actor_id  INTEGER NOT NULL,
  actor     TEXT    NOT NULL,
  partner   TEXT    NOT NULL DEFAULT '',
  action    TEXT    NOT NULL,
  object    TEXT    NOT NULL,
  changes   TEXT    NOT NULL, -- a JSON array of {action, kind, ref, before, after}
  reason    TEXT    NOT NULL DEFAULT '',
  prev      BLOB    NOT NULL,
  hash      BLOB    NOT NULL,
  CONSTRAINT log_seq_unique UNIQUE (org_id, seq)
) STRICT;
CREATE INDEX log_by_operation ON log (operation);

CREATE VIEW readable_grants AS
SELECT o.slug AS organization, u.email AS user, c.code || '/' || p.name AS scope,
       (SELECT group_concat(name, ', ') FROM right_names WHERE g.rights & bit) AS rights,
       CASE g.usage WHEN 1 THEN 'user' WHEN 2 THEN 'admin' END AS usage,
       CASE WHEN g.valid_from > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', g.valid_from / 1000000, 'unixepoch') END AS valid_from,
       CASE WHEN g.valid_to > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', g.valid_to / 1000000, 'unixepoch') END AS valid_to
FROM grants g
JOIN products p ON p.id = g.product_id
JOIN categories c ON c.id = p.category_id
JOIN organizations o ON o.id = g.org_id
LEFT JOIN members m ON m.subject_id = g.subject_id
LEFT JOIN users u ON u.id = m.user_id
UNION ALL
SELECT o.slug, u.email,
       CASE WHEN r.category_id = 0 THEN '@everything' ELSE c.code || CASE r.future WHEN 1 THEN '/@future' ELSE '/@all' END END,
       (SELECT group_concat(name, ', ') FROM right_names WHERE r.rights & bit),
       CASE r.usage WHEN 1 THEN 'user' WHEN 2 THEN 'admin' END,
       CASE WHEN r.valid_from > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.valid_from / 1000000, 'unixepoch') END,
       CASE WHEN r.valid_to > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.valid_to / 1000000, 'unixepoch') END
FROM rules r
JOIN categories c ON c.id = r.category_id
JOIN organizations o ON o.id = r.org_id
LEFT JOIN members m ON m.subject_id = r.subject_id
LEFT JOIN users u ON u.id = m.user_id;
