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

// holds is what those who are only members of an organization hold at a time by what the ledger says that was given: each line is a person, a
// product, the rights and the usage. It is computed from the words of the documentation, not with the program's evaluator.
func (l *ledger) holds(of int64, at time.Time) []string {
	var out []string
	for k, m := range l.members {
		if k[0] != of || !l.onlyMember(m.User, of) {
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
	for _, g := range l.given {
		is := l.reaches(g, m)
		if is < 0 || !g.covers(p) || !g.counts(at) {
			continue
		}
		for _, r := range g.Rights {
			held[r] = true
		}
		if u := g.usage(); u > 0 && (is > level || is == level && u > best) {
			best, level = u, is
		}
	}
	if !usable {
		best = 0
	}
	rights := slices.DeleteFunc(offered, func(r string) bool { return !held[r] && m.Role != "owner" && m.Role != "admin" })
	if len(rights) == 0 && best == 0 {
		return ""
	}
	return fmt.Sprintf("%s/%s %s %s", p.Category, p.Name, strings.Join(rights, "+"), []string{"-", "user", "admin"}[best])
}

// reaches is how specific a gift is for a member: 0 if it comes from a team, -1 if it is not theirs.
func (l *ledger) reaches(g *givenRow, m *membership) int {
	if g.Subject == m.Subject {
		return 1 + slices.Index([]string{"everything", "category", "product"}, strings.NewReplacer("all", "category", "future", "category").Replace(g.Scope))
	}
	if _, placed := l.places[[2]int64{g.Subject, m.Subject}]; placed {
		return 0
	}
	return -1
}

// counts: the time is within that of the gift.
func (g *givenRow) counts(at time.Time) bool {
	return (g.From == nil || !at.Before(*g.From)) && (g.Until == nil || at.Before(*g.Until))
}

func (g *givenRow) usage() int {
	if g.Usage == nil {
		return 0
	}
	return slices.Index([]string{"", "user", "admin"}, *g.Usage)
}

func (g *givenRow) covers(p *productRow) bool {
	if g.org != p.org {
		return false
	}
	switch g.Scope {
	case "product":
		return g.Product == p.ID
	case "everything":
		return true
	}
	return g.Code == p.Category && p.ID > g.Since
}
