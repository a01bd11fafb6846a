package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// ledger is what the trial itself knows about who stands where and who was given what, and by whom. It follows the log row by
// row with rules of its own: nothing of the program's.
type ledger struct {
	last         int64 // the last row of the log that it has read
	orgs         map[int64]string
	users        map[string]int64 // by e-mail
	members      map[[2]int64]*membership
	products     map[int64]*productRow
	given        map[gift]*givenRow
	teams        map[int64]*teamRow        // by subject
	places       map[[2]int64]int64        // the organization of each place in a team: team and subject
	partnerships map[int64]*partnershipRow // by subject
	assigned     map[[2]int64]bool         // partnership and user
	invited      map[int64]*invitationRow  // by id
	wrong        []string
}

type membership struct {
	org     int64
	User    int64  `json:"id"`
	Subject int64  `json:"subject_id"`
	Email   string `json:"email"`
	Role    string `json:"role"`
	State   string `json:"state"`
	Billing bool   `json:"billing"`
}

type productRow struct {
	org      int64
	ID       int64  `json:"id"`
	Category string `json:"category"`
	Name     string `json:"name"`
}

// gift names what is held: a subject, and a product or a category (0: everything) for good or for a time.
type gift struct {
	subject, product, category int64
	temporary                  bool
}

type givenRow struct {
	org       int64
	User      string     `json:"user"`
	Partner   string     `json:"partner"`
	Team      string     `json:"team"`
	Code      string     `json:"category"`
	Scope     string     `json:"scope"`
	Rights    []string   `json:"rights"`
	Usage     *string    `json:"usage"`
	From      *time.Time `json:"from"`
	Until     *time.Time `json:"until"`
	Temporary bool       `json:"temporary"`
	Subject   int64      `json:"subject_id"`
	Product   int64      `json:"product_id"`
	Category  int64      `json:"category_id"`
	Since     int64      `json:"since"`
	By        string     `json:"created_by"`
}

func (g *givenRow) gift() gift { return gift{g.Subject, g.Product, g.Category, g.Temporary} }

type teamRow struct {
	org  int64
	Slug string
}

type partnershipRow struct {
	ID      int64  `json:"id"`
	Client  int64  `json:"client_id"`
	Partner int64  `json:"partner_id"`
	State   string `json:"state"`
	AskedBy string `json:"asked_by"`
	Access  string `json:"access"`
	By      string `json:"by"`
}

type tokenRow struct {
	User int64    `json:"user_id"`
	Name string   `json:"name"`
	Can  []string `json:"can"`
}

type invitationRow struct {
	org   int64
	ID    int64  `json:"id"`
	Email string `json:"email"`
	Role  string `json:"role"`
	State string `json:"state"`
	By    string `json:"invited_by"`
}

func newLedger() *ledger {
	return &ledger{
		orgs: map[int64]string{}, users: map[string]int64{}, members: map[[2]int64]*membership{}, products: map[int64]*productRow{}, given: map[gift]*givenRow{},
		teams: map[int64]*teamRow{}, places: map[[2]int64]int64{}, partnerships: map[int64]*partnershipRow{}, assigned: map[[2]int64]bool{}, invited: map[int64]*invitationRow{}, tokens: map[string]*tokenRow{},
	}
}

// deed is an operation as it stands in the log of one organization.
type deed struct {
	id, operation, org, actor         int64
	email, token, action, changesText string
	changes                           []deedChange
}

type deedChange struct {
	Action, Kind, Ref string
	Before, After     json.RawMessage
}

func (c deedChange) gone() bool { return len(c.After) == 0 || string(c.After) == "null" }

func (c deedChange) anew() bool { return len(c.Before) == 0 || string(c.Before) == "null" }

// text is the row: as it is now, or as it was if it is gone.
func (c deedChange) text() json.RawMessage {
	if c.gone() {
		return c.Before
	}
	return c.After
}

// follow reads on in the log. What an operation does in several organizations is judged by how everybody stood before it.
func (l *ledger) follow(ctx context.Context, db *sql.DB, judge bool) error {
	rows, err := db.QueryContext(ctx, `SELECT id, operation, org_id, actor_id, actor, action, changes FROM log WHERE id > ?1 ORDER BY id`, l.last)
	if err != nil {
		return err
	}
	var deeds []deed
	for rows.Next() { //nolint:forbidigo // each is the store's
		d := deed{}
		if err := rows.Scan(&d.id, &d.operation, &d.org, &d.actor, &d.email, &d.action, &d.changesText); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(d.changesText), &d.changes); err != nil {
			return err
		}
		d.email, d.token, _ = strings.Cut(strings.TrimSuffix(d.email, ")"), " (token ")
		deeds, l.last = append(deeds, d), d.id
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for len(deeds) > 0 {
		n := slices.IndexFunc(deeds, func(d deed) bool { return d.operation != deeds[0].operation })
		if n < 0 {
			n = len(deeds)
		}
		if err := l.operation(deeds[:n], judge); err != nil {
			return err
		}
		deeds = deeds[n:]
	}
	return nil
}

func (l *ledger) operation(deeds []deed, judge bool) error {
	for _, d := range deeds {
		for _, c := range d.changes {
			if !judge || d.org == 0 {
				continue
			}
			if why := l.judge(d, c); why != "" {
				l.wrong = append(l.wrong, fmt.Sprintf("operation %d, %s by %s in %s: %s %s %s: %s", d.operation, d.action, d.email, l.orgs[d.org], c.Action, c.Kind, c.Ref, why))
			}
		}
	}
	for _, d := range deeds {
		for _, c := range d.changes {
			if err := l.take(d, c); err != nil {
				return fmt.Errorf("%s %s: %w", c.Kind, c.Ref, err)
			}
		}
	}
	return nil
}

// take takes a change over.
func (l *ledger) take(d deed, c deedChange) (err error) {
	switch c.Kind {
	case "login":
		var is struct {
			ID    int64
			Email string
		}
		err = json.Unmarshal(c.text(), &is)
		l.users[is.Email] = is.ID
	case "organization":
		var is struct {
			ID   int64
			Slug string
		}
		err = json.Unmarshal(c.text(), &is)
		l.orgs[is.ID] = is.Slug
		if c.gone() {
			delete(l.orgs, is.ID)
		}
	case "user":
		m := &membership{org: d.org}
		err = json.Unmarshal(c.text(), m)
		if d.org != 0 { // the store's own log repeats the first of an organization
			put(l.members, [2]int64{d.org, m.User}, m, c)
		}
	case "product":
		p := &productRow{org: d.org}
		err = json.Unmarshal(c.text(), p)
		put(l.products, p.ID, p, c)
	case "grant":
		g := &givenRow{org: d.org}
		err = json.Unmarshal(c.text(), g)
		put(l.given, g.gift(), g, c)
	case "team", "team-member", "assignment":
		err = l.takePlace(d, c)
	case "partnership":
		p := &partnershipRow{}
		err = json.Unmarshal(c.text(), p)
		put(l.partnerships, p.ID, p, c)
	case "token":
		k := &tokenRow{}
		err = json.Unmarshal(c.text(), k)
		put(l.tokens, tokenKey(d.org, k.User, k.Name), k, c)
	case "invitation":
		i := &invitationRow{org: d.org}
		err = json.Unmarshal(c.text(), i)
		put(l.invited, i.ID, i, c)
	}
	return err
}

func (l *ledger) takePlace(d deed, c deedChange) error {
	var is struct {
		ID      int64
		Slug    string
		Team    int64 `json:"team_id"`
		Subject int64 `json:"subject_id"`
		User    int64 `json:"user_id"`
	}
	err := json.Unmarshal(c.text(), &is)
	switch c.Kind {
	case "team":
		put(l.teams, is.ID, &teamRow{d.org, is.Slug}, c)
	case "team-member":
		put(l.places, [2]int64{is.Team, is.Subject}, d.org, c)
	default:
		put(l.assigned, [2]int64{is.ID, is.User}, true, c)
	}
	return err
}

// put keeps a row as a change leaves it.
func put[K comparable, V any](m map[K]V, key K, row V, c deedChange) {
	if c.gone() {
		delete(m, key)
		return
	}
	m[key] = row
}

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
