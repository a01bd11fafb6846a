package accountcmd

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// NewTheme is 'orgctl theme'.
func NewTheme(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "theme [auto|light|dark]",
		Short: "Choose colours that can be read on a light or a dark background",
		Long: `Choose colours that can be read on a light or a dark background. The choice is kept with your login; without one, the setting
'theme' counts, and ORGCTL_THEME goes before both. Without an argument it says which one counts, and why.

auto follows the terminal. It is asked where that costs nothing and nothing that is typed can be lost: by this command, by 'orgctl
doctor', and with the first question of a wizard. Everywhere else the variable COLORFGBG counts if the terminal sets it, and without it
the colours are those that can be read on both.`,
		Example: `orgctl theme dark
orgctl theme auto`,
		Args:        app.AtMostOne("THEME"),
		ValidArgs:   org.ThemeNames(),
		Annotations: app.Writes(app.LoggedIn),
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error {
		if len(args) == 0 {
			return themeShow(ctx, a)
		}
		return themeSet(ctx, a, args[0])
	})
	return c
}

func themeSet(ctx context.Context, a *app.App, word string) error {
	theme, err := org.ParseTheme(word)
	if err != nil {
		return err
	}
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	return a.Apply(ctx, app.Change{
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			set, err := s.SetTheme(ctx, req, theme)
			if counts := a.Theme(theme); err == nil && counts.Theme != theme {
				set.Notes = append(set.Notes, fmt.Sprintf("%s says %s, and goes before", counts.Where, counts.Theme))
			}
			return set, err
		},
		Done: "chose the theme " + word,
	})
}

// shown is what 'orgctl theme' says.
type shown struct {
	org.ThemeChoice
	background org.Theme
	known      string
}

// themeShow needs no login and no store: who has none gets what the settings say.
func themeShow(ctx context.Context, a *app.App) error {
	choice := a.Theme("")
	if s, caller, err := a.Open(ctx); err == nil && caller.Session != ([32]byte{}) {
		if own, err := s.Theme(ctx, caller); err == nil {
			choice = a.Theme(own)
		}
	}
	if choice.Theme == org.ThemeAuto {
		a.AskTerminal(ctx)
	}
	out := shown{ThemeChoice: choice}
	out.background, out.known = a.Streams.Shade()
	return term.PrintOne(a.Streams, a.Flags.Format, []term.Column[shown]{
		{Name: "theme", Value: func(s shown) any { return string(s.Theme) }},
		{Name: "source", Value: func(s shown) any { return s.Source }},
		{Name: "where", Value: func(s shown) any { return s.Where }},
		{Name: "background", Value: func(s shown) any { return cmp.Or(string(s.background), "unknown") }},
		{Name: "known_from", Value: func(s shown) any { return s.known }},
	}, out)
}
