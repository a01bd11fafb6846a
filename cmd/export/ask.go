package exportcmd

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// wizard asks for an export: what flags have not said.
type wizard struct {
	app     *app.App
	prompt  prompt.Prompter
	options *clientsOptions
	in      org.Organization
	today   org.Date
	clients []org.ClientInBook
	given   clientsOptions // by flags: not asked
}

// askClients fills in what is missing. Where nobody can be asked it says so.
func askClients(ctx context.Context, a *app.App, o *clientsOptions) error {
	if !a.Interactive() {
		if len(o.histories) == 0 {
			return app.Need("history", "one of %s", strings.Join(org.Texts(org.Histories()), ", "))
		}
		return app.Need("period", "one of %s, or like 2026-Q2; or --from and --to", strings.Join(org.Presets(), ", "))
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	loc, err := org.LoadTimezone(actor.Org.Timezone)
	if err != nil {
		return err
	}
	w := &wizard{app: a, prompt: a.Prompt(), options: o, in: actor.Org, today: org.DateOf(a.World.Now().In(loc)), given: *o}
	if w.clients, err = s.ClientsToExport(ctx, caller); err != nil {
		return err // before the questions: nobody likes to answer them for nothing
	}
	return w.run(ctx)
}

func (w *wizard) run(ctx context.Context) error {
	in := w.in.Name + ": "
	return prompt.Run(ctx, []prompt.Step{
		{Title: in + "clients", Ask: w.askClients, Skip: func() bool { return len(w.given.clients) > 0 || len(w.clients) == 0 }},
		{Title: in + "history", Ask: w.askHistory, Skip: func() bool { return len(w.given.histories) > 0 }},
		{Title: in + "period", Ask: w.askPeriod, Skip: func() bool { return w.given.RangeFlags.Given() }},
		{Title: in + "export", Ask: w.askSure},
	})
}

// askClients offers every client first: most exports are of all.
func (w *wizard) askClients(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: "Export the data of which clients?", Options: []prompt.Option{
		{Label: "All", Detail: w.everything()}, {Label: "Some of them"},
	}}
	if i, err := w.prompt.Select(ctx, q); err != nil || i == 0 {
		if err == nil {
			err = w.setClients(nil)
		}
		return err
	}
	some := prompt.MultiSelect{Step: title, Label: "Which clients?", Min: 1, Back: true, Help: "Type to filter, space ticks."}
	for i, c := range w.clients {
		some.Options = append(some.Options, prompt.Option{Label: c.Slug, Detail: c.Name})
		if slices.Contains(w.options.clients, c.Slug) {
			some.Ticked = append(some.Ticked, i)
		}
	}
	chosen, err := w.prompt.MultiSelect(prompt.Inner(ctx), some)
	if err != nil {
		return err
	}
	var slugs []string
	for _, i := range chosen {
		slugs = append(slugs, w.clients[i].Slug)
	}
	return w.setClients(slugs)
}

// everything says what the whole book is. What an organization bought for itself has it as the client, but it is none of its own.
func (w *wizard) everything() string {
	n, own := 0, ""
	for _, c := range w.clients {
		if c.Slug == w.in.Slug {
			own = ", its own purchases"
			continue
		}
		n++
	}
	clients := "clients"
	if n == 1 {
		clients = "client"
	}
	return fmt.Sprintf("%d %s%s and what belongs to none", n, clients, own)
}

// setClients sets the flag as if it had been typed; none is all.
func (w *wizard) setClients(slugs []string) error {
	w.options.clients = slugs
	f := w.options.set.Lookup("client")
	f.Changed = false
	if len(slugs) == 0 {
		return nil
	}
	return w.options.set.Set("client", strings.Join(slugs, ","))
}

func (w *wizard) askHistory(ctx context.Context, title string) error {
	histories := org.Texts(org.Histories())
	q := prompt.Select{Step: title, Label: "Which history?", Back: true, Default: max(slices.Index(histories, w.options.words()), 0)}
	for _, h := range histories {
		q.Options = append(q.Options, prompt.Option{Label: h, Detail: aboutHistory(h)})
	}
	i, err := w.prompt.Select(ctx, q)
	if err != nil {
		return err
	}
	w.options.histories = nil
	w.options.set.Lookup("history").Changed = false
	return w.options.set.Set("history", histories[i])
}

func aboutHistory(h string) string {
	switch h {
	case "payments":
		return "payments, refunds, top-ups and payouts"
	case "all":
		return "every record"
	}
	return ""
}

// askPeriod offers the names with their days as they are today, and any other one to be typed.
func (w *wizard) askPeriod(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: "Which period?", Back: true, Default: max(slices.Index(org.Presets(), w.options.Period), 0)}
	for _, p := range org.Presets() {
		r, err := org.ParseRange(p, w.today)
		if err != nil {
			return err
		}
		q.Options = append(q.Options, prompt.Option{Label: p, Detail: r.String()})
	}
	q.Options = append(q.Options, prompt.Option{Label: "another", Detail: "a month, a quarter, a year, or from one day to another"})
	i, err := w.prompt.Select(ctx, q)
	if err != nil {
		return err
	}
	if i < len(org.Presets()) {
		return w.setPeriod(org.Presets()[i])
	}
	text, err := w.prompt.Input(prompt.Inner(ctx), prompt.Input{Step: title, Label: "Period", Required: true, Back: true,
		Help:     "Like 2026-03, 2026-Q2, 2026, or 2026-01-15..2026-02-14; both days are included.",
		Validate: func(text string) error { _, err := w.parsePeriod(text); return err }})
	if err != nil {
		return err
	}
	return w.setPeriod(text)
}

func (w *wizard) parsePeriod(text string) (org.DateRange, error) {
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		return org.ParseRange(text, w.today)
	}
	return (&app.RangeFlags{From: strings.TrimSpace(from), To: strings.TrimSpace(to)}).Range(context.Background(), w.app)
}

func (w *wizard) setPeriod(text string) error {
	set := w.options.set
	w.options.RangeFlags = app.RangeFlags{}
	for _, flag := range []string{"period", "from", "to"} {
		set.Lookup(flag).Changed = false
	}
	from, to, ok := strings.Cut(text, "..")
	if !ok {
		return set.Set("period", text)
	}
	if err := set.Set("from", strings.TrimSpace(from)); err != nil {
		return err
	}
	return set.Set("to", strings.TrimSpace(to))
}

// askSure shows what would be written where. A file that is there is not replaced unasked.
func (w *wizard) askSure(ctx context.Context, title string) error {
	r, err := w.options.Range(ctx, w.app)
	if err != nil {
		return err
	}
	if !w.options.set.Changed("out") {
		if err := w.options.set.Set("out", fmt.Sprintf("%s-%s_%s.csv", w.in.Slug, r.From, r.To)); err != nil {
			return err
		}
	}
	clients := "all clients"
	if len(w.options.clients) > 0 {
		clients = "clients " + strings.Join(w.options.clients, ", ")
	}
	w.prompt.Note(fmt.Sprintf("  %s\n  history %s\n  %s (%s)\n  to %s", clients, w.options.words(), r, w.in.Timezone, w.options.out))
	label := fmt.Sprintf("Export from the book of %s?", w.in.Name)
	if _, err := os.Stat(w.options.out); err == nil && w.options.split == "" {
		label = fmt.Sprintf("Export from the book of %s, in the place of the file that is there?", w.in.Name)
	}
	yes, err := w.prompt.Confirm(ctx, prompt.Confirm{Step: title, Label: label, Default: true, Back: true})
	if err == nil && !yes {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was written").WithHint("run it again with other answers")
	}
	return err
}
