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
  last_error TEXT    NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  sent_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX mails_due ON mails (next_at) WHERE state = 'queued';
CREATE INDEX mails_by_org ON mails (org_id, id);
