SELECT id AS org FROM organizations WHERE slug = @f1;
SELECT m.subject_id AS subject, m.role, m.state FROM users u CROSS JOIN members m ON m.user_id = u.id WHERE u.email_key = @f2 AND m.org_id = @org;
WITH s (id, team) AS MATERIALIZED (SELECT @subject, '' UNION ALL SELECT t.subject_id, t.slug FROM team_members tm CROSS JOIN teams t ON t.subject_id = tm.team_id WHERE tm.member_id = @subject)
SELECT p.category_id, p.name, g.rights, g.usage, g.valid_from, g.valid_to, g.reason, g.ticket, g.created_at, s.team FROM s CROSS JOIN grants g ON g.subject_id = s.id CROSS JOIN products p ON p.id = g.product_id
UNION ALL
SELECT p.category_id, p.name, r.rights, r.usage, r.valid_from, r.valid_to, r.reason, r.ticket, r.created_at, s.team FROM s CROSS JOIN rules r ON r.subject_id = s.id AND r.category_id > 0
  CROSS JOIN products p ON p.org_id = @org AND p.category_id = r.category_id AND p.id > r.since
UNION ALL
SELECT p.category_id, p.name, r.rights, r.usage, r.valid_from, r.valid_to, r.reason, r.ticket, r.created_at, s.team FROM s CROSS JOIN rules r ON r.subject_id = s.id AND r.category_id = 0
  CROSS JOIN products p ON p.org_id = @org
ORDER BY 1, 2;
