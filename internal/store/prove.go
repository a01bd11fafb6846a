package store

import (
	"context"
	"fmt"

	"orgctl/internal/org"
)

// proven asks the person acted for, who gave their password or a code for a new one, for their second factor, if they have
// one. What is given counts once.
func (a *act) proven(ctx context.Context, p org.Proof) error {
	on, err := a.hasFactor(ctx, a.User)
	if err != nil || !on {
		return err
	}
	switch {
	case p == org.Proof{}:
		return org.Errorf(org.KindAuth, org.Code2FARequired, "a second factor is missing").WithHint("log in with 'orgctl login'")
	case p.Step != 0:
		a.proved, err = a.useStep(ctx, p.Step)
	default:
		a.proved, err = a.useRecovery(ctx, p.Recovery)
	}
	if err == nil && !a.proved {
		err = wrongFactor()
	}
	return err
}

// useStep takes the code of a step: none from before it counts any more.
func (a *act) useStep(ctx context.Context, step int64) (bool, error) {
	res, err := a.ExecContext(ctx, `UPDATE second_factors SET last_step = ?2 WHERE user_id = ?1 AND last_step < ?2`, a.User, step)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

func (a *act) useRecovery(ctx context.Context, hash [32]byte) (bool, error) {
	res, err := a.ExecContext(ctx, `DELETE FROM recovery_codes WHERE user_id = ?1 AND hash = ?2`, a.User, hash[:])
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	if err != nil || n != 1 {
		return false, err
	}
	var left int64
	err = a.QueryRowContext(ctx, `SELECT count(*) FROM recovery_codes WHERE user_id = ?1`, a.User).Scan(&left)
	a.record(org.Change{Action: "edit", Kind: "recovery-codes", Ref: a.Email,
		Before: org.RecoveryRecord{Count: left + 1}, After: org.RecoveryRecord{Count: left}})
	a.set.Notes = append(a.set.Notes, fmt.Sprintf("you have %s left; 'orgctl user 2fa codes' makes new ones", count(int(left), "recovery code")))
	return true, err
}
