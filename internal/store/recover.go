package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"orgctl/internal/org"
)

// recoveryLives is how long the code of a recovery lives: whoever makes it sits at the machine.
const recoveryLives = time.Hour

// Recover gives a login a way back in, by whoever owns the file: earlier codes are void, its sessions, tokens and
// second factor end, and the new code sets a password. The organization must be one of theirs: who recovers a login knows whose it is. An empty one
// is only for a dry run.
func (s *Store) Recover(ctx context.Context, req org.Request, r org.Recovery) (org.ChangeSet, error) {
	email, err := org.ParseEmail(r.Email)
	if err != nil {
		return org.ChangeSet{}, err
	}
	return s.storeChange(ctx, req, operation{name: "store.recover", object: email.Shown, input: r.Email}, func(a *act) error {
		user, shown, err := a.loginNamed(ctx, email)
		if err != nil {
			return err
		}
		if err := a.belongs(ctx, user, shown, r.Org); err != nil && !(req.DryRun && r.Org == "") {
			return err
		}
		if err := a.endSessions(ctx, user, shown, 0); err != nil {
			return err
		}
		if _, err := a.disableTokens(ctx, user, shown); err != nil {
			return err
		}
		if err := a.clearFactor(ctx, user, shown); err != nil {
			return err
		}
		if err := a.giveRecoveryCode(ctx, user, shown, r); err != nil {
			return err
		}
		if err := a.cancelMails(ctx, org.MailReset, int64(user)); err != nil {
			return err
		}
		if err := a.alert(ctx, user, org.AlertRecovered, nil); err != nil {
			return err
		}
		return a.alertOwners(ctx, user, shown, org.AlertRecovered)
	})
}

// clearFactor takes a login's second factor: whoever can't log in any more may have lost it.
func (a *act) clearFactor(ctx context.Context, user org.UserID, shown string) error {
	state, err := a.factorState(ctx, user)
	if err != nil || state == org.FactorOff {
		return err
	}
	owner := a.Actor
	a.User, a.Email = user, shown
	err = a.dropFactor(ctx, state, shown+" has no second factor any more")
	a.Actor = owner
	return err
}

func (t *tx) loginNamed(ctx context.Context, email org.Email) (id org.UserID, shown string, err error) {
	err = t.QueryRowContext(ctx, `SELECT id, email FROM users WHERE email_key = ?1`, email.Key).Scan(&id, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		err = org.NotFound("login", email.Shown).WithHint("it is the e-mail that one logs in with")
	}
	return id, shown, err
}

// belongs refuses an organization that the person has no part in.
func (t *tx) belongs(ctx context.Context, user org.UserID, shown, slug string) error {
	var ok bool
	err := t.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM members m JOIN organizations o ON o.id = m.org_id
WHERE m.user_id = ?1 AND m.state <> 1 AND o.slug = ?2 AND o.removed_at = 0)`, user, slug).Scan(&ok)
	if err == nil && !ok {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "%q is no organization of %q: nothing was changed", slug, shown).
			WithHint("type the slug of an organization that this person belongs to")
	}
	return err
}

func (a *act) giveRecoveryCode(ctx context.Context, user org.UserID, shown string, r org.Recovery) error {
	if _, err := a.ExecContext(ctx, `DELETE FROM codes WHERE user_id = ?1`, user); err != nil {
		return err
	}
	if _, err := a.ExecContext(ctx, `DELETE FROM invitation_codes WHERE invitation_id IN (SELECT id FROM invitations WHERE user_id = ?1)`, user); err != nil {
		return err
	}
	expires := a.now + recoveryLives.Microseconds()
	_, err := a.ExecContext(ctx, `INSERT INTO codes (hash, user_id, purpose, created_at, expires_at) VALUES (?1, ?2, 'recover', ?3, ?4)`,
		r.Code[:], user, a.now, expires)
	a.record(org.Change{Action: "add", Kind: "code", Ref: shown, After: map[string]any{"purpose": "recover", "expires_at": fromMicros(expires)},
		Takes: shown + " is logged out everywhere, codes given before are void, and tokens are disabled"})
	return err
}
