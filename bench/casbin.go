package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/casbin/casbin/v3"
	"github.com/casbin/casbin/v3/model"
)

// policy is ours for management rights as casbin knows it: people in teams, products in categories. What is for everything
// is said of each category that offers it, and only what counts today is said at all.
const policy = `[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
g2 = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && g2(r.obj, p.obj) && g(r.sub, p.sub)`

// newCasbin reads one organization into memory.
func newCasbin(ctx context.Context, db *sql.DB, org int64) (e *casbin.Enforcer, policies int, err error) {
	m, err := model.NewModelFromString(policy)
	if err != nil {
		return nil, 0, err
	}
	if e, err = casbin.NewEnforcer(m); err != nil {
		return nil, 0, err
	}
	var p, teams, places, everything [][]string
	offers := map[string][]string{} // categories by right
	for t, err := range tuples(ctx, db, org) {
		if err != nil {
			return nil, 0, err
		}
		right := strings.TrimPrefix(t.relation, "rule_")
		switch {
		case !t.counts(today()):
		case t.relation == "member":
			teams = append(teams, []string{t.user, t.object + "#member"})
		case t.relation == "category":
			places = append(places, []string{t.object, t.user})
		case strings.HasPrefix(t.relation, "offers_"):
			right := strings.TrimPrefix(t.relation, "offers_")
			offers[right] = append(offers[right], t.object)
		case t.relation == "manager":
			for _, right := range relations {
				everything = append(everything, []string{t.user, right})
			}
		case !isRight(right):
		case kind(t.object) == "organization":
			everything = append(everything, []string{t.user, right})
		default:
			p = append(p, []string{t.user, t.object, right})
		}
	}
	for _, one := range everything {
		for _, category := range offers[one[1]] {
			p = append(p, []string{one[0], category, one[1]})
		}
	}
	_, err1 := e.AddPoliciesEx(p)
	_, err2 := e.AddNamedGroupingPolicies("g", teams)
	_, err3 := e.AddNamedGroupingPolicies("g2", places)
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			return nil, 0, err
		}
	}
	return e, len(p), nil
}

func isRight(relation string) bool { return slices.Contains(relations, relation) }

// counts says whether a fact holds at a time.
func (t tuple) counts(at time.Time) bool {
	us := at.UnixMicro()
	return (t.from == 0 || us >= t.from) && (t.until == 0 || us < t.until)
}

// casbin asks about management rights in an organization of some hundred people, and compares the answers.
func (b *bench) casbin(ctx context.Context, a *atlas) error {
	var org, people int64
	const middle = `SELECT org_id, count(*) FROM members GROUP BY org_id ORDER BY abs(count(*) - 100) LIMIT 1`
	if err := a.db.QueryRowContext(ctx, middle).Scan(&org, &people); err != nil {
		return err
	}
	e, policies, err := newCasbin(ctx, a.db, org)
	if err != nil {
		return err
	}
	asked, err := a.questions(ctx, "check", min(b.checks, 2000), org)
	if err != nil {
		return err
	}
	ours, err := b.answerAll(ctx, "casbin", asked)
	if err != nil {
		return err
	}
	var us, them timings
	differ := newDifferences("casbin")
	for i, q := range asked {
		if !isRight(q.relation) {
			continue
		}
		start := time.Now()
		yes, err := e.Enforce(fmt.Sprintf("user:%d", q.user), fmt.Sprintf("product:%d", q.product), q.relation)
		if err != nil {
			return err
		}
		them.since(start)
		us = append(us, ours[i].took)
		differ.check(q, q.yes(ours[i].text), yes)
	}
	b.add(row{what: "check in process", peer: fmt.Sprintf("casbin, %d policies of %d people, rights only", policies, people),
		theirs: them.median(), ours: us.median(), unit: duration})
	b.notes = append(b.notes, differ.String())
	return nil
}
