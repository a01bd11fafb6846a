package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"orgctl/internal/org"
)

const invitationSelect = `SELECT i.id, i.org_id, i.user_id, i.inviter_id, u.email, i.role, i.state, i.strict, i.silent, b.email, coalesce(x.email, ''), i.known,
  i.created_at, i.sent_at, i.expires_at, i.answered_at
FROM invitations i JOIN users u ON u.id = i.user_id JOIN users b ON b.id = i.inviter_id LEFT JOIN users x ON x.id = i.accepted_by
WHERE `

const (
	allInvitations      = invitationSelect + `i.org_id = ?1 ORDER BY i.id`
	invitationByID      = invitationSelect + `i.org_id = ?1 AND i.id = ?2`
	invitationsByEmail  = invitationSelect + `i.org_id = ?1 AND u.email_key = ?2 ORDER BY i.state = 'pending' DESC, i.id DESC LIMIT 1`
	invitationPending   = invitationSelect + `i.org_id = ?1 AND i.user_id = ?2 AND i.state = 'pending'`
	invitationsMade     = invitationSelect + `i.org_id = ?1 AND i.inviter_id = ?2 AND i.state = 'pending' ORDER BY i.id`
	invitationByCode    = invitationSelect + `i.id = (SELECT c.invitation_id FROM invitation_codes c WHERE c.hash = ?1) AND ` + answerableNow
	invitationsAwaiting = invitationSelect + `i.user_id = ?1 AND i.known = 1 AND ` + answerableNow + ` ORDER BY i.id`
	answerableNow       = `i.state = 'pending' AND i.expires_at > ?2 AND i.org_id IN (SELECT o.id FROM organizations o WHERE o.removed_at = 0)`
)

func scanInvitation(row scanner) (i org.Invitation, err error) {
	var created, sent, expires, answered int64
	err = row.Scan(&i.ID, &i.Org, &i.User, &i.Inviter, &i.Email, (*uint8)(&i.Role), &i.State, &i.Strict, &i.Silent, &i.InvitedBy, &i.AcceptedBy, &i.Known,
		&created, &sent, &expires, &answered)
	i.Created, i.Sent, i.Expires, i.Answered = fromMicros(created), fromMicros(sent), fromMicros(expires), fromMicros(answered)
	return i, err
}

func (t *tx) invitationsBy(ctx context.Context, query string, args ...any) (out []org.Invitation, err error) {
	st, err := t.stmt(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		i, err := scanInvitation(rows)
		out = append(out, i)
		return err
	})
	return out, err
}

// invitation finds one of an organization by its id, or by the e-mail: then the pending one, else the last.
func (t *tx) invitation(ctx context.Context, id org.OrgID, ref string) (org.Invitation, error) {
	number, byID, err := org.ParseInvitationID(ref)
	if err != nil {
		return org.Invitation{}, err
	}
	query, key := invitationByID, any(number)
	if !byID {
		email, err := org.ParseEmail(ref)
		if err != nil {
			return org.Invitation{}, err
		}
		query, key = invitationsByEmail, email.Key
	}
	found, err := t.invitationsBy(ctx, query, id, key)
	if err == nil && len(found) == 0 {
		err = org.NotFound("invitation", ref).WithHint("'orgctl invitation list' shows them")
	}
	if err != nil {
		return org.Invitation{}, err
	}
	return found[0], nil
}

// pendingFor is the pending invitation of a login to an organization, if there is one.
func (t *tx) pendingFor(ctx context.Context, id org.OrgID, user org.UserID) (org.Invitation, bool, error) {
	found, err := t.invitationsBy(ctx, invitationPending, id, user)
	if err != nil || len(found) == 0 {
		return org.Invitation{}, false, err
	}
	return found[0], true, nil
}

// awaiting are the invitations that a login may answer without a code. Those that are older than its password are not
// among them: without the code they are not there.
func (t *tx) awaiting(ctx context.Context, user org.UserID) ([]org.InvitationDetail, error) {
	found, err := t.invitationsBy(ctx, invitationsAwaiting, user, t.now)
	if err != nil {
		return nil, err
	}
	out := make([]org.InvitationDetail, len(found))
	for n, i := range found {
		out[n].Invitation = i
		if out[n].In, err = t.organization(ctx, i.Org); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// answerable is the invitation that somebody answers. Whatever is wrong with a code, the answer is the same.
func (t *tx) answerable(ctx context.Context, user org.UserID, r org.Reply) (org.Invitation, error) {
	if r.Keyed() {
		found, err := t.invitationsBy(ctx, invitationByCode, r.Code[:], t.now)
		if err == nil && len(found) == 0 {
			err = noSuchCode(sql.ErrNoRows)
		}
		if err != nil {
			return org.Invitation{}, err
		}
		return found[0], nil
	}
	own, err := t.awaiting(ctx, user)
	if err != nil {
		return org.Invitation{}, err
	}
	return org.PickInvitation(own, r.Ref)
}

// Invitations lists those of the caller's organization.
func (s *Store) Invitations(ctx context.Context, c org.Caller) (out []org.Invitation, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActMembers)
		if err != nil {
			return err
		}
		out, err = t.invitationsBy(ctx, allInvitations, a.Org.ID)
		for n := range out {
			out[n] = out[n].At(t.time())
		}
		return err
	})
	return out, err
}

// Awaiting lists the invitations to the caller's own address that they may answer without a code.
func (s *Store) Awaiting(ctx context.Context, c org.Caller) (out []org.InvitationDetail, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.inPerson(ctx, c)
		if err != nil {
			return err
		}
		out, err = t.awaiting(ctx, a.User)
		return err
	})
	return out, err
}

// Invitation is one of the caller's organization, with what the person is to have.
func (s *Store) Invitation(ctx context.Context, c org.Caller, ref string) (d org.InvitationDetail, err error) {
	err = s.read(ctx, func(t *tx) error {
		a, err := t.allowed(ctx, c, org.ActMembers)
		if err != nil {
			return err
		}
		d = org.InvitationDetail{In: a.Org}
		if d.Invitation, err = t.invitation(ctx, a.Org.ID, ref); err != nil {
			return err
		}
		d.Invitation = d.At(t.time())
		return t.fillInvitation(ctx, &d)
	})
	return d, err
}

// fillInvitation adds what the membership is, if it is there still.
func (t *tx) fillInvitation(ctx context.Context, d *org.InvitationDetail) (err error) {
	d.Member, err = t.memberByUser(ctx, d.Org, d.User)
	if errors.Is(err, sql.ErrNoRows) {
		d.Member = org.Member{Email: d.Email}
		return nil
	}
	if err != nil {
		return err
	}
	teams, err := t.teamsBy(ctx, teamsOf, d.Org, d.Member.Subject)
	if err != nil {
		return err
	}
	for _, team := range teams {
		d.Teams = append(d.Teams, team.Slug)
	}
	cat, err := t.catalog(ctx, d.Org)
	if err != nil {
		return err
	}
	d.Held, err = t.heldBy(ctx, cat, holderOf(d.Member))
	return err
}

// heldBy are the grants of a member's own, or of a partner.
func (t *tx) heldBy(ctx context.Context, cat org.Catalog, h holder) (out []org.GrantRecord, err error) {
	keep := func(r org.GrantRecord, _ error) bool {
		out = append(out, r)
		return true
	}
	err = t.grantsHeld(ctx, cat, keep, h.User, h.subject, 0, 0, 0, t.now, h.Team, h.Partner)
	return slices.Clip(out), err
}

// InvitationOf is what the holder of a code may know of its invitation before they answer.
func (s *Store) InvitationOf(ctx context.Context, code [32]byte) (d org.InvitationDetail, err error) {
	err = s.read(ctx, func(t *tx) error {
		d = org.InvitationDetail{}
		if d.Invitation, err = t.answerable(ctx, 0, org.Reply{Code: code}); err != nil {
			return err
		}
		if d.In, err = t.organization(ctx, d.Org); err != nil {
			return err
		}
		if d.Member, err = t.memberByUser(ctx, d.Org, d.User); err != nil {
			return err
		}
		return t.QueryRowContext(ctx, `SELECT password <> '' FROM users WHERE id = ?1`, d.User).Scan(&d.HasPassword)
	})
	return d, err
}

// HasPassword says whether somebody logs in with an address. Only a command that holds a code asks.
func (s *Store) HasPassword(ctx context.Context, email org.Email) (has bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		return t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM users WHERE email_key = ?1 AND password <> '')`, email.Key).Scan(&has)
	})
	return has, err
}
