package orgcmd

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askEdit lets a person pick details and change them, in any order, until they save.
func askEdit(ctx context.Context, a *app.App, o *detailFlags, caller org.Caller) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return err
	}
	if err := actor.May(org.ActEditOrg); err != nil {
		return err // before the questions: nobody likes to answer them for nothing
	}
	w := &editor{app: a, flags: o, org: actor.Org, enforces: actor.May(org.ActCompliance) == nil}
	if err := w.menu(ctx); err != nil {
		return err
	}
	a.Prompt().Note(fmt.Sprintf("In %s:", actor.Org.Name))
	for _, line := range w.differences() {
		a.Prompt().Note("  " + line)
	}
	return nil
}

// editor is a run of the wizard: the organization it started from, and what was typed so far.
type editor struct {
	app   *app.App
	flags *detailFlags
	org   org.Organization

	enforces bool // may make a second factor a duty
}

func (w *editor) menu(ctx context.Context) error {
	for {
		q := prompt.Select{Label: fmt.Sprintf("What of %s shall change?", w.org.Name), Help: "Pick a detail to change it. Nothing is changed before you save."}
		var ask []func(context.Context) error
		for _, d := range details() {
			q.Options = append(q.Options, prompt.Option{Label: d.label, Detail: w.now(d)})
			ask = append(ask, func(ctx context.Context) error { return w.ask(ctx, d) })
		}
		if w.enforces {
			q.Options = append(q.Options, prompt.Option{Label: "Second factor", Detail: duty(w.requires())})
			ask = append(ask, w.askFactor)
		}
		save := prompt.Option{Label: "Save", Detail: "nothing changed yet"}
		if n := len(w.differences()); n > 0 {
			save.Detail, q.Default = fmt.Sprintf("changed: %d", n), len(ask)
		}
		q.Options = append(q.Options, save)
		i, err := w.app.Prompt().Select(ctx, q)
		if err != nil || i == len(ask) {
			return err
		}
		if err := ask[i](ctx); err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// requires says whether members will need a second factor, if it is saved now.
func (w *editor) requires() bool {
	if w.flags.set.Changed(requireFactor) {
		return w.flags.want
	}
	return w.org.Requires2FA
}

func (w *editor) askFactor(ctx context.Context) error {
	yes, err := w.app.Prompt().Confirm(ctx, prompt.Confirm{Step: w.org.Name + ": second factor", Default: w.requires(), Back: true,
		Label: "Do members need a second factor to do anything here?",
		Help:  "Whom that blocks is shown before it is done; you must have one yourself."})
	if err != nil || yes == w.requires() {
		return err
	}
	return w.flags.set.Set(requireFactor, strconv.FormatBool(yes))
}

func duty(yes bool) string {
	if yes {
		return "everybody needs one"
	}
	return "as everybody likes"
}

func (w *editor) ask(ctx context.Context, d detail) error {
	now := w.now(d)
	text, err := askDetail(ctx, w.app, d, question{step: w.org.Name + ": " + d.flag, now: now})
	if err != nil || text == now {
		return err
	}
	return w.flags.set.Set(d.flag, text)
}

// now is a detail as it will be, if it is saved now. What was cleared may come back as what the country has.
func (w *editor) now(d detail) string {
	o, err := w.flags.edit().Apply(w.org)
	if err != nil {
		return *w.flags.value(d) // can't be: every answer was checked
	}
	return d.of(o)
}

func (w *editor) differences() (lines []string) {
	for _, d := range details() {
		if before, now := d.of(w.org), w.now(d); before != now {
			lines = append(lines, fmt.Sprintf("%s: %s → %s", d.label, orNothing(before), orNothing(now)))
		}
	}
	if now := w.requires(); now != w.org.Requires2FA {
		lines = append(lines, fmt.Sprintf("Second factor: %s → %s", duty(w.org.Requires2FA), duty(now)))
	}
	return lines
}

func orNothing(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
