package invitationcmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
)

func newAccept(a *app.App) *cobra.Command {
	j := app.Join{}
	c := &cobra.Command{
		Use:   "accept [CODE|SLUG|ID]",
		Short: "Accept an invitation: with its code, or logged in with the invited address",
		Long: `Accept an invitation, and go on logged in, in that organization.

With its code and without a session, the invited address becomes your login: you choose a password, or give the one you have.
With a session you accept as who you are, which is the invited address unless the invitation says otherwise. --password-file and
--password-stdin mean the login of the invited address whoever is logged in.

Logged in with the invited address, no code is needed: the organization's slug or the id says which invitation is meant, if there
are several. One that was made before you chose your password needs its code.`,
		Example:           `orgctl invitation accept sigma`,
		Args:              app.AtMostOne("CODE"),
		Annotations:       app.Writes(app.Anybody),
		ValidArgsFunction: a.CompleteAwaiting,
	}
	j.Bind(c)
	j.OTP.Bind(c)
	c.Flags().StringVar(&j.First, "first-name", "", "your first `name`, if it shall be another than in the invitation")
	c.Flags().StringVar(&j.Last, "last-name", "", "your last `name`")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return acceptRun(ctx, a, j, args) })
	return c
}

func acceptRun(ctx context.Context, a *app.App, j app.Join, args []string) (err error) {
	if j.Code, j.Ref, err = which(ctx, a, args, "accept"); err != nil {
		return err
	}
	if j.Given() && j.Ref != "" {
		return org.Invalid("a password goes with the code of an invitation").WithHint("log in first, or give the code")
	}
	return a.Accept(ctx, j)
}

// which tells a code from a reference. On a terminal what is missing is picked; neither of them means a code that is still to be asked.
func which(ctx context.Context, a *app.App, args []string, verb string) (code, ref string, err error) {
	if len(args) == 0 {
		if !a.Interactive() {
			return "", "", org.Errorf(org.KindUsage, org.CodeInputRequired, "missing CODE").
				WithHint("orgctl invitation %s CODE; logged in, the organization's slug will do", verb)
		}
		ref, err = ask(ctx, a, verb)
		return "", ref, err
	}
	word := strings.ToLower(strings.TrimSpace(args[0]))
	if word == "" {
		return "", "", org.Invalid("the code is empty").WithHint("give the code as it was sent; logged in, the organization's slug will do")
	}
	for _, prefix := range []string{secret.PrefixInvitation, secret.PrefixRecovery, secret.PrefixSession, secret.PrefixToken} {
		if strings.HasPrefix(word, prefix) {
			return args[0], "", nil
		}
	}
	return "", strings.TrimSpace(args[0]), nil
}

// ask lists the invitations that await whoever is logged in; nobody else can be meant without a code.
func ask(ctx context.Context, a *app.App, verb string) (ref string, err error) {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return "", err
	}
	own, err := s.Awaiting(ctx, caller)
	if len(own) == 0 || err != nil {
		if org.KindOf(err) == org.KindAuth {
			err = nil
		}
		return "", err
	}
	q := prompt.Select{Label: "Which invitation do you " + verb + "?", Default: -1}
	for _, d := range own {
		q.Options = append(q.Options, prompt.Option{Label: d.In.Slug, Detail: d.In.Name + ", " + d.Role.String() + ", by " + d.InvitedBy})
	}
	q.Options = append(q.Options, prompt.Option{Label: "another", Detail: "I have a code"})
	i, err := a.Prompt().Select(ctx, q)
	if err != nil || i == len(own) {
		return "", err
	}
	return own[i].In.Slug, nil
}
