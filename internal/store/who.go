package store

import (
	"context"
	"slices"
	"time"

	"orgctl/internal/org"
)

// Who lists everyone who may do something with a product, in the order of their e-mails: those whose role gives it, and
// those whom a grant on the product or a rule reaches. An empty question asks for anything at all.
func (s *Store) Who(ctx context.Context, c org.Caller, product string, q org.Question, at time.Time) (out []org.EffectiveAccess, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActSeeAccess)
		if err != nil {
			return err
		}
		cat, err := t.catalogFor(ctx, a.Org.ID, product)
		if err != nil {
			return err
		}
		p, err := t.product(ctx, a.Org.ID, cat, product)
		if err != nil {
			return err
		}
		out, err = t.who(ctx, a.Org.ID, p, q, t.at(at))
		return err
	})
	return out, err
}

func (t *tx) who(ctx context.Context, id org.OrgID, p org.Product, q org.Question, at time.Time) ([]org.EffectiveAccess, error) {
	r, err := t.reached(ctx, id, p)
	if err != nil {
		return nil, err
	}
	people := r.sorted()
	out := make([]org.EffectiveAccess, 0, len(people))
	for _, m := range people {
		acc := org.Fold(p, m.Role, m.State, r.grants.of(m), at)
		if acc.Any() && acc.Rights.Has(q.Rights) && acc.Usage >= q.Usage {
			out = append(out, org.EffectiveAccess{User: m.Email, Name: m.Name(), Role: m.Role, State: m.State, Product: p, Access: acc})
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}

// reachable are the members and partners' people who may have access to a product: few, found through the indexes, whatever
// the size of the organization.
func (t *tx) reachable(ctx context.Context, id org.OrgID, p org.Product) (out []org.Member, err error) {
	r, err := t.reached(ctx, id, p)
	for _, m := range r.sorted() {
		out = append(out, *m)
	}
	return out, err
}

func (t *tx) membersBy(ctx context.Context, query string, args ...any) (out []org.Member, err error) {
	err = t.eachMember(ctx, query, args, func(m org.Member) { out = append(out, m) })
	return out, err
}

func (t *tx) eachMember(ctx context.Context, query string, args []any, with func(org.Member)) error {
	read := memberReader()
	return t.each(ctx, query, args, func(row scanner) error {
		m, err := read(row)
		if err == nil {
			with(m)
		}
		return err
	})
}

// bySubject are grants by who holds them.
type bySubject map[org.SubjectID][]org.Grant

// of is what a person has by themselves, their teams, and the partnership they come in by.
func (b bySubject) of(m *org.Member) []org.Grant {
	if m.Entry.Subject == 0 {
		return b[m.Subject]
	}
	out := append(slices.Clone(b[m.Subject]), m.Entry.Grants()...)
	for _, g := range b[m.Entry.Subject] {
		g.Via, g.Name = org.ViaPartner, m.Entry.Partner
		out = append(out, g)
	}
	return out
}
