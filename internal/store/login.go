package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"

	"orgctl/internal/org"
)

// How long one waits after a wrong password: the first wait, which doubles with every failure, and the longest. Failures
// are forgotten after a day of peace.
const (
	firstDelay  = time.Second
	longest     = 15 * time.Minute
	forgetAfter = 24 * time.Hour
)

// BeginLogin counts an attempt before any password is looked at, so that a thousand attempts at once are a thousand
// failures. While the delay of the last failure runs, it refuses. E-mails that nobody has are counted like all others,
// so that the answers tell nothing about who is in the store.
func (s *Store) BeginLogin(ctx context.Context, email org.Email) (attempt org.LoginAttempt, err error) {
	err = s.write(ctx, func(t *tx) error {
		attempt = org.LoginAttempt{Email: email}
		if err := t.countAttempt(ctx, email); err != nil {
			return err
		}
		err := t.QueryRowContext(ctx, `SELECT u.id, u.email, u.password, coalesce(f.secret, x''), coalesce(f.confirmed_at, 0) <> 0
FROM users u LEFT JOIN second_factors f ON f.user_id = u.id WHERE u.email_key = ?1`, email.Key).
			Scan(&attempt.User, &attempt.Email.Shown, &attempt.Hash, &attempt.Factor.Secret, &attempt.Factor.On)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return attempt, err
}

func (t *tx) countAttempt(ctx context.Context, email org.Email) error {
	if _, err := t.ExecContext(ctx, `DELETE FROM attempts WHERE retry_at < ?1`, t.now-forgetAfter.Microseconds()); err != nil {
		return err
	}
	key := attemptKey(email)
	var failures int
	var retry int64
	err := t.QueryRowContext(ctx, `SELECT failures, retry_at FROM attempts WHERE email_hash = ?1`, key).Scan(&failures, &retry)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if t.now < retry {
		wait := time.Duration(retry-t.now) * time.Microsecond
		return org.Errorf(org.KindAuth, org.CodeTooEarly, "too many attempts for %q", email.Shown).
			WithHint("wait %s, then try again", max(wait.Round(time.Second), time.Second))
	}
	_, err = t.ExecContext(ctx, `INSERT INTO attempts (email_hash, failures, retry_at) VALUES (?1, ?2, ?3)
ON CONFLICT (email_hash) DO UPDATE SET failures = excluded.failures, retry_at = excluded.retry_at`,
		key, failures+1, t.now+delay(failures+1).Microseconds())
	return err
}

// delay is how long one waits after the n-th failure in a row.
func delay(n int) time.Duration {
	return min(firstDelay<<min(n-1, 20), longest)
}

// attemptKey keeps what people type into the e-mail field, now and then a password, out of the store.
func attemptKey(email org.Email) []byte {
	sum := sha256.Sum256([]byte(email.Key))
	return sum[:]
}

// FailLogin writes a wrong password into the store's log, and is the error for it.
func (s *Store) FailLogin(ctx context.Context, attempt org.LoginAttempt) error {
	if err := s.noteFailure(ctx, attempt, "login"); err != nil {
		return err
	}
	return org.Errorf(org.KindAuth, org.CodeWrongPassword, "wrong e-mail or password").
		WithHint("try again in a moment; an owner or admin of your organization can send you a code with 'orgctl user reset'")
}

// FailFactor writes a wrong second factor into the store's log, and is the error for it. The attempt stays counted.
func (s *Store) FailFactor(ctx context.Context, attempt org.LoginAttempt) error {
	if err := s.noteFailure(ctx, attempt, "code"); err != nil {
		return err
	}
	return wrongFactor()
}

func wrongFactor() error {
	return org.Errorf(org.KindAuth, org.CodeWrongFactor, "this is not the code of the moment, or it was used before").
		WithHint("wait for the next code of your app, and check that the clocks are right; a recovery code counts once")
}

func (s *Store) noteFailure(ctx context.Context, attempt org.LoginAttempt, what string) error {
	op := operation{name: "login.fail", object: attempt.Email.Shown}
	_, err := s.storeChange(ctx, org.Request{}, op, func(a *act) error {
		a.Email = "not logged in" // nobody has proved to be anybody
		a.record(org.Change{Action: "refuse", Kind: what, Ref: attempt.Email.Shown})
		return nil
	})
	return err
}

// FinishLogin opens the session of an attempt whose password was right, and forgets its failures. A new hash of the same
// password, if there is one, replaces the stored one.
func (s *Store) FinishLogin(ctx context.Context, attempt org.LoginAttempt, session [32]byte, rehash string) (org.ChangeSet, error) {
	return s.storeChange(ctx, org.Request{}, operation{name: "login", object: attempt.Email.Shown}, func(a *act) error {
		if err := a.verified(ctx, attempt); err != nil {
			return err
		}
		if rehash != "" {
			if _, err := a.ExecContext(ctx, `UPDATE users SET password = ?2 WHERE id = ?1`, a.User, rehash); err != nil {
				return err
			}
		}
		choice, err := a.lastChoice(ctx)
		if err != nil {
			return err
		}
		if err := a.proven(ctx, attempt.Proof); err != nil {
			return err
		}
		return a.addSession(ctx, session, choice)
	})
}

// verified goes on as the person of an attempt, unless the password was changed while it was being compared.
func (a *act) verified(ctx context.Context, attempt org.LoginAttempt) error {
	var now string
	err := a.QueryRowContext(ctx, `SELECT password FROM users WHERE id = ?1`, attempt.User).Scan(&now)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if attempt.Hash == "" || now != attempt.Hash {
		return org.Errorf(org.KindAuth, org.CodeWrongPassword, "the password was changed meanwhile").WithHint("log in with the new one")
	}
	a.User, a.Email = attempt.User, attempt.Email.Shown
	return a.forgive(ctx, attempt.Email)
}

// forgive forgets the failures of an e-mail.
func (t *tx) forgive(ctx context.Context, email org.Email) error {
	_, err := t.ExecContext(ctx, `DELETE FROM attempts WHERE email_hash = ?1`, attemptKey(email))
	return err
}

// lastChoice is the organization of the login's latest session, or their only one; 0 if neither says.
func (a *act) lastChoice(ctx context.Context) (id org.OrgID, err error) {
	const q = `SELECT m.org_id FROM members m JOIN organizations o ON o.id = m.org_id
WHERE m.user_id = ?1 AND m.state <> 1 AND o.removed_at = 0
  AND (m.org_id = (SELECT org_id FROM sessions WHERE user_id = ?1 ORDER BY id DESC LIMIT 1)
    OR 1 = (SELECT count(*) FROM members x JOIN organizations y ON y.id = x.org_id WHERE x.user_id = ?1 AND x.state <> 1 AND y.removed_at = 0))`
	err = a.QueryRowContext(ctx, q, a.User).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}
