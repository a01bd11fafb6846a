package app

import (
	"context"

	"orgctl/internal/config"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/term"
)

// Theme says which background colours are chosen for, and who chose it: the environment goes before the person's own choice,
// and that before the files, which speak for the machine.
func (a *App) Theme(own org.Theme) org.ThemeChoice {
	cfg, err := a.Config()
	if err != nil {
		return org.ThemeChoice{Theme: org.ThemeAuto, Source: string(config.FromDefault)}
	}
	e, _ := cfg.Explain("theme") // there is such a key
	if own != "" && e.Kind != config.FromEnv {
		return org.ThemeChoice{Theme: own, Source: "yourself"}
	}
	where := e.String()
	if e.Kind == config.FromDefault {
		where = ""
	}
	return org.ThemeChoice{Theme: org.Theme(cfg.Theme), Source: string(e.Kind), Where: where}
}

// AskTerminal asks the terminal whether it answers at all, and what its background is. Where nobody may be asked, no terminal
// is either.
func (a *App) AskTerminal(ctx context.Context) prompt.Reply {
	if !a.Interactive() || a.Streams.Accessible {
		return prompt.Reply{}
	}
	reply := prompt.AskTerminal(ctx, prompt.Options{In: a.Streams.In, Err: a.Streams.Err, Clean: term.Clean})
	a.Streams.Background = reply.Background
	return reply
}
