// Package doctorcmd is 'orgctl doctor': whether this terminal, this system, the store, mail and the clock are fit for the
// program, and what to do if not.
package doctorcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the command.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Find out whether terminal, system, store, mail and clock are fit, and what to do if not",
		Long: `Find out whether terminal, system, store, mail and clock are fit, and what to do if not. It needs no login and no store, asks
nothing and writes nothing; if mail goes out by a server, it sees whether that takes connections, and sends nothing. A warning is something to know; a problem is something that keeps commands from working, and
ends in exit code 6.`,
		Example:     "orgctl doctor\norgctl doctor -o json --jq '.[] | select(.state != \"ok\")'",
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.Anybody),
	}
	app.Shows(c, columns(false))
	c.RunE = a.RunAnyway(func(ctx context.Context) error { return doctorRun(ctx, a) })
	return c
}

// state is how fit something is.
type state string

const (
	ok      state = "ok"
	warning state = "warning"
	problem state = "problem"
)

// check is one line of the answer.
type check struct {
	name   string
	state  state
	detail string
	hint   string // what to do; empty if nothing is to be done
}

func doctorRun(ctx context.Context, a *app.App) error {
	checks := append(terminal(ctx, a), system(ctx, a)...)
	checks = append(checks, store(ctx, a)...)
	err := term.PrintList(a.Streams, a.Flags.Format, term.List[check]{
		Columns: columns(a.Streams.OutTTY),
		Name:    func(c check) string { return c.name },
		Rows:    term.Rows(checks),
	})
	if err != nil {
		return err
	}
	return verdict(a, checks)
}

func columns(terminal bool) []term.Column[check] {
	return []term.Column[check]{
		{Name: "check", Value: func(c check) any { return c.name }},
		{Name: "state", Value: func(c check) any { return string(c.state) }},
		{Name: "detail", Value: func(c check) any { return c.detail }},
		{Name: "hint", Value: func(c check) any { return c.hint }, Extra: terminal},
	}
}

// verdict says what is to be done, on stderr, and is an error if something can't work.
func verdict(a *app.App, checks []check) error {
	count := map[state]int{}
	for _, c := range checks {
		count[c.state]++
		if c.state != ok && !a.Flags.Machine() {
			a.Streams.Say("%s: %s", c.name, c.detail) // whole, unlike in a table
			a.Streams.Hint("%s", c.hint)
		}
	}
	switch {
	case count[problem] > 0:
		return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "%d of %d checks found a problem", count[problem], len(checks)).
			WithHint("put right what is said above and run 'orgctl doctor' again")
	case count[warning] > 0:
		a.Streams.Done("nothing keeps orgctl from working; warnings: %d", count[warning])
	default:
		a.Streams.Done("all is well")
	}
	return nil
}

// of is the finding that an error is.
func of(name string, err error) check {
	c := check{name: name, state: problem, detail: err.Error()}
	if e := asOurs(err); e != nil {
		c.detail, c.hint = e.Msg, e.Hint
	}
	return c
}
