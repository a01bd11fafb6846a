package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"orgctl/internal/org"
)

// EditInvitation changes what a pending invitation offers. Whoever gives another role vouches for it from then on.
func (s *Store) EditInvitation(ctx context.Context, req org.Request, ref string, edit org.InvitationEdit) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "invitation.edit", object: ref, input: edit}
	return s.change(ctx, req, op, func(a *act) error {
		_, m, err := a.unanswered(ctx, ref)
		if err != nil {
			return err
		}
		if m.State != org.Pending {
			return org.Errorf(org.KindConflict, org.CodeConflict, "%q is a member already: only the code is awaited", m.Email).
				WithHint("change the membership with 'orgctl user edit' and 'orgctl user role'")
		}
		after := m
		if edit.Role != org.NoRole {
			if after, err = a.newRole(ctx, m, edit.Role); err != nil {
				return err
			}
		}
		if after, err = edit.MemberEdit.Apply(after); err != nil {
			return err
		}
		if err := a.CanMark(m, after); err != nil {
			return err
		}
		if err := a.replaceMember(ctx, m, after); err != nil || after.Role == m.Role {
			return err
		}
		return a.followRole(ctx, after)
	})
}

// answeredAlready refuses to touch what has been answered, or taken back.
func answeredAlready(i org.Invitation) error {
	hint := "invite them again with 'orgctl user invite'"
	if i.State == org.InvitationAccepted {
		hint = "'orgctl user list' shows who is here: members have 'orgctl user role' and 'orgctl user remove'"
	}
	return org.Errorf(org.KindConflict, org.CodeConflict, "the invitation of %q was %s", i.Email, i.State).WithHint("%s", hint)
}

// unanswered finds an invitation that is not answered yet, with the membership it is for, if the caller may touch it.
func (a *act) unanswered(ctx context.Context, ref string) (org.Invitation, org.Member, error) {
	i, err := a.invitation(ctx, a.Org.ID, ref)
	if err != nil {
		return i, org.Member{}, err
	}
	if i.State != org.InvitationPending {
		return i, org.Member{}, answeredAlready(i)
	}
	m, err := a.memberByUser(ctx, a.Org.ID, i.User)
	if err != nil {
		return i, m, err
	}
	return i, m, a.CanTouch(m)
}

// followRole keeps the invitation of a member in step with the role.
func (a *act) followRole(ctx context.Context, m org.Member) error {
	i, waiting, err := a.pendingFor(ctx, a.Org.ID, m.User)
	if err != nil || !waiting || i.Role == m.Role {
		return err
	}
	after := i
	after.Role, after.Inviter, after.InvitedBy = m.Role, a.User, a.Email
	return a.replaceInvitation(ctx, i, after)
}

func (a *act) replaceInvitation(ctx context.Context, before, after org.Invitation) error {
	a.record(org.Change{Action: "edit", Kind: "invitation", Ref: after.Email, Before: before, After: after})
	_, err := a.ExecContext(ctx, `UPDATE invitations SET role = ?2, inviter_id = ?3, state = ?4, sent_at = ?5, expires_at = ?6, answered_at = ?7, accepted_by = ?8
WHERE id = ?1`, after.ID, int(after.Role), after.Inviter, after.State, micros(after.Sent), micros(after.Expires), micros(after.Answered), a.acceptedBy(after))
	return err
}

func (a *act) acceptedBy(i org.Invitation) sql.NullInt64 {
	return sql.NullInt64{Int64: int64(a.User), Valid: i.State == org.InvitationAccepted}
}

// ResendInvitation sends an invitation again: earlier codes are void, its time begins anew, and the caller vouches for it.
func (s *Store) ResendInvitation(ctx context.Context, req org.Request, ref string, code [32]byte, lives time.Duration) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "invitation.resend", object: ref}
	return s.change(ctx, req, op, func(a *act) error {
		i, m, err := a.unanswered(ctx, ref)
		if err != nil {
			return err
		}
		if err := a.burn(ctx, i); err != nil {
			return err
		}
		after := i
		after.Sent, after.Expires, after.Inviter, after.InvitedBy = a.time(), a.time().Add(lives), a.User, a.Email
		if err := a.replaceInvitation(ctx, i, after); err != nil {
			return err
		}
		return a.deliver(ctx, after, m, code)
	})
}

// CancelInvitation takes an invitation back, with the pending membership and what hangs on it.
func (s *Store) CancelInvitation(ctx context.Context, req org.Request, ref string) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "invitation.cancel", object: ref}
	return s.change(ctx, req, op, func(a *act) error {
		i, _, err := a.unanswered(ctx, ref)
		if err != nil {
			return err
		}
		return a.endInvitation(ctx, i, org.InvitationCancelled)
	})
}

// endInvitation closes an invitation without a member. Somebody who was recorded before stays.
func (a *act) endInvitation(ctx context.Context, i org.Invitation, state org.InvitationState) error {
	if err := a.closeInvitation(ctx, i, state); err != nil {
		return err
	}
	m, err := a.memberByUser(ctx, i.Org, i.User)
	if err != nil || m.State != org.Pending {
		return err
	}
	return a.dropMember(ctx, m)
}

// closeInvitation writes the answer down. No code and no mail on its way counts any more.
func (a *act) closeInvitation(ctx context.Context, i org.Invitation, state org.InvitationState) error {
	after := i
	after.State, after.Answered = state, a.time()
	if state == org.InvitationAccepted {
		after.AcceptedBy = a.Email
	}
	if err := a.burn(ctx, i); err != nil {
		return err
	}
	return a.replaceInvitation(ctx, i, after)
}

// burn voids every code of an invitation, and the mails that would make another.
func (a *act) burn(ctx context.Context, i org.Invitation) error {
	if _, err := a.ExecContext(ctx, `DELETE FROM invitation_codes WHERE invitation_id = ?1`, i.ID); err != nil {
		return err
	}
	return a.cancelMails(ctx, org.MailInvitation, int64(i.ID))
}

// withdraw cancels what a member leaves open who goes: the invitation they have not answered.
func (a *act) withdraw(ctx context.Context, m org.Member) error {
	i, waiting, err := a.pendingFor(ctx, a.Org.ID, m.User)
	if err != nil || !waiting {
		return err
	}
	return a.closeInvitation(ctx, i, org.InvitationCancelled)
}

// cancelMade cancels the invitations that a member made and could not make any more as they stand from now on.
func (a *act) cancelMade(ctx context.Context, m org.Member, stands org.Standing) error {
	made, err := a.invitationsBy(ctx, invitationsMade, a.Org.ID, m.User)
	if err != nil {
		return err
	}
	for _, i := range made {
		if stands.Vouches(i.Role) == nil {
			continue
		}
		from := len(a.set.Changes)
		if err := a.endInvitation(ctx, i, org.InvitationCancelled); err != nil {
			return err
		}
		a.set.Changes[from].Takes = fmt.Sprintf("the invitation of %s by %s is cancelled", i.Email, m.Email)
	}
	return nil
}

// hush drops what was noted as taken since: from somebody whose membership never counted nothing is taken.
func (a *act) hush(since int) {
	for n := range a.set.Changes[since:] {
		a.set.Changes[since+n].Takes = ""
	}
}
