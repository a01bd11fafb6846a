package cmd

import (
	"context"
	"fmt"
	"sync"

	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/secret"
	"orgctl/internal/store"
	"orgctl/internal/term"
)

// newApp builds what commands get. Everything that touches a file waits until it is asked for, and is made once.
func newApp(streams *term.Streams, world outside) (*app.App, func()) {
	a := &app.App{Flags: &app.Flags{}, Streams: streams, World: world.World}
	var opened *store.Store
	a.Config = sync.OnceValues(func() (*config.Config, error) {
		streams.Theme = func() org.Theme { return themeNow(a, opened) }
		return loadConfig(a)
	})
	a.Sessions = sync.OnceValues(func() (*secret.Sessions, error) { return openSessions(a) })
	a.Prompt = sync.OnceValue(func() prompt.Prompter { return newPrompter(a) })
	a.Store = func(ctx context.Context) (*store.Store, error) {
		if opened != nil {
			return opened, nil
		}
		s, err := openStore(ctx, a)
		opened = s
		return s, err
	}
	a.Exec = func(ctx context.Context, args []string, streams *term.Streams) int {
		return run(ctx, args, streams, world.inside())
	}
	return a, func() {
		if opened != nil {
			_ = opened.Close() // every change is on the disk already
		}
	}
}

func loadConfig(a *app.App) (*config.Config, error) {
	cfg, err := config.Load(a.Streams.Env, a.Flags.Settings, config.Locate(a.Streams.Env, a.Flags.ConfigFile))
	if err != nil {
		return nil, err
	}
	if a.Flags.Output == "" {
		a.Flags.Output = cfg.Output
	}
	a.Streams.Accessible = cfg.Accessible
	return cfg, a.Streams.SetColor(cfg.Color)
}

// themeNow is the theme as far as it is known by now: whose it is comes to light when somebody is found in the store.
func themeNow(a *app.App, opened *store.Store) org.Theme {
	if opened == nil {
		return a.Theme("").Theme
	}
	return a.Theme(opened.SeenTheme()).Theme
}

func openSessions(a *app.App) (*secret.Sessions, error) {
	cfg, err := a.Config()
	if err != nil {
		return nil, err
	}
	path, err := cfg.SessionsPath()
	if err != nil {
		return nil, err
	}
	return secret.OpenSessions(path, cfg.Session.Storage), nil
}

func newPrompter(a *app.App) prompt.Prompter {
	if !a.Interactive() {
		return prompt.Nobody{}
	}
	return prompt.New(prompt.Options{
		In: a.Streams.In, Err: a.Streams.Err, Clean: term.Clean, Accessible: a.Streams.Accessible, Color: a.Streams.ErrColor,
		Theme: func() org.Theme { shade, _ := a.Streams.Shade(); return shade },
		Found: func(background org.Theme) { a.Streams.Background = background },
	})
}

func openStore(ctx context.Context, a *app.App) (*store.Store, error) {
	cfg, err := a.Config()
	if err != nil {
		return nil, err
	}
	path, err := cfg.StorePath()
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, path, a.StoreOptions())
	if err != nil {
		return nil, err
	}
	if s.ReadOnly() {
		a.Streams.Say("%s", fmt.Sprintf("the store %q can't be written: looking only", s.Path()))
	}
	return s, nil
}
