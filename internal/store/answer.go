package store

import (
	"context"
	"database/sql"
	"errors"

	"orgctl/internal/org"
)

// AcceptInvitation makes a pending membership count. Somebody who is logged in accepts with their session; anybody else
// with the code, as the login of the invited address: one without a password gets it, one that has one must have been
// verified. A code counts once, whoever is first.
func (s *Store) AcceptInvitation(ctx context.Context, req org.Request, r org.Reply) (org.ChangeSet, error) {
	return s.answer(ctx, req, "invitation.accept", r, func(a *act) error {
		i, err := a.answerable(ctx, a.User, r)
		if err != nil {
			return err
		}
		m, err := a.memberByUser(ctx, i.Org, i.User)
		if err != nil {
			return err
		}
		if err := a.comeIn(ctx, i, m, r); err != nil {
			return err
		}
		if a.Org, err = a.organization(ctx, i.Org); err != nil {
			return err
		}
		a.chain, a.both = i.Org, true
		if err := a.vouched(ctx, i); err != nil {
			return err
		}
		if err := a.join(ctx, i, m, r); err != nil {
			return err
		}
		return a.goOn(ctx, r)
	})
}

// RejectInvitation ends an invitation by whom it is for: with the code, or logged in.
func (s *Store) RejectInvitation(ctx context.Context, req org.Request, r org.Reply) (org.ChangeSet, error) {
	return s.answer(ctx, req, "invitation.refuse", r, func(a *act) error {
		i, err := a.answerable(ctx, a.User, r)
		if err != nil {
			return err
		}
		if a.User == 0 {
			a.User, a.Email = i.User, i.Email // the code proves no more
		}
		if a.Org, err = a.organization(ctx, i.Org); err != nil {
			return err
		}
		a.chain, a.both = i.Org, true
		return a.endInvitation(ctx, i, org.InvitationRejected)
	})
}

// answer runs the answer of somebody who is logged in, or of whoever has the code.
func (s *Store) answer(ctx context.Context, req org.Request, name string, r org.Reply, fn func(*act) error) (org.ChangeSet, error) {
	op := operation{name: name, object: r.Ref, input: []string{r.Ref, r.Email.Key}}
	if r.Keyed() {
		op.object = "code"
	}
	if r.Anew {
		return s.storeChange(ctx, req, op, fn)
	}
	return s.change(ctx, req, op, fn)
}

// comeIn settles as which login the invitation is accepted.
func (a *act) comeIn(ctx context.Context, i org.Invitation, m org.Member, r org.Reply) error {
	key := m.Key
	switch {
	case r.Email.Key != "":
		key = r.Email.Key
	case !r.Anew && a.User != i.User:
		key = ""
	}
	if i.Strict && key != m.Key {
		return org.Errorf(org.KindDenied, org.CodeDenied, "this invitation is for another address").
			WithHint("accept it as the one it was sent to: give --password-file for that login, or 'orgctl logout' first")
	}
	if !r.Anew {
		return nil
	}
	if key == m.Key {
		return a.proveSelf(ctx, i.User, org.Email{Shown: m.Email, Key: m.Key}, r, func() error { return a.ownedElsewhere(ctx, i) })
	}
	return a.proveOther(ctx, r)
}

// proveSelf goes on as a login of the store: with its password, or with its first one if nobody who must not have it could
// get it so.
func (a *act) proveSelf(ctx context.Context, user org.UserID, email org.Email, r org.Reply, free func() error) error {
	var hash string
	if err := a.QueryRowContext(ctx, `SELECT password FROM users WHERE id = ?1`, user).Scan(&hash); err != nil {
		return err
	}
	switch {
	case a.req.DryRun && r.Password == "" && r.Attempt.Hash == "": // nobody is let in
		a.User, a.Email = user, email.Shown
		return nil
	case hash != "" && r.Attempt.User == user:
		if err := a.verified(ctx, r.Attempt); err != nil {
			return err
		}
		return a.proven(ctx, r.Attempt.Proof)
	case hash != "" || r.Password == "":
		return changedMeanwhile(email)
	}
	if err := free(); err != nil {
		return err
	}
	return a.firstPassword(ctx, user, email, r.Password)
}

func changedMeanwhile(email org.Email) error {
	return org.Errorf(org.KindConflict, org.CodeChanged, "the login %q was changed meanwhile", email.Shown).WithHint("run the command again")
}

// proveOther goes on as a login of another address than the invited one. A new one is made, as by a sign-up.
func (a *act) proveOther(ctx context.Context, r org.Reply) error {
	var user org.UserID
	email := r.Email
	err := a.QueryRowContext(ctx, `SELECT id, email FROM users WHERE email_key = ?1 AND password <> ''`, email.Key).Scan(&user, &email.Shown)
	if err == nil {
		return a.proveSelf(ctx, user, email, r, nil)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if r.Password == "" && !a.req.DryRun {
		return changedMeanwhile(email)
	}
	a.User, a.Email, err = a.newLogin(ctx, email, r.Password)
	return err
}

// firstPassword gives a login that nobody could use until now to whoever proved to be its owner. Codes that others made for
// it are void.
func (a *act) firstPassword(ctx context.Context, user org.UserID, email org.Email, password string) error {
	a.User, a.Email = user, email.Shown
	if err := a.setPassword(ctx, password, 0); err != nil {
		return err
	}
	if _, err := a.ExecContext(ctx, `DELETE FROM codes WHERE user_id = ?1`, user); err != nil {
		return err
	}
	if err := a.cancelMails(ctx, org.MailReset, int64(user)); err != nil {
		return err
	}
	return a.forgive(ctx, email)
}

// ownedElsewhere refuses to give a login its first password by the code of an invitation, if it is also somebody's in an
// organization where the inviter has no say over them: whoever handed the code over could have used it.
func (a *act) ownedElsewhere(ctx context.Context, i org.Invitation) error {
	others, err := a.beyond(ctx, i.User, i.Inviter, 0)
	if err == nil && others > 0 {
		err = org.Errorf(org.KindDenied, org.CodeDenied, "%q belongs to other organizations too, and has no password yet", i.Email).
			WithHint("ask an owner or admin there for a code ('orgctl user reset'), log in with it, then accept this invitation with its code")
	}
	return err
}

// vouched checks that who invited could do so today.
func (a *act) vouched(ctx context.Context, i org.Invitation) error {
	inviter, err := a.inside(ctx, i.Org, i.Inviter)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return org.Standing{Role: inviter.Role, Billing: inviter.Billing, State: inviter.State, Partner: inviter.Entry.Access}.Vouches(i.Role)
}

// join turns the pending membership into that of whoever accepts.
func (a *act) join(ctx context.Context, i org.Invitation, m org.Member, r org.Reply) error {
	after, err := org.MemberEdit{FirstName: r.FirstName, LastName: r.LastName}.Apply(m)
	if err != nil {
		return err
	}
	if m.State == org.Locked {
		return org.Errorf(org.KindDenied, org.CodeDenied, "your membership of %q is locked", a.Org.Slug).WithHint("ask an owner or admin of it")
	}
	after.State = org.Active
	if after.FirstName == "" && after.LastName == "" { // as they call themselves elsewhere
		p, err := a.person(ctx)
		if err != nil {
			return err
		}
		after.FirstName, after.LastName = p.FirstName, p.LastName
	}
	if a.User != m.User {
		err = a.moveMember(ctx, m, after)
	} else {
		err = a.replaceMember(ctx, m, after)
	}
	if err != nil {
		return err
	}
	return a.closeInvitation(ctx, i, org.InvitationAccepted)
}

// goOn leaves them logged in, in the organization they joined. What others could still do with a code to the login must not
// reach into it.
func (a *act) goOn(ctx context.Context, r org.Reply) error {
	if err := a.voidResets(ctx, a.User); err != nil {
		return err
	}
	if r.Anew {
		return a.addSession(ctx, r.Session, a.Org.ID)
	}
	_, err := a.ExecContext(ctx, `UPDATE sessions SET org_id = ?2 WHERE id = ?1`, a.Session, a.Org.ID)
	return err
}

// moveMember gives a pending membership, with its teams and grants, to the login that accepts instead of the invited one.
// Tokens that were made for that one end: nobody else acts for who accepts.
func (a *act) moveMember(ctx context.Context, m, after org.Member) error {
	_, err := a.memberByUser(ctx, a.Org.ID, a.User)
	if err == nil {
		return org.Errorf(org.KindConflict, org.CodeExists, "you belong to %q already", a.Org.Slug).WithHint("'orgctl whoami' shows how")
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	cat, err := a.catalog(ctx, a.Org.ID)
	if err != nil {
		return err
	}
	before, err := a.hangingOn(ctx, cat, m)
	if err != nil {
		return err
	}
	defer a.hush(len(a.set.Changes))
	if err := a.dropTokens(ctx, m); err != nil {
		return err
	}
	if _, err := a.ExecContext(ctx, `UPDATE members SET user_id = ?3 WHERE org_id = ?1 AND user_id = ?2`, a.Org.ID, m.User, a.User); err != nil {
		return err
	}
	a.record(org.Change{Action: "remove", Kind: "user", Ref: m.Email, Before: m})
	moved, err := a.memberByUser(ctx, a.Org.ID, a.User)
	if err != nil {
		return err
	}
	after.User, after.Email, after.Key = moved.User, moved.Email, moved.Key
	if err := a.updateMember(ctx, after); err != nil {
		return err
	}
	a.record(org.Change{Action: "add", Kind: "user", Ref: after.Email, After: after})
	now, err := a.hangingOn(ctx, cat, after)
	if err != nil {
		return err
	}
	for n := range now {
		a.record(org.Change{Action: "edit", Kind: now[n].kind, Ref: now[n].ref, Before: before[n].value, After: now[n].value})
	}
	return nil
}

// hung is something that the log keeps under the e-mail of a member.
type hung struct {
	kind, ref string
	value     any
}

// hangingOn lists it, in an order that does not depend on the e-mail.
func (a *act) hangingOn(ctx context.Context, cat org.Catalog, m org.Member) (out []hung, err error) {
	held, err := a.heldBy(ctx, cat, holderOf(m))
	if err != nil {
		return nil, err
	}
	for _, r := range held {
		out = append(out, hung{"grant", m.Email + " " + writtenScope(r), r})
	}
	rows, err := a.QueryContext(ctx, placesInTeams+` AND tm.member_id = ?2 ORDER BY t.slug`, a.Org.ID, m.Subject)
	if err != nil {
		return nil, err
	}
	if err := each(rows, func() error {
		p, err := scanPlace(rows)
		out = append(out, hung{"team-member", p.Team + " " + p.User, p})
		return err
	}); err != nil {
		return nil, err
	}
	led, err := a.teamsBy(ctx, teamsLed, a.Org.ID, m.Subject)
	for _, team := range led {
		out = append(out, hung{"team", team.Slug, team})
	}
	return out, err
}
