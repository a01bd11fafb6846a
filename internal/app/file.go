package app

import (
	"orgctl/internal/store"
)

// File is the store as a file that nobody has opened yet, for commands of whoever owns it.
func (a *App) File() (store.File, error) {
	cfg, err := a.Config()
	if err != nil {
		return store.File{}, err
	}
	path, err := cfg.StorePath()
	if err != nil {
		return store.File{}, err
	}
	return store.At(path, a.StoreOptions()), nil
}

// SQLiteVersion is that of the engine of the store.
func SQLiteVersion() string { return store.SQLiteVersion() }
