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

// questions are those that 'partner invite' and 'partner edit' have in common: limited or full, and then which products or who
// pays. Nothing is written before the last answer.
type questions struct {
	app     *app.App
	store   *app.Store
	prompt  prompt.Prompter
	in      org.Organization
	partner string // its slug
	held    app.GrantQuestions
	terms   org.PartnerTerms
	given   org.PartnerTerms // by flags: not asked
	shown   *org.ChangeSet   // what was shown and agreed to
}

// newQuestions asks nobody who may not do it anyway: nobody likes to answer questions for nothing.
func newQuestions(ctx context.Context, a *app.App, terms org.PartnerTerms) (*questions, error) {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return nil, err
	}
	actor, err := s.Current(ctx, caller)
	if err != nil {
		return nil, err
	}
	if err := actor.May(org.ActAuthorize); err != nil {
		return nil, err
	}
	q := &questions{app: a, store: s, prompt: a.Prompt(), in: actor.Org, terms: terms, given: terms}
	q.held = app.GrantQuestions{Prompt: q.prompt, In: actor.Org.Name, Partner: true, Grants: terms.Grants}
	for p, err := range s.Products(ctx, caller, "") {
		if err != nil {
			return nil, err
		}
		q.held.Products = append(q.held.Products, p)
	}
	return q, nil
}

// steps are the questions, with what comes before and the last one.
func (q *questions) steps(before []prompt.Step, last prompt.Step) []prompt.Step {
	in := q.in.Name + ": "
	limited := func() bool { return q.terms.Access == org.PartnerLimited }
	return slices.Concat(before, []prompt.Step{
		{Title: in + "access", Ask: q.askAccess, Skip: func() bool { return q.given.Access != org.NoPartner || q.given.Selects() }},
		{Title: in + "products", Ask: q.askProducts, Skip: func() bool { return !limited() || q.given.Selects() || len(q.held.Products) == 0 }},
		{Title: in + "who pays", Ask: q.askPayment, Skip: func() bool { return limited() || q.given.Payment != "" }},
		last,
	})
}

func (q *questions) askAccess(ctx context.Context, title string) error {
	accesses := []org.PartnerAccess{org.PartnerLimited, org.PartnerFull}
	i, err := q.prompt.Select(ctx, prompt.Select{Step: title, Label: fmt.Sprintf("What shall %s get in %s?", q.partner, q.in.Name), Back: true,
		Default: max(slices.Index(accesses, q.terms.Access), 0),
		Options: []prompt.Option{
			{Label: "limited", Detail: "a selection of products"},
			{Label: "full", Detail: "everything but the log, the book, partners, owners and admins"},
		}})
	if err != nil {
		return err
	}
	q.terms.Access = accesses[i]
	if q.terms.Access == org.PartnerFull {
		q.terms.Grants, q.terms.Replace = nil, false
		return nil
	}
	q.terms.Payment = ""
	return nil
}

// askProducts goes from category to category; with nothing ticked the partner gets no product for now.
func (q *questions) askProducts(ctx context.Context, title string) error {
	q.held.Who = q.partner
	err := q.held.Ask(ctx, title)
	if err == nil {
		q.terms.Grants, q.terms.Replace = q.held.Grants, true
	}
	return err
}

func (q *questions) askPayment(ctx context.Context, title string) error {
	sides := []org.Side{org.ClientSide, org.PartnerSide}
	i, err := q.prompt.Select(ctx, prompt.Select{Step: title, Label: "Who pays for what is ordered?", Back: true,
		Default: max(slices.Index(sides, q.terms.Payment), 0),
		Options: []prompt.Option{
			{Label: "client", Detail: q.in.Name + " pays, as before"},
			{Label: "partner", Detail: q.partner + " is entrusted with the wallet, if it agrees"},
		}})
	if err == nil {
		q.terms.Payment = sides[i]
	}
	return err
}

// settled are the terms as a change states them: limited access without a product is a selection of none.
func (q *questions) settled() org.PartnerTerms {
	t := q.terms
	if t.Access == org.PartnerLimited && len(t.Grants)+len(t.Remove) == 0 {
		t.Replace = true
	}
	return t
}

// sure shows what a change would do, with what it takes away and what else is to be known, and asks.
func (q *questions) sure(ctx context.Context, title, label string, c app.Change, lines []string) error {
	set, err := q.app.Preview(ctx, c)
	if err != nil {
		return err
	}
	for _, line := range set.Taking() {
		lines = append(lines, "takes away: "+line)
	}
	q.prompt.Note("  " + strings.Join(append(lines, set.Notes...), "\n  "))
	q.shown = &set
	if q.app.Flags.DryRun || !set.Changed {
		return nil
	}
	yes, err := q.prompt.Confirm(ctx, prompt.Confirm{Step: title, Label: label, Default: len(set.Taking()) == 0, Back: true})
	if err == nil && !yes {
		err = org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed").WithHint("run it again with other answers")
	}
	return err
}

// equivalent is the command line that says the same without questions.
func (q *questions) equivalent(verb string) []string {
	words := []string{"orgctl", "partner", verb, q.partner}
	if slug := q.app.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	t := q.settled()
	words = append(words, "--access", t.Access.String())
	for _, spec := range t.Grants {
		words = append(words, "--grant", spec.String())
	}
	if t.Replace && len(t.Grants) == 0 {
		words = append(words, "--product", "none")
	}
	if t.Payment != "" {
		words = append(words, "--payment", string(t.Payment))
	}
	return words
}

// settle makes a change the one that was shown and agreed to.
func (q *questions) settle(c *app.Change, verb string) {
	c.Equivalent, c.Shown = q.equivalent(verb), q.shown
	c.Input = [][]byte{[]byte(strings.Join(c.Equivalent, "\x00"))}
}
