package usercmd

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

type inviteOptions struct {
	app.MemberFlags
	app.ScopeFlags
	email    string
	role     string
	teams    []string
	noStrict bool
	silent   bool
	batch    app.BatchFlags
}

func newInvite(a *app.App) *cobra.Command {
	o := &inviteOptions{}
	c := &cobra.Command{
		Use:   "invite EMAIL --role ROLE",
		Short: "Invite somebody to become a member, or many from a file",
		Long: `Invite somebody to become a member, or many from a file. They are listed as pending, with the teams and the access they are
to have, until they accept with the code of the invitation. Where mail goes out, the code travels by it; otherwise, and with
--silent, it is printed once, to be handed over in a way that only they can read. On a terminal what is not given is asked.

Only the invited address can accept, unless --no-strict lets whoever has the code do so. Somebody who was recorded with
'orgctl user add' and has never logged in keeps everything; the code lets them choose a password.

A file has the columns email, role and, if stated, first_name, last_name, billing, locale, notify, teams and grants; several
teams or grants are separated by |.`,
		Example: `orgctl user invite mia@example.org --role collaborator --first-name Mia --last-name Moe --product drive/marketing --right technical --usage user
orgctl user invite max@example.com --role external --team design --locale fr_FR --notify products
orgctl user invite --email ann@example.org --role admin --billing --silent --no-strict
orgctl user invite --from invitations.csv`,
		Args:        func(c *cobra.Command, args []string) error { return onePerson(&o.batch, o.email, c, args) },
		Annotations: app.Writes(org.ActMembers), ValidArgsFunction: cobra.NoFileCompletions,
	}
	o.MemberFlags.Bind(c)
	f := c.Flags()
	f.StringVar(&o.email, "email", "", "the `e-mail`, which may also be given without the flag")
	f.StringVar(&o.role, "role", "", "`role`: owner, admin, collaborator, external")
	f.StringSliceVar(&o.teams, "team", nil, "a work `team` they are to be in")
	f.BoolVar(&o.noStrict, "no-strict", false, "let another address accept, too")
	f.BoolVar(&o.silent, "silent", false, "send no mail: print the code")
	app.Completes(c, "role", cobra.FixedCompletions(app.Roles(), cobra.ShellCompDirectiveNoFileComp))
	o.ScopeFlags.Bind(c)
	a.CompleteScopes(c)
	o.batch.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return inviteRun(ctx, a, o, args) })
	return c
}

// onePerson wants one e-mail, as an argument or as a flag, or a file.
func onePerson(batch *app.BatchFlags, email string, c *cobra.Command, args []string) error {
	switch {
	case batch.Given():
		return app.SubjectOrFile(batch)(c, args)
	case len(args) == 1 && email != "":
		return org.Errorf(org.KindUsage, org.CodeUsage, "%q and --email exclude each other", args[0]).WithHint("give the e-mail once")
	}
	return cmp.Or(batch.Alone(), app.AtMostOne("EMAIL")(c, args))
}

func inviteRun(ctx context.Context, a *app.App, o *inviteOptions, args []string) error {
	if o.batch.Given() {
		return inviteFileRun(ctx, a, o)
	}
	if len(args) > 0 {
		o.email = args[0]
	}
	n, err := o.invitation(a)
	if err != nil {
		return err
	}
	var equivalent []string
	if o.email == "" || o.role == "" {
		if a.Interactive() {
			if n, err = askInvitation(ctx, a, o, n); err != nil {
				return err
			}
			equivalent = o.equivalent(a, n)
		} else if o.email == "" {
			return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing EMAIL").
				WithHint("orgctl user invite EMAIL --role ROLE, or many with --from invitations.csv")
		}
	}
	codes := a.NewCodes()
	if n.Code, err = codes.Hash(n.Email.Key); err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return a.HandOver(ctx, codes, app.Change{
		Done: "invited " + n.Email.Shown, Equivalent: equivalent, Input: [][]byte{[]byte(strings.Join(equivalent, "\x00"))},
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.InviteUsers(ctx, req, []org.NewInvitation{n}, false)
		},
	})
}

// invitation reads what was given. What is wrong with it is found here, before the store is opened and anything is asked.
func (o *inviteOptions) invitation(a *app.App) (n org.NewInvitation, err error) {
	n = org.NewInvitation{Teams: o.teams, NoStrict: o.noStrict, Silent: o.silent, Lives: a.InvitationLives()}
	if o.email != "" {
		if n.Email, err = org.ParseEmail(o.email); err != nil {
			return n, err
		}
	}
	if o.role != "" {
		if n.Role, err = org.ParseRole(o.role); err != nil {
			return n, err
		}
	}
	if n.MemberEdit, err = o.Edit(); err != nil {
		return n, err
	}
	if _, err = n.Apply(org.Member{Role: n.Role}); err != nil {
		return n, err
	}
	if o.Stated() && !o.Given() {
		return n, app.Need("product", "or --category, --everything: on what shall they have that?")
	}
	if o.Given() {
		n.Grants, err = o.Specs()
	}
	return n, err
}

// equivalent is the command line that says the same without questions.
func (o *inviteOptions) equivalent(a *app.App, n org.NewInvitation) []string {
	words := o.Words(a, "user", "invite", n.Email.Shown)
	for _, spec := range n.Grants {
		words = append(words, "--grant", spec.String())
	}
	for _, team := range n.Teams {
		words = append(words, "--team", team)
	}
	if n.NoStrict {
		words = append(words, "--no-strict")
	}
	if n.Silent {
		words = append(words, "--silent")
	}
	return words
}
