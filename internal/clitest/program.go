package clitest

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// Program is a command of its own on this machine, for Start: "orgctl" is the program (see Run), "sh" runs what was copied
// from a screen. Nothing of the environment reaches it that says whether and how a person is asked; add to Env what a
// test is about.
func (h *Home) Program(name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = h.Dir
	c.Env = append(os.Environ(), "TERM=xterm", "LANG=C.UTF-8", "LC_ALL=", "TZ=UTC", "CI=", "NO_COLOR=", "ORGCTL_NO_INPUT=", "ORGCTL_ACCESSIBLE=", "ORGCTL_ORG=")
	for _, variable := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_DIRS", "ORGCTL_STORE"} {
		c.Env = append(c.Env, variable+"="+h.env(variable))
	}
	for _, variable := range slices.Sorted(maps.Keys(h.vars)) {
		c.Env = append(c.Env, variable+"="+h.vars[variable])
	}
	return c
}

// Store is the folder that holds the store and nothing else.
func (h *Home) Store() string { return filepath.Dir(h.env("ORGCTL_STORE")) }
