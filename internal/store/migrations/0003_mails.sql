-- The outbox: what is to be told to whom, written in the transaction of the change that it tells of. Nothing secret is in it:
-- a code that a mail carries is made anew at each attempt, and only its hash is kept.

CREATE TABLE mails (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id     INTEGER REFERENCES organizations (id) ON DELETE RESTRICT, -- NULL: it concerns a login and no organization
  kind       TEXT    NOT NULL,
  object_id  INTEGER NOT NULL DEFAULT 0,    -- what a code is made for: a login, an invitation, a partnership; 0: nothing
  recipient  TEXT    NOT NULL,              -- the address as typed
  name       TEXT    NOT NULL DEFAULT '',
  locale     TEXT    NOT NULL DEFAULT '',
  params     TEXT    NOT NULL DEFAULT '{}', -- JSON: the words of the text that depend on the change
  state      TEXT    NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sent', 'dead', 'cancelled')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  next_at    INTEGER NOT NULL,              -- not tried before
  taken      INTEGER NOT NULL DEFAULT 0,    -- until then it belongs to a process that tries to send it; 0: to nobody
  last_error TEXT    NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  sent_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mails_due ON mails (next_at) WHERE state = 'queued';
CREATE INDEX mails_by_org ON mails (org_id, id);
CREATE INDEX mails_by_object ON mails (kind, object_id) WHERE state = 'queued';

-- What tells the mails of this store from those of others, in their Message-IDs. It is no secret.
INSERT INTO meta (key, value) VALUES ('store_id', lower(hex(randomblob(8))));
