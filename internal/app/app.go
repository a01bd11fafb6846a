// Package app is what a command gets: the configuration, the streams, somebody to ask, the clock and randomness, the
// store, the remembered logins, and a way to run another command. It ties them together for the three things every
// command does: say who asks, run a change (dry run, preview, confirmation), and print.
//
// It refuses to know any noun of the command line and any SQL.
package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/config"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
	"orgctl/internal/store"
	"orgctl/internal/term"
)

// App is handed to every command. The expensive things are functions: help and completion scripts touch no file.
type App struct {
	Flags    *Flags
	Config   func() (*config.Config, error)
	Streams  *term.Streams
	Prompt   func() prompt.Prompter
	World    World
	Store    func(ctx context.Context) (*store.Store, error)
	Sessions func() (*secret.Sessions, error)
	Exec     Exec
}

// Store is the store as commands know it: they call its methods and need not import its package.
type Store = store.Store

// World is what comes from outside and would make a run differ from the next: tests fix it.
type World struct {
	Now     func() time.Time
	Rand    io.Reader
	Hash    secret.Params
	Version string
	Store   store.Options // how stores are opened; only control runs of tests set anything here
}

// StoreOptions are those of the world, with its clock and somebody to tell what a person should know.
func (a *App) StoreOptions() store.Options {
	o := a.World.Store
	o.Now, o.Warn = a.World.Now, func(text string) { a.Streams.Say("%s", text) }
	return o
}

// Exec runs another command line in this process, on the given streams, and returns its exit code.
type Exec func(ctx context.Context, args []string, streams *term.Streams) int

// Flags are the global flags as given, and what the running command says of itself.
type Flags struct {
	term.Format
	Yes     bool
	DryRun  bool
	OpID    string
	NoInput bool
	Debug   bool

	ConfigFile string            // --config
	TokenFile  string            // --token-file
	Settings   map[string]string // the settings that were given as flags, by the names of their keys
	Entered    bool              // RunE was reached: an error before that is wrong usage
	Asked      string            // the command as typed, for the --op-id
	Picked     []string          // the command with the argument that was picked; empty if it was typed
}

// Run makes a RunE of fn. It notes that the command line was understood, so that an error from before can be told from
// one of ours, and what was asked.
func (a *App) Run(fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		a.Flags.Entered = true
		a.Flags.Asked = asked(c, args)
		if err := refuseEmpty(c); err != nil {
			return err
		}
		if err := a.Flags.Check(); err != nil {
			return err
		}
		if _, err := a.Config(); err != nil {
			return err
		}
		return fn(c.Context(), args)
	}
}

// RunAnyway is Run for what also works when the settings can't be read: to say so is its job.
func (a *App) RunAnyway(fn func(ctx context.Context) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, _ []string) error {
		a.Flags.Entered = true
		if err := refuseEmpty(c); err != nil {
			return err
		}
		if err := a.Flags.Check(); err != nil {
			return err
		}
		_, _ = a.Config() // the output format may stand there
		return fn(c.Context())
	}
}

// Interactive says whether a question may be asked.
func (a *App) Interactive() bool {
	if !a.Streams.Interactive(a.Flags.NoInput) {
		return false
	}
	cfg, err := a.Config()
	return err == nil && !cfg.NoInput
}

// Need is the error for a value that is missing where nobody can be asked: it names the flag.
func Need(flag, hint string, args ...any) error {
	return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing --%s", flag).WithHint(hint, args...)
}

// StoreKey names the store among the remembered logins: its file, wherever it was called from.
func (a *App) StoreKey() (string, error) {
	cfg, err := a.Config()
	if err != nil {
		return "", err
	}
	path, err := cfg.StorePath()
	if err != nil {
		return "", err
	}
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target, nil
	}
	return path, nil
}

// Caller says who asks: a token that was given, else the current login of this store; and the organization named by flag
// or environment.
func (a *App) Caller() (org.Caller, error) {
	cfg, err := a.Config()
	if err != nil {
		return org.Caller{}, err
	}
	c := org.Caller{Org: cfg.Org}
	if e, err := cfg.Explain("org"); err == nil && (e.Kind == config.FromUserFile || e.Kind == config.FromSystemFile) {
		c.Org, c.Default = "", cfg.Org
	}
	if token, err := a.token(); token != "" || err != nil {
		c.Token = secret.HashCode(token)
		return c, err
	}
	return a.withSession(c)
}

func (a *App) withSession(c org.Caller) (org.Caller, error) {
	sessions, err := a.Sessions()
	if err != nil {
		return c, err
	}
	key, err := a.StoreKey()
	if err != nil {
		return c, err
	}
	login, ok, err := sessions.Current(key)
	if err == nil && ok {
		c.Session = secret.HashCode(login.Secret)
	}
	return c, err
}

// Open is what most commands begin with: the store and who asks.
func (a *App) Open(ctx context.Context) (*store.Store, org.Caller, error) {
	s, err := a.Store(ctx)
	if err != nil {
		return nil, org.Caller{}, err
	}
	c, err := a.Caller()
	return s, c, err
}

// Request is how the flags want a change to be run. Input is what files gave, for the --op-id.
func (a *App) Request(input ...[]byte) (org.Request, error) {
	c, err := a.Caller()
	if err != nil {
		return org.Request{}, err
	}
	h := sha256.New()
	h.Write([]byte(a.Flags.Asked))
	for _, b := range input {
		h.Write([]byte{0})
		h.Write(b)
	}
	return org.Request{Caller: c, DryRun: a.Flags.DryRun, Confirmed: a.Flags.Yes, OpID: a.Flags.OpID, Asked: hex.EncodeToString(h.Sum(nil)),
		Mail: a.SendsMail()}, nil
}

// InvitationLives is how long an invitation that is sent now can be accepted.
func (a *App) InvitationLives() time.Duration {
	cfg, err := a.Config()
	if err != nil {
		return 0 // Run has loaded it
	}
	return time.Duration(cfg.Invitation.Days) * 24 * time.Hour
}

// SendsMail says whether mail goes out at all. If not, a command prints the code it made, for the person to hand over.
func (a *App) SendsMail() bool {
	cfg, err := a.Config()
	return err == nil && cfg.Mail.Delivery != "none"
}
