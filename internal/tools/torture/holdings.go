package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// offers is what the trial knows of the categories that it uses: their management rights, and whether they have usage.
func offers(category string) (rights []string, usage bool) {
	switch category {
	case "domain":
		return []string{"technical"}, false
	case "drive", "mail":
		return []string{"technical", "statistics"}, true
	case "ticketing":
		return []string{"technical", "statistics", "ticket-control", "sales-control"}, false
	}
	return []string{"technical", "statistics"}, false
}

// holds is what the members of an organization hold at a time by what the ledger says that was given: each line is a person, a
// product, the rights and the usage. It is computed from the words of the documentation, not with the program's evaluator.
func (l *ledger) holds(of int64, at time.Time) []string {
	var out []string
	for k, m := range l.members {
		if k[0] != of || m.State != "active" {
			continue
		}
		for _, p := range l.products {
			if p.org != of {
				continue
			}
			if line := l.holding(m, p, at); line != "" {
				out = append(out, m.Email+" "+line)
			}
		}
	}
	slices.Sort(out)
	return out
}

// holding adds up what reaches a member for a product.
func (l *ledger) holding(m *membership, p *productRow, at time.Time) string {
	offered, usable := offers(p.Category)
	held := map[string]bool{}
	best, level := 0, -1
	for k, g := range l.given {
		own := k.subject == m.Subject
		_, placed := l.places[[2]int64{k.subject, m.Subject}]
		if g.org != p.org || !own && !placed || !g.covers(p) || g.From != nil && at.Before(*g.From) || g.Until != nil && !at.Before(*g.Until) {
			continue
		}
		for _, r := range g.Rights {
			held[r] = true
		}
		is := 0 // teams are the last resort, the most specific of one's own comes first
		if own {
			is = 1 + slices.Index([]string{"everything", "category", "product"}, strings.NewReplacer("all", "category", "future", "category").Replace(g.Scope))
		}
		if g.Usage == nil || is < level {
			continue
		}
		if u := slices.Index([]string{"", "user", "admin"}, *g.Usage); is > level || u > best {
			best, level = u, is
		}
	}
	var rights []string
	for _, r := range offered {
		if held[r] || m.Role == "owner" || m.Role == "admin" {
			rights = append(rights, r)
		}
	}
	if !usable {
		best = 0
	}
	if len(rights) == 0 && best == 0 {
		return ""
	}
	return fmt.Sprintf("%s/%s %s %s", p.Category, p.Name, strings.Join(rights, "+"), []string{"-", "user", "admin"}[best])
}

func (g *givenRow) covers(p *productRow) bool {
	switch g.Scope {
	case "product":
		return g.Product == p.ID
	case "everything":
		return true
	}
	return g.Code == p.Category && p.ID > g.Since
}
