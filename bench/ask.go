package main

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// question asks whether somebody may do something (check), what somebody may access (list), or who may access something
// (who), at a time.
type question struct {
	kind, org, email, ref, relation string
	user, product                   int64
	at                              time.Time
}

// line is the question as the tests of the store read it.
func (q question) line() string {
	switch q.kind {
	case "list":
		return strings.Join([]string{q.kind, q.org, q.email, "", q.at.Format(time.RFC3339)}, "\t") + "\n"
	case "who":
		return strings.Join([]string{q.kind, q.org, "", q.ref, q.at.Format(time.RFC3339)}, "\t") + "\n"
	}
	return strings.Join([]string{q.kind, q.org, q.email, q.ref, q.at.Format(time.RFC3339)}, "\t") + "\n"
}

// answer is what was said, and how long that took.
type answer struct {
	asked time.Time
	took  float64 // nanoseconds
	text  string
}

// answer has orgctl answer questions in process; how are more flags of its tests.
func (b *bench) answer(ctx context.Context, world, name, questions string, how ...string) ([]answer, error) {
	in, out := filepath.Join(b.dir, name+".questions"), filepath.Join(b.dir, name+".answers")
	if err := os.WriteFile(in, []byte(questions), 0o600); err != nil {
		return nil, err
	}
	flags := append([]string{"-test.run=^TestAnswers$", "-test.timeout=0", "-world", world, "-questions", in, "-answers", out}, how...)
	c := exec.CommandContext(ctx, b.tests, flags...)
	c.Dir = filepath.Join(b.product, "internal", "store")
	if err := done(c); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(out)
	if err != nil {
		return nil, err
	}
	var all []answer
	for line := range strings.Lines(string(text)) {
		asked, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		took, said, _ := strings.Cut(rest, "\t")
		start, err := strconv.ParseInt(asked, 10, 64)
		if err != nil {
			return nil, err
		}
		a := answer{asked: time.Unix(0, start), text: said}
		if a.took, err = strconv.ParseFloat(took, 64); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	if n := strings.Count(questions, "\n"); len(all) != n {
		return nil, fmt.Errorf("%d answers to %d questions", len(all), n)
	}
	return all, nil
}

// atlas is where questions are drawn from.
type atlas struct {
	db       *sql.DB
	draw     *rand.Rand
	slugs    map[int64]string
	people   []member
	products map[int64][]product // by organization
	byID     map[int64]product
	emails   map[int64]string
	orgOf    map[int64]int64 // of products
}

type member struct {
	org, user, subject int64
	email              string
}

type product struct {
	id  int64
	ref string
}

// today is when most questions are about.
func today() time.Time { return time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC) }

func newAtlas(ctx context.Context, path string, seed uint64) (*atlas, error) {
	db, err := reader(path)
	if err != nil {
		return nil, err
	}
	a := &atlas{db: db, draw: rand.New(rand.NewPCG(seed, 99)), slugs: map[int64]string{}, products: map[int64][]product{},
		byID: map[int64]product{}, emails: map[int64]string{}, orgOf: map[int64]int64{}}
	for r, err := range rows(ctx, db, `SELECT m.org_id, o.slug, m.user_id, m.subject_id, u.email FROM members m JOIN users u ON u.id = m.user_id
JOIN organizations o ON o.id = m.org_id ORDER BY m.subject_id`) {
		if err != nil {
			return nil, err
		}
		var m member
		var slug string
		if err := r.Scan(&m.org, &slug, &m.user, &m.subject, &m.email); err != nil {
			return nil, err
		}
		a.people, a.slugs[m.org], a.emails[m.user] = append(a.people, m), slug, m.email
	}
	for r, err := range rows(ctx, db, `SELECT p.org_id, p.id, c.code || '/' || p.name FROM products p JOIN categories c ON c.id = p.category_id ORDER BY p.id`) {
		if err != nil {
			return nil, err
		}
		var p product
		var org int64
		if err := r.Scan(&org, &p.id, &p.ref); err != nil {
			return nil, err
		}
		a.products[org], a.byID[p.id], a.orgOf[p.id] = append(a.products[org], p), p, org
	}
	return a, nil
}

// granted are the products that a subject and its teams hold grants on.
const granted = `SELECT product_id FROM grants WHERE subject_id = ?1 OR subject_id IN (SELECT team_id FROM team_members WHERE member_id = ?1)`

// questions draws n of a kind; about one organization only if it is not 0. Half of the checks are about a product that
// something is granted on, so that yes is an answer as well, and a quarter about another time.
func (a *atlas) questions(ctx context.Context, kind string, n int, org int64) (out []question, err error) {
	people := a.people
	if org != 0 {
		people = slices.DeleteFunc(slices.Clone(people), func(m member) bool { return m.org != org })
	}
	for range n {
		m := people[a.draw.IntN(len(people))]
		shelf := a.products[m.org]
		p := shelf[a.draw.IntN(len(shelf))]
		if kind == "check" && a.draw.IntN(2) == 0 {
			if p, err = a.own(ctx, m, p); err != nil {
				return nil, err
			}
		}
		q := question{kind: kind, org: a.slugs[m.org], email: m.email, ref: p.ref, user: m.user, product: p.id, at: today(), relation: "access"}
		if kind == "check" {
			q.relation = append(relations, "usage_user", "usage_admin")[a.draw.IntN(6)]
		}
		if org == 0 && a.draw.IntN(4) == 0 {
			q.at = time.Date(2025, 1, 1, a.draw.IntN(5*365*24), 0, 0, 0, time.UTC)
		}
		out = append(out, q)
	}
	return out, nil
}

// own draws one of the products that something is granted on to somebody, if there is one.
func (a *atlas) own(ctx context.Context, m member, instead product) (product, error) {
	var ids []int64
	for r, err := range rows(ctx, a.db, granted, m.subject) {
		var id int64
		if err == nil {
			err = r.Scan(&id)
		}
		if err != nil {
			return instead, err
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return instead, nil
	}
	slices.Sort(ids)
	return a.byID[ids[a.draw.IntN(len(ids))]], nil
}

// yes says whether an answer of orgctl to a check grants what was asked.
func (q question) yes(said string) bool {
	rights, usage, _ := strings.Cut(said, " usage:")
	switch q.relation {
	case "usage_user":
		return usage == "user" || usage == "admin"
	case "usage_admin":
		return usage == "admin"
	}
	return slices.Contains(strings.Fields(rights), strings.ReplaceAll(q.relation, "_", "-"))
}
