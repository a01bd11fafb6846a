package teamcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type addOptions struct {
	app.ScopeFlags
	team org.NewTeam
}

func newAdd(a *app.App) *cobra.Command {
	o := &addOptions{}
	c := &cobra.Command{
		Use:     "add NAME",
		Aliases: []string{"create"},
		Short:   "Add a team, with what it holds and the people in it",
		Long: `Add a team, with what it holds and the people in it: all of it in one change, or nothing. On a terminal, without a name,
it is asked step by step.

The slug by which commands name the team follows from its name unless --slug says another, and never changes.`,
		Example: `orgctl team add Sales --colour green --product drive/sales --right technical,statistics --usage user --member tom@example.org
orgctl team add "Équipe Paris" --leader jane@example.org --category drive --all --right statistics
orgctl team add Support --grant mail/@all=technical+use --grant drive/@future=use --member tom@example.org,eve@example.org`,
		Args:              app.AtMostOne("NAME"),
		Annotations:       app.Writes(org.ActTeams),
		ValidArgsFunction: cobra.NoFileCompletions,
	}
	f := c.Flags()
	f.StringVar(&o.team.Slug, "slug", "", "how commands name it: a `slug`, otherwise the name without accents")
	f.StringVar(&o.team.Colour, "colour", "", "a `colour`: "+strings.Join(org.Colours(), ", ")+"; grey if none is given")
	f.StringVar(&o.team.Leader, "leader", "", "the `e-mail` of the contact, a member of the organization")
	f.StringSliceVar(&o.team.Members, "member", nil, "the `e-mail` of somebody in it")
	o.ScopeFlags.Bind(c)
	a.CompleteScopes(c)
	completeDetails(a, c)
	app.Completes(c, "member", a.CompleteUserFlag)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return addRun(ctx, a, o, args) })
	return c
}

func addRun(ctx context.Context, a *app.App, o *addOptions, args []string) error {
	var err error
	if o.Stated() && !o.Given() {
		return app.Need("product", "or --category, --everything: on what shall the team have that?")
	}
	if o.Given() {
		if o.team.Grants, err = o.Specs(); err != nil {
			return err
		}
	}
	o.team.Leader = orNobody(o.team.Leader)
	if len(args) > 0 {
		o.team.Name = args[0]
	}
	var equivalent []string
	if len(args) == 0 {
		if err := askTeam(ctx, a, &o.team); err != nil {
			return err
		}
		equivalent = equivalentOf(a, o.team)
	}
	team, err := o.team.Checked()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("added team %s (%s)", team.Slug, team.Name), Equivalent: equivalent,
		Input: [][]byte{[]byte(strings.Join(equivalent, "\x00"))},
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AddTeam(ctx, req, team)
		},
	})
}

// equivalentOf is the command line that says the same without questions.
func equivalentOf(a *app.App, n org.NewTeam) []string {
	words := []string{"orgctl", "team", "add", n.Name}
	for _, flag := range []struct{ name, value string }{{"org", a.Flags.Settings["org"]}, {"slug", n.Slug}, {"colour", n.Colour}, {"leader", n.Leader}} {
		if flag.value != "" {
			words = append(words, "--"+flag.name, flag.value)
		}
	}
	for _, spec := range n.Grants {
		words = append(words, "--grant", spec.String())
	}
	for _, m := range n.Members {
		words = append(words, "--member", m)
	}
	return words
}
