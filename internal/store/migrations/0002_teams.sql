-- Work teams: groups of members that hold grants together. A team is a subject like a member, so that grants and rules know
-- no difference between the two.

CREATE TABLE teams (
  subject_id INTEGER NOT NULL PRIMARY KEY,
  org_id     INTEGER NOT NULL,
  slug       TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  colour     TEXT    NOT NULL CHECK (colour IN ('red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink', 'brown', 'grey')),
  leader_id  INTEGER REFERENCES members (subject_id) ON DELETE RESTRICT, -- the contact; need not be in the team
  created_at INTEGER NOT NULL,
  CONSTRAINT teams_slug_unique UNIQUE (org_id, slug),
  CONSTRAINT teams_org_unique UNIQUE (org_id, subject_id),
  FOREIGN KEY (org_id, subject_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (org_id, leader_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT
) STRICT;
CREATE INDEX teams_by_leader ON teams (leader_id, org_id) WHERE leader_id IS NOT NULL;

-- Who is in which team. The key answers "which teams is this person in", the index "who is in this team".
CREATE TABLE team_members (
  member_id  INTEGER NOT NULL REFERENCES members (subject_id) ON DELETE RESTRICT,
  team_id    INTEGER NOT NULL,
  org_id     INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (member_id, team_id),
  FOREIGN KEY (org_id, member_id) REFERENCES subjects (org_id, id) ON DELETE RESTRICT,
  FOREIGN KEY (org_id, team_id) REFERENCES teams (org_id, subject_id) ON DELETE RESTRICT
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_by_team ON team_members (team_id, member_id);

DROP VIEW readable_grants;
CREATE VIEW readable_grants AS
SELECT o.slug AS organization, u.email AS user, t.slug AS team, c.code || '/' || p.name AS scope,
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
UNION ALL
SELECT o.slug, u.email, t.slug,
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
