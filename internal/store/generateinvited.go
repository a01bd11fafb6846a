package store

import (
	"time"

	"orgctl/internal/org"
)

// invite makes the invitation of somebody who is pending. Some have run out long ago, some last until 2030. Nobody has a
// code for one: sending it again makes it.
func (g *generator) invite(m org.Member) {
	g.invited++
	i := org.Invitation{ID: g.invited, Email: m.Email, Role: m.Role, State: org.InvitationPending, Strict: g.chance.in(90), Silent: g.chance.in(20),
		InvitedBy: g.Email, Created: g.time(), Sent: g.time(), Expires: g.time().Add(offerLives), Org: g.Org.ID, User: m.User, Inviter: g.User}
	if g.chance.in(50) {
		i.Expires = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	g.rows.add(g.into.invitations, i.ID, i.Org, i.User, i.Inviter, int(i.Role), i.Strict, i.Silent, i.Known, g.now, g.now, micros(i.Expires))
	g.record(org.Change{Action: "add", Kind: "invitation", Ref: i.Email, After: i})
}
