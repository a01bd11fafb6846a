package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// EnrolFactor gives the caller's login the secret of a second factor, after an attempt that compared the password. It is
// asked for nowhere before it was confirmed; until then another one may take its place. A dry run needs no password.
func (s *Store) EnrolFactor(ctx context.Context, req org.Request, attempt org.LoginAttempt, secret []byte) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "user.2fa.enrol"}, func(a *act) error {
		before, err := a.factorFor(ctx, attempt)
		if err != nil {
			return err
		}
		if before == org.FactorOn {
			return org.Errorf(org.KindConflict, org.CodeExists, "your second factor is on already").
				WithHint("'orgctl user 2fa codes' makes new recovery codes, 'orgctl user 2fa disable' switches it off")
		}
		a.recordFactor(before, org.FactorPending, "")
		_, err = a.ExecContext(ctx, `INSERT INTO second_factors (user_id, secret, created_at) VALUES (?1, ?2, ?3)
ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at`, a.User, append([]byte{}, secret...), a.now)
		return err
	})
}

// ConfirmFactor switches the second factor on, after the first code of it was compared, and keeps its recovery codes.
func (s *Store) ConfirmFactor(ctx context.Context, req org.Request, attempt org.LoginAttempt, codes [][32]byte) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "user.2fa.enable"}, func(a *act) error {
		before, err := a.factorFor(ctx, attempt)
		if err != nil {
			return err
		}
		if before != org.FactorPending {
			return org.Errorf(org.KindConflict, org.CodeConflict, "there is no second factor to confirm").
				WithHint("begin with 'orgctl user 2fa enable' without a code")
		}
		a.recordFactor(before, org.FactorOn, "")
		if _, err := a.ExecContext(ctx, `UPDATE second_factors SET confirmed_at = ?2, last_step = ?3 WHERE user_id = ?1`, a.User, a.now, attempt.Proof.Step); err != nil {
			return err
		}
		if err := a.replaceRecovery(ctx, codes); err != nil {
			return err
		}
		return a.alert(ctx, a.User, org.Alert2FAOn, nil)
	})
}

// RenewRecovery gives the caller new recovery codes; those from before are void.
func (s *Store) RenewRecovery(ctx context.Context, req org.Request, attempt org.LoginAttempt, codes [][32]byte) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "user.2fa.codes"}, func(a *act) error {
		before, err := a.factorFor(ctx, attempt)
		if err != nil {
			return err
		}
		if before != org.FactorOn {
			return org.Errorf(org.KindConflict, org.CodeConflict, "your second factor is not on").WithHint("orgctl user 2fa enable")
		}
		if err := a.replaceRecovery(ctx, codes); err != nil {
			return err
		}
		return a.alert(ctx, a.User, org.Alert2FACodes, nil)
	})
}

// DisableFactor switches the caller's second factor off. Without one there is nothing to change.
func (s *Store) DisableFactor(ctx context.Context, req org.Request, attempt org.LoginAttempt) (org.ChangeSet, error) {
	return s.change(ctx, req, operation{name: "user.2fa.disable"}, func(a *act) error {
		before, err := a.factorFor(ctx, attempt)
		if err != nil || before == org.FactorOff {
			return err
		}
		if before == org.FactorPending {
			return a.dropFactor(ctx, before, "")
		}
		wanting, err := a.wantingFactor(ctx)
		if err != nil {
			return err
		}
		takes := ""
		if len(wanting) > 0 {
			takes = fmt.Sprintf("%s can do nothing more in %s, where a second factor is wanted", a.Email, org.NameSome(wanting, 5))
		}
		if err := a.dropFactor(ctx, before, takes); err != nil {
			return err
		}
		return a.alert(ctx, a.User, org.Alert2FAOff, nil)
	})
}

// factorFor is how far the caller's second factor is, after an attempt that compared the password. A dry run needs none.
func (a *act) factorFor(ctx context.Context, attempt org.LoginAttempt) (org.FactorState, error) {
	if !a.req.DryRun {
		if err := a.ownPassword(ctx, attempt); err != nil {
			return "", err
		}
	}
	return a.factorState(ctx, a.User)
}

func (t *tx) factorState(ctx context.Context, user org.UserID) (org.FactorState, error) {
	var on bool
	err := t.QueryRowContext(ctx, `SELECT confirmed_at <> 0 FROM second_factors WHERE user_id = ?1`, user).Scan(&on)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return org.FactorOff, nil
	case err == nil && on:
		return org.FactorOn, nil
	}
	return org.FactorPending, err
}

func (t *tx) hasFactor(ctx context.Context, user org.UserID) (bool, error) {
	state, err := t.factorState(ctx, user)
	return state == org.FactorOn, err
}

// recordFactor notes what became of the second factor of the person acted for.
func (a *act) recordFactor(before, after org.FactorState, takes string) {
	c := org.Change{Action: "edit", Kind: "second-factor", Ref: a.Email, Takes: takes}
	if before == org.FactorOff {
		c.Action = "add"
	} else {
		c.Before = org.FactorRecord{User: a.User, Email: a.Email, State: before}
	}
	if after == org.FactorOff {
		c.Action = "remove"
	} else {
		c.After = org.FactorRecord{User: a.User, Email: a.Email, State: after}
	}
	a.record(c)
}

func (a *act) replaceRecovery(ctx context.Context, codes [][32]byte) error {
	if err := a.dropRecovery(ctx); err != nil {
		return err
	}
	for _, hash := range codes {
		if _, err := a.ExecContext(ctx, `INSERT INTO recovery_codes (hash, user_id, created_at) VALUES (?1, ?2, ?3)`, hash[:], a.User, a.now); err != nil {
			return err
		}
	}
	a.record(org.Change{Action: "add", Kind: "recovery-codes", Ref: a.Email, After: org.RecoveryRecord{Count: int64(len(codes))}})
	return nil
}

// dropRecovery takes the recovery codes of the person acted for.
func (a *act) dropRecovery(ctx context.Context) error {
	res, err := a.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = ?1`, a.User)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if n > 0 {
		a.record(org.Change{Action: "remove", Kind: "recovery-codes", Ref: a.Email, Before: org.RecoveryRecord{Count: n}})
	}
	return err
}

func (a *act) dropFactor(ctx context.Context, before org.FactorState, takes string) error {
	a.recordFactor(before, org.FactorOff, takes)
	if err := a.dropRecovery(ctx); err != nil {
		return err
	}
	_, err := a.ExecContext(ctx, `DELETE FROM second_factors WHERE user_id = ?1`, a.User)
	return err
}
