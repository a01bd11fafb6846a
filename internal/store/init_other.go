//go:build !unix

package store

import (
	"os"
	"path/filepath"

	"orgctl/internal/org"
)

// shared is the group that a store is shared with: here there are none.
type shared struct{}

// prepare makes the folder of a new store. Who may use it, its access list says.
func (p Place) prepare() (shared, error) {
	if p.Group != "" {
		return shared{}, org.Invalid("--group is for systems with groups of files").WithHint("leave it out and share the folder with an access list")
	}
	if err := os.MkdirAll(filepath.Dir(p.Path), 0o700); err != nil {
		return shared{}, cannotCreate(p.Path, err)
	}
	return shared{}, nil
}

func (shared) files(...string) error { return nil }

// syncFolder has nothing to do: folders can't be synced here.
func syncFolder(string) error { return nil }
