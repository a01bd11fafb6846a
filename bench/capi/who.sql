SELECT id AS org FROM organizations WHERE slug = @f1;
SELECT p.id AS product, p.category_id AS category, c.rights, c.usage FROM categories c CROSS JOIN products p ON p.category_id = c.id
WHERE c.org_id IS NULL AND c.code = @f3 AND p.org_id = @org AND p.name = @f4;
WITH held (subject, rights, usage, valid_from, valid_to, since) AS MATERIALIZED (
  SELECT g.subject_id, g.rights, g.usage, g.valid_from, g.valid_to, 0 FROM grants g WHERE g.product_id = @product
  UNION ALL SELECT r.subject_id, r.rights, r.usage, r.valid_from, r.valid_to, r.since FROM rules r WHERE r.org_id = @org AND r.category_id = 0
  UNION ALL SELECT r.subject_id, r.rights, r.usage, r.valid_from, r.valid_to, r.since FROM rules r WHERE r.org_id = @org AND r.category_id = @category
), who (member, rights, usage, valid_from, valid_to, since, team) AS MATERIALIZED (
  SELECT h.subject, h.rights, h.usage, h.valid_from, h.valid_to, h.since, 0 FROM held h
  UNION ALL SELECT tm.member_id, h.rights, h.usage, h.valid_from, h.valid_to, h.since, h.subject FROM held h CROSS JOIN team_members tm ON tm.team_id = h.subject
  UNION ALL SELECT m.subject_id, 15, 0, 0, 0, 0, 0 FROM members m WHERE m.org_id = @org AND m.role >= 3
)
SELECT u.email, m.first_name, m.last_name, m.role, m.state, w.rights, w.usage, w.valid_from, w.valid_to, w.since, w.team
FROM who w CROSS JOIN members m ON m.subject_id = w.member CROSS JOIN users u ON u.id = m.user_id ORDER BY u.email_key;
