package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// crowd is an organization of a size at which a full scan begins to hurt, with everything that SQLite has measured of it.
func crowd(t *testing.T) *house {
	h := newStore(t)
	var people []org.NewMember
	for i := range 300 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("u%03d@example.org", i)), Role: org.Collaborator})
	}
	h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	var products []org.NewProduct
	for i := range 100 {
		products = append(products, org.NewProduct{Category: []string{"drive", "mail"}[i%2], Name: fmt.Sprintf("p%02d", i)})
	}
	h.ok(h.AddProducts(t.Context(), as(h.olivia), products, false))
	var grants []org.GrantChange
	for i, p := range people {
		grants = append(grants, h.statement(p.Email.Shown, "mail/@all=technical"))
		for j := range 5 {
			n := (i*7 + j*13) % len(products)
			grants = append(grants, h.statement(p.Email.Shown, fmt.Sprintf("%s/%s=use", products[n].Category, products[n].Name)))
		}
	}
	h.ok(h.SetGrants(t.Context(), as(h.olivia), grants, false))
	for i := range 30 {
		var in []string
		for j := range 10 {
			in = append(in, people[(i*11+j*7)%len(people)].Email.Shown)
		}
		h.ok(h.team(fmt.Sprintf("Team %02d", i), in, fmt.Sprintf("drive/p%02d=technical", i*2), "mail/@all=use"))
	}
	path := h.path
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
	h.open(path)
	if h.count("sqlite_stat1") == 0 {
		t.Fatal("SQLite has not measured the tables")
	}
	return h
}

// plan is how SQLite runs a statement, line by line.
func plan(t *testing.T, s *Store, query string) (out []string) {
	t.Helper()
	rows, err := s.reader.Query("EXPLAIN QUERY PLAN "+query, make([]any, 20)...) // more than any has
	if err != nil {
		t.Fatalf("%v: %s", err, query)
	}
	err = each(rows, func() error {
		var id, parent, unused int
		var detail string
		err := rows.Scan(&id, &parent, &unused, &detail)
		out = append(out, detail)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// queries are what was prepared on a connection.
func (l lane) queries() (out []string) {
	out = slices.AppendSeq(slices.Collect(maps.Keys(l.stmts)), maps.Keys(l.direct.known))
	return slices.DeleteFunc(out, func(q string) bool { return strings.HasPrefix(q, "BEGIN") || q == "ROLLBACK" || q == "COMMIT" })
}

// scans are the lines of a plan that go through a whole table or all members, or build an index for the moment. Going
// through what was found before ("s", "own", "reached") or through the few organizations is none.
func scans(lines []string) (bad []string) {
	for _, line := range lines {
		table, ok := strings.CutPrefix(line, "SCAN ")
		table, _, _ = strings.Cut(table, " ")
		whole := ok && table != "CONSTANT" && !slices.Contains([]string{"s", "own", "reached", "o"}, table)
		if whole || strings.Contains(line, "AUTOMATIC") || strings.HasPrefix(line, "SEARCH m USING PRIMARY KEY (org_id=?)") {
			bad = append(bad, line)
		}
	}
	return bad
}

func TestNoScans(t *testing.T) {
	for name, h := range map[string]*house{"a few": office(t), "measured": crowd(t)} {
		user, product, team := jane, "drive/a", "team-00"
		if name == "measured" {
			user, product = "u007@example.org", "drive/p00"
		} else {
			h.ok(h.team("Team 00", []string{jane}, "drive/a=use"))
		}
		for what, ask := range map[string]func() error{
			"check":            func() error { return second(h.Access(t.Context(), h.olivia, user, product, time.Time{})) },
			"check in an org":  func() error { return second(h.Access(t.Context(), in(h.olivia, "acme"), user, "id:1", time.Time{})) },
			"who":              func() error { return second(h.Who(t.Context(), h.olivia, product, org.Question{}, time.Time{})) },
			"list of one":      func() error { return firstError(h.Reach(t.Context(), h.olivia, org.ReachFilter{User: user})) },
			"grants of one":    func() error { return firstError(h.Grants(t.Context(), h.olivia, org.GrantFilter{User: user})) },
			"grants on one":    func() error { return firstError(h.Grants(t.Context(), h.olivia, org.GrantFilter{Product: product})) },
			"grants of a team": func() error { return firstError(h.Grants(t.Context(), h.olivia, org.GrantFilter{Team: team})) },
			"a team":           func() error { return second(h.Team(t.Context(), h.olivia, team)) },
			"teams of one":     func() error { return second(h.Teams(t.Context(), h.olivia, org.TeamFilter{User: user})) },
			"who is in it":     func() error { return firstError(h.Users(t.Context(), h.olivia, org.UserFilter{Team: team})) },
			"the sheet":        func() error { return second(h.Sheet(t.Context(), h.olivia, user)) },
			"completion":       func() error { return second(h.Complete(t.Context(), h.olivia, org.CompleteUser, "u")) },
		} {
			if err := h.closeLanes(); err != nil { // so that the statements are those of this question
				t.Fatal(err)
			}
			if err := ask(); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if len(h.lanes) != 1 || len(h.lanes[0].queries()) < 4 {
				t.Fatalf("%s: the statements are not known", what)
			}
			for _, query := range h.lanes[0].queries() {
				if bad := scans(plan(t, h.Store, query)); len(bad) > 0 {
					t.Errorf("%s, %s: %q in\n%s", name, what, bad, query)
				}
			}
		}
	}
}

// TestNoScansInChanges looks at what runs for every row of a file.
func TestNoScansInChanges(t *testing.T) {
	for name, h := range map[string]*house{"a few": office(t), "measured": crowd(t)} {
		user, product := jane, "drive/a"
		if name == "measured" {
			user, product = "u007@example.org", "drive/p02"
		}
		var queries []string
		op := operation{action: org.ActGrants, name: "grant.set"}
		_, err := h.change(t.Context(), as(h.olivia), op, func(a *act) error {
			g, err := a.granting(t.Context())
			if err != nil {
				return err
			}
			for _, text := range []string{product + "=technical+use", "drive/@all=use", product + "=none"} {
				if err := g.apply(t.Context(), h.statement(user, text), map[statedSlot]struct{}{}); err != nil {
					return err
				}
			}
			team, err := a.insertTeam(t.Context(), org.Team{Slug: "new", Name: "New", Colour: "red"})
			if err != nil {
				return err
			}
			m, err := a.member(t.Context(), a.Org.ID, user)
			if err != nil {
				return err
			}
			for _, err := range []error{a.enter(t.Context(), team, user), a.expel(t.Context(), team, []org.Member{m}), a.dropTeams(t.Context(), m)} {
				if err != nil {
					return err
				}
			}
			queries = lane{stmts: a.stmts, direct: a.direct}.queries()
			return nil
		})
		if err != nil || len(queries) < 8 {
			t.Fatalf("%d statements, %v", len(queries), err)
		}
		for _, query := range queries {
			if bad := scans(plan(t, h.Store, query)); len(bad) > 0 {
				t.Errorf("%s: %q in\n%s", name, bad, query)
			}
		}
	}
}
