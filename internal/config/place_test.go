package config

import (
	"path/filepath"
	"testing"
)

func TestPlaces(t *testing.T) {
	root := t.TempDir()
	in := func(elem ...string) string { return filepath.Join(append([]string{root}, elem...)...) }
	list := in("xdg1") + string(filepath.ListSeparator) + in("xdg2")
	for name, c := range map[string]struct {
		goos string
		vars map[string]string
		want place
	}{
		"linux": {"linux", map[string]string{"HOME": root},
			place{root, in(".config"), "/etc/xdg", in(".local", "share"), in(".local", "state")}},
		"mac": {"darwin", map[string]string{"HOME": root},
			place{root, in("Library", "Application Support"), "/Library/Application Support", in("Library", "Application Support"), in("Library", "Application Support")}},
		"windows": {"windows", map[string]string{"USERPROFILE": root, "AppData": in("roam"), "LocalAppData": in("local"), "ProgramData": in("all")},
			place{root, in("roam"), in("all"), in("local"), in("local")}},
		"xdg": {"darwin", map[string]string{"HOME": root, "XDG_CONFIG_HOME": in("c"), "XDG_CONFIG_DIRS": list, "XDG_DATA_HOME": in("d"), "XDG_STATE_HOME": in("s")},
			place{root, in("c"), in("xdg1"), in("d"), in("s")}},
		"relative": {"linux", map[string]string{"HOME": root, "XDG_CONFIG_HOME": "c", "XDG_CONFIG_DIRS": "x", "XDG_DATA_HOME": "./d", "XDG_STATE_HOME": "s"},
			place{root, in(".config"), "/etc/xdg", in(".local", "share"), in(".local", "state")}},
		"no home": {"linux", nil, place{system: "/etc/xdg"}},
	} {
		if got := placeOn(c.goos, func(v string) string { return c.vars[v] }); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
