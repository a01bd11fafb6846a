package teamcmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type editOptions struct {
	name, colour, leader string
}

func newEdit(a *app.App) *cobra.Command {
	o := &editOptions{}
	c := &cobra.Command{
		Use:   "edit TEAM",
		Short: "Change the name, colour or leader of a team",
		Example: `orgctl team edit design --name "Design & Brand" --colour purple
orgctl team edit design --leader tom@example.org
orgctl team edit design --leader none`,
		Args:              app.AtMostOne("TEAM"),
		Annotations:       app.Writes(org.ActTeams),
		ValidArgsFunction: a.CompleteTeams,
	}
	f := c.Flags()
	f.StringVar(&o.name, "name", "", "another `name`; the slug stays")
	f.StringVar(&o.colour, "colour", "", "another `colour`: "+strings.Join(org.Colours(), ", "))
	f.StringVar(&o.leader, "leader", "", "the `e-mail` of the contact, or none")
	completeDetails(a, c)
	c.RunE = a.RunPicked(app.PickTeam(), func(ctx context.Context, ref string) error { return editRun(ctx, a, ref, o.edit(f)) })
	return c
}

// edit is what was given.
func (o *editOptions) edit(f *pflag.FlagSet) (e org.TeamEdit) {
	if f.Changed("name") {
		e.Name = &o.name
	}
	if f.Changed("colour") {
		e.Colour = &o.colour
	}
	if f.Changed("leader") {
		leader := orNobody(o.leader)
		e.Leader = &leader
	}
	return e
}

func editRun(ctx context.Context, a *app.App, ref string, e org.TeamEdit) error {
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	var equivalent []string
	if e.Empty() {
		if e, err = askEdit(ctx, a, ref); err != nil {
			return err
		}
		equivalent = editWords(a, ref, e)
	}
	return a.Apply(ctx, app.Change{
		Done: "edited team " + ref, Equivalent: equivalent, Input: [][]byte{[]byte(strings.Join(equivalent, "\x00"))},
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditTeam(ctx, req, ref, e)
		},
	})
}

// orNobody reads a leader: "none" is nobody.
func orNobody(ref string) string {
	if strings.EqualFold(ref, "none") {
		return ""
	}
	return ref
}

// completeDetails completes the flags that describe a team.
func completeDetails(a *app.App, c *cobra.Command) {
	app.Completes(c, "colour", cobra.FixedCompletions(org.Colours(), cobra.ShellCompDirectiveNoFileComp))
	app.Completes(c, "leader", a.CompleteUserFlag)
}
