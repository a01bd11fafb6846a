package prompt

import (
	"errors"
	"testing"

	"orgctl/internal/org"
)

func TestNobodyIsAsked(t *testing.T) {
	p, ctx := Nobody{}, t.Context()
	p.Note("lines")
	_, selected := p.Select(ctx, Select{Label: "Which?", Options: []Option{{Label: "a"}}})
	_, ticked := p.MultiSelect(ctx, MultiSelect{Label: "Which?"})
	_, typed := p.Input(ctx, Input{Label: "Which?", Default: "a"})
	_, secret := p.Password(ctx, Password{Label: "Which?"})
	_, confirmed := p.Confirm(ctx, Confirm{Label: "Which?", Default: true})
	for i, err := range []error{selected, ticked, typed, secret, confirmed} {
		if e, ok := errors.AsType[*org.Error](err); !ok || e.Code != org.CodeInputRequired || e.Msg != "nobody can be asked: Which?" {
			t.Errorf("%d: %v", i, err)
		}
	}
}
