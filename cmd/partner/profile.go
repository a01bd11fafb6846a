package partnercmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newProfile(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "profile",
		Short: "Be a partner: how the organization presents itself to clients",
	}
	c.AddCommand(newProfileShow(a), newProfileEdit(a))
	return c
}

func newProfileShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:         "show",
		Short:       "Show the organization's own partner profile",
		Example:     `orgctl partner profile show --org reseller`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSeePartners),
	}
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return profileShowRun(ctx, a) })
	return c
}

func profileShowRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	p, err := s.PartnerProfile(ctx, caller)
	if err != nil {
		return err
	}
	type row = org.PartnerProfile
	return term.PrintOne(a.Streams, a.Flags.Format, []term.Column[row]{
		{Name: "slug", Value: func(p row) any { return p.Slug }},
		{Name: "name", Value: func(p row) any { return p.Name }},
		{Name: "email", Value: func(p row) any { return p.Email }},
		{Name: "active", Value: func(p row) any { return p.Active }},
		{Name: "created_at", Value: func(p row) any { return p.Created }, Extra: true},
	}, p)
}

type profileOptions struct {
	name, email string
	active      bool
}

func newProfileEdit(a *app.App) *cobra.Command {
	o := &profileOptions{}
	c := &cobra.Command{
		Use:   "edit",
		Short: "Make the organization a partner, or change how it is found",
		Long: `Make the organization a partner, or change how it is found. The first edit makes the profile; the name is the organization's and
the e-mail yours unless they are given. A profile that is not active is not found and begins no partnership; those that
there are stay. On a terminal, without flags, it is asked step by step.`,
		Example: `orgctl partner profile edit --name "Acme Services" --email partners@example.org
orgctl partner profile edit --active=false --org reseller`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(org.ActClients),
	}
	c.Flags().StringVar(&o.name, "name", "", "the `name` by which clients find the partner")
	c.Flags().StringVar(&o.email, "email", "", "the `e-mail` of the contact, to which offers are sent")
	c.Flags().BoolVar(&o.active, "active", true, "whether clients find the partner")
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return profileEditRun(ctx, a, o.edit(c)) })
	return c
}

func (o *profileOptions) edit(c *cobra.Command) (e org.ProfileEdit) {
	if c.Flags().Changed("name") {
		e.Name = &o.name
	}
	if c.Flags().Changed("email") {
		e.Email = &o.email
	}
	if c.Flags().Changed("active") {
		e.Active = &o.active
	}
	return e
}

func profileEditRun(ctx context.Context, a *app.App, edit org.ProfileEdit) error {
	var equivalent []string
	if edit.Empty() {
		var err error
		if edit, equivalent, err = askProfile(ctx, a); err != nil {
			return err
		}
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "edited the partner profile", Equivalent: equivalent, Input: [][]byte{[]byte(strings.Join(equivalent, "\x00"))},
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.EditPartnerProfile(ctx, req, edit)
		},
	})
}
