package store

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// checked is what a check finds in the middle of a transaction.
func checked(t *testing.T, tx *tx) org.CheckReport {
	t.Helper()
	var r org.CheckReport
	if err := (&checker{tx, func(int64) {}, &r, false}).all(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r
}

// alter changes a file that is no store of this test any more.
func alter(t *testing.T, path, query string) {
	t.Helper()
	db, err := openDB(dsn(path, "rw"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// rich is a busy store with two organizations, own categories, temporary grants, prices and a removed organization.
func rich(t *testing.T) *house {
	t.Helper()
	h := busy(t)
	own := []org.Category{{Code: "printers", Label: "Printers", Synonyms: []string{"print"}, Rights: org.Technical, Usage: true}}
	h.ok(h.ImportCatalog(t.Context(), as(h.olivia), own))
	price := org.Money{Minor: 12000, Currency: org.CHF}
	period := org.Period{N: 1, Unit: 'y'}
	h.ok(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{{Category: "printers", Name: "hall", ProductEdit: org.ProductEdit{Price: &price, Period: &period}}}, false))
	h.addUser("kim@example.org", org.Collaborator)
	spec, err := org.ParseGrantSpec("printers/hall=technical+use")
	if err != nil {
		t.Fatal(err)
	}
	until := h.now.Add(48 * time.Hour)
	h.ok(h.SetGrants(t.Context(), as(h.olivia), []org.GrantChange{{User: "kim@example.org", Spec: spec, Until: until, Reason: "toner", Ticket: "T-1"}}, false))
	h.grant("kim@example.org", "printers/hall=technical")
	h.ok(h.CopyGrants(t.Context(), as(h.olivia), "jane@example.org", "kim@example.org"))
	other := account(t, "zoe@example.org", "other")
	h.ok(h.SignUp(t.Context(), org.Request{}, other))
	zoe := org.Caller{Session: other.Session, Org: "other"}
	h.ok(h.AddProducts(t.Context(), as(zoe), []org.NewProduct{{Category: "drive", Name: "marketing"}}, false))
	h.ok(h.AddUsers(t.Context(), as(zoe), []org.NewMember{{Email: mail(t, "JANE@example.org"), Role: org.Admin}}, false))
	h.invited(h.olivia, mia, org.Collaborator)
	h.ok(h.accept(org.Caller{}, firstly(mia)))
	h.invited(h.olivia, "max@example.org", org.External)
	gone := account(t, "gil@example.org", "gone")
	h.ok(h.SignUp(t.Context(), org.Request{}, gone))
	h.ok(h.RemoveOrg(t.Context(), as(org.Caller{Session: gone.Session, Org: "gone"})))
	return h
}

func TestCheckFindsNothingWrong(t *testing.T) {
	h := rich(t)
	var steps int64
	r, err := At(h.path, h.options()).Check(t.Context(), func(n int64) { steps += n })
	if err != nil || len(r.Findings) > 0 || r.Skipped != "" {
		t.Fatalf("%+v, %v", r, err)
	}
	if r.Chains != 4 || r.LogRows != int64(h.count("log")) || r.Rows < 15 || steps != r.LogRows+r.Rows || r.Schema != Schema() {
		t.Errorf("too little was looked at: %+v (%d steps)", r, steps)
	}
}

// TestCheckFindsEveryColumn changes, one by one, every column of every row that the log follows. SQLite finds few of them.
func TestCheckFindsEveryColumn(t *testing.T) {
	h := rich(t)
	// The head is a matter of the chain, tested there; when a category was added, nobody asks; whether an invitation needs its
	// code is no fact of the organization.
	ignored := []string{"organizations.log_seq", "organizations.log_hash", "categories.created_at", "invitations.known"}
	for _, table := range []string{"organizations", "categories", "members", "invitations", "products", "grants", "rules"} {
		columns := h.strings(`SELECT name || ' ' || type FROM pragma_table_info(?1)`, table)
		where := map[string]string{"categories": "WHERE org_id IS NOT NULL", "grants": "WHERE subject_id = 2"}[table]
		for _, column := range columns {
			name, kind, _ := strings.Cut(column, " ")
			if slices.Contains(ignored, table+"."+name) {
				continue
			}
			changed := name + " || 'x'"
			if kind == "INTEGER" {
				changed = fmt.Sprintf("CASE coalesce(%s, 0) WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE %[1]s - 1 END", name)
			}
			if name == "id" || strings.HasSuffix(name, "_id") {
				changed = name + " + 1000"
			}
			if kind == "TEXT" && (name == "currency" || name == "paid_until" || name == "period" || name == "kind") {
				changed = map[string]string{"currency": "'EUR'", "paid_until": "'2027-01-31'", "period": "'2y'", "kind": "'association'"}[name]
			}
			switch name {
			case "synonyms":
				changed = `'["other"]'`
			case "texts":
				changed = `'[{"rights":["technical"],"en":"x","fr":""}]'`
			}
			h.undone(func(tx *tx) {
				run(t, tx, `PRAGMA ignore_check_constraints = ON`)
				run(t, tx, fmt.Sprintf(`UPDATE %s SET %s = %s %s`, table, name, changed, where))
				if r := checked(t, tx); len(r.Findings) == 0 {
					t.Errorf("%s.%s = %s: not found", table, name, changed)
				}
				run(t, tx, `PRAGMA ignore_check_constraints = OFF`)
			})
		}
	}
}

// strings are the values of a query of one column.
func (h *house) strings(query string, args ...any) (out []string) {
	h.t.Helper()
	rows, err := h.reader.Query(query, args...)
	if err != nil {
		h.t.Fatal(err)
	}
	err = each(rows, func() error {
		var s string
		defer func() { out = append(out, s) }()
		return rows.Scan(&s)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	h := rich(t)
	for _, c := range []struct{ query, kind, object, message string }{
		{`UPDATE members SET role = 4 WHERE user_id = 2 AND org_id = 1`, "row", "user jane@example.org", `role is "owner", but the log says "collaborator"`},
		{`UPDATE members SET role = 3 WHERE role = 4 AND org_id = 1`, "row", "user olivia@example.org", `role is "admin", but the log says "owner"`},
		{`UPDATE users SET email = 'mallory@example.org', email_key = 'mallory@example.org' WHERE id = 2`, "row", "user mallory@example.org", `email is "mallory@example.org", but the log says "jane@example.org"`},
		{`UPDATE grants SET rights = 3 WHERE subject_id = 2`, "row", "grant jane@example.org drive/marketing", `rights is ["technical","statistics"], but the log says ["technical"]`},
		{`DELETE FROM grants WHERE subject_id = 2`, "row", "grant jane@example.org drive/marketing", "it is gone, and the log does not say so"},
		{`INSERT INTO rules (subject_id, category_id, temporary, org_id, future, rights, usage, created_by, created_at) VALUES (2, 0, 0, 1, 0, 15, 0, 1, 1)`,
			"row", "grant jane@example.org @everything", "it is there, but the log does not say so"},
		{`UPDATE products SET price = 1 WHERE price IS NOT NULL`, "row", "product printers/hall", `price is {"amount":"0.01","currency":"CHF"}, but the log says {"amount":"120.00","currency":"CHF"}`},
		{`UPDATE organizations SET last_product = 99 WHERE id = 1`, "row", "organization acme", "last_product is 99, but the log says 5"},
		{`UPDATE organizations SET removed_at = 0`, "row", "organization gone", "removed is false, but the log says true"},
		{`UPDATE categories SET rights = 15 WHERE code = 'printers'`, "row", "category printers", `rights is ["technical","statistics","ticket-control","sales-control"], but the log says ["technical"]`},
		{`UPDATE categories SET rights = 300 WHERE code = 'printers'`, "row", "category", "a row can't be read"},
		{`UPDATE log SET reason = 'why not' WHERE org_id = 1 AND seq = 3`, "log", "row 3 of the log", "it is not as it was written"},
		{`UPDATE log SET id = id + 1000 WHERE id = (SELECT max(id) FROM log)`, "log", "", "the last one has the number"},
		{`DELETE FROM log WHERE org_id = 1 AND seq IN (3, 4)`, "log", "row 5 of the log", "rows 3 to 4 are missing"},
		{`UPDATE log SET org_id = 77 WHERE org_id = 2`, "log", "", "rows of the log belong to no organization"},
		{`DELETE FROM products WHERE org_id = 2; DELETE FROM members WHERE org_id = 2 AND user_id = 2`, "row", "product drive/marketing", "it is gone, and the log does not say so"},
		{`DELETE FROM products WHERE name = 'hall'`, "link", "", "a row of grants refers to a row of products that is not there"},
	} {
		h.undone(func(tx *tx) {
			run(t, tx, c.query)
			r := checked(t, tx)
			if !slices.ContainsFunc(r.Findings, func(f org.Finding) bool {
				return string(f.Kind) == c.kind && f.Object == c.object && strings.Contains(f.Message, c.message)
			}) {
				t.Errorf("%s: found %+v", c.query, r.Findings)
			}
		})
	}
}

func TestCheckReportsAreBounded(t *testing.T) {
	h := newStore(t)
	var people []org.NewMember
	for i := range 2 * org.MaxFindings {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("p%d@example.org", i)), Role: org.Collaborator})
	}
	h.ok(h.AddUsers(t.Context(), as(h.olivia), people, false))
	h.undone(func(tx *tx) {
		run(t, tx, `UPDATE members SET billing = 1`)
		r := checked(t, tx)
		if len(r.Findings) != org.MaxFindings || r.More != 2*org.MaxFindings+1-org.MaxFindings {
			t.Errorf("%d findings and %d more", len(r.Findings), r.More)
		}
	})
}

func TestCheckCanBeInterrupted(t *testing.T) {
	h := rich(t)
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := At(h.path, h.options()).Check(ctx, func(int64) { cancel() }); err == nil {
		t.Error("it went on")
	}
}

// TestCheckFollowsLogins alters what the store's own log says of logins.
func TestCheckFollowsLogins(t *testing.T) {
	h := newStore(t)
	h.addUser("jane@example.org", org.Admin)
	h.token(h.olivia, "olivia@example.org", org.NewToken{Name: "early"})
	h.ok(h.SetTheme(t.Context(), as(h.olivia), org.ThemeDark))
	h.now = h.now.Add(time.Minute)
	h.ok(h.Recover(t.Context(), as(org.Caller{}), org.Recovery{Email: "jane@example.org", Org: "acme", Code: sha256.Sum256([]byte("other"))}))
	h.ok(h.Recover(t.Context(), as(org.Caller{}), org.Recovery{Email: "olivia@example.org", Org: "acme", Code: sha256.Sum256([]byte("new"))}))
	h.undone(func(tx *tx) {
		if r := checked(t, tx); len(r.Findings) > 0 {
			t.Fatalf("found %+v", r.Findings)
		}
	})
	for _, c := range []struct{ query, object, message string }{
		{`UPDATE tokens SET disabled_at = 0`, "token id:1", "it works, but the log says that it was disabled"},
		{`UPDATE tokens SET disabled_at = disabled_at + 1`, "token id:1", "it is disabled, but the log does not say so"},
		{`UPDATE users SET theme = 'light' WHERE id = 1`, "login olivia@example.org", `theme is "light", but the log says "dark"`},
		{`UPDATE users SET theme = 'light' WHERE id = 2`, "login jane@example.org", `theme is "light", but the log says ""`},
		{`UPDATE users SET email_key = 'mallory@example.org' WHERE id = 2`, "login jane@example.org", `it is found by "mallory@example.org"`},
	} {
		h.undone(func(tx *tx) {
			run(t, tx, c.query)
			want := org.Finding{Kind: org.FindingRow, Object: c.object, Message: c.message}
			if r := checked(t, tx); !slices.ContainsFunc(r.Findings, func(f org.Finding) bool { f.Chain = ""; return f == want }) {
				t.Errorf("%s: found %+v", c.query, r.Findings)
			}
		})
	}
}
