package tokencmd

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/secret"
)

type createOptions struct {
	app.PasswordFlags
	name, user, expires string
	can                 []string
	clients             bool
}

func newCreate(a *app.App) *cobra.Command {
	o := createOptions{}
	c := &cobra.Command{
		Use:     "create",
		Aliases: []string{"add"},
		Short:   "Make a token for a program; its secret is shown once",
		Long: `Make a token for a program; its secret is shown once. It acts for you in one organization, and never goes beyond what you may
when it is used. It ends with --expires, after a year without use, with 'orgctl token revoke', and with your membership. Your
password is needed.

--can binds it to rows of the table of who may do what: ` + strings.Join(rows(), ", ") + `. Short
for some of them are access (access.read), users (members), log (compliance) and billing (book). To see the organization and
your own access belongs to every token.

Owners and admins may make one for somebody who was only recorded with 'orgctl user add', if they stand no higher; it works as
long as whoever made it could make it.

On a terminal, without --name, it is asked what the token may do and when it ends, too.`,
		Example: `orgctl token create --name backup --can read,export --expires 90d --password-file password
orgctl token create --name robot --for tom@example.org --org acme --password-file password -o json`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(org.ActSee),
	}
	f := c.Flags()
	f.StringVar(&o.name, "name", "", "a `name` to know it by; the log shows it")
	f.StringSliceVar(&o.can, "can", nil, "`rows` of the table of who may do what, like read,export; without it, all of yours")
	f.StringVar(&o.expires, "expires", "", "when it ends: `TIME`; a date includes that day")
	f.BoolVar(&o.clients, "clients", false, "it may enter the clients of the organization too")
	f.StringVar(&o.user, "for", "", "the `e-mail` of a recorded member for whom it acts")
	o.PasswordFlags.Bind(c)
	app.Completes(c, "for", a.CompleteUserFlag)
	app.Completes(c, "can", cobra.FixedCompletions(rows(), cobra.ShellCompDirectiveNoFileComp))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return createRun(ctx, a, o) })
	return c
}

func rows() []string {
	var out []string
	for _, row := range org.TokenRows() {
		out = append(out, string(row))
	}
	return out
}

func createRun(ctx context.Context, a *app.App, o createOptions) error {
	n, asked, err := o.token(ctx, a)
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	c := app.Change{Done: "made the token " + n.Name, Equivalent: o.equivalent(a, n, asked)}
	c.Run = func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return s.AddToken(ctx, req, org.LoginAttempt{}, n)
	}
	if over, err := a.Rehearse(ctx, c); over || err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	attempt, err := a.ConfirmPassword(ctx, o.PasswordFlags, actor.Email, "")
	if err != nil {
		return err
	}
	code, err := secret.NewCode(a.World.Rand, secret.PrefixToken)
	if err != nil {
		return err
	}
	n.Hash = secret.HashCode(code)
	c.Run = func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return s.AddToken(ctx, req, attempt, n)
	}
	c.Created = func(set org.ChangeSet) map[string]any { return map[string]any{"token": created(set, code)} }
	c.Once = func(org.ChangeSet) []app.Once {
		return []app.Once{{Hint: "a program gives it in ORGCTL_TOKEN or --token-file; it is not shown again:", Secret: code}}
	}
	return a.Apply(ctx, c)
}

// created is the new token with its secret, for programs.
func created(set org.ChangeSet, code string) map[string]any {
	out := map[string]any{"secret": code}
	for _, change := range set.Changes {
		if k, ok := change.After.(org.Token); ok {
			out["id"], out["name"] = k.ID, k.Name
		}
	}
	return out
}

// token is what the flags and answers describe.
func (o *createOptions) token(ctx context.Context, a *app.App) (n org.NewToken, asked bool, err error) {
	if o.name == "" {
		if !a.Interactive() {
			return n, false, app.Need("name", "a name to know the token by, like backup")
		}
		if err := askToken(ctx, a, o); err != nil {
			return n, true, err
		}
		asked = true
	}
	n.For, n.Clients = o.user, o.clients
	if n.Name, err = org.ParseTokenName(o.name); err != nil {
		return n, asked, err
	}
	if n.Can, err = org.ParseCan(o.can); err != nil {
		return n, asked, err
	}
	n.Expires, err = end(ctx, a, o.expires)
	return n, asked, err
}

// end is when a token ends; nil: nobody said.
func end(ctx context.Context, a *app.App, typed string) (*time.Time, error) {
	loc, err := a.Location(ctx, typed)
	if err != nil || typed == "" {
		return nil, err
	}
	at, err := org.ParseTime(typed, a.World.Now(), loc, true)
	return &at, err
}

func validName(s string) error {
	_, err := org.ParseTokenName(s)
	return err
}

func (o *createOptions) equivalent(a *app.App, n org.NewToken, asked bool) []string {
	if !asked {
		return nil
	}
	words := []string{"orgctl", "token", "create", "--name", n.Name}
	for _, f := range []struct{ flag, value string }{
		{"can", strings.Join(o.can, ",")}, {"expires", o.expires}, {"for", o.user}, {"org", a.Flags.Settings["org"]},
	} {
		if f.value != "" {
			words = append(words, "--"+f.flag, f.value)
		}
	}
	if o.clients {
		words = append(words, "--clients")
	}
	return append(words, o.Equivalent()...)
}
