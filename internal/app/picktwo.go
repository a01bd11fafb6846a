package app

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/prompt"
)

// PickTwo are the questions for two arguments: what the second is picked from may depend on the first.
type PickTwo struct {
	First  Pick
	Second func(first string) Pick
}

// RunPickedTwo is RunPicked for a command with two arguments, or with one and several of another kind.
func (a *App) RunPickedTwo(p PickTwo, fn func(ctx context.Context, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if second := p.Second(""); !second.many || len(args) < 2 {
			if err := exactly(p.First.what, second.what)(c, args); err != nil && (len(args) > 1 || !a.Interactive()) {
				return err
			}
		}
		return a.Run(func(ctx context.Context, args []string) error {
			if len(args) > 1 {
				return fn(ctx, args)
			}
			args, err := a.pickTwo(ctx, c, p, args)
			if err != nil {
				return err
			}
			a.Flags.Asked, a.Flags.Picked = asked(c, args), typed(c, args)
			return fn(ctx, args)
		})(c, args)
	}
}

func (a *App) pickTwo(ctx context.Context, c *cobra.Command, p PickTwo, given []string) ([]string, error) {
	l, err := a.openList(ctx, c, p.First)
	if err != nil {
		return nil, err
	}
	first := strings.Join(given, "")
	var second []string
	in := l.actor.Org.Name + ": "
	err = prompt.Run(ctx, []prompt.Step{
		{Title: in + titleOf(p.First), Skip: func() bool { return len(given) > 0 }, Ask: func(ctx context.Context, title string) error {
			refs, err := l.ask(ctx, p.First, prompt.Select{Step: title, Default: -1})
			if err == nil {
				first = refs[0]
			}
			return err
		}},
		{Title: in + titleOf(p.Second("")), Ask: func(ctx context.Context, title string) (err error) {
			second, err = l.ask(ctx, p.Second(first), prompt.Select{Step: title, Default: -1, Back: true})
			return err
		}},
	})
	return append([]string{first}, second...), err
}

// titleOf is what is picked, in a word.
func titleOf(p Pick) string {
	switch p.what {
	case "EMAIL":
		return "member"
	case "CATEGORY/NAME":
		return "product"
	}
	return strings.ToLower(p.what)
}
