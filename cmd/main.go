// Package cmd is the command line: it builds the tree of commands, runs the one that was typed and turns what comes back
// into output and an exit code. It knows every noun and no rule.
package cmd

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

// World is the real world: the clock, the system's randomness, and passwords hashed at full cost.
func World(version string) app.World {
	return app.World{Now: time.Now, Rand: rand.Reader, Hash: secret.Default(), Version: version}
}

// Main runs one command line and returns its exit code. A first interrupt lets the command end in order, a second one
// ends it at once; whoever just answers ends at the first.
func Main(ctx context.Context, args []string, streams *term.Streams, world app.World) int {
	stop := func() {}
	defer func() { stop() }()
	return run(ctx, args, streams, outside{world, func(ctx context.Context) context.Context {
		ctx, stop = signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
		go func() { <-ctx.Done(); stop() }()
		return ctx
	}})
}

// outside is the world, and how to heed its signals. To heed them costs threads that wait for each other, and a context
// that can end costs a goroutine for each question to the store: a tenth of a short start.
type outside struct {
	app.World
	heed func(context.Context) context.Context
}

// inside is the world for a command that another one runs, which heeds the signals for both.
func (o outside) inside() outside {
	o.heed = func(ctx context.Context) context.Context { return ctx }
	return o
}

// run runs one command line of perhaps several in this process.
func run(ctx context.Context, args []string, streams *term.Streams, world outside) (code int) {
	a, done := newApp(streams, world)
	defer done()
	defer func() {
		if p := recover(); p != nil {
			if a.Flags.Debug {
				_, _ = streams.Err.Write(debug.Stack())
			}
			code = finish(ctx, a, org.Panicked(p))
		}
	}()
	a.Flags.Output = wantedOutput(args, streams)
	root := NewRoot(a, noun(args))
	root.SetArgs(args)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		a.ReadGlobalFlags(c)
		if !app.JustAnswers(c) {
			ctx = world.heed(ctx)
			c.SetContext(ctx)
		}
		return nil
	}
	return finish(ctx, a, root.ExecuteContext(ctx))
}

// finish tells the person or the program what went wrong and picks the exit code.
func finish(ctx context.Context, a *app.App, err error) int {
	if err == nil || isQuiet(err) {
		return 0
	}
	e := asError(ctx, err, a.Flags.Entered)
	code := exitCode(e.Kind)
	if e.Kind == org.KindNo && !a.Flags.Debug {
		return code // grant check has printed its answer
	}
	term.PrintError(a.Streams, errorFormat(a), e, code)
	if a.Flags.Debug {
		for cause := e.Err; cause != nil; cause = errors.Unwrap(cause) {
			a.Streams.Say("cause: %v", cause)
		}
	}
	return code
}

// errorFormat is how an error is printed: as the output was asked for, by flag or, if the flags were not even read, by
// the words of the command line.
func errorFormat(a *app.App) string {
	if a.Flags.Machine() && a.Flags.Output == "" {
		return "json"
	}
	if a.Flags.Output == "yaml" {
		return "json"
	}
	return a.Flags.Output
}

// wantedOutput finds the output format in the words of a command line that may be too wrong to be read as one, so that
// even then a program gets its error as JSON.
func wantedOutput(args []string, s *term.Streams) string {
	for i, word := range args {
		switch {
		case (word == "-o" || word == "--output") && i+1 < len(args):
			return args[i+1]
		case strings.HasPrefix(word, "-o") && !strings.HasPrefix(word, "--"):
			return strings.TrimPrefix(strings.TrimPrefix(word, "-o"), "=")
		case strings.HasPrefix(word, "--output="):
			return strings.TrimPrefix(word, "--output=")
		}
	}
	if s.Env == nil {
		return ""
	}
	return s.Env("ORGCTL_OUTPUT")
}

func lowerFirst(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
