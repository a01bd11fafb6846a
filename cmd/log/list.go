package logcmd

import (
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type listOptions struct {
	sourceFlag
	since, until          string
	actor, action, object string
}

func newList(a *app.App) *cobra.Command {
	o := listOptions{}
	c := &cobra.Command{
		Use:     "list",
		Aliases: []string{"ls"},
		Short:   "List what was done, the last first",
		Example: `orgctl log list --limit 20
orgctl log list --since -7d --actor olivia@example.org
orgctl log list --action grant --object drive/marketing
orgctl log list --of-store --action login.fail`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActCompliance),
	}
	f := c.Flags()
	f.StringVar(&o.since, "since", "", "only from this `time` on: -7d, 2027-01-31")
	f.StringVar(&o.until, "until", "", "only up to this `time`; a date includes that day")
	f.StringVar(&o.actor, "actor", "", "only what this `e-mail` did")
	f.StringVar(&o.action, "action", "", "only this `action`: grant, grant.set, user.remove")
	f.StringVar(&o.object, "object", "", "only what concerns this `object`: an e-mail, category/name")
	o.bind(c)
	app.Completes(c, "actor", a.CompleteUsers)
	app.Shows(c, listColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return listRun(ctx, a, o) })
	return c
}

func listRun(ctx context.Context, a *app.App, o listOptions) error {
	f, err := o.filter(ctx, a)
	if err != nil {
		return err
	}
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	src, err := o.source(a)
	if err != nil {
		return err
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.LogEntry]{
		Columns: listColumns(),
		Name:    func(e org.LogEntry) string { return strconv.FormatInt(e.Operation, 10) },
		Rows:    s.Log(ctx, src, f),
		Empty:   "nothing of the kind was done",
	})
}

func (o listOptions) filter(ctx context.Context, a *app.App) (f org.LogFilter, err error) {
	f = org.LogFilter{Actor: o.actor, Action: o.action, Object: o.object}
	loc := time.UTC
	if !o.store {
		if loc, err = a.Location(ctx, o.since, o.until); err != nil {
			return f, err
		}
	}
	if o.since != "" {
		if f.Since, err = org.ParseTime(o.since, a.World.Now(), loc, false); err != nil {
			return f, err
		}
	}
	if o.until != "" {
		f.Until, err = org.ParseTime(o.until, a.World.Now(), loc, true)
	}
	return f, err
}

func listColumns() []term.Column[org.LogEntry] {
	type row = org.LogEntry
	return []term.Column[row]{
		{Name: "operation", Value: func(e row) any { return strconv.FormatInt(e.Operation, 10) }, Right: true},
		{Name: "at", Value: func(e row) any { return e.At }},
		{Name: "actor", Value: func(e row) any { return e.Actor }},
		{Name: "partner", Value: func(e row) any { return e.Partner }, Extra: true},
		{Name: "action", Value: func(e row) any { return e.Action }},
		{Name: "object", Value: func(e row) any { return e.Object }},
		{Name: "count", Value: func(e row) any { return e.Count }, Right: true},
		{Name: "reason", Value: func(e row) any { return e.Reason }, Extra: true},
		{Name: "seq", Value: func(e row) any { return e.Seq }, Right: true, Extra: true},
	}
}
