package store

import (
	"maps"
	"slices"

	"pgregory.net/rapid"

	"orgctl/internal/org"
)

// link is a partner in the model: who of it is what there, who may enter, and what it was given. nil rights are nothing, full is
// everything.
type link struct {
	staff    map[string]string // the role at the partner's, by e-mail
	assigned map[string]bool
	locked   map[string]bool // at the partner's
	active   bool
	full     bool
	rights   map[string]map[string]bool // by product
	order    int                        // the how-manieth that was let in for the first time
}

// lets says whether somebody may enter by the partnership.
func (l *link) lets(who string) bool {
	if l.locked[who] {
		return false
	}
	switch l.staff[who] {
	case "owner", "admin":
		return l.active
	case "collaborator":
		return l.active && l.assigned[who]
	}
	return false
}

// through is the one partnership that counts for somebody: the one with full access, else the oldest.
func (m *model) through(who string) *link {
	var best *link
	for _, l := range m.partners {
		if l.lets(who) && (best == nil || l.full && !best.full || l.full == best.full && l.order < best.order) {
			best = l
		}
	}
	return best
}

// insiders are the members and everybody whom a partner brings in.
func (m *model) insiders() []string {
	all := maps.Clone(m.people)
	for _, l := range m.partners {
		for who := range l.staff {
			if l.lets(who) && all[who] == nil {
				all[who] = &person{}
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// addPartner makes a partner's organization, of the same owner, with an admin, a collaborator, an external, and ann, who is a
// member of the client, too.
func (w *world) addPartner(slug string) {
	w.done(w.h.AddOrg(w.t.Context(), as(w.boss), w.organization(slug)))
	there := in(w.boss, slug)
	active := true
	w.done(w.h.EditPartnerProfile(w.t.Context(), as(there), org.ProfileEdit{Active: &active}))
	l := &link{staff: map[string]string{w.email: "owner"}, assigned: map[string]bool{}, locked: map[string]bool{}}
	for email, role := range map[string]org.Role{"pat@example.org": org.Admin, "col@example.org": org.Collaborator, "ext@example.org": org.External, "ann@example.org": org.Collaborator} {
		w.done(w.h.AddUsers(w.t.Context(), as(there), []org.NewMember{{Email: mail(w.t, email), Role: role}}, false))
		l.staff[email] = role.String()
	}
	w.partners[slug] = l
}

func (w *world) organization(slug string) org.Organization {
	o, err := org.Organization{Slug: slug, Name: slug, Country: "CH"}.Checked()
	if err != nil {
		w.rt.Fatal(err)
	}
	return o
}

// partner lets a partner in, changes what it gets, who of it enters, or ends it.
func (w *world) partner() {
	if len(w.partners) == 0 {
		return
	}
	slug := rapid.SampledFrom(slices.Sorted(maps.Keys(w.partners))).Draw(w.rt, "partner")
	l := w.partners[slug]
	switch kind := rapid.IntRange(0, 6).Draw(w.rt, "what of it"); {
	case !l.active || kind < 2:
		w.terms(slug, l)
	case kind < 5:
		w.assign(slug, l)
	case kind < 6:
		w.lockAt(slug, l)
	default:
		attempt := org.LoginAttempt{Email: mail(w.t, w.email), User: w.user, Hash: phc}
		w.done(w.h.EndPartnership(w.t.Context(), as(w.boss), org.ClientSide, org.Ending{With: slug, Attempt: attempt}))
		l.active, l.full, l.rights, l.assigned = false, false, nil, map[string]bool{}
	}
}

func (w *world) assign(slug string, l *link) {
	who := rapid.SampledFrom([]string{"col@example.org", "ann@example.org"}).Draw(w.rt, "who of it")
	if l.locked[who] {
		return
	}
	w.done(w.h.AssignClient(w.t.Context(), as(in(w.boss, slug)), who, w.slug, !l.assigned[who]))
	l.assigned[who] = !l.assigned[who]
}

// lockAt locks somebody of the partner at home, or lets them be active there again.
func (w *world) lockAt(slug string, l *link) {
	who := rapid.SampledFrom([]string{"pat@example.org", "col@example.org"}).Draw(w.rt, "who is locked")
	w.done(w.h.LockUser(w.t.Context(), as(in(w.boss, slug)), who, !l.locked[who]))
	l.locked[who] = !l.locked[who]
}

// terms gives a partner everything or some products. A second one with everything is refused.
func (w *world) terms(slug string, l *link) {
	terms := org.PartnerTerms{Access: org.PartnerFull}
	rights := map[string]map[string]bool{}
	if rapid.IntRange(0, 2).Draw(w.rt, "full") > 0 {
		terms = org.PartnerTerms{Access: org.PartnerLimited, Replace: true}
		for _, ref := range rapid.SliceOfDistinct(rapid.SampledFrom(append(w.refs(), "none")), rapid.ID).Draw(w.rt, "products") {
			if ref == "none" {
				continue
			}
			these, _ := offered(categoryOf(ref))
			right := rapid.SampledFrom(these[:min(2, len(these))]).Draw(w.rt, "right")
			spec, err := org.ParseGrantSpec(ref + "=" + right)
			if err != nil {
				w.rt.Fatal(err)
			}
			terms.Grants, rights[ref] = append(terms.Grants, spec), map[string]bool{right: true}
		}
	}
	full := terms.Access == org.PartnerFull
	second := false
	for other, o := range w.partners {
		second = second || full && other != slug && o.active && o.full
	}
	var err error
	if l.active {
		_, err = w.h.EditPartner(w.t.Context(), as(w.boss), slug, terms)
	} else {
		_, err = w.h.InvitePartner(w.t.Context(), as(w.boss), org.Offer{To: slug, Terms: terms, Accept: true})
	}
	if second != (org.KindOf(err) == org.KindConflict) || err != nil && !second {
		w.rt.Fatalf("%+v for %s: %v, a second one with full access: %v", terms, slug, err, second)
	}
	if second {
		return
	}
	fresh := !l.active
	if l.order == 0 {
		w.met++
		l.order = w.met
	}
	l.active, l.full, l.rights = true, full, rights
	if fresh {
		w.cover(l)
	}
}

// cover ends what a partner's people had as externals.
func (w *world) cover(l *link) {
	for who, role := range l.staff {
		p := w.people[who]
		if p == nil || p.role != "external" || p.state != "active" || role == "external" {
			continue
		}
		delete(w.people, who)
		for _, in := range w.teams {
			delete(in, who)
		}
		maps.DeleteFunc(w.said, func(s spot, _ statement) bool { return s.who == who })
		if role == "collaborator" {
			l.assigned[who] = true
		}
	}
}
