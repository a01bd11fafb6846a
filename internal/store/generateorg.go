package store

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/org"
)

// organization makes one organization with this many new logins: its people, products and teams, and who may do what.
func (g *generator) organization(ctx context.Context, t *tx, logins int) error {
	g.number++
	g.chance = newChance(g.want.Seed, g.number)
	g.act = &act{tx: t, req: g.req, set: org.ChangeSet{Changes: g.changes()}}
	t.now = founded(g.number)
	described, err := g.describe()
	if err != nil {
		return err
	}
	if g.Org, err = g.addOrg(ctx, described); err != nil {
		return err
	}
	g.chain = g.Org.ID
	people, err := g.people(ctx, logins)
	if err != nil {
		return err
	}
	if g.number == 1 {
		g.first = g.Actor
	}
	c := &company{generator: g, people: people, kept: kept{left: renewals}}
	for _, part := range []func(context.Context) error{c.addProducts, c.addTeams, c.addRules, c.addMoreProducts, c.addGrants} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	c.keep()
	return c.countProducts(ctx)
}

// countProducts notes the last product in the organization.
func (c *company) countProducts(ctx context.Context) error {
	_, err := c.ExecContext(ctx, `UPDATE organizations SET last_product = ?2 WHERE id = ?1`, c.Org.ID, c.products[len(c.products)-1].ID)
	return err
}

// changes is where the last organization noted its changes, to be used again.
func (g *generator) changes() []org.Change {
	if g.act == nil {
		return nil
	}
	return g.set.Changes[:0]
}

// company is an organization that is being made.
type company struct {
	*generator
	people   []org.Member
	products []org.Product
	teams    []org.Team

	kept
}

// people makes the members: the owner, who does everything that follows, the others, and some externals of organizations
// made before.
func (g *generator) people(ctx context.Context, logins int) ([]org.Member, error) {
	people := make([]org.Member, 0, logins+logins/30)
	for i := range logins {
		m := g.somebody(i + 1)
		password := ""
		if g.number == 1 && i == 0 {
			m.Email, m.Key, m.FirstName, m.LastName, password = g.want.Owner.Shown, g.want.Owner.Key, "Olivia", "Owner", g.want.Password
		}
		m.Role, m.State = g.role(i)
		g.user++
		m.User = g.user
		g.rows.add(g.into.users, m.User, m.Email, m.Key, password, g.now)
		g.record(org.Change{Action: "add", Kind: "login", Ref: m.Email, After: map[string]any{"id": m.User, "email": m.Email}})
		m = g.join(m)
		if m.State == org.Pending {
			g.invite(m)
		}
		people = append(people, m)
		if i == 0 {
			g.User, g.Email, g.Member = m.User, m.Email, people[0]
			if err := g.logged(ctx, "org.add", g.Org.Slug); err != nil {
				return nil, err
			}
		}
	}
	people = g.consultants(people)
	return people, g.logged(ctx, "user.add", count(len(people)-1, "user"))
}

// role draws what somebody is. The first is the owner; large organizations have few more who manage them.
func (g *generator) role(i int) (org.Role, org.MemberState) {
	n := g.chance.IntN(1000)
	state := org.Active
	switch at := g.chance.IntN(100); {
	case at < 1:
		state = org.Locked
	case at < 3:
		state = org.Pending
	}
	switch {
	case i == 0:
		return org.Owner, org.Active
	case n < 3 && state != org.Pending:
		return org.Owner, state
	case n < 25:
		return org.Admin, state
	case n < 145:
		return org.External, state
	default:
		return org.Collaborator, state
	}
}

// join makes somebody with a login a member.
func (g *generator) join(m org.Member) org.Member {
	g.subject++
	m.Subject, m.Created = g.subject, g.time()
	m.Billing = m.Role == org.Collaborator && g.chance.in(5)
	m.NotifyBilling, m.NotifyProducts = m.Role.Manages(), g.chance.in(30)
	g.rows.add(g.into.subjects, m.Subject, g.Org.ID, "member")
	g.rows.add(g.into.members, g.Org.ID, m.User, m.Subject, int(m.Role), int(m.State), m.FirstName, m.LastName, m.Locale,
		m.Billing, m.NotifyBilling, m.NotifyProducts, g.now)
	g.record(org.Change{Action: "add", Kind: "user", Ref: m.Email, After: m})
	return m
}

// maxOutside is how many externals are remembered who may work elsewhere, too.
const maxOutside = 1000

// consultants adds externals of other organizations to the people, and remembers some of these.
func (g *generator) consultants(people []org.Member) []org.Member {
	own := slices.Clone(people[:min(len(people), 50)])
	if n := min(len(people)/30, len(g.outside)); n > 0 {
		from := g.chance.IntN(len(g.outside))
		for i := range n {
			m := g.outside[(from+i)%len(g.outside)]
			m.Role, m.State = org.External, org.Active
			people = append(people, g.join(m))
		}
	}
	for _, m := range own {
		if m.Role == org.External && m.State != org.Pending && len(g.outside) < maxOutside {
			g.outside = append(g.outside, m)
		}
	}
	return people
}

// addProducts adds four fifths of the products: the others come when some rules are there already.
func (c *company) addProducts(ctx context.Context) error { return c.stock(ctx, c.wanted()*4/5) }

func (c *company) addMoreProducts(ctx context.Context) error { return c.stock(ctx, c.wanted()) }

// wanted is how many products there shall be: one for five people, and some in every organization.
func (c *company) wanted() int { return max(24, len(c.people)/5) }

func (c *company) stock(ctx context.Context, upTo int) error {
	before := len(c.products)
	for len(c.products) < upTo {
		if err := c.addProduct(one(c.chance, c.shop)); err != nil {
			return err
		}
	}
	return c.logged(ctx, "product.add", count(len(c.products)-before, "product"))
}

func (c *company) addProduct(category org.Category) (err error) {
	c.product++
	p := org.Product{ID: c.product, Category: category, Name: fmt.Sprintf("%s-%d", one(c.chance, c.names.things), len(c.products)+1), Created: c.time()}
	if category.Domains {
		p.Name += "." + c.Org.Slug + ".example.org"
	}
	if c.chance.in(60) {
		p.Price = &org.Money{Minor: int64(c.chance.between(20, 4000)) * 5, Currency: c.Org.Currency}
		p.Period = org.Period{N: 1, Unit: 'y'}
		if p, err = c.paidFromToday(p); err != nil {
			return err
		}
	}
	until, err := c.paidAtLast(p)
	if err != nil {
		return err
	}
	price, currency := priceColumns(p)
	c.rows.add(c.into.products, p.ID, c.Org.ID, category.ID, p.Name, p.Label, price, currency, p.Period.String(), dateOrNull(p.From), dateOrNull(until), c.now)
	c.record(org.Change{Action: "add", Kind: "product", Ref: p.Ref(), After: p})
	c.products = append(c.products, p)
	if p.Price == nil {
		return nil
	}
	return c.buy(org.Ordering{Kind: org.KindOrder, Date: *p.From, Product: p, Start: *p.From, End: *p.Until, Terms: org.Terms{Price: *p.Price}})
}

// addTeams makes a team for every ten people, and puts most people into one or two.
func (c *company) addTeams(ctx context.Context) error {
	for i := range len(c.people) / 10 {
		name := fmt.Sprintf("%s %d", one(c.chance, c.names.things), i+1)
		c.subject++
		leader := one(c.chance, c.people)
		if leader.State == org.Pending {
			leader = c.people[0]
		}
		team := org.Team{ID: c.subject, Slug: org.SlugFrom(name), Name: name, Colour: one(c.chance, org.Colours()),
			Leader: leader.Email, LeaderID: leader.Subject, Created: c.time()}
		c.rows.add(c.into.subjects, team.ID, c.Org.ID, "team")
		c.rows.add(c.into.teams, team.ID, c.Org.ID, team.Slug, team.Name, team.Colour, leaderColumn(team), c.now)
		c.record(org.Change{Action: "add", Kind: "team", Ref: team.Slug, After: team})
		c.teams = append(c.teams, team)
	}
	if len(c.teams) == 0 {
		return nil
	}
	for _, m := range c.people {
		c.place(m)
	}
	return c.logged(ctx, "team.add", count(len(c.teams), "team"))
}

// place puts somebody into no team, one, or several: one on average.
func (c *company) place(m org.Member) {
	in := make([]int, one(c.chance, []int{0, 0, 1, 1, 1, 1, 1, 1, 2, 2}))
	for i := range in {
		in[i] = c.chance.IntN(len(c.teams))
	}
	slices.Sort(in)
	for _, i := range slices.Compact(in) {
		team := c.teams[i]
		c.rows.add(c.into.places, m.Subject, team.ID, c.Org.ID, c.now)
		c.record(org.Change{Action: "add", Kind: "team-member", Ref: team.Slug + " " + m.Email,
			After: org.TeamMember{Team: team.Slug, User: m.Email, TeamID: team.ID, Subject: m.Subject, Created: c.time()}})
	}
}
