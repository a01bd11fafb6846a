package usercmd

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// askSure shows what would be sent. What is seldom wanted is asked only of those who want more.
func (w *inviteWizard) askSure(ctx context.Context, title string) error {
	for {
		text, err := w.summary()
		if err != nil {
			return err
		}
		w.app.Prompt().Note(text)
		i, err := w.app.Prompt().Select(ctx, prompt.Select{Step: title, Label: fmt.Sprintf("Invite %s to %s?", w.n.Email.Shown, w.in.Name), Back: true,
			Options: []prompt.Option{{Label: "yes"}, {Label: "more", Detail: "choices first: the book, mail, other addresses"}, {Label: "no"}}})
		switch {
		case err != nil || i == 0:
			return err
		case i == 2:
			return org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed").WithHint("run it again with other answers")
		}
		if err := w.askMore(prompt.Inner(ctx), title); err != nil && !errors.Is(err, prompt.ErrBack) {
			return err
		}
	}
}

// choice is something that is seldom wanted.
type choice struct {
	prompt.Option
	on   bool
	says string // in the summary
	set  func(on bool) error
}

// more are the choices there are: externals never see the book.
func (w *inviteWizard) more() []choice {
	out := []choice{
		{prompt.Option{Label: "silent", Detail: "send no mail: the code is printed for you to hand over"}, w.n.Silent, "no mail: you hand the code over",
			func(on bool) error { w.n.Silent = on; return nil }},
		{prompt.Option{Label: "any address", Detail: "whoever has the code may accept, not only " + w.n.Email.Shown}, w.n.NoStrict, "whoever has the code may accept",
			func(on bool) error { w.n.NoStrict = on; return nil }},
	}
	billing := w.n.Billing != nil && *w.n.Billing
	if w.n.Role == org.External && !billing {
		return out
	}
	return append(out, choice{prompt.Option{Label: "billing", Detail: "they may order products and see the book"}, billing, "may order products and see the book",
		func(on bool) error {
			if on == billing {
				return nil
			}
			if err := w.Flags().Set("billing", strconv.FormatBool(on)); err != nil {
				return err
			}
			return w.reread()
		}})
}

func (w *inviteWizard) askMore(ctx context.Context, title string) error {
	choices := w.more()
	q := prompt.MultiSelect{Step: title, Label: "What else?", Back: true}
	for i, c := range choices {
		q.Options = append(q.Options, c.Option)
		if c.on {
			q.Ticked = append(q.Ticked, i)
		}
	}
	ticked, err := w.app.Prompt().MultiSelect(ctx, q)
	if err != nil {
		return err
	}
	on := make([]bool, len(choices))
	for _, i := range ticked {
		on[i] = true
	}
	for i, c := range choices {
		if err := c.set(on[i]); err != nil {
			return err
		}
	}
	return nil
}
