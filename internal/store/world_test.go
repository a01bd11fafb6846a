package store

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"orgctl/internal/org"
)

// world is an organization in the store and the model of it.
type world struct {
	*model
	t           *testing.T
	rt          *rapid.T
	h           *house
	boss        org.Caller
	user        org.UserID // the boss
	email, slug string
	ids         []org.ProductID // of the products in the order of their birth
}

func newWorld(t *testing.T, rt *rapid.T, h *house, n int) *world {
	slug := fmt.Sprintf("world%d", n)
	acc := account(t, "boss@"+slug+".example.org", slug)
	w := &world{model: newModel(acc.Email.Shown), t: t, rt: rt, h: h, boss: org.Caller{Session: acc.Session, Org: slug}, email: acc.Email.Shown, slug: slug}
	w.done(h.SignUp(t.Context(), org.Request{}, acc))
	for _, name := range []string{"ann", "bob", "cy"} {
		role := rapid.SampledFrom([]org.Role{org.Collaborator, org.External, org.Admin}).Draw(rt, name)
		email := name + "@example.org"
		w.done(h.AddUsers(t.Context(), as(w.boss), []org.NewMember{{Email: mail(t, email), Role: role}}, false))
		w.people[email] = &person{role.String(), "active"}
	}
	for _, ref := range []string{"drive/a", "domain/a.ch"} {
		w.add(ref)
	}
	for _, name := range []string{"Red", "Blue"} {
		w.addTeam(name)
	}
	if n%3 == 0 { // they cost more than the rest of a world
		w.addPartner(slug + "-p")
		w.addPartner(slug + "-q")
	}
	id, err := h.Whoami(t.Context(), w.boss)
	if err != nil {
		rt.Fatal(err)
	}
	w.user = id.User
	return w
}

// done takes a change that must have been made.
func (w *world) done(set org.ChangeSet, err error) {
	w.rt.Helper()
	if err != nil || !set.Changed {
		w.rt.Fatalf("changed %v, %v", set.Changed, err)
	}
}

func (w *world) step() {
	switch kind := rapid.IntRange(0, 30).Draw(w.rt, "step"); {
	case kind < 11:
		w.order()
	case kind < 13:
		w.takeAway()
	case kind < 16:
		w.addOrRemove()
	case kind == 16:
		w.role()
	case kind == 17:
		w.lock()
	case kind == 18:
		w.copy()
	case kind == 19:
		w.split()
	case kind <= 22:
		w.regroup()
	case kind == 23:
		w.invitation()
	case kind <= 28:
		w.partner()
	default:
		w.h.now = w.h.now.Add(time.Duration(rapid.IntRange(1, 15).Draw(w.rt, "minutes")) * time.Minute)
	}
}

// order states access in both, and again: the second time nothing changes.
func (w *world) order() {
	o := w.anyOrder(w.rt, w.h.now)
	changed, refused := w.state(o, w.h.now)
	for range 2 {
		set, err := w.h.SetGrants(w.t.Context(), as(w.boss), []org.GrantChange{change(w.t, o)}, false)
		if refused != (err != nil) || err == nil && set.Changed != changed {
			w.rt.Fatalf("%+v: changed %v, %v; the model: changed %v, refused %v", o, set.Changed, err, changed, refused)
		}
		changed = false
	}
}

// change writes an order as the store takes it.
func change(t *testing.T, o order) org.GrantChange {
	t.Helper()
	scope := o.where
	switch {
	case scope == "*":
		scope = "@everything"
	case !strings.Contains(scope, "/") && o.future:
		scope += "/@future"
	case !strings.Contains(scope, "/"):
		scope += "/@all"
	}
	var words []string
	if words = append(words, o.rights...); o.rights != nil && len(o.rights) == 0 {
		words = append(words, "no-rights")
	}
	if o.usage != "" {
		words = append(words, map[string]string{"none": "no-use", "user": "use", "admin": "use-admin"}[o.usage])
	}
	spec, err := org.ParseGrantSpec(scope + "=" + strings.Join(words, "+"))
	if err != nil {
		t.Fatal(err)
	}
	return org.GrantChange{User: holderIn(o.who).User, Team: holderIn(o.who).Team, Spec: spec, From: o.from, Until: o.until}
}

// takeAway revokes what stands at a place. Where nothing does but access is, that is said.
func (w *world) takeAway() {
	o := w.anyOrder(w.rt, w.h.now)
	o.rights, o.usage, o.future = nil, "none", false
	took := w.revoke(o.who, o.where)
	remains := false
	for _, ref := range w.refs() {
		if rights, usage := w.may(o.who, ref, w.h.now); o.where == "*" || o.where == ref || o.where == categoryOf(ref) {
			remains = remains || len(rights) > 0 || usage != ""
		}
	}
	set, err := w.h.RevokeGrants(w.t.Context(), as(w.boss), org.Revocation{User: holderIn(o.who).User, Team: holderIn(o.who).Team, Scopes: []org.Scope{change(w.t, o).Spec.Scope}})
	if conflict := !took && remains; conflict != (org.KindOf(err) == org.KindConflict) || err != nil && !conflict || err == nil && (set.Changed != took || (len(set.Remaining) > 0) != remains) {
		w.rt.Fatalf("%s of %s: changed %v, remaining %d, %v; the model: took %v, remains %v", o.where, o.who, set.Changed, len(set.Remaining), err, took, remains)
	}
}

// holderIn reads the name of the model for whoever a statement is about.
func holderIn(who string) org.Holder {
	if slug, ok := strings.CutPrefix(who, "team "); ok {
		return org.Holder{Team: slug}
	}
	return org.Holder{User: who}
}

func (w *world) addTeam(name string) {
	n, err := org.NewTeam{Name: name}.Checked()
	if err != nil {
		w.rt.Fatal(err)
	}
	w.done(w.h.AddTeam(w.t.Context(), as(w.boss), n))
	w.teams["team "+n.Slug] = map[string]bool{}
}

// regroup takes somebody into a team or out of it; now and then a whole team goes with what it holds, and comes again empty.
func (w *world) regroup() {
	team := rapid.SampledFrom([]string{"Red", "Blue"}).Draw(w.rt, "team")
	slug := strings.ToLower(team)
	people := w.teams["team "+slug]
	who := rapid.SampledFrom(w.emails()).Draw(w.rt, "who")
	switch {
	case rapid.IntRange(0, 9).Draw(w.rt, "gone") == 0:
		w.done(w.h.RemoveTeam(w.t.Context(), as(w.boss), slug))
		maps.DeleteFunc(w.said, func(s spot, _ statement) bool { return s.who == "team "+slug })
		w.addTeam(team)
	case people[who]:
		w.done(w.h.RemoveTeamMembers(w.t.Context(), as(w.boss), slug, []string{who}))
		delete(people, who)
	default:
		w.done(w.h.AddTeamMembers(w.t.Context(), as(w.boss), slug, []string{who}))
		people[who] = true
	}
}

func (w *world) addOrRemove() {
	ref := rapid.SampledFrom(kinds()).Draw(w.rt, "category") + "/" + rapid.SampledFrom([]string{"a.ch", "b.ch"}).Draw(w.rt, "name")
	if _, there := w.products[ref]; there {
		w.done(w.h.RemoveProduct(w.t.Context(), as(w.boss), ref))
		w.removeProduct(ref)
		return
	}
	w.add(ref)
}

func (w *world) add(ref string) {
	w.done(w.h.AddProducts(w.t.Context(), as(w.boss), []org.NewProduct{{Category: categoryOf(ref), Name: ref[len(categoryOf(ref))+1:]}}, false))
	w.addProduct(ref)
	p, err := w.h.Product(w.t.Context(), w.boss, ref)
	if err != nil {
		w.rt.Fatal(err)
	}
	w.ids = append(w.ids, p.ID)
}

// somebody is anybody but the owner whose session it is.
func (w *world) somebody() (string, *person) {
	who := rapid.SampledFrom([]string{"ann@example.org", "bob@example.org", "cy@example.org"}).Draw(w.rt, "somebody")
	return who, w.people[who]
}

func (w *world) role() {
	who, p := w.somebody()
	if p == nil {
		return
	}
	role := rapid.SampledFrom(org.Roles()).Draw(w.rt, "role")
	if p.role == role.String() {
		return
	}
	w.done(w.h.SetRole(w.t.Context(), as(w.boss), who, role, false))
	p.role = role.String()
}

// lock brings a membership to another state. There is no command for it yet, so that the test is the use case.
func (w *world) lock() {
	who, p := w.somebody()
	if p == nil {
		return
	}
	state := rapid.SampledFrom([]org.MemberState{org.Active, org.Pending, org.Locked}).Draw(w.rt, "state")
	_, err := w.h.change(w.t.Context(), as(w.boss), operation{action: org.ActMembers, name: "user.lock", object: who}, func(a *act) error {
		m, err := a.member(w.t.Context(), a.Org.ID, who)
		if err != nil || m.State == state {
			return err
		}
		after := m
		after.State = state
		a.record(org.Change{Action: "edit", Kind: "user", Ref: who, Before: m, After: after})
		_, err = a.Exec(`UPDATE members SET state = ?3 WHERE org_id = ?1 AND user_id = ?2`, a.Org.ID, m.User, int(state))
		return err
	})
	if err != nil {
		w.rt.Fatal(err)
	}
	p.state = state.String()
}

// copy gives one what another has: the rights of both, at any time. What stands in the store then is read back, since
// how two grants are written as one is not what this is about.
func (w *world) copy() {
	from, source := w.somebody()
	to, target := w.somebody()
	if from == to || source == nil || target == nil || target.role == "admin" || target.role == "owner" {
		return
	}
	before := *w.model
	before.said = maps.Clone(w.said)
	if _, err := w.h.CopyGrants(w.t.Context(), as(w.boss), from, to); err != nil {
		if org.KindOf(err) != org.KindConflict {
			w.rt.Fatal(err)
		}
		return
	}
	w.reread(to)
	for _, at := range before.moments(w.h.now) {
		for _, ref := range w.refs() {
			for _, right := range []string{"technical", "statistics", "ticket-control", "sales-control"} {
				if got, want := w.given(to, ref, right, at), before.given(to, ref, right, at) || before.given(from, ref, right, at); got != want {
					w.rt.Fatalf("after the copy to %s, %s on %s at %s is %v", to, right, ref, at, got)
				}
			}
		}
	}
}

// split takes one product out of the rules on its category, of a person or a team. On every other, also on one to come,
// everything stays as it was for everybody at any time.
func (w *world) split() {
	who := rapid.SampledFrom(append(w.emails(), slices.Sorted(maps.Keys(w.teams))...)).Draw(w.rt, "who")
	ref := rapid.SampledFrom(w.refs()).Draw(w.rt, "product")
	before := *w.model
	before.said = maps.Clone(w.said)
	c := change(w.t, order{who: who, where: ref, usage: "none"})
	_, err := w.h.RevokeGrants(w.t.Context(), as(w.boss), org.Revocation{User: c.User, Team: c.Team, Scopes: []org.Scope{c.Spec.Scope}, Split: true})
	if err != nil {
		if org.KindOf(err) != org.KindConflict {
			w.rt.Fatal(err)
		}
		return
	}
	w.reread(who)
	for s := range w.said {
		said := w.said[s]
		over := !said.until.IsZero() && !said.until.After(w.h.now)
		if s.who == who && (s.where == ref || s.where == categoryOf(ref) && said.after < w.products[ref] && !over) {
			w.rt.Fatalf("%+v still stands after %s was split off", s, ref)
		}
	}
	toCome := categoryOf(ref) + "/to-come"
	w.products[toCome] = w.born + 1 // both share the map
	defer delete(w.products, toCome)
	for _, at := range before.moments(w.h.now) {
		for other := range w.products {
			for _, email := range w.emails() {
				got, want := w.told(email, other, at), w.toldBy(&before, email, other, at)
				if other != ref && got != want {
					w.rt.Fatalf("after %s was split off for %s, at %s: %s, before: %s", ref, who, at, got, want)
				}
			}
		}
	}
}

// reread brings the model to what the store holds of a person or team.
func (w *world) reread(who string) {
	for s := range w.said {
		if s.who == who {
			delete(w.said, s)
		}
	}
	for r, err := range w.h.Grants(w.t.Context(), w.boss, org.GrantFilter{User: holderIn(who).User, Team: holderIn(who).Team}) {
		if err != nil {
			w.rt.Fatal(err)
		}
		s := spot{who: who, where: "*", temporary: r.Temporary}
		said := statement{rights: map[string]bool{}, usage: strings.TrimPrefix(r.Usage.String(), "none"), after: -1}
		for _, name := range r.Rights.Names() {
			said.rights[name] = true
		}
		if r.From != nil {
			said.from = *r.From
		}
		if r.Until != nil {
			said.until = *r.Until
		}
		switch {
		case r.Product != nil:
			s.where = *r.Product
		case r.Category != nil:
			s.where = *r.Category
		}
		if r.Scope == "future" {
			said.after = len(slices.DeleteFunc(slices.Clone(w.ids), func(id org.ProductID) bool { return id > r.Since }))
		}
		w.said[s] = said
	}
}
