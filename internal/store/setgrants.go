package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// SetGrants states the access of members or teams, one change after the other, all or nothing. Other scopes are untouched;
// what is the same already is no change. With keepGoing a bad change is reported in the result and the others are made.
func (s *Store) SetGrants(ctx context.Context, req org.Request, changes []org.GrantChange, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActGrants, name: "grant.set", object: grantObject(changes), input: changes}
	if len(changes) > 0 && !slices.ContainsFunc(changes, func(c org.GrantChange) bool { return c.Team == "" }) {
		op.name = "team.grant"
	}
	return s.change(ctx, req, op, func(a *act) error {
		g, err := a.granting(ctx)
		if err != nil {
			return err
		}
		g.ours = true
		stated := make(map[statedSlot]struct{}, len(changes))
		row := func(ctx context.Context, c org.GrantChange) error { return g.apply(ctx, c, stated) }
		if err := eachOf(ctx, a, changes, keepGoing, batch[org.GrantChange]{look: g.look, row: row, put: &g.added}); err != nil {
			return err
		}
		return g.inform(ctx)
	})
}

func grantObject(changes []org.GrantChange) string {
	for _, c := range changes {
		if c.Holder() != changes[0].Holder() {
			return fmt.Sprintf("%d grants", len(changes))
		}
	}
	if len(changes) == 0 {
		return "0 grants"
	}
	return changes[0].Holder().String()
}

// granting is a running change of grants: the catalog, and what was met so far, since files name the same people and
// products many times.
type granting struct {
	*act
	cat    org.Catalog
	known  map[org.Holder]holder         // as they were written
	places map[org.Scope]place           // of nobody in particular
	wider  map[org.SubjectID][]org.Grant // what members had beside single grants of their own
	ours   bool                          // the access of partners may not change
	near                                 // of the rows at hand

	added        bulk // grants to be written together
	plain, whole *bulkTable
}

func (a *act) granting(ctx context.Context) (*granting, error) {
	cat, err := a.catalog(ctx, a.Org.ID)
	return &granting{act: a, cat: cat, known: map[org.Holder]holder{}, places: map[org.Scope]place{}, wider: map[org.SubjectID][]org.Grant{}}, err
}

// placeIn is where a scope is for a holder.
func (g *granting) placeIn(ctx context.Context, h holder, scope org.Scope) (place, error) {
	p, ok := g.places[scope]
	if !ok {
		var err error
		if p, err = g.locate(ctx, g.Org.ID, g.cat, 0, scope); err != nil {
			return p, err
		}
		g.places[scope] = p
	}
	p.subject = h.subject
	return p, nil
}

// apply makes one change. Two statements about the same slot in one command are refused, however the person and the
// scope are written: which one was meant can't be known.
func (g *granting) apply(ctx context.Context, c org.GrantChange, stated map[statedSlot]struct{}) error {
	if err := c.Check(); err != nil {
		return err
	}
	h, err := g.holder(ctx, c.Holder())
	if err != nil {
		return err
	}
	p, err := g.placeIn(ctx, h, c.Spec.Scope)
	if err != nil {
		return err
	}
	p.temporary = c.Temporary()
	key := p.slot.stated()
	if _, ok := stated[key]; ok {
		return org.Invalid("%q is stated twice for %q", p.scope.String(), h.String()).WithHint("state each scope once")
	}
	if err := g.state(ctx, h, p, c); err != nil {
		return err
	}
	stated[key] = struct{}{}
	return nil
}

// statedSlot is a slot in little room, since a file may state a million.
type statedSlot struct {
	subject org.SubjectID
	scope   int64 // of rules below zero
}

func (s slot) stated() statedSlot {
	scope := int64(s.product) << 1
	if s.rule() {
		scope = -2 - int64(s.category)<<1
	}
	if s.temporary {
		scope++
	}
	return statedSlot{s.subject, scope}
}

// state brings one slot to what the change says.
func (g *granting) state(ctx context.Context, h holder, p place, c org.GrantChange) error {
	if err := offers(p.category, c.Spec); err != nil {
		return err
	}
	before, err := g.at(ctx, p.slot)
	if err != nil {
		return err
	}
	counts := before
	if before != nil && !c.Continues(*before, g.time()) {
		counts = nil
	}
	after := c.Apply(counts, g.Org.LastProduct)
	after.Subject, after.Product, after.Category = p.subject, p.slot.product, p.slot.category
	if err := org.CanHoldRights(h.member, gained(counts, after)); err != nil {
		return err
	}
	return g.replace(ctx, h, p, before, after)
}

// counting is the grant unless it has ended.
func (g *granting) counting(before *org.Grant) *org.Grant {
	if before != nil && before.StateAt(g.time()) == org.SourceExpired {
		return nil
	}
	return before
}

// gained is the rights that a change adds: taking away is never refused because of a role.
func gained(before *org.Grant, after org.Grant) org.Rights {
	if before == nil {
		return after.Rights
	}
	return after.Rights &^ before.Rights
}

// offers refuses rights and usage that a category does not have. Everything has them all.
func offers(c org.Category, spec org.GrantSpec) error {
	if c.ID == org.Everything {
		return nil
	}
	if err := c.CheckRights(spec.Rights); err != nil {
		return err
	}
	return c.CheckUsage(spec.Usage)
}

// replace writes the slot and records what that changed and took.
func (g *granting) replace(ctx context.Context, h holder, p place, before *org.Grant, after org.Grant) error {
	if before == nil && after.Empty() || before != nil && before.Same(after) {
		return nil
	}
	var kept *org.Grant
	if !after.Empty() {
		kept = &after
	}
	var takes []string
	if lost := org.Loss(before, kept, g.time()); lost != "" {
		takes = append(takes, h.losing(lost, p.scope.String())...)
	}
	lowered, err := g.lowered(ctx, h, p, before, after)
	if err != nil {
		return err
	}
	if lowered != "" {
		takes = append(takes, lowered)
	}
	return g.put(ctx, h, p, restated{before, after, strings.Join(takes, "; ")})
}

// restated is a slot that says something else than before, and what that takes from people.
type restated struct {
	before *org.Grant
	after  org.Grant
	takes  string
}

// put writes the slot and records the change.
func (g *granting) put(ctx context.Context, h holder, p place, r restated) error {
	if g.ours && h.Partner != "" {
		return org.Errorf(org.KindDenied, org.CodeNotAuthorized, "the access of partner %q is not changed with that of members", h.Partner).
			WithHint("an owner does it with 'orgctl partner edit %s'", h.Partner)
	}
	change := org.Change{Action: "edit", Kind: "grant", Ref: h.String() + " " + p.scope.String(), Takes: r.takes}
	before, after := r.before, r.after
	if before == nil {
		change.Action, after.CreatedBy, after.CreatedAt = "add", g.Email, g.time()
	} else {
		// A merged grant may come from elsewhere; the row keeps who made it and when.
		after.CreatedBy, after.CreatedAt = before.CreatedBy, before.CreatedAt
		change.Before = before.Record(h.Holder, writtenAs(p.scope, before.Scope), g.time())
	}
	if after.Empty() {
		change.Action = "remove"
	} else {
		change.After = after.Record(h.Holder, p.scope, g.time())
	}
	if h.single() && p.rule() {
		if _, err := g.widerBefore(ctx, p.subject); err != nil {
			return err
		}
	}
	g.record(change)
	if g.knows(p.subject) {
		g.held[p.slot] = &after
		if after.Empty() {
			delete(g.held, p.slot)
		}
		if before == nil && !p.rule() {
			g.addLater(p.slot, after)
			return nil
		}
	}
	return g.putGrant(ctx, p.slot, after)
}

// writtenAs is the scope with the kind the stored grant has: a future rule may be named as category.
func writtenAs(scope org.Scope, kind org.ScopeKind) org.Scope {
	scope.Kind = kind
	return scope
}

// clear takes whatever stands in a scope, standing and temporary.
func (g *granting) clear(ctx context.Context, h holder, p place) error {
	for _, temporary := range []bool{false, true} {
		p.temporary = temporary
		before, err := g.grantAt(ctx, p.slot)
		if err != nil {
			return err
		}
		if before == nil {
			continue
		}
		gone := p
		gone.scope = writtenAs(p.scope, before.Scope)
		if err := g.replace(ctx, h, gone, before, org.Grant{}); err != nil {
			return err
		}
	}
	return nil
}
