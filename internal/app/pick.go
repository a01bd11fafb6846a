package app

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// Pick is the question for an argument that was left out: what is listed to choose from.
type Pick struct {
	what  string // the name of the argument in the error
	label string // the question, with a %s for the organization
	own   bool   // what is somebody's own needs no permission, and list leaves the rest out
	many  bool   // any number is picked, at least one
	list  func(ctx context.Context, s *Store, caller org.Caller, actor org.Actor) ([]candidate, error)
}

// candidate is something that can be picked, and how it is typed.
type candidate struct{ ref, name, detail string }

// RunPicked is Run for a command with one argument. Left out on a terminal, it is picked from a list, and everything
// goes on as if it had been typed; elsewhere that is wrong usage.
func (a *App) RunPicked(p Pick, fn func(ctx context.Context, ref string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 && !a.Interactive() {
			return exactly(p.what)(c, args)
		}
		return a.Run(func(ctx context.Context, args []string) error {
			if len(args) > 0 {
				return fn(ctx, args[0])
			}
			ref, err := a.pick(ctx, c, p)
			if err != nil {
				return err
			}
			a.Flags.Asked, a.Flags.Picked = asked(c, []string{ref}), typed(c, []string{ref})
			return fn(ctx, ref)
		})(c, args)
	}
}

// OrOwn lists what is somebody's own to those who may not run the command for others, instead of refusing them.
func (p Pick) OrOwn() Pick {
	p.own = true
	return p
}

// pick asks. Who may not run the command is told so instead.
func (a *App) pick(ctx context.Context, c *cobra.Command, p Pick) (string, error) {
	l, err := a.openList(ctx, c, p)
	if err != nil {
		return "", err
	}
	refs, err := l.ask(ctx, p, prompt.Select{Step: c.Short, Default: -1})
	if err != nil {
		return "", err
	}
	return refs[0], nil
}

// lister fetches what there is to pick from.
type lister struct {
	*App
	store  *Store
	caller org.Caller
	actor  org.Actor
}

func (a *App) openList(ctx context.Context, c *cobra.Command, p Pick) (l lister, err error) {
	l.App = a
	if l.store, l.caller, err = a.Open(ctx); err != nil {
		return l, err
	}
	if l.actor, err = l.store.Current(ctx, l.caller); err != nil {
		return l, err
	}
	if err := l.actor.May(Row(c)); err != nil && !p.own {
		return l, err
	}
	return l, nil
}

// ask is the question about a list, and the references of what was picked.
func (l lister) ask(ctx context.Context, p Pick, q prompt.Select) (refs []string, err error) {
	all, err := p.list(ctx, l.store, l.caller, l.actor)
	if err != nil {
		return nil, err
	}
	q.Label = fmt.Sprintf(p.label, l.actor.Org.Name)
	for _, one := range all {
		q.Options = append(q.Options, one.option())
	}
	var picked []int
	if p.many {
		picked, err = l.Prompt().MultiSelect(ctx, prompt.MultiSelect{Step: q.Step, Label: q.Label, Options: q.Options, Min: 1, Back: q.Back})
	} else {
		var i int
		i, err = l.Prompt().Select(ctx, q)
		picked = []int{i}
	}
	if err != nil {
		return nil, err
	}
	for _, i := range picked {
		refs = append(refs, all[i].ref)
	}
	return refs, nil
}

func (c candidate) option() prompt.Option {
	o := prompt.Option{Label: c.ref, Detail: c.detail}
	if c.name != "" && c.name != c.ref {
		o.Label = fmt.Sprintf("%s <%s>", c.name, c.ref)
	}
	return o
}

// typed is the command line with the arguments in it, without the flags that only say how to run or print it.
func typed(c *cobra.Command, refs []string) []string {
	words := append(strings.Fields(c.CommandPath()), refs...)
	c.Flags().Visit(func(f *pflag.Flag) {
		list, isList := f.Value.(pflag.SliceValue)
		switch {
		case isManner(f.Name):
		case isList:
			for _, v := range list.GetSlice() {
				words = append(words, "--"+f.Name, v)
			}
		case f.NoOptDefVal == f.Value.String():
			words = append(words, "--"+f.Name)
		case f.NoOptDefVal != "":
			words = append(words, "--"+f.Name+"="+f.Value.String())
		default:
			words = append(words, "--"+f.Name, f.Value.String())
		}
	})
	return words
}
