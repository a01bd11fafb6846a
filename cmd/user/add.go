package usercmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type addOptions struct {
	app.MemberFlags
	email string
	role  string
	batch app.BatchFlags
}

func newAdd(a *app.App) *cobra.Command {
	o := &addOptions{}
	c := &cobra.Command{
		Use:     "add EMAIL --role ROLE",
		Aliases: []string{"create"},
		Short:   "Record somebody as a member, or many from a file",
		Long: `Record somebody as a member, active at once, or many from a file. Whoever has a login keeps it; anybody else can log in
once they got a code with 'orgctl user reset'. On a terminal, what is not given is asked.

A file has the columns email, role and, if stated, first_name, last_name, billing, locale and notify. It is taken whole or
not at all, unless --continue-on-error says otherwise. Adding the very same person again changes nothing.`,
		Example: `orgctl user add max@example.com --first-name Max --last-name Muster --role external
orgctl user add --email mia@example.org --role collaborator --billing
orgctl user add --from users.csv`,
		Args:        func(c *cobra.Command, args []string) error { return onePerson(&o.batch, o.email, c, args) },
		Annotations: app.Writes(org.ActMembers), ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.Bind(c)
	c.Flags().StringVar(&o.email, "email", "", "the `e-mail`, which may also be given without the flag")
	c.Flags().StringVar(&o.role, "role", "", "`role`: owner, admin, collaborator, external")
	app.Completes(c, "role", cobra.FixedCompletions(app.Roles(), cobra.ShellCompDirectiveNoFileComp))
	o.batch.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return addRun(ctx, a, o, args) })
	return c
}

func addRun(ctx context.Context, a *app.App, o *addOptions, args []string) error {
	if o.batch.Given() {
		return addFileRun(ctx, a, o)
	}
	if len(args) > 0 {
		o.email = args[0]
	}
	var equivalent []string
	if o.email == "" || o.role == "" {
		if err := askNew(ctx, a, o); err != nil {
			return err
		}
		equivalent = o.Words(a, "user", "add", o.email)
	}
	n, err := o.member()
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Done: "added " + n.Email.Shown + " as " + n.Role.WithArticle(), Equivalent: equivalent,
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.AddUsers(ctx, req, []org.NewMember{n}, false)
		},
	})
}

// member reads what was given. What is wrong with it is found here, before the store is opened.
func (o *addOptions) member() (n org.NewMember, err error) {
	if n.Email, err = org.ParseEmail(o.email); err != nil {
		return n, err
	}
	if n.Role, err = org.ParseRole(o.role); err != nil {
		return n, err
	}
	if n.MemberEdit, err = o.Edit(); err != nil {
		return n, err
	}
	_, err = n.Apply(org.Member{Role: n.Role})
	return n, err
}
