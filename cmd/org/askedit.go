package orgcmd

import (
	"context"
	"errors"
	"fmt"

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
	w := &editor{app: a, flags: o, org: actor.Org}
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
}

func (w *editor) menu(ctx context.Context) error {
	for {
		all := details()
		q := prompt.Select{Label: fmt.Sprintf("What of %s shall change?", w.org.Name), Help: "Pick a detail to change it. Nothing is changed before you save."}
		for _, d := range all {
			q.Options = append(q.Options, prompt.Option{Label: d.label, Detail: w.now(d)})
		}
		save := prompt.Option{Label: "Save", Detail: "nothing changed yet"}
		if n := len(w.differences()); n > 0 {
			save.Detail, q.Default = fmt.Sprintf("changed: %d", n), len(all)
		}
		q.Options = append(q.Options, save)
		i, err := w.app.Prompt().Select(ctx, q)
		if err != nil || i == len(all) {
			return err
		}
		if err := w.ask(ctx, all[i]); err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
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
	return lines
}

func orNothing(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
