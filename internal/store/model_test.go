package store

import (
	"maps"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// model is what an organization is, told as naively as can be: names and words in maps, walked through in loops. It
// shares nothing with the program but the text of the design.
type model struct {
	people   map[string]*person         // by e-mail
	teams    map[string]map[string]bool // who is in which; a team's name begins with "team "
	products map[string]int             // by category/name: the how-manieth product of the organization it was
	born     int                        // how many products there have been
	said     map[spot]statement
	partners map[string]*link // by slug
	met      int
}

type person struct {
	role, state string
}

// spot is where a statement about somebody's access stands. where is a product, a category, or "*" for everything.
type spot struct {
	who, where string
	temporary  bool
}

// statement is what was said there. A rule on products to come covers those born after a number; -1 is every one.
type statement struct {
	rights      map[string]bool
	usage       string
	from, until time.Time
	after       int
}

func newModel(boss string) *model {
	return &model{people: map[string]*person{boss: {"owner", "active"}}, teams: map[string]map[string]bool{}, products: map[string]int{}, said: map[spot]statement{}, partners: map[string]*link{}}
}

// offered are the management rights of a category, and whether it can be used.
func offered(category string) (rights []string, use bool) {
	switch category {
	case "domain":
		return []string{"technical"}, false
	case "ticketing":
		return []string{"technical", "statistics", "ticket-control", "sales-control"}, false
	case "*":
		return []string{"technical", "statistics", "ticket-control", "sales-control"}, true
	}
	return []string{"technical", "statistics"}, true
}

func categoryOf(where string) string {
	category, _, _ := strings.Cut(where, "/")
	return category
}

// may is what somebody may do with a product: the rights in their order, and the usage.
func (m *model) may(who, product string, at time.Time) (rights []string, usage string) {
	p, ok := m.people[who]
	by := m.through(who)
	if !ok || by != nil && p.state == "pending" {
		p = &person{"", "active"} // a team, asked what it gives, or somebody who comes in by a partner only
	}
	own := who
	if by != nil && p.role == "" {
		own = "nobody: what they were granted does not count before they are a member"
	}
	these, use := offered(categoryOf(product))
	if p.state != "active" {
		return nil, ""
	}
	for _, right := range these {
		if p.role == "owner" || p.role == "admin" || m.given(own, product, right, at) || slices.ContainsFunc(m.teamsOf(own), func(team string) bool { return m.given(team, product, right, at) }) ||
			by != nil && (by.full || by.rights[product][right]) {
			rights = append(rights, right)
		}
	}
	if !use {
		return rights, ""
	}
	for _, where := range []string{product, categoryOf(product), "*"} {
		for spot, said := range m.said {
			if spot.who == own && spot.where == where && m.covers(spot, said, product) && valid(said, at) && higher(said.usage, usage) {
				usage = said.usage
			}
		}
		if usage != "" {
			return rights, usage
		}
	}
	for _, team := range m.teamsOf(own) {
		for spot, said := range m.said {
			if spot.who == team && m.covers(spot, said, product) && valid(said, at) && higher(said.usage, usage) {
				usage = said.usage
			}
		}
	}
	return rights, usage
}

func (m *model) teamsOf(who string) (out []string) {
	for team, people := range m.teams {
		if people[who] {
			out = append(out, team)
		}
	}
	return out
}

// given says whether a statement about somebody, in whatever role, gives a right on a product.
func (m *model) given(who, product, right string, at time.Time) bool {
	for spot, said := range m.said {
		if spot.who == who && m.covers(spot, said, product) && valid(said, at) && said.rights[right] {
			return true
		}
	}
	return false
}

func (m *model) covers(s spot, said statement, product string) bool {
	switch s.where {
	case "*", product:
		return true
	}
	return s.where == categoryOf(product) && m.products[product] > said.after
}

func valid(s statement, at time.Time) bool {
	return (s.from.IsZero() || !at.Before(s.from)) && (s.until.IsZero() || at.Before(s.until))
}

func higher(a, b string) bool { return a == "admin" && b != "admin" || a == "user" && b == "" }

// order is a command that states access, in words.
type order struct {
	who, where string
	future     bool
	rights     []string // nil: not said
	usage      string   // "": not said, "none": none
	from       time.Time
	until      time.Time
}

func (o order) spot() spot {
	return spot{o.who, o.where, !o.from.IsZero() || !o.until.IsZero()}
}

// state does what the order says, or says that it must be refused. It says, too, whether anything changes.
func (m *model) state(o order, now time.Time) (changed, refused bool) {
	these, use := offered(categoryOf(o.where))
	for _, right := range o.rights {
		refused = refused || !slices.Contains(these, right)
	}
	if refused || (o.usage == "user" || o.usage == "admin") && !use || !o.from.IsZero() && !o.until.IsZero() && !o.until.After(o.from) {
		return false, true
	}
	before, was := m.said[o.spot()]
	after := statement{rights: map[string]bool{}, from: o.from, until: o.until, after: -1}
	old := statement{}
	if over := !before.until.IsZero() && !before.until.After(now); was && (!over || before.from.Equal(o.from) && before.until.Equal(o.until)) {
		old = before
	}
	maps.Copy(after.rights, old.rights)
	if after.usage = old.usage; o.usage != "" {
		after.usage = strings.TrimPrefix(o.usage, "none")
	}
	if o.rights != nil {
		after.rights = map[string]bool{}
	}
	for _, right := range o.rights {
		after.rights[right] = true
	}
	if o.future {
		after.after = m.born
		if old.rights != nil && old.after >= 0 {
			after.after = old.after
		}
	}
	if p := m.people[o.who]; p != nil && (p.role == "owner" || p.role == "admin") {
		for right := range after.rights {
			if !old.rights[right] {
				return false, true
			}
		}
	}
	if len(after.rights) == 0 && after.usage == "" {
		delete(m.said, o.spot())
		return was, false
	}
	m.said[o.spot()] = after
	return !was || !sameStatement(before, after), false
}

func sameStatement(a, b statement) bool {
	return maps.Equal(a.rights, b.rights) && a.usage == b.usage && a.from.Equal(b.from) && a.until.Equal(b.until) && a.after == b.after
}

// revoke takes what stands at a place, and says whether anything did.
func (m *model) revoke(who, where string) bool {
	before := len(m.said)
	delete(m.said, spot{who, where, false})
	delete(m.said, spot{who, where, true})
	return len(m.said) < before
}

func (m *model) addProduct(ref string) {
	m.born++
	m.products[ref] = m.born
}

func (m *model) removeProduct(ref string) {
	delete(m.products, ref)
	for _, l := range m.partners {
		delete(l.rights, ref)
	}
	maps.DeleteFunc(m.said, func(s spot, _ statement) bool { return s.where == ref })
}

// refs are the products as they are shown: by category, then by name.
func (m *model) refs() []string {
	return slices.SortedFunc(maps.Keys(m.products), func(a, b string) int {
		return strings.Compare(strings.Replace(a, "/", "\x00", 1), strings.Replace(b, "/", "\x00", 1))
	})
}

func (m *model) emails() []string { return slices.Sorted(maps.Keys(m.people)) }

// moments are times at which something may be otherwise: now, and around each beginning and end to come.
func (m *model) moments(now time.Time) []time.Time {
	out := []time.Time{now, now.AddDate(5, 0, 0)}
	for _, s := range m.said {
		for _, at := range []time.Time{s.from, s.until} {
			if at.After(now) {
				out = append(out, at, at.Add(-time.Microsecond))
			}
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}

// anyOrder is a command about somebody there is.
func (m *model) anyOrder(t *rapid.T, now time.Time) order {
	o := order{who: rapid.SampledFrom(append(m.emails(), slices.Sorted(maps.Keys(m.teams))...)).Draw(t, "who"), where: "*"}
	switch kind := rapid.IntRange(0, 4).Draw(t, "scope"); {
	case kind <= 1 && len(m.products) > 0:
		o.where = rapid.SampledFrom(m.refs()).Draw(t, "product")
	case kind <= 3:
		o.where = rapid.SampledFrom(kinds()).Draw(t, "category")
		o.future = rapid.Bool().Draw(t, "future")
	}
	these, _ := offered(categoryOf(o.where))
	if rapid.IntRange(0, 19).Draw(t, "wrong") == 0 {
		these, _ = offered("*")
	}
	if rapid.Bool().Draw(t, "says rights") {
		o.rights = rapid.SliceOfNDistinct(rapid.SampledFrom(these), 0, len(these), rapid.ID).Draw(t, "rights")
		o.rights = append([]string{}, o.rights...)
	}
	if o.rights == nil || rapid.Bool().Draw(t, "says usage") {
		o.usage = rapid.SampledFrom([]string{"none", "user", "admin"}).Draw(t, "usage")
	}
	if rapid.IntRange(0, 2).Draw(t, "temporary") == 0 {
		o.from = anyTime(t, now, "from")
		o.until = anyTime(t, now, "until")
	}
	return o
}

func anyTime(t *rapid.T, now time.Time, what string) time.Time {
	if minutes := rapid.IntRange(-3, 9).Draw(t, what); minutes != 0 {
		return now.Add(time.Duration(minutes) * 10 * time.Minute)
	}
	return time.Time{}
}

func kinds() []string { return []string{"drive", "mail", "domain", "ticketing"} }
