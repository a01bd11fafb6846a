package orgcmd

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// question is how a detail is asked for. A fresh one has no value yet to be cleared or compared with.
type question struct {
	step, now string
	fresh     bool
}

// clearSign is what one types to remove a detail: an empty answer keeps it.
const clearSign = "-"

// askDetail asks for one detail: from a list if there is a short one, else as a line of text.
func askDetail(ctx context.Context, a *app.App, d detail, q question) (string, error) {
	if len(d.words) > 0 {
		sel := prompt.Select{Step: q.step, Label: d.label, Back: true, Default: slices.Index(d.words, cmp.Or(q.now, "company"))}
		for _, w := range d.words {
			sel.Options = append(sel.Options, prompt.Option{Label: w})
		}
		i, err := a.Prompt().Select(ctx, sel)
		if err != nil {
			return "", err
		}
		return d.words[i], nil
	}
	in := prompt.Input{Step: q.step, Label: d.label, Default: q.now, Back: true, Required: d.flag == "name", Help: d.help()}
	if !q.fresh && d.flag != "name" {
		in.Help += ". Type " + clearSign + " to clear it."
	}
	in.Validate = func(text string) error { return d.check(answer(text, q)) }
	text, err := a.Prompt().Input(ctx, in)
	return answer(text, q), err
}

func answer(text string, q question) string {
	if text == clearSign && !q.fresh {
		return ""
	}
	return text
}

func (d detail) help() string {
	text := strings.ReplaceAll(d.usage, "`", "")
	return strings.ToUpper(text[:1]) + text[1:]
}

// check finds what is wrong with one detail.
func (d detail) check(text string) error {
	var e org.OrgEdit
	_, to := d.field(&org.Organization{}, &e)
	*to = &text
	return check(e)
}

// of is the detail of an organization.
func (d detail) of(o org.Organization) string {
	value, _ := d.field(&o, &org.OrgEdit{})
	return *value
}
