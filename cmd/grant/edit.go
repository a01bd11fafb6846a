package grantcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

func newEdit(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "edit [EMAIL]",
		Short: "Edit somebody's access step by step (the wizard)",
		Long: `Edit somebody's access step by step: pick the person, open a category, tick products, tick rights, say whether products to
come are included, and go on with the next category or save. Nothing is changed before the end, and Ctrl-C leaves at any
time. In scripts use 'orgctl grant set', whose command line the wizard prints at the end.`,
		Example:           `orgctl grant edit jane@example.org`,
		Args:              app.AtMostOne("EMAIL"),
		Annotations:       app.Writes(org.ActGrants),
		ValidArgsFunction: a.CompleteUsers,
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return editRun(ctx, a, args) })
	return c
}

func editRun(ctx context.Context, a *app.App, args []string) error {
	if !a.Interactive() {
		return org.Errorf(org.KindUsage, org.CodeInputRequired, "'orgctl grant edit' asks questions, and there is no terminal to ask on").
			WithHint("say it with flags: orgctl grant set EMAIL --grant SCOPE=RIGHT+RIGHT")
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	w := &wizard{app: a, prompt: a.Prompt(), store: s, caller: caller, drawers: map[org.CategoryID]*org.Drawer{}}
	if len(args) > 0 {
		err = w.open(ctx, args[0])
	} else {
		err = w.pick(ctx)
	}
	if err != nil {
		return err
	}
	if err := w.categories(ctx); err != nil {
		return err
	}
	return w.save(ctx)
}

// wizard is a run of the wizard: the sheet it started from, the categories opened so far, and full access if it was
// chosen. Nothing is written before save.
type wizard struct {
	app     *app.App
	prompt  prompt.Prompter
	store   *app.Store
	caller  org.Caller
	sheet   org.Sheet
	drawers map[org.CategoryID]*org.Drawer
	order   []org.CategoryID
	full    *org.Holding
}

const steps = 6

func step(n int, title string) string { return fmt.Sprintf("Step %d of %d – %s", n, steps, title) }

// pick is step 1: the member.
func (w *wizard) pick(ctx context.Context) error {
	members, err := w.store.MembersFor(ctx, w.caller, org.ActGrants)
	if err != nil {
		return err
	}
	q := prompt.Select{Step: step(1, "person"), Label: "Whose access?", Help: "Type to filter. Of owners and admins only the usage can be edited: they have every management right."}
	for _, m := range members {
		detail := m.Role.String()
		if m.State != org.Active {
			detail += ", " + m.State.String()
		}
		q.Options = append(q.Options, prompt.Option{Label: fmt.Sprintf("%s <%s>", m.Name(), m.Email), Detail: detail})
	}
	i, err := w.prompt.Select(ctx, q)
	if err != nil {
		return err
	}
	return w.open(ctx, members[i].Email)
}

func (w *wizard) open(ctx context.Context, user string) (err error) {
	if w.sheet, err = w.store.Sheet(ctx, w.caller, user); err != nil {
		return err
	}
	if len(w.sheet.Products) == 0 {
		return org.Errorf(org.KindConflict, org.CodeConflict, "%q has no products yet", w.sheet.Org.Slug).
			WithHint("add one first: orgctl product add drive/marketing")
	}
	w.prompt.Note(fmt.Sprintf("Access of %s (%s) in %s", w.sheet.Member.Email, w.sheet.Member.Role, w.sheet.Org.Name))
	if w.sheet.Member.Role.Manages() {
		w.prompt.Note(fmt.Sprintf("%s is %s and has every management right: only the usage can be edited.", w.sheet.Member.Name(), w.sheet.Member.Role.WithArticle()))
	}
	return nil
}

// categories is step 2, to which every category leads back: open one, choose full access, save or leave.
func (w *wizard) categories(ctx context.Context) error {
	for {
		cats := w.sheet.Categories()
		q := prompt.Select{Step: step(2, "category"), Label: "Which category?", Default: 0}
		for _, c := range cats {
			q.Options = append(q.Options, prompt.Option{Label: c.Label, Detail: w.summary(c)})
		}
		full := len(q.Options)
		q.Options = append(q.Options, prompt.Option{Label: "Full access", Detail: w.fullSummary()})
		save := len(q.Options)
		q.Options = append(q.Options, prompt.Option{Label: "Save", Detail: w.pending()})
		if len(w.statements()) > 0 {
			q.Default = save
		}
		i, err := w.prompt.Select(ctx, q)
		switch {
		case err != nil:
			return err
		case i == save:
			return nil
		case i == full:
			err = w.fullAccess(ctx)
		default:
			err = w.category(ctx, w.drawer(cats[i]))
		}
		if err != nil && err != prompt.ErrBack {
			return err
		}
	}
}

func (w *wizard) drawer(c org.Category) *org.Drawer {
	d, ok := w.drawers[c.ID]
	if !ok {
		d = w.sheet.Drawer(c)
		w.drawers[c.ID] = d
		w.order = append(w.order, c.ID)
	}
	return d
}

// summary says how many products of a category are granted: "2 of 5 granted, and those to come".
func (w *wizard) summary(c org.Category) string {
	d, ok := w.drawers[c.ID]
	if !ok {
		d = w.sheet.Drawer(c)
	}
	granted := 0
	for _, p := range d.Products {
		if _, ticked := d.Ticked[p.ID]; ticked || d.Fixed(p) {
			granted++
		}
	}
	text := fmt.Sprintf("%d of %d granted", granted, len(d.Products))
	if d.Rule != nil {
		text += ", and those to come"
	}
	return text
}

func (w *wizard) fullSummary() string {
	if w.full != nil {
		return "chosen: every product, every right"
	}
	return "every product, every right"
}

func (w *wizard) pending() string {
	switch n := len(w.statements()); n {
	case 0:
		return "nothing changed yet"
	case 1:
		return "1 change"
	default:
		return fmt.Sprintf("%d changes", n)
	}
}

// statements are all changes so far, in the order in which the categories were opened.
func (w *wizard) statements() []org.GrantSpec {
	var out []org.GrantSpec
	for _, id := range w.order {
		out = append(out, w.drawers[id].Statements()...)
	}
	if w.full != nil {
		out = append(out, org.GrantSpec{Scope: org.Scope{Kind: org.ScopeEverything}, Rights: w.full.Rights, RightsSet: w.full.Rights != 0,
			Usage: w.full.Usage, UsageSet: w.full.Usage != org.NoUsage})
	}
	return out
}
