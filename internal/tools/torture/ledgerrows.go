package main

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// compare says where the rows of the store are others than those that the log tells of.
func (l *ledger) compare(ctx context.Context, db *sql.DB) (wrong []string, err error) {
	for _, table := range []struct {
		name, query string
		want        []string
	}{
		{"members", `SELECT org_id, user_id, subject_id, role, state, billing FROM members`, lined(l.members, func(_ [2]int64, m *membership) string {
			roles, states := []string{"", "external", "collaborator", "admin", "owner"}, []string{"active", "pending", "locked"}
			return fmt.Sprintf("%d|%d|%d|%d|%d|%d", m.org, m.User, m.Subject, slices.Index(roles, m.Role), slices.Index(states, m.State), bit(m.Billing))
		})},
		{"grants", `SELECT org_id, subject_id, product_id, temporary, rights, usage FROM grants`, l.heldBy(true)},
		{"rules", `SELECT org_id, subject_id, category_id, temporary, rights, usage, since FROM rules`, l.heldBy(false)},
		{"places", `SELECT org_id, team_id, member_id FROM team_members`, lined(l.places, func(k [2]int64, org int64) string { return fmt.Sprintf("%d|%d|%d", org, k[0], k[1]) })},
		{"assignments", `SELECT subject_id, user_id FROM assignments`, lined(l.assigned, func(k [2]int64, _ bool) string { return fmt.Sprintf("%d|%d", k[0], k[1]) })},
		{"partnerships", `SELECT subject_id, org_id, partner_id, state, access FROM partnerships`, lined(l.partnerships, func(_ int64, p *partnershipRow) string {
			return fmt.Sprintf("%d|%d|%d|%s|%s", p.ID, p.Client, p.Partner, p.State, p.Access)
		})},
	} {
		is, err := query(ctx, db, table.query)
		if err != nil {
			return nil, err
		}
		slices.Sort(is)
		if !slices.Equal(is, table.want) {
			wrong = append(wrong, fmt.Sprintf("%s: there is %s, told was %s", table.name, onlyIn(is, table.want), onlyIn(table.want, is)))
		}
	}
	return wrong, nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// heldBy are the grants on products, or the rules, as the store has them.
func (l *ledger) heldBy(products bool) []string {
	var out []string
	for k, g := range l.given {
		if (k.product != 0) != products {
			continue
		}
		rights, usage := 0, 0
		for i, name := range []string{"technical", "statistics", "ticket-control", "sales-control"} {
			if slices.Contains(g.Rights, name) {
				rights |= 1 << i
			}
		}
		if g.Usage != nil {
			usage = slices.Index([]string{"", "user", "admin"}, *g.Usage)
		}
		text := fmt.Sprintf("%d|%d|%d|%d|%d|%d", g.org, k.subject, k.product+k.category, bit(k.temporary), rights, usage)
		if !products {
			text += fmt.Sprintf("|%d", g.Since)
		}
		out = append(out, text)
	}
	slices.Sort(out)
	return out
}

func lined[K comparable, V any](m map[K]V, text func(K, V) string) []string {
	var out []string
	for k, v := range m {
		out = append(out, text(k, v))
	}
	slices.Sort(out)
	return out
}

func onlyIn(a, b []string) string {
	in := map[string]bool{}
	for _, s := range b {
		in[s] = true
	}
	return short(strings.Join(slices.DeleteFunc(slices.Clone(a), func(s string) bool { return in[s] }), ", "))
}

// ownerless are the organizations without an active owner.
func (l *ledger) ownerless() []string {
	left := maps.Clone(l.orgs)
	for k, m := range l.members {
		if m.Role == "owner" && m.State == "active" {
			delete(left, k[0])
		}
	}
	return slices.Sorted(maps.Values(left))
}

// membersOf are the e-mails of those who have a role in an organization; empty: any.
func (l *ledger) membersOf(of int64, role string) (out []string) {
	for k, m := range l.members {
		if k[0] == of && (role == "" || m.Role == role) {
			out = append(out, m.Email)
		}
	}
	slices.Sort(out)
	return out
}

// placesOf are the organizations in which somebody is anything.
func (l *ledger) placesOf(user int64) (out []int64) {
	for of := range l.orgs {
		if l.stands(user, of) != (stand{}) {
			out = append(out, of)
		}
	}
	slices.Sort(out)
	return out
}

func tokenKey(of, user int64, name string) string { return fmt.Sprintf("%d %d %s", of, user, name) }

func (l *ledger) productsOf(of int64) (out []string) {
	for _, p := range l.products {
		if p.org == of {
			out = append(out, p.Category+"/"+p.Name)
		}
	}
	return out
}

func (l *ledger) teamsOf(of int64) (out []string) {
	for _, t := range l.teams {
		if t.org == of {
			out = append(out, t.Slug)
		}
	}
	return out
}

// othersOf are the partners of an organization, or its clients.
func (l *ledger) othersOf(of int64, partners bool) (out []string) {
	for _, p := range l.partnerships {
		switch {
		case partners && p.Client == of:
			out = append(out, l.orgs[p.Partner])
		case !partners && p.Partner == of:
			out = append(out, l.orgs[p.Client])
		}
	}
	return out
}
