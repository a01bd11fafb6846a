package grantcmd

import (
	"context"
	"errors"
	"fmt"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

func (w *wizard) fullLabel() string {
	if w.manages() {
		return "Use of everything"
	}
	return "Full access"
}

func (w *wizard) fullSummary() string {
	switch h := w.overall(); {
	case h != org.Holding{}:
		return "now " + words(h) + " on every product"
	case w.manages():
		return "every product, now and to come"
	default:
		return "every product, every right"
	}
}

// overall is what the rule on everything gives, as decided so far.
func (w *wizard) overall() org.Holding {
	if w.everything != nil {
		return *w.everything
	}
	return w.sheet.Everything()
}

// fullAccess is the other way through step 2: one rule on every product, now and to come.
func (w *wizard) fullAccess(ctx context.Context) error {
	now, choices := w.overall(), w.fullChoices()
	q := prompt.Select{Step: step(4, "rights on everything"), Back: true,
		Label: fmt.Sprintf("Give %s every management right on every product in %s, now and to come?", w.sheet.Member.Name(), w.sheet.Org.Name),
		Help:  "This is one rule beside what is granted on categories and products, which stays as it is."}
	if w.manages() {
		q.Label = fmt.Sprintf("May %s use every product in %s, now and to come?", w.sheet.Member.Name(), w.sheet.Org.Name)
	}
	for i, c := range choices {
		q.Options = append(q.Options, c.Option)
		if c.Holding == now {
			q.Default = i
		}
	}
	i, err := w.prompt.Select(ctx, q)
	if errors.Is(err, prompt.ErrBack) {
		return nil
	}
	if err == nil {
		w.everything = &choices[i].Holding
	}
	return err
}

type fullChoice struct {
	prompt.Option
	org.Holding
}

// fullChoices are none, all, and what there is if it is neither.
func (w *wizard) fullChoices() []fullChoice {
	var rights org.Rights
	out := []fullChoice{{Option: prompt.Option{Label: "no"}}}
	if !w.manages() {
		rights = org.AllRights
		out = append(out, fullChoice{prompt.Option{Label: "yes", Detail: "to manage, not to use"}, org.Holding{Rights: rights}})
	}
	for _, u := range []org.Usage{org.UsageUser, org.UsageAdmin} {
		label := "yes, as " + u.String()
		if rights != 0 {
			label = "yes, and use as " + u.String()
		}
		out = append(out, fullChoice{prompt.Option{Label: label}, org.Holding{Rights: rights, Usage: u}})
	}
	now := w.sheet.Everything()
	for _, c := range out {
		if c.Holding == now {
			return out
		}
	}
	return append(out, fullChoice{prompt.Option{Label: "as it is now", Detail: words(now)}, now})
}
