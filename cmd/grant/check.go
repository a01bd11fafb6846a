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
	file   app.FileFlags
}

func newCheck(a *app.App) *cobra.Command {
	o := checkOptions{}
	c := &cobra.Command{
		Use:   "check EMAIL CATEGORY/NAME",
		Short: "Ask whether somebody may do something: exit code 0 for yes, 10 for no",
		Long: `Ask whether somebody may do something: exit code 0 for yes, 10 for no.

--from asks everything in a file at once, as it stands at one moment: rows of user, product, rights (like technical|statistics) and/or
usage, and if need be as_of and expected (yes or no; without it, yes). The exit code is then 0 if every answer is as expected, 10
if one is not, and 8 if there is a row that can't be answered, about somebody or something that is not there.
--right and --usage are what rows ask that name neither, and --as-of is when rows mean that don't say.`,
		Example: `orgctl grant check jane@example.org drive/marketing --right technical
orgctl grant check jane@example.org drive/marketing --usage user --as-of 2027-01-31 -o json
orgctl grant check --from policy.csv
orgctl grant check --from policy.csv --filter as_expected=false -o csv > findings.csv`,
		Args:              app.ArgsOrFile(&o.file, app.Two("EMAIL", "CATEGORY/NAME")),
		Annotations:       app.Answers(org.ActSee),
		ValidArgsFunction: a.CompleteUserThenProduct,
	}
	c.Flags().StringSliceVar(&o.rights, "right", nil, "the management `right`: technical, statistics, ticket-control, sales-control")
	c.Flags().StringVar(&o.usage, "usage", "", "the `role` in the service: user or admin")
	c.Flags().StringVar(&o.asOf, "as-of", "", "at this `time`, if nothing changes")
	o.file.Bind(c, "ask everything in a `file` (.csv or .jsonl), or - for standard input")
	c.RunE = a.Run(func(ctx context.Context, args []string) error {
		if o.file.Given() {
			return checkFileRun(ctx, a, o)
		}
		return checkRun(ctx, a, args[0], args[1], o)
	})
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
		if q.Rights, err = askedRights("--right", o.rights...); err != nil {
			return q, err
		}
	}
	if o.usage != "" {
		q.Usage, err = askedUsage("--usage", o.usage)
	}
	return q, err
}

// askedRights reads the rights of a question, which must be some.
func askedRights(what string, words ...string) (org.Rights, error) {
	rights, err := org.ParseRights(words)
	if err == nil && rights == 0 {
		err = org.Invalid("%s none asks nothing", what).WithHint("one of %s", strings.Join(org.AllRights.Names(), ", "))
	}
	return rights, err
}

func askedUsage(what, word string) (org.Usage, error) {
	usage, err := org.ParseUsage(word)
	if err == nil && usage == org.NoUsage {
		err = org.Invalid("%s none asks nothing", what).WithHint("one of user, admin")
	}
	return usage, err
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
