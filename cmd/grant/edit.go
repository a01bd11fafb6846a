package grantcmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

func newEdit(a *app.App) *cobra.Command {
	var inform informFlag
	c := &cobra.Command{
		Use:   "edit [EMAIL]",
		Short: "Edit somebody's access step by step (the wizard)",
		Long: `Edit somebody's access step by step: pick the person, open a category, tick products, tick rights, say whether products to
come are included, and go on with the next category or save. Esc goes back one question. Nothing is changed before you
save, and Ctrl-C leaves at any time. In scripts use 'orgctl grant set', whose command line the wizard prints at the end.`,
		Example:           `orgctl grant edit jane@example.org`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	inform.bind(c)
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return editRun(ctx, a, args, inform) })
	return c
}

func editRun(ctx context.Context, a *app.App, args []string, inform informFlag) error {
	if !a.Interactive() {
		return org.Errorf(org.KindUsage, org.CodeInputRequired, "'orgctl grant edit' asks questions, and none may be asked here").
			WithHint("say it with flags: orgctl grant set EMAIL --grant SCOPE=RIGHT+RIGHT. Questions need a terminal, and neither TERM=dumb, CI nor --no-input")
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	w := &wizard{app: a, prompt: a.Prompt(), store: s, caller: caller, inform: inform}
	if len(args) > 0 {
		if err := w.open(ctx, args[0]); err != nil {
			return err
		}
		return w.edit(ctx)
	}
	w.picks = true
	for {
		if err := w.pick(ctx); err != nil {
			return err
		}
		if err := w.edit(ctx); !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// wizard is a run of the wizard: the sheet it started from, the categories opened so far, and what was decided about
// everything. Nothing is written before save.
type wizard struct {
	app        *app.App
	prompt     prompt.Prompter
	store      *app.Store
	caller     org.Caller
	inform     informFlag
	picks      bool // the person was chosen in step 1, to which one can go back
	sheet      org.Sheet
	drawers    map[org.CategoryID]*org.Drawer
	order      []org.CategoryID
	everything *org.Holding // nil: not decided
	shown      string       // the difference as it was shown last
	saved      bool
}

const steps = 6

func step(n int, title string) string { return fmt.Sprintf("Step %d of %d – %s", n, steps, title) }

// pick is step 1: the member.
func (w *wizard) pick(ctx context.Context) error {
	members, err := w.store.MembersFor(ctx, w.caller, org.ActGrants)
	if err != nil {
		return err
	}
	actor, err := w.store.Current(ctx, w.caller)
	if err != nil {
		return err
	}
	q := prompt.Select{Step: step(1, "person"), Label: fmt.Sprintf("Whose access in %s?", actor.Org.Name),
		Help: "Type a part of the name, the e-mail or the role. Owners and admins have every management right: of them only the use of the services can be edited."}
	for i, m := range members {
		if m.Email == w.sheet.Member.Email {
			q.Default = i
		}
		detail := m.Role.String()
		if m.State != org.Active {
			detail += ", " + m.State.String()
		}
		q.Options = append(q.Options, prompt.Option{Label: addressed(m), Detail: detail})
	}
	i, err := w.prompt.Select(ctx, q)
	if err != nil {
		return err
	}
	return w.open(ctx, members[i].Email)
}

// open reads the sheet of a member and begins anew.
func (w *wizard) open(ctx context.Context, user string) (err error) {
	if w.sheet, err = w.store.Sheet(ctx, w.caller, user); err != nil {
		return err
	}
	w.drawers, w.order, w.everything, w.shown = map[org.CategoryID]*org.Drawer{}, nil, nil, ""
	m := w.sheet.Member
	switch {
	case len(w.sheet.Products) == 0:
		return org.Errorf(org.KindConflict, org.CodeConflict, "%q has no products yet", w.sheet.Org.Slug).
			WithHint("add one first: orgctl product add drive/marketing")
	case len(w.categories()) == 0:
		return org.Errorf(org.KindConflict, org.CodeConflict, "there is nothing to edit for %q: the role %s has every management right, and no product in %q has users of its own",
			m.Email, m.Role, w.sheet.Org.Slug).WithHint("'orgctl grant why %s PRODUCT' says what they may do", m.Email)
	}
	w.prompt.Note(fmt.Sprintf("Access of %s, %s in %s. Nothing is changed before you save; Ctrl-C leaves.", addressed(m), m.Role, w.sheet.Org.Name))
	if m.Role.Manages() {
		w.prompt.Note(fmt.Sprintf("%s has every management right as %s: only the use of the services can be edited.", m.Name(), m.Role.WithArticle()))
	}
	if m.State != org.Active {
		w.prompt.Note(fmt.Sprintf("The membership is %s: what is granted counts once it is active.", m.State))
	}
	return nil
}

// categories are those in which there is something to give: a role that manages everything lacks only the use.
func (w *wizard) categories() []org.Category {
	var out []org.Category
	for _, c := range w.sheet.Categories() {
		if c.Usage || c.Rights != 0 && !w.manages() {
			out = append(out, c)
		}
	}
	return out
}

func (w *wizard) manages() bool { return w.sheet.Member.Role.Manages() }
