package partnercmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// editWizard asks what a partner shall get from now on, with what it has ticked.
type editWizard struct {
	*questions
	partners []org.PartnerRow // those that there is something to change about
	now      org.PartnerDetail
}

func askEdit(ctx context.Context, a *app.App, ref string) (*questions, error) {
	if !a.Interactive() {
		return nil, app.Need("access", "or --product, --add-product, --remove-product, --payment: nothing to change was given")
	}
	q, err := newQuestions(ctx, a, org.PartnerTerms{})
	if err != nil {
		return nil, err
	}
	w := &editWizard{questions: q}
	if ref != "" {
		err = w.read(ctx, ref)
	} else {
		err = w.list(ctx)
	}
	if err != nil {
		return nil, err
	}
	in := q.in.Name + ": "
	return q, prompt.Run(ctx, q.steps([]prompt.Step{{Title: in + "partner", Ask: w.askPartner, Skip: func() bool { return ref != "" }}},
		prompt.Step{Title: in + "save", Ask: w.askSure}))
}

func (w *editWizard) list(ctx context.Context) error {
	caller, err := w.app.Caller()
	if err != nil {
		return err
	}
	if w.partners, err = w.store.Partners(ctx, caller); err != nil {
		return err
	}
	w.partners = slices.DeleteFunc(w.partners, func(p org.PartnerRow) bool {
		return p.State != org.PartnershipActive && (p.State != org.PartnershipPending || p.AskedBy != org.ClientSide)
	})
	if len(w.partners) == 0 {
		return org.Errorf(org.KindNotFound, org.CodeNotFound, "%q has no partners", w.in.Slug).WithHint("let one in with 'orgctl partner invite'")
	}
	return nil
}

func (w *editWizard) askPartner(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: fmt.Sprintf("Which partner of %s?", w.in.Name), Back: true}
	for i, p := range w.partners {
		q.Options = append(q.Options, prompt.Option{Label: fmt.Sprintf("%s (%s)", p.Name, p.Partner), Detail: fmt.Sprintf("%s, %s access", p.Shown(w.app.World.Now()), p.Access)})
		if p.Partner == w.partner {
			q.Default = i
		}
	}
	i, err := w.prompt.Select(ctx, q)
	if err != nil {
		return err
	}
	return w.read(ctx, w.partners[i].Partner)
}

// read takes what the partner has as the answers to begin with.
func (w *editWizard) read(ctx context.Context, ref string) error {
	caller, err := w.app.Caller()
	if err != nil {
		return err
	}
	if w.now, err = w.store.Partner(ctx, caller, ref); err != nil {
		return err
	}
	_, err = w.app.Preview(ctx, w.change(w.now.Partner, org.PartnerTerms{Access: w.now.Access, Replace: w.now.Access == org.PartnerLimited})) // whether it can be changed at all
	if err != nil {
		return err
	}
	w.partner, w.held.Grants = w.now.Partner, nil
	for _, r := range w.now.Held {
		spec, err := org.ParseGrantSpec(r.Spec())
		if err != nil {
			return err
		}
		w.held.Grants = append(w.held.Grants, spec)
	}
	w.terms = org.PartnerTerms{Access: w.now.Access, Payment: w.now.Payment}
	if w.now.Offer == org.ClientSide {
		w.terms.Payment = org.PartnerSide // proposed already
	}
	return nil
}

func (w *editWizard) change(ref string, terms org.PartnerTerms) app.Change {
	return app.Change{Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return w.store.EditPartner(ctx, req, ref, terms)
	}}
}

func (w *editWizard) askSure(ctx context.Context, title string) error {
	lines := w.differences()
	if len(lines) == 0 {
		lines = []string{"nothing changes"}
	}
	return w.sure(ctx, title, fmt.Sprintf("Change what partner %s gets in %s?", w.partner, w.in.Name), w.change(w.partner, w.settled()), lines)
}

// differences compare what was answered with what is.
func (w *editWizard) differences() (lines []string) {
	t := w.settled()
	if t.Access != w.now.Access {
		lines = append(lines, fmt.Sprintf("~ access: %s → %s", w.now.Access, t.Access))
	}
	if t.Payment != "" && t.Payment != w.now.Payment {
		lines = append(lines, fmt.Sprintf("~ who pays: %s → %s", w.now.Payment, t.Payment))
	}
	if w.now.Offer != "" && t.Payment != org.PartnerSide {
		lines = append(lines, "- the proposal that the partner pays")
	}
	before := map[string]string{}
	for _, r := range w.now.Held {
		before[r.Ref()] = r.Rights.String()
	}
	for _, spec := range t.Grants {
		ref, after := spec.Scope.String(), spec.Rights.String()
		switch had, ok := before[ref]; {
		case !ok:
			lines = append(lines, "+ "+ref+": "+after)
		case had != after:
			lines = append(lines, fmt.Sprintf("~ %s: %s → %s", ref, had, after))
		}
		delete(before, ref)
	}
	gone := make([]string, 0, len(before))
	for ref, had := range before {
		gone = append(gone, "- "+ref+": "+had)
	}
	slices.SortFunc(gone, strings.Compare)
	return append(lines, gone...)
}
