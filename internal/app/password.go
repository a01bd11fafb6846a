package app

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

// PasswordFlags are the two ways to hand over a password: never as the value of a flag, where others could see it.
type PasswordFlags struct {
	File  string
	Stdin bool
}

// Bind adds the flags.
func (o *PasswordFlags) Bind(c *cobra.Command) {
	c.Flags().StringVar(&o.File, "password-file", "", "the `file` whose first line is the password")
	c.Flags().BoolVar(&o.Stdin, "password-stdin", false, "read the password from the first line of standard input")
	c.MarkFlagsMutuallyExclusive("password-file", "password-stdin")
}

// Given says whether a flag hands the password over.
func (o *PasswordFlags) Given() bool { return o.File != "" || o.Stdin }

// Equivalent are the words of a command line that asks for no password, and says none.
func (o *PasswordFlags) Equivalent() []string {
	if o.File != "" {
		return []string{"--password-file", o.File}
	}
	return []string{"--password-stdin"}
}

// Password is what the flags hand over or, on a terminal, what is typed.
func (a *App) Password(ctx context.Context, o PasswordFlags, q prompt.Password) (string, error) {
	if o.Given() || !a.Interactive() {
		return secret.ReadPassword(o.File, o.Stdin, a.Streams.In)
	}
	return a.Prompt().Password(ctx, q)
}

// HashPassword checks a new password and is its hash. What everybody knows of the person is no password.
func (a *App) HashPassword(password string, own ...string) (string, error) {
	if err := secret.CheckPassword(password, own...); err != nil {
		return "", err
	}
	hash, err := a.World.Hash.Hash(a.World.Rand, password)
	if err != nil {
		return "", fmt.Errorf("hash the password: %w", err)
	}
	return hash, nil
}

// NewSession makes the secret of a session, and what the store keeps of it.
func (a *App) NewSession() (session string, hash [32]byte, err error) {
	session, err = secret.NewCode(a.World.Rand, secret.PrefixSession)
	return session, secret.HashCode(session), err
}

// ConfirmPassword compares the password of whoever is logged in, for what is worth asking it again. A wrong one counts like
// one at a login. In a wizard the question has a step.
func (a *App) ConfirmPassword(ctx context.Context, o PasswordFlags, login, step string) (org.LoginAttempt, error) {
	email, err := org.ParseEmail(login)
	if err != nil {
		return org.LoginAttempt{}, err
	}
	password, err := a.Password(ctx, o, prompt.Password{Step: step, Label: "Your password"})
	if err != nil {
		return org.LoginAttempt{}, err
	}
	return a.Verify(ctx, email, password)
}
