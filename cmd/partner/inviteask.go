package partnercmd

import (
	"context"
	"errors"
	"fmt"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// inviteWizard asks for an offer in the steps of the reference: search, tick one, limited or full, which products or who pays,
// and send.
type inviteWizard struct {
	*questions
	offer org.Offer
	term  string
	found []org.PartnerProfile
	asked bool // the partner asked first: the offer is the answer
}

func askOffer(ctx context.Context, a *app.App, offer *org.Offer) (*questions, error) {
	q, err := newQuestions(ctx, a, offer.Terms)
	if err != nil {
		return nil, err
	}
	w := &inviteWizard{questions: q, offer: *offer}
	if q.terms.Payment == org.PartnerSide && q.terms.Access == org.NoPartner {
		q.terms.Access, q.given.Access = org.PartnerFull, org.PartnerFull // nothing else lets a partner pay
	}
	if offer.To != "" {
		if err := w.try(ctx, offer.To); err != nil {
			return nil, err
		}
	}
	in, named := q.in.Name+": ", func() bool { return offer.To != "" }
	err = prompt.Run(ctx, q.steps([]prompt.Step{
		{Title: in + "search", Ask: w.askTerm, Skip: named},
		{Title: in + "partner", Ask: w.askPartner, Skip: named},
	}, prompt.Step{Title: in + "send", Ask: w.askSure}))
	offer.To, offer.Terms = q.partner, q.settled()
	return q, err
}

func (w *inviteWizard) askTerm(ctx context.Context, title string) error {
	term, err := w.prompt.Input(ctx, prompt.Input{Step: title, Label: "Name or e-mail of the partner, or a part of it", Default: w.term, Back: true,
		Help: "Without a word all partners are shown.",
		Validate: func(text string) error {
			found, err := w.search(ctx, text)
			if err == nil && len(found) == 0 {
				err = org.Errorf(org.KindNotFound, org.CodeNotFound, "no partner is called %q", text).WithHint("another part of the name or e-mail")
			}
			return err
		}})
	if err != nil {
		return err
	}
	w.term = term
	w.found, err = w.search(ctx, term)
	return err
}

func (w *inviteWizard) search(ctx context.Context, text string) ([]org.PartnerProfile, error) {
	caller, err := w.app.Caller()
	if err != nil {
		return nil, err
	}
	return w.store.SearchPartners(ctx, caller, text)
}

// askPartner lets one tick a partner that can be invited; why another one can't is said, and it is asked again.
func (w *inviteWizard) askPartner(ctx context.Context, title string) error {
	q := prompt.Select{Step: title, Label: fmt.Sprintf("Which partner shall be let into %s?", w.in.Name), Back: true}
	for i, p := range w.found {
		q.Options = append(q.Options, prompt.Option{Label: fmt.Sprintf("%s <%s>", p.Name, p.Email), Detail: p.Slug})
		if p.Slug == w.partner {
			q.Default = i
		}
	}
	for {
		i, err := w.prompt.Select(ctx, q)
		if err != nil {
			return err
		}
		err = w.try(ctx, w.found[i].Slug)
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindConflict {
			return err
		}
		w.prompt.Note("! " + e.Msg + ": " + e.Hint)
	}
}

// try finds out whether a partner can be invited at all, and whether it has asked to be.
func (w *inviteWizard) try(ctx context.Context, slug string) error {
	set, err := w.app.Preview(ctx, w.change(org.Offer{To: slug, Terms: org.PartnerTerms{Access: org.PartnerLimited, Replace: true}, Accept: w.offer.Accept}))
	if err != nil {
		return err
	}
	w.partner, w.asked = slug, false
	for _, c := range set.Changes {
		if p, ok := c.After.(org.Partnership); ok {
			w.asked = p.AskedBy == org.PartnerSide
		}
	}
	return nil
}

func (w *inviteWizard) change(offer org.Offer) app.Change {
	return app.Change{Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return w.store.InvitePartner(ctx, req, offer)
	}}
}

// askSure names both sides, says what the partner would get, and who of it is an external now.
func (w *inviteWizard) askSure(ctx context.Context, title string) error {
	offer := w.offer
	offer.To, offer.Terms = w.partner, w.settled()
	lines := []string{fmt.Sprintf("+ partner %s in %s: %s access", w.partner, w.in.Name, offer.Terms.Access)}
	for _, spec := range offer.Terms.Grants {
		lines = append(lines, "+ "+spec.String())
	}
	switch {
	case offer.Terms.Access == org.PartnerLimited && len(offer.Terms.Grants) == 0:
		lines = append(lines, "no product yet")
	case offer.Terms.Access == org.PartnerFull && offer.Terms.Payment == org.PartnerSide:
		lines = append(lines, "the partner pays")
	case offer.Terms.Access == org.PartnerFull:
		lines = append(lines, "the client pays")
	}
	label := fmt.Sprintf("Invite %s to be a partner of %s?", w.partner, w.in.Name)
	if w.asked || offer.Accept {
		label = fmt.Sprintf("Let partner %s into %s?", w.partner, w.in.Name)
	}
	return w.sure(ctx, title, label, w.change(offer), lines)
}
