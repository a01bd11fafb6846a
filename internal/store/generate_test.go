package store

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// generated is a store of so many people who do not exist.
func generated(t *testing.T, users int, seed uint64) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC), olivia: org.Caller{Session: sha256.Sum256([]byte("olivia"))}}
	h.generate(filepath.Join(t.TempDir(), "store.db"), org.Sample{Users: users, Seed: seed})
	return h
}

func (h *house) generate(path string, sample org.Sample) {
	h.t.Helper()
	sample, err := sample.Checked()
	if err != nil {
		h.t.Fatal(err)
	}
	sample.Session = h.olivia.Session
	h.ok(At(path, h.options()).Generate(h.t.Context(), org.Request{}, sample, nil))
	h.open(path)
}

func TestGeneratedStoreAgreesWithItsLog(t *testing.T) {
	h := generated(t, 1000, 1)
	report, err := At(h.path, h.options()).Check(t.Context(), nil)
	if err != nil || len(report.Findings) > 0 {
		t.Fatalf("%v, %+v", err, report.Findings)
	}
	if n := h.count("users"); n != 1000 {
		t.Errorf("%d users", n)
	}
	if n := h.count("grants"); n < 8000 || n > 10000 {
		t.Errorf("%d grants for 1000 users", n)
	}
	if n := h.count("organizations o WHERE NOT EXISTS (SELECT 1 FROM members m WHERE m.org_id = o.id AND m.role = 4 AND m.state = 0)"); n > 0 {
		t.Errorf("%d organizations have no owner", n)
	}
	if n := h.count("grants g JOIN members m ON m.subject_id = g.subject_id WHERE m.role >= 3 AND g.rights <> 0"); n > 0 {
		t.Errorf("%d management rights were granted to people who have them all", n)
	}
	for _, some := range []string{
		"members WHERE role = 1", "members WHERE role = 2", "members WHERE role = 3", "members WHERE state = 2", "team_members",
		"members a JOIN members b ON b.user_id = a.user_id AND b.org_id <> a.org_id",
		"grants WHERE temporary", "grants a JOIN grants b ON b.subject_id = a.subject_id AND b.product_id = a.product_id AND b.temporary > a.temporary",
		"grants g JOIN teams t ON t.subject_id = g.subject_id", "rules WHERE category_id = 0", "rules WHERE category_id > 0 AND NOT future",
		"rules r JOIN products p ON p.org_id = r.org_id AND p.category_id = r.category_id AND p.id > r.since WHERE r.future",
		"products WHERE price > 0", "sqlite_stat1", "members m JOIN invitations i ON i.org_id = m.org_id AND i.user_id = m.user_id WHERE m.state = 1 AND i.state = 'pending'",
		"partner_profiles", "partnerships WHERE access = 'limited'", "partnerships WHERE access = 'full' AND payment = 'client'", "partnerships WHERE payment = 'partner'",
		"assignments", "grants g JOIN partnerships p ON p.subject_id = g.subject_id", "billing_rates", "billing_records WHERE kind = 'order'",
		"billing_records WHERE kind = 'renewal' AND paid_by = 'partner'", "billing_records WHERE kind = 'cashback'", "billing_records WHERE kind = 'payment'",
		"billing_records WHERE kind = 'discount' AND paid_by = 'partner'", "billing_records WHERE kind = 'discount' AND paid_by = 'client'",
	} {
		if h.count(some) == 0 {
			t.Errorf("there are no %s", some)
		}
	}
}

// TestGeneratedStoreFollowsFromTheSeed makes the same store on two days, and another.
func TestGeneratedStoreFollowsFromTheSeed(t *testing.T) {
	content := func(seed uint64, at time.Time) (out []string) {
		h := &house{t: t, now: at}
		h.generate(filepath.Join(t.TempDir(), "store.db"), org.Sample{Users: 300, Seed: seed})
		for line := range strings.Lines(h.dump()) {
			if table, _, _ := strings.Cut(line, " "); table != "meta" { // the head of the store's own log
				out = append(out, line)
			}
		}
		return out
	}
	day := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	first, second, other := content(7, day), content(7, day.AddDate(3, 0, 0)), content(8, day)
	differ := 0
	for i := range min(len(first), len(second)) {
		if first[i] != second[i] {
			differ++
		}
	}
	if len(first) != len(second) || differ > 2 { // the last operation, and its row in the store's own log
		t.Errorf("%d and %d rows, of which %d differ", len(first), len(second), differ)
	}
	if strings.Join(first, "") == strings.Join(other, "") {
		t.Error("the seed counts for nothing")
	}
}

func TestGenerateReplacesNothing(t *testing.T) {
	h := newStore(t)
	before := h.dump()
	sample, err := org.Sample{Users: 10}.Checked()
	if err != nil {
		t.Fatal(err)
	}
	h.refused(org.CodeExists)(At(h.path, h.options()).Generate(t.Context(), org.Request{}, sample, nil))
	if h.dump() != before {
		t.Error("the store is another")
	}
	free := filepath.Join(t.TempDir(), "store.db")
	if set, err := At(free, h.options()).Generate(t.Context(), org.Request{DryRun: true}, sample, nil); err != nil || !set.DryRun || Vacant(free) != nil {
		t.Errorf("a dry run: %+v, %v, and at its place: %v", set, err, Vacant(free))
	}
}

// TestGeneratedStoreIsAnsweredAsTheModelDoes reads the first organization into the model, from the tables and the view for
// people, and asks both about anybody and anything.
func TestGeneratedStoreIsAnsweredAsTheModelDoes(t *testing.T) {
	h := generated(t, 1000, 3)
	m := h.model("acme")
	people, refs := m.emails(), m.refs()
	draw := rand.New(rand.NewPCG(1, 1))
	if len(m.insiders()) <= len(people) || !slices.ContainsFunc(slices.Collect(maps.Values(m.partners)), func(l *link) bool { return l.full }) {
		t.Errorf("partners bring nobody in, or none has full access: %d insiders, %d people", len(m.insiders()), len(people))
	}
	people = m.insiders()
	some, none := 0, 0
	for range 400 {
		who, ref := people[draw.IntN(len(people))], refs[draw.IntN(len(refs))]
		at := h.now.AddDate(0, 0, draw.IntN(1000))
		rights, usage := m.may(who, ref, at)
		e, err := h.Access(t.Context(), h.olivia, who, ref, at)
		if err != nil {
			t.Fatal(err)
		}
		want, got := fmt.Sprintf("%v %q", rights, usage), fmt.Sprintf("%v %q", e.Access.Rights.Names(), strings.TrimPrefix(e.Access.Usage.String(), "none"))
		if got != want {
			t.Fatalf("%s on %s at %s: %s, the model %s", who, ref, at, got, want)
		}
		if e.Access.Any() {
			some++
		} else {
			none++
		}
	}
	if some < 40 || none < 40 {
		t.Errorf("%d have access and %d have none: that says little", some, none)
	}
}

// model reads an organization into the model, of the categories that it knows.
func (h *house) model(slug string) *model {
	m := newModel("olivia@example.org")
	h.rows(`SELECT u.email, m.role, m.state FROM members m JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.org_id WHERE o.slug = ?1`, slug, func(scan func(...any)) {
		var email string
		var role org.Role
		var state org.MemberState
		scan(&email, (*uint8)(&role), (*uint8)(&state))
		m.people[email] = &person{role.String(), state.String()}
	})
	h.rows(`SELECT c.code || '/' || p.name, p.id FROM products p JOIN categories c ON c.id = p.category_id JOIN organizations o ON o.id = p.org_id
WHERE o.slug = ?1 AND c.code IN ('drive', 'mail', 'domain', 'ticketing')`, slug, func(scan func(...any)) {
		var ref string
		var id int
		scan(&ref, &id)
		m.products[ref] = id
	})
	h.rows(`SELECT t.slug, u.email FROM team_members tm JOIN teams t ON t.subject_id = tm.team_id JOIN members m ON m.subject_id = tm.member_id
JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = t.org_id WHERE o.slug = ?1`, slug, func(scan func(...any)) {
		var team, email string
		scan(&team, &email)
		if m.teams["team "+team] == nil {
			m.teams["team "+team] = map[string]bool{}
		}
		m.teams["team "+team][email] = true
	})
	h.partners(m, slug)
	h.rows(`SELECT coalesce(user, 'team ' || team), scope, coalesce(rights, ''), coalesce(usage, ''), coalesce(valid_from, ''), coalesce(valid_to, '')
FROM readable_grants WHERE organization = ?1 AND partner IS NULL`, slug, func(scan func(...any)) {
		var s spot
		var rights, from, until string
		said := statement{rights: map[string]bool{}, after: -1}
		scan(&s.who, &s.where, &rights, &said.usage, &from, &until)
		for right := range strings.SplitSeq(rights, ", ") {
			said.rights[right] = true
		}
		s.temporary = from != ""
		said.from, _ = time.Parse(time.RFC3339, from)
		said.until, _ = time.Parse(time.RFC3339, until)
		category, scope, _ := strings.Cut(s.where, "/")
		switch {
		case s.where == "@everything":
			s.where = "*"
		case scope == "@all":
			s.where = category
		case scope == "@future":
			s.where = category
			said.after = h.since(slug, s.who, category, s.temporary)
		}
		m.said[s] = said
	})
	return m
}

// partners reads the partners of an organization, their people, and what they hold.
func (h *house) partners(m *model, slug string) {
	h.rows(`SELECT po.slug, p.access = 'full', p.subject_id FROM partnerships p JOIN organizations o ON o.id = p.org_id JOIN organizations po ON po.id = p.partner_id
WHERE o.slug = ?1 AND p.state = 'active'`, slug, func(scan func(...any)) {
		var partner string
		l := &link{active: true, staff: map[string]string{}, assigned: map[string]bool{}, rights: map[string]map[string]bool{}}
		scan(&partner, &l.full, &l.order)
		m.partners[partner] = l
	})
	h.rows(`SELECT po.slug, u.email, CASE pm.role WHEN 4 THEN 'owner' WHEN 3 THEN 'admin' WHEN 2 THEN 'collaborator' ELSE 'external' END,
  EXISTS (SELECT 1 FROM assignments x WHERE x.subject_id = p.subject_id AND x.user_id = u.id)
FROM partnerships p JOIN organizations o ON o.id = p.org_id JOIN organizations po ON po.id = p.partner_id
JOIN members pm ON pm.org_id = po.id AND pm.state = 0 JOIN users u ON u.id = pm.user_id WHERE o.slug = ?1`, slug, func(scan func(...any)) {
		var partner, email, role string
		var assigned bool
		scan(&partner, &email, &role, &assigned)
		m.partners[partner].staff[email], m.partners[partner].assigned[email] = role, assigned
	})
	h.rows(`SELECT partner, scope, rights FROM readable_grants WHERE organization = ?1 AND partner IS NOT NULL`, slug, func(scan func(...any)) {
		var partner, ref, rights string
		scan(&partner, &ref, &rights)
		held := map[string]bool{}
		for right := range strings.SplitSeq(rights, ", ") {
			held[right] = true
		}
		m.partners[partner].rights[ref] = held
	})
}

// since is the product after which a rule on products to come begins.
func (h *house) since(slug, who, category string, temporary bool) (id int) {
	h.rows(`SELECT r.since FROM rules r JOIN organizations o ON o.id = r.org_id JOIN categories c ON c.id = r.category_id
LEFT JOIN members m ON m.subject_id = r.subject_id LEFT JOIN users u ON u.id = m.user_id LEFT JOIN teams t ON t.subject_id = r.subject_id
WHERE o.slug = '`+slug+`' AND coalesce(u.email, 'team ' || t.slug) = ?1 AND c.code = '`+category+`' AND r.temporary = `+fmt.Sprint(temporary), who, func(scan func(...any)) { scan(&id) })
	return id
}

// rows shows every row of a query to fn.
func (h *house) rows(query, arg string, fn func(scan func(...any))) {
	h.t.Helper()
	rows, err := h.reader.Query(query, arg)
	if err != nil {
		h.t.Fatal(err)
	}
	err = each(rows, func() error {
		fn(func(dest ...any) {
			if err := rows.Scan(dest...); err != nil {
				h.t.Fatal(err)
			}
		})
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
}
