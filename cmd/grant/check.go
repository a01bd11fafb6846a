package grantcmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type checkOptions struct {
	rights []string
	usage  string
	asOf   string
}

func newCheck(a *app.App) *cobra.Command {
	o := checkOptions{}
	c := &cobra.Command{
		Use:   "check EMAIL CATEGORY/NAME",
		Short: "Ask whether somebody may do something: exit code 0 for yes, 10 for no",
		Example: `orgctl grant check jane@example.org drive/marketing --right technical
orgctl grant check jane@example.org drive/marketing --usage user --as-of 2027-01-31 -o json`,
		Args:              app.Two("EMAIL", "CATEGORY/NAME"),
		Annotations:       app.Answers(org.ActSee),
		ValidArgsFunction: a.CompleteUserThenProduct,
	}
	c.Flags().StringSliceVar(&o.rights, "right", nil, "the management `right`: technical, statistics, ticket-control, sales-control")
	c.Flags().StringVar(&o.usage, "usage", "", "the `role` in the service: user or admin")
	c.Flags().StringVar(&o.asOf, "as-of", "", "at this `time`, if nothing changes")
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return checkRun(ctx, a, args[0], args[1], o) })
	return c
}

func checkRun(ctx context.Context, a *app.App, user, product string, o checkOptions) error {
	q, err := o.question()
	if err != nil {
		return err
	}
	if q == (org.Question{}) {
		return app.Need("right", "one of %s; or --usage user, admin", strings.Join(org.AllRights.Names(), ", "))
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	at, err := asOf(ctx, a, o.asOf)
	if err != nil {
		return err
	}
	e, err := s.Access(ctx, caller, user, product, at)
	if err != nil {
		return err
	}
	if err := e.Product.Category.CheckRights(q.Rights); err != nil {
		return err
	}
	if err := e.Product.Category.CheckUsage(q.Usage); err != nil {
		return err
	}
	return answer(a, e.Answer(q))
}

func (o checkOptions) question() (q org.Question, err error) {
	if len(o.rights) > 0 {
		if q.Rights, err = org.ParseRights(o.rights); err != nil {
			return q, err
		}
		if q.Rights == 0 {
			return q, org.Invalid("--right none asks nothing").WithHint("one of %s", strings.Join(org.AllRights.Names(), ", "))
		}
	}
	if o.usage != "" {
		if q.Usage, err = org.ParseUsage(o.usage); err != nil {
			return q, err
		}
		if q.Usage == org.NoUsage {
			return q, org.Invalid("--usage none asks nothing").WithHint("one of user, admin")
		}
	}
	return q, nil
}

// answer prints the answer and ends with its exit code.
func answer(a *app.App, ans org.Answer) error {
	type row = org.Answer
	columns := []term.Column[row]{
		{Name: "user", Value: func(r row) any { return r.User }},
		{Name: "product", Value: func(r row) any { return r.Product }},
		{Name: "right", Value: func(r row) any { return orNil(r.Right) }},
		{Name: "usage", Value: func(r row) any { return orNil(r.Usage) }},
		{Name: "allowed", Value: func(r row) any { return r.Allowed }},
		{Name: "reason", Value: func(r row) any { return r.Reason }},
		{Name: "sources", Value: func(r row) any { return r.Sources }, Text: func(r row) string { return sourceLine(r.Sources) }},
	}
	if err := printAnswer(a, columns, ans); err != nil {
		return err
	}
	if ans.Allowed {
		return nil
	}
	return org.Errorf(org.KindNo, org.CodeNo, "%s", ans.Reason)
}

func printAnswer(a *app.App, columns []term.Column[org.Answer], ans org.Answer) error {
	if a.Flags.Quiet {
		return nil
	}
	if a.Flags.Output != "" || a.Flags.Machine() || !a.Streams.OutTTY {
		return term.PrintOne(a.Streams, a.Flags.Format, columns, ans)
	}
	word := a.Streams.Style(term.Green, "yes")
	if !ans.Allowed {
		word = a.Streams.Style(term.Red, "no")
	}
	_, err := fmt.Fprintf(a.Streams.Out, "%s: %s\n", word, term.Clean(ans.Reason))
	return err
}
