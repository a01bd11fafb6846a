-- Partners: an organization with a profile may be let into others, its clients, by a partnership. A partnership is a subject
-- of the client, so that grants know no difference.

CREATE TABLE partner_profiles (
  org_id     INTEGER NOT NULL PRIMARY KEY REFERENCES organizations (id) ON DELETE RESTRICT,
  name       TEXT    NOT NULL,
  email      TEXT    NOT NULL, -- the contact
  active     INTEGER NOT NULL CHECK (active IN (0, 1)),
  search     TEXT    NOT NULL, -- name and e-mail in lower case without accents
  created_at INTEGER NOT NULL
) STRICT;

-- One row for two organizations, however often they begin anew. What it holds is granted to its subject and counts while it
-- is active.
CREATE TABLE partnerships (
  subject_id    INTEGER NOT NULL PRIMARY KEY,
  org_id        INTEGER NOT NULL, -- the client
  partner_id    INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
  state         TEXT    NOT NULL CHECK (state IN ('pending', 'active', 'refused', 'cancelled', 'ended')),
  asked_by      TEXT    NOT NULL CHECK (asked_by IN ('client', 'partner')),
  access        TEXT    NOT NULL CHECK (access IN ('limited', 'full')),
  payment       TEXT    NOT NULL CHECK (payment IN ('client', 'partner')),
  payment_offer TEXT    NOT NULL DEFAULT '' CHECK (payment_offer IN ('', 'client', 'partner')), -- who proposed that the partner pay, and waits for the other
  by_user       INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT, -- who made the offer
  created_at    INTEGER NOT NULL, -- of the offer
  expires_at    INTEGER NOT NULL, -- of the offer
  started_at    INTEGER NOT NULL DEFAULT 0,
  ended_at      INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT partnerships_pair_unique UNIQUE (org_id, partner_id),
  CONSTRAINT partnerships_subject_unique UNIQUE (subject_id, partner_id),
  CHECK (org_id <> partner_id),
  CHECK (access = 'full' OR (payment = 'client' AND payment_offer = '')),
  FOREIGN KEY (org_id, subject_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX partnerships_by_partner ON partnerships (partner_id, state, org_id);
CREATE UNIQUE INDEX partnerships_one_full ON partnerships (org_id) WHERE state = 'active' AND access = 'full';

-- The collaborators of a partner who may enter a client. Owners and admins of the partner may enter every one.
CREATE TABLE assignments (
  subject_id INTEGER NOT NULL,
  user_id    INTEGER NOT NULL,
  partner_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (subject_id, user_id),
  FOREIGN KEY (subject_id, partner_id) REFERENCES partnerships (subject_id, partner_id) ON DELETE RESTRICT,
  FOREIGN KEY (partner_id, user_id) REFERENCES members (org_id, user_id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX assignments_by_user ON assignments (partner_id, user_id);

-- The hashes of all codes since an offer was last sent. One use of one burns them all.
CREATE TABLE partnership_codes (
  hash       BLOB    NOT NULL PRIMARY KEY,
  subject_id INTEGER NOT NULL REFERENCES partnerships (subject_id) ON DELETE RESTRICT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX partnership_codes_by_subject ON partnership_codes (subject_id);

-- When a partner's person was last inside a client. Like the last use of a session it is no truth of the log's.
CREATE TABLE visits (
  subject_id INTEGER NOT NULL REFERENCES partnerships (subject_id) ON DELETE RESTRICT,
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT,
  at         INTEGER NOT NULL,
  PRIMARY KEY (subject_id, user_id)
) STRICT, WITHOUT ROWID;

-- What partners' people did in an organization.
CREATE INDEX log_by_partner ON log (org_id, partner, at) WHERE partner <> '';

DROP VIEW readable_grants;
CREATE VIEW readable_grants AS
SELECT o.slug AS organization, u.email AS user, t.slug AS team, po.slug AS partner, c.code || '/' || p.name AS scope,
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
LEFT JOIN teams t ON t.subject_id = g.subject_id
LEFT JOIN partnerships ps ON ps.subject_id = g.subject_id
LEFT JOIN organizations po ON po.id = ps.partner_id
UNION ALL
SELECT o.slug, u.email, t.slug, NULL,
       CASE WHEN r.category_id = 0 THEN '@everything' ELSE c.code || CASE r.future WHEN 1 THEN '/@future' ELSE '/@all' END END,
       (SELECT group_concat(name, ', ') FROM right_names WHERE r.rights & bit),
       CASE r.usage WHEN 1 THEN 'user' WHEN 2 THEN 'admin' END,
       CASE WHEN r.valid_from > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.valid_from / 1000000, 'unixepoch') END,
       CASE WHEN r.valid_to > 0 THEN strftime('%Y-%m-%dT%H:%M:%SZ', r.valid_to / 1000000, 'unixepoch') END
FROM rules r
JOIN categories c ON c.id = r.category_id
JOIN organizations o ON o.id = r.org_id
LEFT JOIN members m ON m.subject_id = r.subject_id
LEFT JOIN users u ON u.id = m.user_id
LEFT JOIN teams t ON t.subject_id = r.subject_id;
