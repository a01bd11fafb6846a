-- Invitations. Whoever is invited is a member in the state pending, with role and names, so that teams and grants can be given
-- before they accept; the login has no password until they choose one. Somebody who was recorded as a member before keeps
-- that membership, and only gets the code. Answered invitations stay, to be read.

CREATE TABLE invitations (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  org_id      INTEGER NOT NULL REFERENCES organizations (id) ON DELETE RESTRICT,
  user_id     INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT, -- the login of the invited address
  inviter_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE RESTRICT, -- who vouches for it
  role        INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
  strict      INTEGER NOT NULL CHECK (strict IN (0, 1)), -- only the invited address may accept
  silent      INTEGER NOT NULL CHECK (silent IN (0, 1)), -- no mail: the code is handed over
  state       TEXT    NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'rejected', 'cancelled')),
  known       INTEGER NOT NULL CHECK (known IN (0, 1)), -- the login had its present password when it was invited: it needs no code
  accepted_by INTEGER REFERENCES users (id) ON DELETE RESTRICT,
  created_at  INTEGER NOT NULL,
  sent_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  answered_at INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX invitations_pending ON invitations (org_id, user_id) WHERE state = 'pending';
CREATE INDEX invitations_by_org ON invitations (org_id, id);
CREATE INDEX invitations_by_user ON invitations (user_id) WHERE state = 'pending';
CREATE INDEX invitations_by_inviter ON invitations (inviter_id, org_id) WHERE state = 'pending';

-- The codes of an invitation since it was last sent: a mail that is tried again carries a new one. One use burns all.
CREATE TABLE invitation_codes (
  hash          BLOB    NOT NULL PRIMARY KEY,
  invitation_id INTEGER NOT NULL REFERENCES invitations (id) ON DELETE RESTRICT,
  created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_codes_by_invitation ON invitation_codes (invitation_id);
