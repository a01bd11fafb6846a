package store

import (
	"context"
	"slices"
	"time"

	"orgctl/internal/org"
)

// onePartnerIn is how many organizations there are for each that has clients.
const onePartnerIn = 5

// kept is what stays of an organization for the steps that follow when all of them are there.
type kept struct {
	owner     org.Actor
	at        int64        // when its last operation was
	own       chance       // goes on where its making ended
	size      int          // people
	helpers   []org.Member // collaborators who can be assigned to clients
	percent   map[string]org.Percent
	full      *tie
	technical map[org.ProductID]*tie // of several with the right, whoever had it first
	left      int                    // renewals to come
	owed      org.Money
}

// tie is a partnership with the partner.
type tie struct {
	org.Partnership
	by *company
}

// maxHelpers is how many collaborators of a partner enter clients.
const maxHelpers = 20

// keep ends the making of an organization. Its people and teams are not needed any more.
func (c *company) keep() {
	c.owner, c.at, c.own, c.size = c.Actor, c.now, c.chance, len(c.people)
	for _, m := range c.people {
		if m.Role == org.Collaborator && m.State == org.Active && len(c.helpers) < maxHelpers {
			c.helpers = append(c.helpers, m)
		}
	}
	c.people, c.teams = nil, nil
	c.companies = append(c.companies, c)
}

// resume goes on with an organization, as its owner.
func (c *company) resume(t *tx) {
	c.act = &act{tx: t, req: c.req, set: org.ChangeSet{Changes: c.changes()}, Actor: c.owner, chain: c.owner.Org.ID}
	c.generator.chance, t.now = c.own, c.at
}

// become goes on as somebody else, in the log of an organization.
func (c *company) become(who org.Actor) { c.Actor, c.chain = who, who.Org.ID }

// becomePartner makes every fifth organization a partner with a rate on each category. Alone, none has anybody to serve.
func (c *company) becomePartner(ctx context.Context, t *tx, i int) error {
	if i%onePartnerIn != 0 || len(c.companies) == 1 {
		return nil
	}
	c.resume(t)
	c.partners = append(c.partners, c)
	p := org.PartnerProfile{ID: c.Org.ID, Slug: c.Org.Slug, Name: c.Org.Name, Email: c.Email, Active: true, Created: c.time()}
	c.rows.add(c.into.profiles, p.ID, p.Name, p.Email, p.Active, p.Search(), c.now)
	c.record(org.Change{Action: "add", Kind: "partner-profile", Ref: p.Slug, After: p})
	if err := c.logged(ctx, "partner.profile.edit", p.Slug); err != nil {
		return err
	}
	c.percent = map[string]org.Percent{}
	for _, category := range slices.CompactFunc(slices.Clone(c.shop), func(a, b org.Category) bool { return a.ID == b.ID }) {
		c.generator.rate++
		r := org.Rate{ID: c.generator.rate, Category: category.Code, Percent: org.Percent(c.chance.between(10, 70) * 50), Created: c.time()}
		c.percent[r.Category] = r.Percent
		c.rows.add(c.into.rates, r.ID, c.Org.ID, r.Category, int(r.Percent), c.now)
		c.record(org.Change{Action: "add", Kind: "billing-rate", Ref: r.Category, After: r})
		if err := c.logged(ctx, "billing.rate", r.Category); err != nil {
			return err
		}
	}
	c.at = c.now
	return nil
}

// takePartners gives an organization partners: with limited access as many as make a tenth of all grants, as far as there are
// so many, and now and then one with full access.
func (c *company) takePartners(ctx context.Context, t *tx) error {
	c.resume(t)
	c.technical = map[org.ProductID]*tie{}
	others := slices.DeleteFunc(slices.Clone(c.partners), func(p *company) bool { return p == c })
	c.chance.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
	if len(others) > 0 && c.chance.in(40) {
		c.full = &tie{by: others[0]}
		if err := c.partner(ctx, c.full, org.PartnerFull, 0); err != nil {
			return err
		}
		others = others[1:]
	}
	for left := c.size; left > 0 && len(others) > 0; others = others[1:] {
		n := min(left, c.chance.between(len(c.products)/3, len(c.products)*2/3))
		if err := c.partner(ctx, &tie{by: others[0]}, org.PartnerLimited, n); err != nil {
			return err
		}
		left -= n
	}
	c.at = c.now
	return nil
}

// partner invites a partner, with grants on so many products, and lets it accept and send its people.
func (c *company) partner(ctx context.Context, l *tie, access org.PartnerAccess, products int) error {
	c.subject++
	p := org.Partnership{ID: c.subject, ClientID: c.Org.ID, Client: c.Org.Slug, PartnerID: l.by.owner.Org.ID, Partner: l.by.owner.Org.Slug,
		State: org.PartnershipPending, AskedBy: org.ClientSide, Access: access, Payment: org.ClientSide, By: c.Email, ByUser: c.User,
		Created: c.time(), Expires: c.time().Add(offerLives)}
	if access == org.PartnerFull && c.chance.in(50) {
		p.Payment = org.PartnerSide
	}
	ref := p.Client + " " + p.Partner
	c.between(p)
	c.record(org.Change{Action: "add", Kind: "partnership", Ref: ref, After: p, Chains: p.Both()})
	for _, i := range c.some(products) {
		c.entrust(l, p, c.products[i])
	}
	if err := c.logged(ctx, "partner.invite", p.Partner); err != nil {
		return err
	}
	before := p
	p.State, p.Started = org.PartnershipActive, new(c.time())
	c.become(l.by.owner)
	c.between(p)
	c.record(org.Change{Action: "edit", Kind: "partnership", Ref: ref, Before: before, After: p, Chains: p.Both()})
	c.rows.add(c.into.subjects, p.ID, p.ClientID, "partnership")
	c.rows.add(c.into.partnerships, p.ID, p.ClientID, p.PartnerID, string(p.State), string(p.AskedBy), access.String(), string(p.Payment), p.ByUser,
		micros(p.Created), micros(p.Expires), c.now)
	if err := c.logged(ctx, "partner.accept", p.Client); err != nil {
		return err
	}
	l.Partnership = p
	return c.send(ctx, l)
}

// send assigns some of a partner's collaborators to the client, and gives the word back to the client.
func (c *company) send(ctx context.Context, l *tie) error {
	c.between(l.Partnership)
	for _, m := range l.by.helpers {
		if !c.chance.in(40) {
			continue
		}
		x := org.Assignment{ID: l.ID, ClientID: l.ClientID, Client: l.Client, Partner: l.Partner, User: m.Email, UserID: m.User, Created: c.time()}
		c.rows.add(c.into.assignments, x.ID, x.UserID, l.PartnerID, c.now)
		c.record(org.Change{Action: "add", Kind: "assignment", Ref: x.Client + " " + x.User, After: x, Chains: l.Both()})
	}
	err := c.logged(ctx, "client.assign", l.Client)
	c.told = nil
	c.become(c.owner)
	return err
}

// some are so many different products, by their place and in its order.
func (c *company) some(n int) []int {
	if n == 0 {
		return nil
	}
	chosen := c.chance.Perm(len(c.products))[:n]
	slices.Sort(chosen)
	return chosen
}

// entrust gives a partner rights on a product.
func (c *company) entrust(l *tie, p org.Partnership, product org.Product) {
	rights := product.Category.Rights & org.PartnerRights
	if c.chance.in(40) {
		rights = one(c.chance, slices.Collect(rights.All()))
	}
	if _, ok := c.technical[product.ID]; !ok && rights&org.Technical != 0 {
		c.technical[product.ID] = l
	}
	h := holder{Holder: org.Holder{Partner: p.Partner}, subject: p.ID}
	c.give(h, org.Grant{Product: product.ID, Scope: org.ScopeProduct, Rights: rights},
		org.Scope{Kind: org.ScopeProduct, Category: product.Category.Code, Product: product.Name})
}

// goOn sets the clock of an organization to a day, unless it is later already.
func (c *company) goOn(day time.Time) { c.now = max(c.now, day.UnixMicro()) }
