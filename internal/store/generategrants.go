package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"orgctl/internal/org"
)

// Of the ten grants that there are for every user, seven are their own and two their teams'.
const (
	ownGrants     = 7
	grantsPerTeam = 20 // with one team for ten people
)

// logAfter is how many changes an operation has at most, so that a large organization need not be in memory as a whole.
const logAfter = 20 * logPart

// addRules gives some people and teams rules, a few of them access to everything.
func (c *company) addRules(ctx context.Context) error {
	for _, m := range c.people {
		if c.chance.in(15) {
			c.rule(holderOf(m), one(c.chance, c.shop))
		}
		if !m.Role.Manages() && c.chance.in(1) {
			c.everything(holderOf(m))
		}
	}
	for _, team := range c.teams {
		if c.chance.in(10) {
			c.rule(holder{Holder: org.Holder{Team: team.Slug}, subject: team.ID}, one(c.chance, c.shop))
		}
	}
	return c.logged(ctx, "grant.set", count(len(c.set.Changes), "rule"))
}

// rule gives a holder a rule on a category, unless it would say nothing.
func (c *company) rule(h holder, category org.Category) {
	grant, ok := c.draw(h, category)
	if !ok {
		return
	}
	grant.Category, grant.Scope = category.ID, org.ScopeAll
	if c.chance.in(40) {
		grant.Scope, grant.Since = org.ScopeFuture, c.product
	}
	if c.chance.in(10) {
		grant = c.limit(grant)
	}
	c.give(h, grant, org.Scope{Kind: grant.Scope, Category: category.Code})
}

// everything is full access: every product there is and every one to come.
func (c *company) everything(h holder) {
	c.give(h, org.Grant{Scope: org.ScopeEverything, Rights: org.AllRights}, org.Scope{Kind: org.ScopeEverything})
}

// addGrants gives people and teams grants on single products.
func (c *company) addGrants(ctx context.Context) error {
	for _, m := range c.people {
		if err := c.grants(ctx, holderOf(m), c.chance.between(ownGrants-4, ownGrants+4)); err != nil {
			return err
		}
	}
	for _, team := range c.teams {
		if err := c.grants(ctx, holder{Holder: org.Holder{Team: team.Slug}, subject: team.ID}, grantsPerTeam); err != nil {
			return err
		}
	}
	return c.logged(ctx, "grant.set", count(len(c.set.Changes), "grant"))
}

// grants gives a holder so many grants, sorted by product as the table is. Some products are more in demand than others.
func (c *company) grants(ctx context.Context, h holder, n int) error {
	wanted := make([]int, 0, n)
	for len(wanted) < min(n, len(c.products)/2) {
		i := min(c.chance.IntN(len(c.products)), c.chance.IntN(len(c.products)))
		if !slices.Contains(wanted, i) {
			wanted = append(wanted, i)
		}
	}
	slices.Sort(wanted)
	for _, i := range wanted {
		c.grant(h, c.products[i])
	}
	if len(c.set.Changes) < logAfter {
		return nil
	}
	return c.logged(ctx, "grant.set", count(len(c.set.Changes), "grant"))
}

// grant gives a holder a grant on a product: mostly a standing one, now and then a temporary one, or both.
func (c *company) grant(h holder, p org.Product) {
	grant, ok := c.draw(h, p.Category)
	if !ok {
		return
	}
	grant.Product, grant.Scope = p.ID, org.ScopeProduct
	scope := org.Scope{Kind: org.ScopeProduct, Category: p.Category.Code, Product: p.Name}
	temporary := c.chance.in(12)
	if !temporary || c.chance.in(20) {
		c.give(h, grant, scope)
	}
	if temporary {
		c.give(h, c.limit(grant), scope)
	}
}

// draw decides what a grant on a product, or on the products of a category, gives. Those who manage everything by their role
// are given usage only; where there is none, it says false.
func (c *company) draw(h holder, category org.Category) (g org.Grant, ok bool) {
	manages := h.member.Role.Manages()
	if category.Usage && (manages || c.chance.in(60)) {
		g.Usage = one(c.chance, []org.Usage{org.UsageUser, org.UsageUser, org.UsageUser, org.UsageUser, org.UsageAdmin})
	}
	if manages {
		return g, !g.Empty()
	}
	for right := range category.Rights.All() {
		if c.chance.in(50) {
			g.Rights |= right
		}
	}
	if g.Empty() {
		g.Rights = one(c.chance, slices.Collect(category.Rights.All()))
	}
	return g, true
}

// limit makes a grant a temporary one, of an hour to a year between 2024 and 2030: whenever one looks, some are over and
// some have not begun.
func (c *company) limit(g org.Grant) org.Grant {
	g.Temporary = true
	g.From = time.Date(2024, 1, 1, c.chance.IntN(6*365*24), 0, 0, 0, time.UTC)
	g.Until = g.From.Add(time.Duration(c.chance.between(1, 365*24)) * time.Hour)
	g.Reason = one(c.chance, []string{"migration", "holiday cover", "audit", "campaign", "on call"})
	if c.chance.in(50) {
		g.Ticket = fmt.Sprintf("OPS-%d", c.chance.between(1, 9999))
	}
	return g
}

// give writes a grant in its slot, and records it as setting it would.
func (c *company) give(h holder, g org.Grant, scope org.Scope) {
	g.Subject, g.CreatedBy, g.CreatedAt = h.subject, c.Email, c.time()
	id := any(g.Product)
	if g.Scope != org.ScopeProduct {
		id = g.Category
	}
	values := []any{g.Subject, id, g.Temporary, c.Org.ID, int(g.Rights), int(g.Usage), micros(g.From), micros(g.Until), g.Reason, g.Ticket, c.User, c.now}
	if g.Scope == org.ScopeProduct {
		c.rows.add(c.into.grants, values...)
	} else {
		c.rows.add(c.into.rules, append(values, g.Scope == org.ScopeFuture, g.Since)...)
	}
	c.record(org.Change{Action: "add", Kind: "grant", Ref: h.String() + " " + scope.String(), After: g.Record(h.Holder, scope, c.time())})
}
