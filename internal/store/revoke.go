package store

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/org"
)

// RevokeGrants removes exactly the named direct scopes of a member or a team, or all of them. Access that stays through something
// else is listed in Remaining; if nothing was there to remove but access is, that is a conflict that says where from.
func (s *Store) RevokeGrants(ctx context.Context, req org.Request, r org.Revocation) (org.ChangeSet, error) {
	op := operation{action: org.ActGrants, name: "grant.revoke", object: org.Holder{User: r.User, Team: r.Team}.String(), input: r}
	if r.Team != "" {
		op.name = "team.revoke"
	}
	return s.change(ctx, req, op, func(a *act) error {
		g, err := a.granting(ctx)
		if err != nil {
			return err
		}
		h, err := g.holder(ctx, org.Holder{User: r.User, Team: r.Team})
		if err != nil {
			return err
		}
		if err := g.revokeScopes(ctx, h, r); err != nil {
			return err
		}
		return g.inform(ctx)
	})
}

func (g *granting) revokeScopes(ctx context.Context, h holder, r org.Revocation) error {
	if r.All {
		return g.revokeAll(ctx, h)
	}
	places, err := g.placesOf(ctx, h, r.Scopes)
	if err != nil {
		return err
	}
	return g.revoke(ctx, h, places, r.Split)
}

// placesOf finds the scopes, each once however it is written.
func (g *granting) placesOf(ctx context.Context, h holder, scopes []org.Scope) (places []place, err error) {
	for _, scope := range scopes {
		p, err := g.locate(ctx, g.Org.ID, g.cat, h.subject, scope)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(places, func(o place) bool { return o.slot == p.slot }) {
			places = append(places, p)
		}
	}
	return places, nil
}

// revoke takes the places first and looks then what is left of each, since one may be covered by another.
func (g *granting) revoke(ctx context.Context, h holder, places []place, split bool) error {
	idle := make([]bool, len(places))
	for i, p := range places {
		before := len(g.set.Changes)
		if err := g.clear(ctx, h, p); err != nil {
			return err
		}
		idle[i] = len(g.set.Changes) == before
	}
	if split {
		if err := g.splitFor(ctx, h, places, idle); err != nil {
			return err
		}
	}
	for i, p := range places {
		left, err := g.left(ctx, h, p)
		if err != nil {
			return err
		}
		if idle[i] && len(left) > 0 {
			return stillThere(h, p, left)
		}
		g.set.Remaining = append(g.set.Remaining, left...)
	}
	return nil
}

// revokeAll takes every direct grant.
func (g *granting) revokeAll(ctx context.Context, h holder) error {
	grants, err := g.directGrants(ctx, h.subject)
	if err != nil {
		return err
	}
	for _, grant := range grants {
		p, err := g.placeOf(ctx, grant)
		if err != nil {
			return err
		}
		if err := g.replace(ctx, h, p, &grant, org.Grant{}); err != nil {
			return err
		}
	}
	everything := place{slot: slot{subject: h.subject}, scope: org.Scope{Kind: org.ScopeEverything}}
	left, err := g.left(ctx, h, everything)
	if err == nil && len(grants) == 0 && len(left) > 0 {
		return stillThere(h, everything, left)
	}
	g.set.Remaining = left
	return err
}

// placeOf is where a stored grant stands.
func (g *granting) placeOf(ctx context.Context, grant org.Grant) (place, error) {
	p := place{slot: slot{subject: grant.Subject, product: grant.Product, category: grant.Category, temporary: grant.Temporary}}
	var err error
	switch {
	case grant.Scope == org.ScopeProduct:
		if p.product, err = g.product(ctx, g.Org.ID, g.cat, fmt.Sprintf("id:%d", grant.Product)); err != nil {
			return p, err
		}
		p.category = p.product.Category
		p.scope = org.Scope{Kind: org.ScopeProduct, Category: p.category.Code, Product: p.product.Name}
	case grant.Scope == org.ScopeEverything:
		p.scope = org.Scope{Kind: org.ScopeEverything}
	default:
		if p.category, err = g.cat.ByID(grant.Category); err != nil {
			return p, err
		}
		p.scope = org.Scope{Kind: grant.Scope, Category: p.category.Code}
	}
	return p, nil
}

// left is the access somebody still has on what a place covers; of a team, what the team still gives.
func (g *granting) left(ctx context.Context, h holder, p place) ([]org.Remaining, error) {
	products := []org.Product{p.product}
	if p.rule() {
		var err error
		if products, err = g.products(ctx, g.Org.ID, g.cat, p.slot.category); err != nil {
			return nil, err
		}
	}
	grants, err := g.grantsOfHolder(ctx, g.Org.ID, h)
	if err != nil {
		return nil, err
	}
	var left []org.Remaining
	for _, product := range products {
		if acc := org.Fold(product, h.member.Role, h.member.State, grants, g.time()); acc.Any() {
			left = append(left, org.Remaining{User: h.User, Team: h.Team, Product: product.Ref(), Rights: acc.Rights, Usage: acc.Usage, Sources: acc.Sources})
		}
	}
	return left, nil
}

// stillThere says where access comes from that a revocation can't take, and which command would.
func stillThere(h holder, p place, left []org.Remaining) error {
	s := left[0].Sources[0] // what counts stands first
	err := org.Errorf(org.KindConflict, org.CodeConflict, "%q has no direct grant on %q: the access to %q comes from %s", h.Words(), p.scope.String(), left[0].Product, s.Words())
	revoke := []string{"orgctl", "grant", "revoke", h.User}
	if h.Team != "" {
		revoke = []string{"orgctl", "team", "revoke", h.Team}
	}
	switch s.Kind {
	case org.FromRole:
		return err.WithHint("%s", org.ShellQuote([]string{"orgctl", "user", "role", h.User, "--role", "collaborator"}))
	case org.FromTeam:
		return err.WithHint("%s", org.ShellQuote([]string{"orgctl", "team", "members", "remove", s.Name, h.User}))
	case org.FromPartner:
		return err.WithHint("%s", org.ShellQuote([]string{"orgctl", "partner", "edit", s.Name}))
	case org.FromEverything:
		return err.WithHint("%s", org.ShellQuote(append(revoke, "--everything")))
	case org.FromDirect:
		return err.WithHint("%s", org.ShellQuote(append(revoke, "--product", s.Name)))
	}
	whole := org.ShellQuote(append(slices.Clone(revoke), "--category", s.Scope.Category))
	if p.rule() {
		return err.WithHint("%s", whole)
	}
	return err.WithHint("%s, or the whole rule: %s", org.ShellQuote(append(revoke, "--product", p.scope.String(), "--split")), whole)
}
