package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"orgctl/internal/org"
)

// resetLives is how long the code of a reset lives. It is long enough to be handed over by mail or by hand.
const resetLives = 24 * time.Hour

// ChangePassword gives the caller's own login a new password, after an attempt that compared the old one. The other
// sessions of the login end.
func (s *Store) ChangePassword(ctx context.Context, req org.Request, attempt org.LoginAttempt, password string) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "user.password", object: attempt.Email.Shown}, func(a *act) error {
		if err := a.ownPassword(ctx, attempt); err != nil {
			return err
		}
		if err := a.setPassword(ctx, password, a.Session); err != nil {
			return err
		}
		return a.alert(ctx, a.User, org.AlertPassword, nil)
	})
}

// ownPassword goes on only if the attempt was about the caller's own login.
func (a *act) ownPassword(ctx context.Context, attempt org.LoginAttempt) error {
	if attempt.User != a.User {
		return org.Errorf(org.KindDenied, org.CodeNotAuthorized, "that takes your own password").
			WithHint("an owner or admin can send somebody a code with 'orgctl user reset'")
	}
	return a.verified(ctx, attempt)
}

// setPassword writes a login's password and ends its sessions but one.
func (a *act) setPassword(ctx context.Context, password string, but int64) error {
	if _, err := a.ExecContext(ctx, `UPDATE users SET password = ?2 WHERE id = ?1`, a.User, password); err != nil {
		return err
	}
	a.record(org.Change{Action: "edit", Kind: "password", Ref: a.Email})
	return a.endSessions(ctx, a.User, a.Email, but)
}

// ResetUser gives a code to a member, with which they set themselves a new password. Earlier codes of a reset are void.
// A person of other organizations too is out of reach for whoever has no say there: with the code in hand one could log
// in to all of them. If mail goes out, the code is made when it is sent, and the one that is given counts for nothing.
func (s *Store) ResetUser(ctx context.Context, req org.Request, user string, code [32]byte) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{action: org.ActMembers, name: "user.reset", object: user}, func(a *act) error {
		m, err := a.member(ctx, a.Org.ID, user)
		if err != nil {
			return err
		}
		if m.User == a.User {
			return org.Errorf(org.KindDenied, org.CodeDenied, "one's own password is changed with the old one").WithHint("orgctl user password")
		}
		if err := a.CanTouch(m); err != nil {
			return err
		}
		if m.State == org.Pending {
			return org.Errorf(org.KindConflict, org.CodeConflict, "%q has not accepted the invitation yet", m.Email).
				WithHint("send it again with 'orgctl invitation resend %s': its code lets them choose a password", m.Email)
		}
		if err := a.ownElsewhere(ctx, m); err != nil {
			return err
		}
		if err := a.voidResets(ctx, m.User); err != nil {
			return err
		}
		if !req.Mail {
			return a.addCode(ctx, m.User, m.Email, code)
		}
		a.record(org.Change{Action: "add", Kind: "code", Ref: m.Email, After: map[string]any{"purpose": "reset", "by_mail": true}})
		return a.post(ctx, org.Mail{Kind: org.MailReset, Object: int64(m.User), To: m.Email, Name: m.Name(), Locale: m.Locale,
			Params: map[string]string{"organization": a.Org.Name, "by": a.Email}})
	})
}

// voidResets ends what was sent, or is about to be, to reset a login's password.
func (a *act) voidResets(ctx context.Context, user org.UserID) error {
	if _, err := a.ExecContext(ctx, `DELETE FROM codes WHERE user_id = ?1 AND (purpose = 'reset' OR expires_at <= ?2)`, user, a.now); err != nil {
		return err
	}
	return a.cancelMails(ctx, org.MailReset, int64(user))
}

func (a *act) ownElsewhere(ctx context.Context, m org.Member) error {
	others, err := a.beyond(ctx, m.User, a.User, a.Org.ID)
	if err == nil && others > 0 {
		err = org.Errorf(org.KindDenied, org.CodeDenied, "%q belongs to other organizations too, where you can't reset passwords", m.Email).
			WithHint("they change it with 'orgctl user password', or the owner of the store's file with 'orgctl store recover'")
	}
	return err
}

// beyond counts the organizations that a login belongs to and in which somebody else has no say over it, besides one where
// they have it.
func (t *tx) beyond(ctx context.Context, user, by org.UserID, here org.OrgID) (others int, err error) {
	err = t.QueryRowContext(ctx, `SELECT count(*) FROM members m JOIN organizations o ON o.id = m.org_id
LEFT JOIN members mine ON mine.org_id = m.org_id AND mine.user_id = ?2 AND mine.state = 0
WHERE m.user_id = ?1 AND m.org_id <> ?3 AND m.state <> 1 AND o.removed_at = 0 AND (mine.role IS NULL OR mine.role < 3 OR (m.role = 4 AND mine.role < 4))`,
		user, by, here).Scan(&others)
	return others, err
}

func (a *act) addCode(ctx context.Context, user org.UserID, email string, code [32]byte) error {
	expires := a.now + resetLives.Microseconds()
	if _, err := a.ExecContext(ctx, `INSERT INTO codes (hash, user_id, purpose, created_at, expires_at) VALUES (?1, ?2, 'reset', ?3, ?4)`,
		code[:], user, a.now, expires); err != nil {
		return err
	}
	a.record(org.Change{Action: "add", Kind: "code", Ref: email, After: map[string]any{"purpose": "reset", "expires_at": fromMicros(expires)}})
	return nil
}

// CodeOwner is whose password a code may set, and whether they have a second factor. Unknown, used and expired codes are
// all the same.
func (s *Store) CodeOwner(ctx context.Context, code [32]byte) (email org.Email, factor bool, err error) {
	err = s.read(ctx, func(t *tx) error {
		var user org.UserID
		err := t.QueryRowContext(ctx, `SELECT u.id, u.email, u.email_key FROM codes c JOIN users u ON u.id = c.user_id WHERE c.hash = ?1 AND c.expires_at > ?2`,
			code[:], t.now).Scan(&user, &email.Shown, &email.Key)
		if err != nil {
			return noSuchCode(err)
		}
		factor, err = t.hasFactor(ctx, user)
		return err
	})
	return email, factor, err
}

// RedeemCode sets the password of the code's owner, ends all their sessions but the one it opens, and voids all their
// codes. A code counts once, whoever is first. It replaces the password alone: a second factor is asked for all the same.
func (s *Store) RedeemCode(ctx context.Context, req org.Request, r org.Redemption) (org.ChangeSet, error) {
	return s.storeChange(ctx, req, operation{name: "login.code", object: "code"}, func(a *act) error {
		var email org.Email
		err := a.QueryRowContext(ctx, `SELECT u.id, u.email, u.email_key FROM codes c JOIN users u ON u.id = c.user_id WHERE c.hash = ?1 AND c.expires_at > ?2`,
			r.Code[:], a.now).Scan(&a.User, &email.Shown, &email.Key)
		if err != nil {
			return noSuchCode(err)
		}
		a.Email = email.Shown
		if !req.DryRun {
			if err := a.proven(ctx, r.Proof); err != nil {
				return err
			}
		}
		choice, err := a.lastChoice(ctx)
		if err != nil {
			return err
		}
		if err := a.redeemed(ctx, r.Password); err != nil {
			return err
		}
		if err := a.forgive(ctx, email); err != nil {
			return err
		}
		return a.addSession(ctx, r.Session, choice)
	})
}

// redeemed gives the login its new password and voids what could give it another.
func (a *act) redeemed(ctx context.Context, password string) error {
	if err := a.setPassword(ctx, password, 0); err != nil {
		return err
	}
	if _, err := a.ExecContext(ctx, `DELETE FROM codes WHERE user_id = ?1`, a.User); err != nil {
		return err
	}
	a.record(org.Change{Action: "remove", Kind: "code", Ref: a.Email})
	// Whoever made the code may know the password now: what awaits the login needs its own code.
	if _, err := a.ExecContext(ctx, `UPDATE invitations SET known = 0 WHERE user_id = ?1 AND state = 'pending'`, a.User); err != nil {
		return err
	}
	if err := a.cancelMails(ctx, org.MailReset, int64(a.User)); err != nil {
		return err
	}
	return a.alert(ctx, a.User, org.AlertReset, nil)
}

func noSuchCode(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return org.Errorf(org.KindNotFound, org.CodeNotFound, "there is no such code, or its time is over").WithHint("ask for a new one")
	}
	return err
}
