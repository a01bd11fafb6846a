package store

import (
	"context"
	"fmt"
	"strings"

	"orgctl/internal/org"
)

// InviteUsers invites people, all or nothing; with keepGoing the good ones of a batch. They become members in the state
// pending, with the grants and teams they are to have. Somebody who was recorded as a member and never logged in keeps
// that membership. The codes that are handed over come as hashes; where mail goes out they are not needed.
func (s *Store) InviteUsers(ctx context.Context, req org.Request, people []org.NewInvitation, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "user.invite", object: invitedObject(people), input: people}
	return s.change(ctx, req, op, func(a *act) error {
		g, err := a.granting(ctx)
		if err != nil {
			return err
		}
		return eachRow(ctx, a, people, keepGoing, func(n org.NewInvitation) error { return a.invite(ctx, g, n) })
	})
}

func invitedObject(people []org.NewInvitation) string {
	if len(people) == 1 {
		return people[0].Email.Shown
	}
	return fmt.Sprintf("%d users", len(people))
}

func (a *act) invite(ctx context.Context, g *granting, n org.NewInvitation) error {
	m, err := a.member(ctx, a.Org.ID, n.Email.Shown)
	switch {
	case err == nil:
		err = a.inviteRecorded(ctx, m, &n)
	case org.KindOf(err) == org.KindNotFound:
		m, err = a.addPending(ctx, n)
	}
	if err != nil {
		return err
	}
	if err := a.equip(ctx, g, m, n); err != nil {
		return err
	}
	i := org.Invitation{Email: m.Email, Role: m.Role, State: org.InvitationPending, Strict: !n.NoStrict, Silent: n.Silent, InvitedBy: a.Email,
		Created: a.time(), Sent: a.time(), Expires: a.time().Add(n.Lives), Org: a.Org.ID, User: m.User, Inviter: a.User}
	if i, err = a.insertInvitation(ctx, i); err != nil {
		return err
	}
	return a.deliver(ctx, i, m, n.Code)
}

// addPending makes the membership that is offered.
func (a *act) addPending(ctx context.Context, n org.NewInvitation) (org.Member, error) {
	if n.Role == org.NoRole {
		return org.Member{}, org.Errorf(org.KindUsage, org.CodeInputRequired, "missing --role").WithHint("one of owner, admin, collaborator, external")
	}
	m := org.Member{Email: n.Email.Shown, Key: n.Email.Key, Role: n.Role, State: org.Pending, Locale: a.Org.Locale}
	m, err := n.MemberEdit.Apply(m)
	if err != nil {
		return m, err
	}
	if err := a.CanGive(n.Role); err != nil {
		return m, err
	}
	if err := a.CanMark(org.Member{}, m); err != nil {
		return m, err
	}
	if m.User, m.Email, err = a.loginOf(ctx, n.Email); err != nil {
		return m, err
	}
	return a.addMember(ctx, m)
}

// inviteRecorded lets somebody who is a member already, and has never logged in, choose a password.
func (a *act) inviteRecorded(ctx context.Context, m org.Member, n *org.NewInvitation) error {
	_, waiting, err := a.pendingFor(ctx, a.Org.ID, m.User)
	if err != nil {
		return err
	}
	var logsIn bool
	if err := a.QueryRowContext(ctx, `SELECT password <> '' FROM users WHERE id = ?1`, m.User).Scan(&logsIn); err != nil {
		return err
	}
	switch {
	case waiting:
		return invitedAlready(m)
	case logsIn || m.State != org.Active:
		return org.Errorf(org.KindConflict, org.CodeExists, "%q is a member already, %s", m.Email, m.Role.WithArticle()).
			WithHint("change the role with 'orgctl user role', the access with 'orgctl grant'")
	case n.NoStrict:
		return org.Invalid("%q is recorded as a member already: nobody else can accept in their place", m.Email).WithHint("leave --no-strict out")
	case n.Role == org.NoRole:
		n.Role = m.Role
	}
	if err := a.CanTouch(m); err != nil {
		return err
	}
	return sameMember(m, org.NewMember{Email: n.Email, Role: n.Role, MemberEdit: n.MemberEdit})
}

func invitedAlready(m org.Member) error {
	return org.Errorf(org.KindConflict, org.CodeExists, "%q is invited already", m.Email).
		WithHint("send it again with 'orgctl invitation resend %s', or cancel it first", m.Email)
}

// equip gives what is to be theirs from the first day.
func (a *act) equip(ctx context.Context, g *granting, m org.Member, n org.NewInvitation) error {
	if len(n.Grants) > 0 {
		if err := a.May(org.ActGrants); err != nil {
			return err
		}
	}
	if len(n.Teams) > 0 {
		if err := a.May(org.ActTeams); err != nil {
			return err
		}
	}
	stated := map[statedSlot]struct{}{}
	for _, spec := range n.Grants {
		if err := g.apply(ctx, org.GrantChange{User: m.Email, Spec: spec}, stated); err != nil {
			return err
		}
	}
	for _, ref := range n.Teams {
		team, err := a.team(ctx, a.Org.ID, ref)
		if err != nil {
			return err
		}
		if err := a.enter(ctx, team, m.Email); err != nil {
			return err
		}
	}
	return nil
}

// insertInvitation remembers whether the login had a password by now: whoever makes themselves a login later has to show
// the code, since nobody has checked whose address it is.
func (a *act) insertInvitation(ctx context.Context, i org.Invitation) (org.Invitation, error) {
	err := a.QueryRowContext(ctx, `INSERT INTO invitations (org_id, user_id, inviter_id, role, strict, silent, known, created_at, sent_at, expires_at)
SELECT ?1, u.id, ?3, ?4, ?5, ?6, u.password <> '', ?7, ?7, ?8 FROM users u WHERE u.id = ?2 RETURNING id, known`,
		i.Org, i.User, i.Inviter, int(i.Role), i.Strict, i.Silent, a.now, micros(i.Expires)).Scan(&i.ID, &i.Known)
	a.record(org.Change{Action: "add", Kind: "invitation", Ref: i.Email, After: i})
	return i, err
}

// deliver sends the invitation by mail, which makes a code of its own; otherwise the code that the command hands over is
// kept.
func (a *act) deliver(ctx context.Context, i org.Invitation, m org.Member, code [32]byte) error {
	if !a.req.Mail || i.Silent {
		return a.keepInvitationCode(ctx, i.ID, code)
	}
	params, err := a.invitationWords(ctx, i, m)
	if err != nil {
		return err
	}
	return a.post(ctx, org.Mail{Kind: org.MailInvitation, Object: int64(i.ID), To: m.Email, Name: m.Name(), Locale: m.Locale, Params: params})
}

// keepInvitationCode keeps the hash of one more code. Without an invitation that can be answered it would be one for nothing.
func (t *tx) keepInvitationCode(ctx context.Context, id org.InvitationID, hash [32]byte) error {
	res, err := t.ExecContext(ctx, `INSERT INTO invitation_codes (hash, invitation_id, created_at)
SELECT ?1, id, ?3 FROM invitations WHERE id = ?2 AND state = 'pending'`, hash[:], id, t.now)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); n > 0 || err != nil {
		return err
	}
	return errMailGone
}

// invitationWords is what the mail says.
func (a *act) invitationWords(ctx context.Context, i org.Invitation, m org.Member) (map[string]string, error) {
	words := map[string]string{"organization": a.Org.Name, "by": i.InvitedBy, "role": i.Role.String(), "expires": i.Expires.Format("2006-01-02")}
	teams, err := a.teamsBy(ctx, teamsOf, a.Org.ID, m.Subject)
	if err != nil {
		return nil, err
	}
	var names, scopes []string
	for _, team := range teams {
		names = append(names, team.Name)
	}
	err = a.eachGrant(ctx, m.Subject, func(_ *granting, grant org.Grant, p place) error {
		if grant.StateAt(a.time()) != org.SourceExpired {
			scopes = append(scopes, scopeInWords(p.scope, m.Locale))
		}
		return nil
	})
	words["teams"], words["products"] = strings.Join(names, ", "), strings.Join(scopes, ", ")
	return words, err
}

// scopeInWords says for the mail what a grant is on, in one of the two languages of mails.
func scopeInWords(s org.Scope, locale string) string {
	words := map[org.ScopeKind][2]string{
		org.ScopeAll:        {"everything in " + s.Category, "tout dans " + s.Category},
		org.ScopeFuture:     {"what is to come in " + s.Category, "ce qui viendra dans " + s.Category},
		org.ScopeEverything: {"every product", "tous les produits"},
		org.ScopeProduct:    {s.String(), s.String()},
	}[s.Kind]
	if strings.HasPrefix(locale, "fr") {
		return words[1]
	}
	return words[0]
}
