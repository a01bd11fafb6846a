package accountcmd

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// NewWhoami is 'orgctl whoami'.
func NewWhoami(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "whoami",
		Short: "Say who is logged in, and where they belong",
		Example: `orgctl whoami
orgctl whoami -o json --jq .email`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.LoggedIn),
	}
	app.Shows(c, whoamiColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return whoamiRun(ctx, a) })
	return c
}

func whoamiRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	id, err := s.Whoami(ctx, caller)
	if err != nil {
		return err
	}
	return term.PrintOne(a.Streams, a.Flags.Format, whoamiColumns(), id)
}

// place is an organization in the list of one's own.
type place struct {
	Slug string   `json:"slug"`
	Name string   `json:"name"`
	Role org.Role `json:"role"`
}

func whoamiColumns() []term.Column[org.Identity] {
	type row = org.Identity
	return []term.Column[row]{
		{Name: "email", Value: func(i row) any { return i.Email }},
		{Name: "organization", Value: func(i row) any { return currentSlug(i) }},
		{Name: "role", Value: func(i row) any { return currentRole(i) }},
		{Name: "organizations", Value: func(i row) any { return places(i) }, Text: placeNames},
		{Name: "invitations", Value: func(i row) any { return invited(i) }, Text: invitedNames},
		{Name: "id", Value: func(i row) any { return i.User }},
		{Name: "logged_in_at", Value: func(i row) any { return i.LoggedIn }},
		{Name: "expires_at", Value: func(i row) any { return orNil(i.Expires) }},
		{Name: "second_factor", Value: func(i row) any { return i.Factor }},
		{Name: "token", Value: func(i row) any { return orNone(i.Token) }},
	}
}

// orNil is a time, or null for none.
func orNil(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func orNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func currentSlug(i org.Identity) any {
	if m, ok := i.Current(); ok {
		return m.Org.Slug
	}
	return nil
}

func currentRole(i org.Identity) any {
	if m, ok := i.Current(); ok {
		return m.Member.Role
	}
	return nil
}

func places(i org.Identity) []place {
	out := []place{}
	for _, m := range i.Memberships {
		out = append(out, place{m.Org.Slug, m.Org.Name, m.Member.Role})
	}
	return out
}

func placeNames(i org.Identity) string {
	var words []string
	for _, p := range places(i) {
		words = append(words, p.Slug+" ("+p.Role.String()+")")
	}
	return strings.Join(words, ", ")
}

// invited lists what awaits an answer.
func invited(i org.Identity) []place {
	out := []place{}
	for _, d := range i.Awaiting {
		out = append(out, place{d.In.Slug, d.In.Name, d.Role})
	}
	return out
}

func invitedNames(i org.Identity) string {
	var words []string
	for _, p := range invited(i) {
		words = append(words, p.Slug+" ("+p.Role.String()+")")
	}
	return strings.Join(words, ", ")
}
