package app

import (
	"context"

	"orgctl/internal/org"
	"orgctl/internal/secret"
)

// Verify counts a login attempt, then compares the password. An e-mail that nobody has takes as long and gets the same
// answer as a wrong password.
func (a *App) Verify(ctx context.Context, email org.Email, password string) (org.LoginAttempt, error) {
	s, err := a.Store(ctx)
	if err != nil {
		return org.LoginAttempt{}, err
	}
	attempt, err := s.BeginLogin(ctx, email)
	if err != nil {
		return attempt, err
	}
	if attempt.Hash == "" {
		a.World.Hash.Burn(password)
		return attempt, s.FailLogin(ctx, attempt)
	}
	ok, err := secret.Verify(attempt.Hash, password)
	if err != nil {
		return attempt, err
	}
	if !ok {
		return attempt, s.FailLogin(ctx, attempt)
	}
	return attempt, nil
}

// Logins are those remembered for this store, the last used first.
func (a *App) Logins() ([]secret.Login, error) {
	var logins []secret.Login
	err := a.withSessions(func(s *secret.Sessions, key string) (err error) {
		logins, err = s.Remembered(key)
		return err
	})
	return logins, err
}

// CurrentLogin is the login in use, and false if there is none.
func (a *App) CurrentLogin() (login secret.Login, ok bool, err error) {
	err = a.withSessions(func(s *secret.Sessions, key string) (err error) {
		login, ok, err = s.Current(key)
		return err
	})
	return login, ok, err
}

// UseLogin makes a remembered login the current one.
func (a *App) UseLogin(email string) error {
	return a.withSessions(func(s *secret.Sessions, key string) error { return s.Use(key, email) })
}

// EndLogin drops the secret of a login and keeps its e-mail.
func (a *App) EndLogin(email string) error {
	return a.withSessions(func(s *secret.Sessions, key string) error { return s.End(key, email) })
}

// ForgetLogin ends the session of a login in the store, if it lives, and drops it from this machine.
func (a *App) ForgetLogin(ctx context.Context, email string) error {
	logins, err := a.Logins()
	if err != nil {
		return err
	}
	for _, l := range logins {
		if l.Email != email || l.Secret == "" {
			continue
		}
		s, err := a.Store(ctx)
		if err != nil {
			return err
		}
		req := org.Request{Caller: org.Caller{Session: secret.HashCode(l.Secret)}, Confirmed: true}
		if _, err := s.Logout(ctx, req); err != nil && org.KindOf(err) != org.KindAuth {
			return err
		}
	}
	return a.withSessions(func(s *secret.Sessions, key string) error { return s.Forget(key, email) })
}

func (a *App) withSessions(fn func(s *secret.Sessions, key string) error) error {
	s, err := a.Sessions()
	if err != nil {
		return err
	}
	key, err := a.StoreKey()
	if err != nil {
		return err
	}
	return fn(s, key)
}
