package app

import (
	"context"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// entrance is somebody on the way in with the code of an invitation.
type entrance struct {
	*App
	Join
	reply    org.Reply
	offer    org.InvitationDetail
	email    org.Email // the login that comes in
	known    bool      // it has a password
	password string
}

// ask looks the code up and asks for what is missing: the code itself, names and the password of the login.
func (e *entrance) ask(ctx context.Context) error {
	given := e.Code != ""
	if given {
		if err := e.look(ctx); err != nil {
			return err
		}
	}
	handed := e.Given() || !e.Interactive()
	err := prompt.Run(ctx, []prompt.Step{
		{Title: "invitation", Ask: e.askCode, Skip: func() bool { return given }},
		{Title: "your name", Ask: e.askNames, Skip: func() bool { return e.passes() || e.known || !e.Interactive() || len(e.nameless()) == 0 }},
		{Title: "password", Ask: e.askPassword, Skip: func() bool { return e.passes() || handed }},
	})
	if err == nil && handed && !e.passes() {
		err = e.askPassword(ctx, "")
	}
	return err
}

// passes says that nobody has to say who they are: a session does, nothing is changed, or the store knows the command.
func (e *entrance) passes() bool {
	return !e.reply.Anew || e.Flags.DryRun || e.Code != "" && e.offer.ID == 0
}

// look looks the code up. One that is not known may still be that of a repeated command, which the store finds by its
// --op-id.
func (e *entrance) look(ctx context.Context) error {
	code, err := ParseInvitationCode(e.Code)
	if err != nil {
		return err
	}
	e.reply.Code = secret.HashCode(code)
	for _, name := range e.nameless() {
		*name.to = nil // they were asked for another code
	}
	s, err := e.Store(ctx)
	if err != nil {
		return err
	}
	if e.offer, err = s.InvitationOf(ctx, e.reply.Code); err != nil && (e.Flags.OpID == "" || org.KindOf(err) != org.KindNotFound) {
		return err
	}
	e.email, e.known = org.Email{Shown: e.offer.Member.Email, Key: e.offer.Member.Key}, e.offer.HasPassword
	if e.Email == "" {
		return nil
	}
	if e.reply.Email, err = org.ParseEmail(e.Email); err != nil {
		return err
	}
	if e.offer.Strict && e.reply.Email.Key != e.offer.Member.Key {
		return org.Errorf(org.KindDenied, org.CodeDenied, "this invitation is for another address than %q", e.reply.Email.Shown).
			WithHint("leave --email out, or ask for an invitation to that address")
	}
	if e.email = e.reply.Email; e.email.Key != e.offer.Member.Key {
		e.known, err = s.HasPassword(ctx, e.email)
	}
	return err
}

func (e *entrance) askCode(ctx context.Context, title string) (err error) {
	if e.Code, err = e.AskInvitationCode(ctx, prompt.Input{Step: title, Default: e.Code}); err != nil {
		return err
	}
	return e.look(ctx)
}

// AskInvitationCode asks for the code of an invitation.
func (a *App) AskInvitationCode(ctx context.Context, q prompt.Input) (string, error) {
	q.Label, q.Required = "The code of the invitation", true
	q.Validate = func(s string) error {
		_, err := ParseInvitationCode(s)
		return err
	}
	return a.Prompt().Input(ctx, q)
}

// nameless are the questions for the names that nobody has said.
func (e *entrance) nameless() (out []nameQuestion) {
	if e.First == "" && e.offer.Member.FirstName == "" {
		out = append(out, nameQuestion{&e.reply.FirstName, "Your first name"})
	}
	if e.Last == "" && e.offer.Member.LastName == "" {
		out = append(out, nameQuestion{&e.reply.LastName, "Your last name"})
	}
	return out
}

type nameQuestion struct {
	to    **string
	label string
}

func (e *entrance) askNames(ctx context.Context, title string) error {
	var questions []func(context.Context) error
	for _, name := range e.nameless() {
		questions = append(questions, func(ctx context.Context) error {
			q := prompt.Input{Step: title, Label: name.label, Required: true, Back: true, Validate: func(s string) error {
				_, err := org.ParseDisplayName("name", s)
				return err
			}}
			if *name.to != nil {
				q.Default = **name.to
			}
			answer, err := e.Prompt().Input(ctx, q)
			if err == nil {
				*name.to = &answer
			}
			return err
		})
	}
	return prompt.Within(ctx, questions...)
}

// askPassword asks for the password of the login, or has a new one chosen.
func (e *entrance) askPassword(ctx context.Context, title string) (err error) {
	q := prompt.Password{Step: title, Label: "Password of " + e.email.Shown, Back: true}
	if !e.known {
		q.Label, q.Confirm = "Choose a password for "+e.email.Shown, true
		q.Help = "At least ten characters; a few words are easier to keep than signs."
		q.Validate = func(pw string) error { return secret.CheckPassword(pw, e.email.Shown) }
	}
	e.password, err = e.Password(ctx, e.PasswordFlags, q)
	return err
}

// acceptAnew accepts as the login of the address: a new one gets its password, one that has one is verified by it.
func (e *entrance) acceptAnew(ctx context.Context) error {
	s, err := e.Store(ctx)
	if err != nil {
		return err
	}
	var session string
	if !e.passes() {
		if err := e.prove(ctx); err != nil {
			return err
		}
		if session, e.reply.Session, err = e.NewSession(); err != nil {
			return err
		}
	}
	done := "accepted the invitation and logged you in as " + e.email.Shown
	return e.Apply(ctx, Change{Done: done, Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		set, err := s.AcceptInvitation(ctx, req, e.reply)
		if err == nil && set.Changed && !set.DryRun {
			err = e.Remember(e.email.Shown, session)
		}
		return set, e.Refused(ctx, e.reply.Attempt, err)
	}})
}

// prove verifies the password, or takes the new one.
func (e *entrance) prove(ctx context.Context) (err error) {
	if !e.known {
		e.reply.Password, err = e.HashPassword(e.password, e.email.Shown)
		return err
	}
	if e.reply.Attempt, err = e.Verify(ctx, e.email, e.password); err != nil {
		return err
	}
	e.reply.Attempt, err = e.SecondFactor(ctx, e.OTP, e.reply.Attempt)
	return err
}
