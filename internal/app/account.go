package app

import (
	"context"

	"orgctl/internal/org"
	"orgctl/internal/secret"
	"orgctl/internal/store"
)

// VacantStore is where a new store would go; an error if there is one already.
func (a *App) VacantStore() (string, error) {
	cfg, err := a.Config()
	if err != nil {
		return "", err
	}
	path, err := cfg.StorePath()
	if err != nil {
		return "", err
	}
	return path, store.Vacant(path)
}

// CreateStore makes the store with its first account. Group is a group of the machine to share it with, or empty.
func (a *App) CreateStore(ctx context.Context, group string, req org.Request, acc org.Account) (org.ChangeSet, error) {
	path, err := a.VacantStore()
	if err != nil {
		return org.ChangeSet{}, err
	}
	return store.Create(ctx, store.Place{Path: path, Group: group}, a.StoreOptions(), req, acc)
}

// Remember keeps a session secret for this store, as the login in use.
func (a *App) Remember(email, session string) error {
	return a.withSessions(func(s *secret.Sessions, key string) error {
		return s.Save(key, secret.Login{Email: email, Secret: session, LastUsed: a.World.Now()})
	})
}
