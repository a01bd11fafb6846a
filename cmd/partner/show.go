package partnercmd

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "show PARTNER",
		Short: "Show a partner, what it holds and who of it may enter",
		Example: `orgctl partner show reseller
orgctl partner show reseller -o json`,
		Args:              app.AtMostOne("PARTNER"),
		Annotations:       app.Reads(org.ActSeePartners),
		ValidArgsFunction: a.CompletePartners,
	}
	app.Shows(c, detailColumns(time.Time{}))
	c.RunE = a.RunPicked(app.PickPartner(), func(ctx context.Context, ref string) error { return showRun(ctx, a, ref) })
	return c
}

func showRun(ctx context.Context, a *app.App, ref string) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	d, err := s.Partner(ctx, caller, ref)
	if err != nil {
		return err
	}
	return term.PrintOne(a.Streams, a.Flags.Format, detailColumns(a.World.Now()), d)
}

// detailColumns are those of a list, with products and people by name instead of their number.
func detailColumns(now time.Time) []term.Column[org.PartnerDetail] {
	var out []term.Column[org.PartnerDetail]
	for _, c := range columns(now) {
		out = append(out, term.Column[org.PartnerDetail]{Name: c.Name, Value: func(d org.PartnerDetail) any { return c.Value(d.PartnerRow) }, Extra: c.Extra})
	}
	by := func(name string) int {
		return slices.IndexFunc(out, func(c term.Column[org.PartnerDetail]) bool { return c.Name == name })
	}
	out[by("products")].Value = func(d org.PartnerDetail) any { return specs(d) }
	out[by("people")].Value = func(d org.PartnerDetail) any { return emails(d.Inside) }
	return out
}

func specs(d org.PartnerDetail) []string {
	if d.Access == org.PartnerFull {
		return []string{"@everything"}
	}
	out := []string{}
	for _, r := range d.Held {
		out = append(out, r.Spec())
	}
	return out
}

func emails(people []org.Member) []string {
	out := []string{}
	for _, m := range people {
		out = append(out, m.Email)
	}
	return out
}
