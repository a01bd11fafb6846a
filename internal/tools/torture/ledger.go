package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
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
	tokens       map[string]*tokenRow      // by organization, user and name
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
	rows, err := db.QueryContext(ctx, `SELECT id, operation, org_id, actor_id, actor, action, changes, packed FROM log WHERE id > ?1 ORDER BY id`, l.last)
	if err != nil {
		return err
	}
	var deeds []deed
	for rows.Next() { //nolint:forbidigo // each is the store's
		d := deed{}
		var packed []byte
		if err := rows.Scan(&d.id, &d.operation, &d.org, &d.actor, &d.email, &d.action, &d.changesText, &packed); err != nil {
			return err
		}
		if d.changesText, err = inflated(d.changesText, packed); err != nil {
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

// inflated are the changes of a row, which are kept as zlib where they are many.
func inflated(text string, packed []byte) (string, error) {
	if len(packed) == 0 {
		return text, nil
	}
	r, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
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
