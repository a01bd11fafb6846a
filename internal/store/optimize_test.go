package store

import (
	"fmt"
	"testing"

	"orgctl/internal/org"
)

// TestStatistics guards the shape of the statistics: with samples (sqlite_stat4) SQLite would prepare every statement anew
// for each value, and checks would be twelve times slower.
func TestStatistics(t *testing.T) {
	h := newStore(t)
	var people []org.NewMember
	for i := range bulkChanges {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("p%d@example.org", i)), Role: org.Collaborator})
	}
	h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.open(h.path)
	if n := h.count("sqlite_stat1 WHERE tbl = 'members'"); n == 0 {
		t.Error("the tables were not measured")
	}
	if h.count("sqlite_schema WHERE name = 'sqlite_stat4'") > 0 && h.count("sqlite_stat4") > 0 {
		t.Error("samples were collected")
	}
}

// TestSmallTablesHaveNoStatistics asks how SQLite would look for people in a store of one, to which many may be added at once.
func TestSmallTablesHaveNoStatistics(t *testing.T) {
	h := generated(t, 1, 1)
	if n := h.count("sqlite_stat1 WHERE tbl IN ('members', 'users', 'organizations')"); n > 0 {
		t.Errorf("%d statistics of tables of one row", n)
	}
	h = generated(t, 1000, 1)
	if n := h.count("sqlite_stat1 WHERE tbl IN ('members', 'grants')"); n == 0 {
		t.Error("large tables have no statistics")
	}
	if n := h.count("sqlite_stat1 WHERE tbl = 'organizations'"); n > 0 {
		t.Errorf("%d statistics of a small table", n)
	}
}
