package config

import (
	"path/filepath"
	"runtime"
	"strings"
)

// Files are the files to read. An empty path is none.
type Files struct {
	User, System string
	Explicit     bool // User was asked for by name: it must exist
}

// Locate says where the files are. The one named with --config, or else by ORGCTL_CONFIG, takes the place of the
// user's file.
func Locate(env func(string) string, flag string) Files {
	p := placeFor(env)
	f := Files{User: p.file(p.config), System: p.file(p.system)}
	for _, named := range []string{flag, env("ORGCTL_CONFIG")} {
		if named != "" {
			return Files{User: named, System: f.System, Explicit: true}
		}
	}
	return f
}

// place is where things belong on this system. What can't be told, because there is no home directory, is empty.
type place struct {
	home                        string
	config, system, data, state string
}

func placeFor(env func(string) string) place { return placeOn(runtime.GOOS, env) }

// placeOn lets the XDG variables win on every system: who sets them means it.
func placeOn(goos string, env func(string) string) place {
	var p place
	switch goos {
	case "windows":
		p = place{home: env("USERPROFILE"), config: env("AppData"), system: env("ProgramData"), data: env("LocalAppData"), state: env("LocalAppData")}
	case "darwin", "ios":
		p = place{home: env("HOME"), system: "/Library/Application Support"}
		p.config = p.below("Library", "Application Support")
		p.data, p.state = p.config, p.config
	default:
		p = place{home: env("HOME"), system: "/etc/xdg"}
		p.config, p.data, p.state = p.below(".config"), p.below(".local", "share"), p.below(".local", "state")
	}
	first, _, _ := strings.Cut(env("XDG_CONFIG_DIRS"), string(filepath.ListSeparator))
	return place{
		home:   p.home,
		config: absolute(env("XDG_CONFIG_HOME"), p.config),
		system: absolute(first, p.system),
		data:   absolute(env("XDG_DATA_HOME"), p.data),
		state:  absolute(env("XDG_STATE_HOME"), p.state),
	}
}

func (p place) below(elem ...string) string {
	if p.home == "" {
		return ""
	}
	return filepath.Join(append([]string{p.home}, elem...)...)
}

// absolute drops a relative directory, as the XDG specification asks: it would mean another one in every folder.
func absolute(dir, otherwise string) string {
	if filepath.IsAbs(dir) {
		return dir
	}
	return otherwise
}

func (p place) file(dir string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, "orgctl", "config.yaml")
}

// defaults is the weakest layer. The only default that depends on the machine is a path below the data directory.
func (p place) defaults(keys []Key) layer {
	l := make(layer, len(keys))
	for _, k := range keys {
		value := k.Default
		if rest, ok := strings.CutPrefix(value, "$XDG_DATA_HOME/"); ok {
			value = ""
			if p.data != "" {
				value = filepath.Join(p.data, filepath.FromSlash(rest))
			}
		}
		l[k.Name] = Source{Kind: FromDefault, Value: value}
	}
	return l
}

// resolve makes a path from a file mean the same in every folder: no shell has replaced its ~, and a relative one
// starts where the file is.
func (p place) resolve(path, file string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && p.home != "" {
		return filepath.Join(p.home, rest)
	}
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(filepath.Dir(file), path)
}
