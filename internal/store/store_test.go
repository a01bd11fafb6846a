package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"orgctl/internal/org"
)

// house is a store for one test, with the organization acme, its owner olivia@example.org, and a clock that stands
// still until it is moved.
type house struct {
	*Store
	t      *testing.T
	now    time.Time
	olivia org.Caller
}

// phc stands for a password hash: the store never looks into one.
const phc = "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA"

func newStore(t *testing.T) *house {
	t.Helper()
	return emptyStore.house(t, func(path string) {
		if _, err := Create(t.Context(), Place{Path: path}, houseAt(t).options(), org.Request{}, account(t, "olivia@example.org", "acme")); err != nil {
			t.Fatal(err)
		}
	})
}

func houseAt(t *testing.T) *house {
	return &house{t: t, now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
}

// built is a store that many tests begin with: it is made once, and each gets a copy of the file.
type built struct {
	once sync.Once
	file []byte
}

var emptyStore, officeStore built

func (b *built) house(t *testing.T, build func(path string)) *house {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	b.once.Do(func() {
		first := filepath.Join(t.TempDir(), "first.db")
		build(first)
		b.file, _ = os.ReadFile(first)
	})
	if err := os.WriteFile(path, b.file, 0o600); err != nil {
		t.Fatal(err)
	}
	h := houseAt(t)
	h.open(path)
	h.olivia = org.Caller{Session: account(t, "olivia@example.org", "acme").Session}
	return h
}

func (h *house) options() Options {
	return Options{Now: func() time.Time { return h.now }, Sync: "OFF"}
}

func (h *house) open(path string) {
	h.t.Helper()
	s, err := Open(h.t.Context(), path, h.options())
	if err != nil {
		h.t.Fatal(err)
	}
	h.Store = s
	h.t.Cleanup(func() { _ = s.Close() })
}

// account is somebody who signs up with an organization in their name.
func account(t *testing.T, email, slug string) org.Account {
	t.Helper()
	acc, err := org.Account{Email: mail(t, email), FirstName: "Olivia", LastName: "Owner", Password: phc,
		Session: sha256.Sum256([]byte("session of " + email)), Org: org.Organization{Slug: slug, Name: strings.ToUpper(slug[:1]) + slug[1:], Country: "CH"}}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	return acc
}

func mail(t *testing.T, s string) org.Email {
	t.Helper()
	e, err := org.ParseEmail(s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// file is a request for rows of a file.
func file(c org.Caller) org.Request {
	req := as(c)
	req.Rows = true
	return req
}

// as is a confirmed request of a caller.
func as(c org.Caller) org.Request { return org.Request{Caller: c, Confirmed: true} }

// in is the caller in another organization.
func in(c org.Caller, slug string) org.Caller {
	c.Org = slug
	return c
}

// addUser makes a member of acme, and gives them a session.
func (h *house) addUser(email string, role org.Role) org.Caller {
	h.t.Helper()
	return h.addTo(h.olivia, email, role)
}

func (h *house) addTo(owner org.Caller, email string, role org.Role) org.Caller {
	h.t.Helper()
	h.ok(h.AddUsers(h.t.Context(), as(owner), []org.NewMember{{Email: mail(h.t, email), Role: role}}, false))
	return h.login(email)
}

// login opens one more session of somebody, as a login with the right password does.
func (h *house) login(email string) org.Caller {
	h.t.Helper()
	var user org.UserID
	var n int
	hash := sha256.Sum256(fmt.Append(nil, email, h.now, h.count("sessions")))
	err := h.write(h.t.Context(), func(t *tx) error {
		if err := t.QueryRow(`UPDATE users SET password = ?2 WHERE email_key = ?1 RETURNING id`, mail(h.t, email).Key, phc).Scan(&user); err != nil {
			return err
		}
		if err := t.QueryRow(`SELECT count(*) FROM members WHERE user_id = ?1`, user).Scan(&n); err != nil {
			return err
		}
		_, err := t.Exec(`INSERT INTO sessions (hash, user_id, org_id, created_at, used_at)
VALUES (?1, ?2, (SELECT min(org_id) FROM members WHERE user_id = ?2), ?3, ?3)`, hash[:], user, t.now)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return org.Caller{Session: hash}
}

// addProduct adds products to acme.
func (h *house) addProduct(refs ...string) {
	h.t.Helper()
	for _, ref := range refs {
		category, name, _ := strings.Cut(ref, "/")
		h.ok(h.AddProducts(h.t.Context(), as(h.olivia), []org.NewProduct{{Category: category, Name: name}}, false))
	}
}

// grant sets grants of somebody in acme.
func (h *house) grant(user string, specs ...string) {
	h.t.Helper()
	for _, text := range specs {
		spec, err := org.ParseGrantSpec(text)
		if err != nil {
			h.t.Fatal(err)
		}
		h.ok(h.SetGrants(h.t.Context(), as(h.olivia), []org.GrantChange{{User: user, Spec: spec}}, false))
	}
}

// access is what somebody may do with a product of acme, in short.
func (h *house) access(user, product string) string {
	h.t.Helper()
	e, err := h.Access(h.t.Context(), h.olivia, user, product, time.Time{})
	if err != nil {
		h.t.Fatal(err)
	}
	return fmt.Sprintf("%s use=%s", e.Access.Rights, e.Access.Usage)
}

// ok takes a change that must have changed something.
func (h *house) ok(set org.ChangeSet, err error) org.ChangeSet {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v (%s)", err, hint(err))
	}
	if !set.Changed {
		h.t.Fatal("nothing changed")
	}
	return set
}

// same takes a change that must have changed nothing, without an error.
func (h *house) same(set org.ChangeSet, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v (%s)", err, hint(err))
	}
	if set.Changed || len(set.Changes) > 0 {
		h.t.Fatalf("changed: %v", changes(set))
	}
}

// refused takes a change that must have failed in this way.
func (h *house) refused(code org.Code) func(org.ChangeSet, error) {
	return func(_ org.ChangeSet, err error) {
		h.t.Helper()
		h.fails(code, err)
	}
}

func (h *house) fails(code org.Code, err error) {
	h.t.Helper()
	e, ok := errors.AsType[*org.Error](err)
	if !ok || e.Code != code {
		h.t.Fatalf("got %v, want an error %s", err, code)
	}
	if e.Hint == "" {
		h.t.Errorf("the error %q does not say what to do next", e.Msg)
	}
}

func hint(err error) string {
	if e, ok := errors.AsType[*org.Error](err); ok {
		return e.Hint
	}
	return ""
}

// changes are the changes of a set in short: "add user jane@example.org".
func changes(set org.ChangeSet) []string {
	var out []string
	for _, c := range set.Changes {
		out = append(out, c.Action+" "+c.Kind+" "+c.Ref)
	}
	return out
}

// count is how many rows a table has; a condition may follow its name.
func (h *house) count(table string) (n int) {
	h.t.Helper()
	if err := h.reader.QueryRow(`SELECT count(*) FROM ` + table).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// logged are the actions in a chain, the oldest first; an empty slug is the store's own.
func (h *house) logged(slug string) (out []string) {
	h.t.Helper()
	rows, err := h.reader.Query(`SELECT action || ' ' || actor FROM log
WHERE org_id = coalesce((SELECT id FROM organizations WHERE slug = ?1), 0) ORDER BY seq`, slug)
	if err != nil {
		h.t.Fatal(err)
	}
	err = each(rows, func() error {
		var action string
		defer func() { out = append(out, action) }()
		return rows.Scan(&action)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return out
}

// refs collects what names the rows of a stream.
func refs[T any](t *testing.T, rows iter.Seq2[T, error], ref func(T) string) (out []string) {
	t.Helper()
	for row, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, ref(row))
	}
	return out
}

// ctx is short for what every call takes first.
type ctx = context.Context

// wholly checks that a refused change left nothing behind.
func (h *house) wholly(fn func(ctx)) {
	h.t.Helper()
	before := h.dump()
	fn(h.t.Context())
	after := h.dump()
	for line := range strings.Lines(after) {
		if !strings.Contains(before, line) {
			h.t.Errorf("left behind: %s", line)
		}
	}
	if len(after) < len(before) {
		h.t.Error("something is gone")
	}
}

// dump is everything in the store, row by row.
func (h *house) dump() string {
	h.t.Helper()
	var b strings.Builder
	for _, table := range []string{"users", "organizations", "members", "teams", "team_members", "subjects", "products", "grants", "rules", "sessions", "codes", "invitations", "invitation_codes", "operations", "log", "categories", "meta", "attempts", "billing_records", "billing_rates", "partnerships", "partnership_codes", "assignments"} {
		rows, err := h.reader.Query(`SELECT * FROM ` + table) // in the order of their keys
		if err != nil {
			h.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			h.t.Fatal(err)
		}
		err = each(rows, func() error {
			row, dest := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				dest[i] = &row[i]
			}
			err := rows.Scan(dest...)
			fmt.Fprintln(&b, table, row)
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	return b.String()
}

// Exec is ExecContext for a test, which is interrupted by nobody.
func (t *tx) Exec(query string, args ...any) (sql.Result, error) {
	return t.ExecContext(context.Background(), query, args...)
}

// QueryRow is QueryRowContext for a test.
func (t *tx) QueryRow(query string, args ...any) *sql.Row {
	return t.QueryRowContext(context.Background(), query, args...)
}
