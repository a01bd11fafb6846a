package store

import (
	"maps"
	"time"

	"pgregory.net/rapid"

	"orgctl/internal/org"
)

// invitation invites dan, lets him accept, takes the invitation back, or removes him. While it is pending he can be granted
// things like everybody else.
func (w *world) invitation() {
	const dan = "dan@example.org"
	key := code("dan of " + string(w.boss.Session[:]))
	p, there := w.people[dan]
	switch {
	case !there:
		role := rapid.SampledFrom(org.Roles()).Draw(w.rt, "role of dan")
		w.done(w.h.InviteUsers(w.t.Context(), as(w.boss), []org.NewInvitation{{Email: mail(w.t, dan), Role: role, Lives: time.Hour, Code: key}}, false))
		w.people[dan] = &person{role.String(), "pending"}
	case p.state == "active":
		w.done(w.h.RemoveUser(w.t.Context(), as(w.boss), dan))
		w.forget(dan)
	case rapid.Bool().Draw(w.rt, "dan accepts"):
		w.done(w.h.ResendInvitation(w.t.Context(), as(w.boss), dan, key, time.Hour))
		w.done(w.h.AcceptInvitation(w.t.Context(), as(w.h.login(dan)), org.Reply{Code: key}))
		p.state = "active"
	default:
		w.done(w.h.CancelInvitation(w.t.Context(), as(w.boss), dan))
		w.forget(dan)
	}
}

// forget takes somebody out of the model, with everything that hung on them.
func (w *world) forget(who string) {
	delete(w.people, who)
	maps.DeleteFunc(w.said, func(s spot, _ statement) bool { return s.who == who })
	for _, people := range w.teams {
		delete(people, who)
	}
}
