package config

import (
	"bytes"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/secret"
)

// Set writes one setting to the file, which is made if it is missing, with mode 0600 in a folder of mode 0700. The
// empty value takes the setting out. Every other byte of the file stays as it is. A file with other mistakes in it
// can be changed, so that Set is a way to put them right.
func Set(path, key, value string) error {
	if path == "" {
		return org.Invalid("there is no place for the config file: HOME is not set").WithHint("name one with --config or ORGCTL_CONFIG")
	}
	k, ok := find(key)
	if !ok {
		return unknown(key)
	}
	value, err := k.toFile(value)
	if err != nil {
		return err
	}
	old, err := secret.ReadFile(path, secret.NobodyElseWrites)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	changed, err := edit{file: path, path: strings.Split(key, "."), value: value}.in(old)
	if err != nil || bytes.Equal(changed, old) {
		return err
	}
	return secret.WriteFile(path, changed)
}

// toFile checks a value given on the command line and returns it as YAML. A relative path is meant from where the
// person is; in the file it would be read from where the file is.
func (k Key) toFile(value string) (string, error) {
	if value == "" {
		return "", nil
	}
	value, bad := k.parse(value)
	if bad != nil {
		return "", bad
	}
	if k.isPath && !strings.HasPrefix(value, "~/") {
		abs, err := filepath.Abs(value)
		if err != nil {
			return "", org.Invalid("can't tell where %q is", value).Wrap(err)
		}
		value = abs
	}
	return toYAML(k.typed(value))
}
