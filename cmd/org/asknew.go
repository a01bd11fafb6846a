package orgcmd

import (
	"context"
	"fmt"
	"slices"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askNew asks for what a new organization needs, and sets slug and flags accordingly. Where nobody can be asked it says
// what is missing.
func askNew(ctx context.Context, a *app.App, o *detailFlags) error {
	slug := o.typed.Slug
	if !a.Interactive() {
		if slug == "" {
			return org.Errorf(org.KindUsage, org.CodeInputRequired, "missing SLUG").WithHint(`orgctl org add beta --name "Beta Ltd"`)
		}
		return app.Need("name", "the name of %q as people read it", slug)
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	if _, err := s.Whoami(ctx, caller); err != nil {
		return err // before the questions: nobody likes to answer them for nothing
	}
	var steps []prompt.Step
	for _, d := range details() {
		if slices.Contains([]string{"name", "kind", "country"}, d.flag) && !o.set.Changed(d.flag) {
			steps = append(steps, prompt.Step{Title: d.flag, Ask: func(ctx context.Context, title string) error {
				text, err := askDetail(ctx, a, d, question{step: title, now: *o.value(d), fresh: true})
				if err != nil || text == *o.value(d) {
					return err
				}
				return o.set.Set(d.flag, text)
			}})
		}
	}
	if slug == "" {
		steps = append(steps, prompt.Step{Title: "slug", Ask: func(ctx context.Context, title string) (err error) {
			o.typed.Slug, err = askSlug(ctx, a, title, o.typed)
			return err
		}})
	}
	steps = append(steps, prompt.Step{Title: "add", Ask: func(ctx context.Context, title string) error { return askSure(ctx, a, title, o.typed) }})
	return prompt.Run(ctx, steps)
}

func askSlug(ctx context.Context, a *app.App, title string, o org.Organization) (string, error) {
	def := o.Slug
	if def == "" {
		def = org.SlugFrom(o.Name)
	}
	return a.Prompt().Input(ctx, prompt.Input{Step: title, Label: "Slug, which never changes", Default: def, Back: true,
		Help: "How commands name the organization: lower-case letters, digits, dots, hyphens and underscores.",
		Validate: func(text string) error {
			_, err := org.ParseSlug("slug", text)
			return err
		}})
}

// askSure shows what would be added, with what follows from the country.
func askSure(ctx context.Context, a *app.App, title string, typed org.Organization) error {
	n, err := typed.Checked()
	if err != nil {
		return err
	}
	a.Prompt().Note(fmt.Sprintf("%s (%s), %s\ncurrency %s, locale %s, timezone %s", n.Name, n.Slug, n.Kind, n.Currency, n.Locale, n.Timezone))
	yes, err := a.Prompt().Confirm(ctx, prompt.Confirm{Step: title, Label: fmt.Sprintf("Add %s?", n.Name), Default: true, Back: true})
	if err != nil {
		return err
	}
	if !yes {
		return org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed")
	}
	return nil
}
