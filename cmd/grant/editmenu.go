package grantcmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// edit is steps 2 to 6. Everything chosen in step 2 leads back to it until the changes are saved. ErrBack wants another
// person.
func (w *wizard) edit(ctx context.Context) error {
	for !w.saved {
		err := w.menu(ctx)
		if errors.Is(err, prompt.ErrBack) {
			err = w.leave(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// entry is a line of step 2 and what it leads to, which never goes back further than here.
type entry struct {
	prompt.Option
	choose func(context.Context) error
}

// menu is step 2: open a category, choose full access, or save.
func (w *wizard) menu(ctx context.Context) error {
	w.showPending()
	entries, first := w.entries()
	q := prompt.Select{Step: step(2, "category"), Label: fmt.Sprintf("Which category in %s?", w.sheet.Org.Name), Default: first, Back: w.picks,
		Help: "Each line counts the products granted here. What comes from elsewhere (teams, partners, a rule on everything, a temporary grant) is counted apart."}
	for _, e := range entries {
		q.Options = append(q.Options, e.Option)
	}
	i, err := w.prompt.Select(ctx, q)
	if err != nil {
		return err
	}
	return entries[i].choose(ctx)
}

// entries are the lines of step 2. The first choice is to save what was changed, or else the next category that was not
// looked into: with nothing but Enter one passes through all of them and changes nothing.
func (w *wizard) entries() (entries []entry, first int) {
	first = -1
	for _, c := range w.categories() {
		if first < 0 && !slices.Contains(w.order, c.ID) {
			first = len(entries)
		}
		entries = append(entries, entry{prompt.Option{Label: c.Label, Detail: w.summary(c)}, func(ctx context.Context) error { return w.category(ctx, c) }})
	}
	entries = append(entries, entry{prompt.Option{Label: w.fullLabel(), Detail: w.fullSummary()}, w.fullAccess})
	save := entry{prompt.Option{Label: "Save", Detail: "nothing changed yet"}, w.save}
	if n := len(w.differences()); n > 0 {
		save.Detail = plural(n, "change")
		first = -1
	}
	entries = append(entries, save)
	if first < 0 {
		first = len(entries) - 1
	}
	return entries, first
}

// drawer opens a category, or is the one that is open already.
func (w *wizard) drawer(c org.Category) *org.Drawer {
	d, ok := w.drawers[c.ID]
	if !ok {
		d = w.sheet.Drawer(c)
		w.drawers[c.ID] = d
		w.order = append(w.order, c.ID)
	}
	return d
}

// summary counts what is granted in a category: "2 of 5 granted, and those to come; 1 more from elsewhere".
func (w *wizard) summary(c org.Category) string {
	d, ok := w.drawers[c.ID]
	if !ok {
		d = w.sheet.Drawer(c)
	}
	granted, elsewhere := 0, 0
	for _, p := range d.Products {
		switch {
		case d.Gives(p) != org.Holding{}:
			granted++
		case slices.ContainsFunc(w.elsewhere(p), func(s org.Source) bool { return s.State == org.SourceActive }):
			elsewhere++
		}
	}
	text := fmt.Sprintf("%d of %d granted", granted, len(d.Products))
	if w.manages() {
		text = fmt.Sprintf("%d of %d to use", granted, len(d.Products))
	}
	if d.Rule != nil {
		text += ", and those to come"
	}
	if elsewhere > 0 {
		text += fmt.Sprintf("; %d more from elsewhere", elsewhere)
	}
	return text
}

// showPending shows what is not saved yet, when it has changed.
func (w *wizard) showPending() {
	text := lines(w.differences())
	if text != w.shown && text != "" {
		w.prompt.Note("\nNot saved yet:\n" + text)
	}
	w.shown = text
}

// leave goes back to step 1, which forgets what was not saved.
func (w *wizard) leave(ctx context.Context) error {
	if n := len(w.differences()); n > 0 {
		yes, err := w.prompt.Confirm(ctx, prompt.Confirm{Label: fmt.Sprintf("Forget %s to the access of %s in %s?", plural(n, "change"), w.sheet.Member.Name(), w.sheet.Org.Name), Back: true})
		if errors.Is(err, prompt.ErrBack) || err == nil && !yes {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return prompt.ErrBack
}

// statements are all changes so far, in the order in which the categories were opened.
func (w *wizard) statements() []org.GrantSpec {
	var out []org.GrantSpec
	for _, id := range w.order {
		out = append(out, w.drawers[id].Statements()...)
	}
	if w.everything != nil {
		if spec, differs := w.sheet.EverythingStatement(*w.everything); differs {
			out = append(out, spec)
		}
	}
	return out
}
