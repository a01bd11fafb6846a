package app

import (
	"context"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// Join is somebody who accepts an invitation: by its code, or logged in by a reference.
type Join struct {
	PasswordFlags
	OTP   OTPFlags
	Code  string // as typed; empty: Ref says which
	Ref   string
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

// Accept accepts an invitation and leaves one logged in, in that organization.
func (a *App) Accept(ctx context.Context, j Join) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	reply := org.Reply{Ref: j.Ref}
	if j.First != "" {
		reply.FirstName = &j.First
	}
	if j.Last != "" {
		reply.LastName = &j.Last
	}
	var offer org.InvitationDetail
	if j.Code != "" {
		if offer, err = a.offered(ctx, &j, &reply); err != nil {
			return err
		}
		if reply.Anew, err = a.comesAnew(ctx, s, caller, j); err != nil {
			return err
		}
	}
	if !reply.Anew {
		return a.Apply(ctx, Change{Done: "accepted the invitation", Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AcceptInvitation(ctx, req, reply)
		}})
	}
	return a.acceptAnew(ctx, j, offer, reply)
}

// offered looks the code up. One that is not known may still be that of a repeated command, which the store finds by its
// --op-id.
func (a *App) offered(ctx context.Context, j *Join, reply *org.Reply) (offer org.InvitationDetail, err error) {
	code, err := ParseInvitationCode(j.Code)
	if err != nil {
		return offer, err
	}
	reply.Code = secret.HashCode(code)
	s, err := a.Store(ctx)
	if err != nil {
		return offer, err
	}
	if offer, err = s.InvitationOf(ctx, reply.Code); err != nil && (a.Flags.OpID == "" || org.KindOf(err) != org.KindNotFound) {
		return offer, err
	}
	if j.Email == "" {
		return offer, nil
	}
	reply.Email, err = org.ParseEmail(j.Email)
	if err == nil && offer.Strict && reply.Email.Key != offer.Member.Key {
		err = org.Errorf(org.KindDenied, org.CodeDenied, "this invitation is for another address than %q", reply.Email.Shown).
			WithHint("leave --email out, or ask for an invitation to that address")
	}
	return offer, err
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

// acceptAnew accepts as the login of the address: a new one gets its password, one that has one is verified by it.
func (a *App) acceptAnew(ctx context.Context, j Join, offer org.InvitationDetail, reply org.Reply) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	email := reply.Email
	if email.Key == "" {
		email = org.Email{Shown: offer.Member.Email, Key: offer.Member.Key}
	}
	var session string
	if !a.Flags.DryRun && offer.ID != 0 {
		if err := a.identify(ctx, j, offer, &reply, email); err != nil {
			return err
		}
		if session, reply.Session, err = a.NewSession(); err != nil {
			return err
		}
	}
	done := "accepted the invitation and logged you in as " + email.Shown
	return a.Apply(ctx, Change{Done: done, Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		set, err := s.AcceptInvitation(ctx, req, reply)
		if err == nil && set.Changed && !set.DryRun {
			err = a.Remember(email.Shown, session)
		}
		return set, a.Refused(ctx, reply.Attempt, err)
	}})
}

// identify asks who comes in.
func (a *App) identify(ctx context.Context, j Join, offer org.InvitationDetail, reply *org.Reply, email org.Email) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	known := offer.HasPassword
	if email.Key != offer.Member.Key {
		if known, err = s.HasPassword(ctx, email); err != nil {
			return err
		}
	}
	if known {
		password, err := a.Password(ctx, j.PasswordFlags, prompt.Password{Label: "Password of " + email.Shown})
		if err != nil {
			return err
		}
		if reply.Attempt, err = a.Verify(ctx, email, password); err != nil {
			return err
		}
		reply.Attempt, err = a.SecondFactor(ctx, j.OTP, reply.Attempt)
		return err
	}
	if err := a.askNames(ctx, offer.Member, reply); err != nil {
		return err
	}
	password, err := a.Password(ctx, j.PasswordFlags, prompt.Password{Label: "Choose a password for " + email.Shown, Confirm: true,
		Help:     "At least ten characters; a few words are easier to keep than signs.",
		Validate: func(pw string) error { return secret.CheckPassword(pw, email.Shown) }})
	if err != nil {
		return err
	}
	reply.Password, err = a.HashPassword(password, email.Shown)
	return err
}

// askNames asks, on a terminal, what nobody has said.
func (a *App) askNames(ctx context.Context, m org.Member, reply *org.Reply) error {
	if !a.Interactive() {
		return nil
	}
	for _, name := range []struct {
		to    **string
		label string
		now   string
	}{{&reply.FirstName, "Your first name", m.FirstName}, {&reply.LastName, "Your last name", m.LastName}} {
		if *name.to != nil || name.now != "" {
			continue
		}
		answer, err := a.Prompt().Input(ctx, prompt.Input{Label: name.label, Required: true, Validate: func(s string) error {
			_, err := org.ParseDisplayName("name", s)
			return err
		}})
		if err != nil {
			return err
		}
		*name.to = &answer
	}
	return nil
}
