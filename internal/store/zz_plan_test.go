package store

import (
	"crypto/sha256"
	"fmt"
	"orgctl/internal/org"
	"os"
	"testing"
	"time"
)

func TestZZPlan(t *testing.T) {
	path := os.Getenv("BIG")
	if path == "" {
		t.Skip()
	}
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]string{
		"allMembers": `SELECT ` + memberColumns + ` FROM members m JOIN users u ON u.id = m.user_id WHERE m.org_id = ?1 ORDER BY u.email_key`,
		"heldRows":   heldRows, "holdersOf": holdersOf, "productsReached": productsReached,
		"products": productRows,
		"member":   `SELECT ` + memberColumns + ` FROM users u JOIN members m ON m.user_id = u.id WHERE u.email_key = ?2 AND m.org_id = ?1`,
		"reach": `WITH s (id) AS MATERIALIZED (
  SELECT g.subject_id FROM grants g WHERE g.product_id = ?2
  UNION SELECT r.subject_id FROM rules r WHERE r.org_id = ?1 AND r.category_id = 0
  UNION SELECT r.subject_id FROM rules r WHERE r.org_id = ?1 AND r.category_id = ?3
  UNION SELECT m.subject_id FROM members m WHERE m.org_id = ?1 AND m.role >= 3
)
SELECT ` + memberColumns + ` FROM s CROSS JOIN members m ON m.subject_id = s.id CROSS JOIN users u ON u.id = m.user_id
WHERE m.org_id = ?1 ORDER BY u.email_key`,
		"complete": `SELECT u.email, trim(m.first_name || ' ' || m.last_name) FROM users u JOIN members m ON m.user_id = u.id AND m.org_id = ?1
WHERE u.email_key >= ?2 AND u.email_key < ?2 || char(0x10ffff) ORDER BY u.email_key LIMIT ?3`,
		"isMember": `SELECT EXISTS (SELECT 1 FROM members m CROSS JOIN organizations o ON o.id = m.org_id
WHERE m.org_id = ?1 AND m.user_id = ?2 AND m.state <> 1 AND o.removed_at = 0)`,
		"whichOrg": `SELECT o.id FROM organizations o JOIN members m ON m.org_id = o.id WHERE m.user_id = ?1 AND m.state <> 1 AND o.removed_at = 0 AND CASE WHEN ?2 > 0 THEN o.id = ?2 ELSE o.slug = ?3 END`,
		"owners":   `SELECT count(*) FROM members WHERE org_id = ?1 AND user_id <> ?2 AND role = 4 AND state = 0`,
	} {
		t.Log(name)
		rows, err := s.reader.Query("EXPLAIN QUERY PLAN "+q, 1, 0, 0, 0, 0, 0)
		if err != nil {
			rows, err = s.reader.Query("EXPLAIN QUERY PLAN " + q)
			if err != nil {
				t.Log(err)
				continue
			}
		}
		for rows.Next() {
			var a, b, c int
			var d string
			rows.Scan(&a, &b, &c, &d)
			t.Log("   ", b, d)
		}
	}
}

func TestZZPlan2(t *testing.T) {
	h := newStore(t)
	h.addProduct("drive/a")
	for name, q := range map[string]string{
		"isMember": `SELECT EXISTS (SELECT 1 FROM members m CROSS JOIN organizations o ON o.id = m.org_id
WHERE m.org_id = ?1 AND m.user_id = ?2 AND m.state <> 1 AND o.removed_at = 0)`,
		"whichOrg": `SELECT o.id FROM organizations o JOIN members m ON m.org_id = o.id WHERE m.user_id = ?1 AND m.state <> 1 AND o.removed_at = 0 AND CASE WHEN ?2 > 0 THEN o.id = ?2 ELSE o.slug = ?3 END`,
	} {
		t.Log(name)
		rows, err := h.reader.Query("EXPLAIN QUERY PLAN "+q, 1, 0, 0, 0, 0, 0)
		if err != nil {
			t.Log(err)
			continue
		}
		for rows.Next() {
			var a, b, c int
			var d string
			rows.Scan(&a, &b, &c, &d)
			t.Log("   ", b, d)
		}
	}
}

func BenchmarkZZ(b *testing.B) {
	path := os.Getenv("BIG")
	if path == "" {
		b.Skip()
	}
	s, err := Open(b.Context(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	c := org.Caller{Session: sha256.Sum256([]byte("session of olivia@example.org"))}
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			if _, err := s.Access(b.Context(), c, fmt.Sprintf("user%05d@example.org", i%10000), "drive/p0000", time.Time{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("list", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			for _, err := range s.Reach(b.Context(), c, org.ReachFilter{User: fmt.Sprintf("user%05d@example.org", i%10000)}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("grants", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			for _, err := range s.Grants(b.Context(), c, org.GrantFilter{User: fmt.Sprintf("user%05d@example.org", i%10000)}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("who", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for range b.N {
			o, err := s.Who(b.Context(), c, "drive/p0000", org.Question{}, time.Time{})
			if err != nil {
				b.Fatal(err)
			}
			n = len(o)
		}
		b.ReportMetric(float64(n), "people")
	})
	b.Run("everybody", func(b *testing.B) {
		b.ReportAllocs()
		n := 0
		for range b.N {
			n = 0
			for _, err := range s.Reach(b.Context(), c, org.ReachFilter{}) {
				if err != nil {
					b.Fatal(err)
				}
				n++
			}
		}
		b.ReportMetric(float64(n), "rows")
	})
	b.Run("allgrants", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			for _, err := range s.Grants(b.Context(), c, org.GrantFilter{}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("complete", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			s.Complete(b.Context(), c, org.CompleteProduct, "drive/")
		}
	})
	b.Run("open+check", func(b *testing.B) {
		b.ReportAllocs()
		for i := range b.N {
			s, err := Open(b.Context(), path, Options{})
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.Access(b.Context(), c, fmt.Sprintf("user%05d@example.org", i%10000), "drive/p0000", time.Time{}); err != nil {
				b.Fatal(err)
			}
			s.Close()
		}
	})
}
