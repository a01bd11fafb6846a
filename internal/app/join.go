package app

import (
	"context"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/secret"
)

// Join is somebody who accepts an invitation: by its code, or logged in by a reference.
type Join struct {
	PasswordFlags
	OTP   OTPFlags
	Code  string // as typed
	Ref   string // says which invitation without a code; both empty: the code is asked
	Email string // another address than the invited one; empty: that one
	First string
	Last  string
	Anew  bool // as the login of the address even if somebody is logged in
}

// ParseInvitationCode reads the code of an invitation. A code of another kind is told where it belongs.
func ParseInvitationCode(typed string) (string, error) {
	code := strings.ToLower(strings.TrimSpace(typed))
	switch {
	case strings.HasPrefix(code, secret.PrefixRecovery):
		return "", org.Invalid("this code gives a new password, it is no invitation").WithHint("orgctl login --code CODE")
	case strings.HasPrefix(code, secret.PrefixSession), strings.HasPrefix(code, secret.PrefixToken):
		return "", org.Invalid("this is no code of an invitation").WithHint("the code of one begins with %q", secret.PrefixInvitation)
	}
	return secret.ParseCode(typed, secret.PrefixInvitation)
}

// Accept accepts an invitation and leaves one logged in, in that organization. On a terminal what is missing is asked.
func (a *App) Accept(ctx context.Context, j Join) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	e := entrance{App: a, Join: j, reply: org.Reply{Ref: j.Ref}}
	if j.First != "" {
		e.reply.FirstName = &j.First
	}
	if j.Last != "" {
		e.reply.LastName = &j.Last
	}
	if j.Ref == "" {
		if e.reply.Anew, err = a.comesAnew(ctx, s, caller, j); err != nil {
			return err
		}
		if err := e.ask(ctx); err != nil {
			return err
		}
	}
	if e.reply.Anew {
		return e.acceptAnew(ctx)
	}
	return a.Apply(ctx, Change{Done: "accepted the invitation", Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return s.AcceptInvitation(ctx, req, e.reply)
	}})
}

// comesAnew says that no session is used: a password was given, or there is no session that lives.
func (a *App) comesAnew(ctx context.Context, s *Store, caller org.Caller, j Join) (bool, error) {
	if j.Anew || j.Given() {
		return true, nil
	}
	_, err := s.Whoami(ctx, org.Caller{Session: caller.Session, Token: caller.Token})
	if org.KindOf(err) == org.KindAuth {
		return true, nil
	}
	return false, err
}
