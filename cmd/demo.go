package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

func newDemo(a *app.App) *cobra.Command {
	var keep string
	c := &cobra.Command{
		Use:   "demo",
		Short: "Play the main job on a store of its own, command by command",
		Long: `Play the main job on a store of its own: every line that begins with $ is a real command, with what it answers. The store
is in a temporary folder and goes away afterwards; --keep keeps it. Your own store, logins and settings are not touched.`,
		Example:     "orgctl demo",
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.Anybody),
	}
	c.Flags().StringVar(&keep, "keep", "", "keep the store in this `folder`")
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return demoRun(ctx, a, keep) })
	return c
}

func demoRun(ctx context.Context, a *app.App, keep string) error {
	dir, clean, err := demoFolder(keep)
	if err != nil {
		return err
	}
	defer clean()
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("demo-password-1\n"), 0o600); err != nil {
		return err
	}
	show := &show{out: a.Streams.Out}
	for _, s := range demoScenes(password) {
		if err := play(ctx, a, show, dir, s); err != nil {
			return err
		}
	}
	demoEnd(a, show, dir, keep)
	return show.err
}

// show is what the demo prints to. It goes quiet at the first error and keeps it.
type show struct {
	out  io.Writer
	err  error
	code string // the one that was printed last
}

func (s *show) line(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.out, format+"\n", args...)
	}
}

// keepCode remembers the code of an invitation or an offer, for the scene in which somebody uses it.
func (s *show) keepCode(answer string) {
	for line := range strings.Lines(answer) {
		if strings.HasPrefix(line, secret.PrefixInvitation) || strings.HasPrefix(line, secret.PrefixPartner) {
			s.code = strings.TrimSpace(line)
		}
	}
}

// demoFolder makes the folder of the demo. One that is there already must be empty.
func demoFolder(keep string) (string, func(), error) {
	if keep == "" {
		dir, err := os.MkdirTemp("", "orgctl-demo-")
		return dir, func() { _ = os.RemoveAll(dir) }, err
	}
	if entries, err := os.ReadDir(keep); err == nil && len(entries) > 0 {
		return "", nil, org.Errorf(org.KindConflict, org.CodeExists, "the folder %q is not empty", keep).WithHint("name a new one with --keep")
	}
	dir, err := filepath.Abs(keep)
	if err != nil {
		return "", nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", nil, org.Invalid("the folder %q can't be made", keep).Wrap(err).WithHint("name another with --keep")
	}
	return dir, func() {}, nil
}

// play runs one command as a person would see it, in a world of its own: its streams go to the demo's, nothing is asked,
// and settings, store and logins are those of the demo's folder.
func play(ctx context.Context, a *app.App, show *show, dir string, s scene) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if s.say != "" {
		show.line("\n%s", a.Streams.Style(term.Dim, "# "+s.say))
	}
	args := slices.Clone(s.args)
	if i := slices.Index(args, "CODE"); i >= 0 {
		args[i] = show.code
	}
	show.line("%s", a.Streams.Style(term.Bold, "$ orgctl "+org.ShellQuote(args)))
	var answer bytes.Buffer
	streams := *a.Streams
	streams.In, streams.InTTY = strings.NewReader(""), false
	streams.Out, streams.Err = &answer, &answer
	streams.OutTTY, streams.ErrTTY = true, true // shown as on a terminal, wherever it goes
	streams.Env = demoEnv(a.Streams.Env, dir, a.Streams.Color)
	code := a.Exec(ctx, args, &streams)
	show.keepCode(answer.String())
	show.line("%s", strings.TrimSuffix(answer.String(), "\n"))
	if code != s.exit {
		return org.Errorf(org.KindInternal, org.CodeInternal, "the demo expected exit code %d, but 'orgctl %s' ended with %d", s.exit, strings.Join(s.args, " "), code)
	}
	if code != 0 {
		show.line("%s", a.Streams.Style(term.Dim, fmt.Sprintf("(exit code %d)", code)))
	}
	return show.err
}

// demoEnv is the environment of the demo's commands: everything of theirs in one folder, and colour only where the demo
// itself has it.
func demoEnv(env func(string) string, dir string, color bool) func(string) string {
	return func(name string) string {
		switch name {
		case "ORGCTL_STORE":
			return filepath.Join(dir, "store.db")
		case "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "HOME":
			return dir
		case "XDG_CONFIG_DIRS":
			return filepath.Join(dir, "none")
		case "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE":
			if color == (name == "NO_COLOR") {
				return ""
			}
			return "1"
		}
		if strings.HasPrefix(name, "ORGCTL_") || env == nil {
			return ""
		}
		return env(name)
	}
}

func demoEnd(a *app.App, show *show, dir, keep string) {
	show.line("\n%s", a.Streams.Style(term.Bold, "Now try it yourself:"))
	if keep != "" {
		show.line("  export ORGCTL_STORE=%s XDG_STATE_HOME=%s", org.ShellQuote([]string{filepath.Join(dir, "store.db")}), org.ShellQuote([]string{dir}))
		show.line("  orgctl grant edit jane@example.org     the wizard, on the demo's store (password: demo-password-1)")
		return
	}
	show.line("  orgctl init                            a store of your own, step by step")
	show.line("  orgctl demo --keep DIR                 this demo again, and its store kept to play with")
	show.line("  orgctl help                            everything else")
}
