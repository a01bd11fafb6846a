package config

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

// world is a machine with a home directory and nothing in it.
type world struct {
	t     *testing.T
	home  string
	vars  map[string]string
	files Files
}

func newWorld(t *testing.T) *world {
	home := t.TempDir()
	w := &world{t: t, home: home, vars: map[string]string{
		"HOME":            home,
		"XDG_CONFIG_HOME": filepath.Join(home, "config"),
		"XDG_CONFIG_DIRS": filepath.Join(home, "etc"),
		"XDG_DATA_HOME":   filepath.Join(home, "data"),
		"XDG_STATE_HOME":  filepath.Join(home, "state"),
	}}
	w.files = Locate(w.env, "")
	return w
}

func (w *world) env(name string) string { return w.vars[name] }

func (w *world) write(path, content string) {
	w.t.Helper()
	must(w.t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(w.t, os.WriteFile(path, []byte(content), 0o600))
}

func (w *world) load(flags map[string]string) *Config {
	w.t.Helper()
	c, err := Load(w.env, flags, w.files)
	must(w.t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantError checks the whole of an error: its message and what to do next.
func wantError(t *testing.T, err error, msg, hint string) {
	t.Helper()
	e, ok := errors.AsType[*org.Error](err)
	if !ok || e.Kind != org.KindUsage || e.Msg != msg || e.Hint != hint {
		t.Errorf("error is %#v,\nwant %s\nhint %s", err, msg, hint)
	}
}

func TestDefaults(t *testing.T) {
	w := newWorld(t)
	c := w.load(nil)
	if c.Store != filepath.Join(w.home, "data", "orgctl", "store.db") || c.Output != "" || c.Color != "auto" ||
		c.Theme != "auto" || c.Accessible || c.NoInput || c.Session.Storage != "file" || c.Org != "" {
		t.Errorf("defaults are %+v", c)
	}
	if p, err := c.SessionsPath(); p != filepath.Join(w.home, "state", "orgctl", "sessions.json") || err != nil {
		t.Errorf("sessions are in %q, %v", p, err)
	}
	if p, err := c.StorePath(); p != c.Store || err != nil {
		t.Errorf("the store is in %q, %v", p, err)
	}
}

func TestNoHome(t *testing.T) {
	w := newWorld(t)
	clear(w.vars)
	w.files = Locate(w.env, "")
	if w.files.User != "" {
		t.Errorf("the user's file is %q", w.files.User)
	}
	c := w.load(nil)
	_, err := c.StorePath()
	wantError(t, err, "there is no place for the store: HOME is not set", "give one with --store or ORGCTL_STORE")
	_, err = c.SessionsPath()
	wantError(t, err, "there is no place for sessions: HOME is not set", "set HOME or XDG_STATE_HOME")
	wantError(t, Set("", "theme", "dark"), "there is no place for the config file: HOME is not set", "name one with --config or ORGCTL_CONFIG")
	if c := w.load(map[string]string{"store": "x.db"}); c.Store != "x.db" {
		t.Errorf("the store is in %q", c.Store)
	}
}

// TestPrecedence gives every setting a value in every subset of the sources: the strongest of them must win, and the
// field must be what Explain says.
func TestPrecedence(t *testing.T) {
	values := map[string][5]string{ // flag, environment, user file, system file, default
		"store":           {"/a.db", "/b.db", "/c.db", "/d.db", ""},
		"org":             {"acme", "beta", "jane@example.org", "delta", ""},
		"output":          {"json", "csv", "tsv", "yaml", ""},
		"color":           {"always", "never", "auto", "always", "auto"},
		"theme":           {"", "light", "dark", "auto", "auto"},
		"accessible":      {"", "1", "false", "yes", "false"},
		"no_input":        {"true", "off", "on", "no", "false"},
		"session.storage": {"", "keyring", "file", "keyring", "file"},
		"invitation.days": {"", "7", "365", "1", "30"},
		"mail.delivery":   {"", "smtp", "none", "folder", "none"},

		"mail.from":          {"", "Acme <a@example.org>", "b@example.org", "c@example.org", ""},
		"mail.reply_to":      {"", "a@example.org", "Bea <b@example.org>", "c@example.org", ""},
		"mail.host":          {"", "a.example.org", "b.example.org", "c.example.org", ""},
		"mail.port":          {"", "25", "465", "587", ""},
		"mail.tls":           {"", "tls", "none", "starttls", "starttls"},
		"mail.ca_file":       {"", "/a.pem", "/b.pem", "/c.pem", ""},
		"mail.username":      {"", "a", "b", "c", ""},
		"mail.password_file": {"", "/a", "/b", "/c", ""},
		"mail.timeout":       {"", "5s", "10s", "1m", "30s"},
		"mail.folder":        {"", "/a", "/b", "/c", ""},
		"mail.sendmail":      {"", "/a", "/b", "/c", "/usr/sbin/sendmail"},

		"dpa.processor_name":    {"", "Zürich Hosting", "Genève Hosting", "Basel Hosting", ""},
		"dpa.processor_address": {"", "Weg 1", "Rue 2", "Gasse 3", ""},
	}
	for set := range 16 {
		w := newWorld(t)
		flags, files := map[string]string{}, [2]string{}
		for _, k := range Keys() {
			v, ok := values[k.Name]
			if !ok {
				t.Fatalf("no values to try for %s", k.Name)
			}
			if set&1 != 0 && v[0] != "" {
				flags[k.Name] = v[0]
			}
			if set&2 != 0 {
				w.vars[k.Env()] = v[1]
			}
			for i := range files {
				group, name, ok := strings.Cut(k.Name, ".")
				if !ok {
					files[i] += k.Name + ": " + v[2+i] + "\n"
					continue
				}
				if !strings.Contains(files[i], group+":\n") { // the settings of a group stand together
					files[i] += group + ":\n"
				}
				files[i] += "  " + name + ": " + v[2+i] + "\n"
			}
		}
		if set&4 != 0 {
			w.write(w.files.User, files[0])
		}
		if set&8 != 0 {
			w.write(w.files.System, files[1])
		}
		c := w.load(flags)
		for _, k := range Keys() {
			checkWinner(t, c, k, set, values[k.Name])
		}
	}
}

func checkWinner(t *testing.T, c *Config, k Key, set int, values [5]string) {
	t.Helper()
	kinds := []SourceKind{FromFlag, FromEnv, FromUserFile, FromSystemFile, FromDefault}
	var has []SourceKind
	var first string
	for i, kind := range kinds {
		if kind == FromDefault || set&(1<<i) != 0 && values[i] != "" {
			if len(has) == 0 {
				first = values[i]
			}
			has = append(has, kind)
		}
	}
	e, err := c.Explain(k.Name)
	must(t, err)
	got := []SourceKind{e.Kind}
	for _, s := range e.Overridden {
		got = append(got, s.Kind)
	}
	if !reflect.DeepEqual(got, has) {
		t.Errorf("%s, set %04b: sources are %v, want %v", k.Name, set, got, has)
	}
	want, bad := k.parse(first)
	if bad != nil && first != "" {
		t.Fatal(bad)
	}
	if k.Name == "store" && first == "" {
		want = c.place.defaults(Keys())["store"].Value
	}
	if e.Value != want {
		t.Errorf("%s, set %04b: the value is %q, want %q", k.Name, set, e.Value, want)
	}
	typed := k.typed(want)
	if k.Type() == "duration" { // in a file it stays as it was written
		typed, err = time.ParseDuration(want)
		must(t, err)
	}
	if field := reflect.ValueOf(k.field(c)).Elem().Interface(); field != typed {
		t.Errorf("%s, set %04b: the field is %v, want %q", k.Name, set, field, want)
	}
}

// The files of a person, with everything that a file may hold.
func TestUserFile(t *testing.T) {
	w := newWorld(t)
	w.write(w.files.User, "\ufeff# mine\r\n---\r\nstore: ~/acme.db\r\norg: 007\r\noutput:\r\ncolor: ''\r\ntheme: ~\r\nno_input: Yes\r\nsession:\r\n  storage: \"keyring\" # the desktop's\r\n")
	c := w.load(nil)
	if c.Store != filepath.Join(w.home, "acme.db") || c.Org != "007" || c.Output != "" || c.Color != "auto" || c.Theme != "auto" || !c.NoInput || c.Session.Storage != "keyring" {
		t.Errorf("config is %+v", c)
	}
	w.write(w.files.User, "store: stores/acme.db\nsession:\n")
	if c := w.load(nil); c.Store != filepath.Join(filepath.Dir(w.files.User), "stores", "acme.db") {
		t.Errorf("the store is in %q", c.Store)
	}
	for _, empty := range []string{"", "\n", "# nothing\n", "---\n", "---\n...\n"} {
		w.write(w.files.User, empty)
		w.load(nil)
	}
}

func TestNamedFile(t *testing.T) {
	w := newWorld(t)
	w.write(w.files.User, "theme: dark\n")
	w.write(w.files.System, "output: json\n")
	named := filepath.Join(w.home, "other.yaml")
	w.write(named, "org: acme\n")
	w.vars["ORGCTL_CONFIG"] = named
	w.files = Locate(w.env, "")
	if c := w.load(nil); c.Org != "acme" || c.Theme != "auto" || c.Output != "json" {
		t.Errorf("config is %+v", c)
	}
	missing := filepath.Join(w.home, "missing.yaml")
	w.files = Locate(w.env, missing)
	_, err := Load(w.env, nil, w.files)
	wantError(t, err, `there is no config file "`+missing+`"`, "check --config and ORGCTL_CONFIG")
}

// Nothing is read from the folder one happens to be in.
func TestCurrentDirectory(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	for _, name := range []string{"config.yaml", "orgctl.yaml", ".orgctl.yaml", "orgctl/config.yaml"} {
		w.write(filepath.Join(dir, name), "theme: dark\n")
	}
	t.Chdir(dir)
	for name := range w.vars {
		if strings.HasPrefix(name, "XDG_") {
			w.vars[name] = "." // relative, so to be ignored
		}
	}
	w.files = Locate(w.env, "")
	if c := w.load(nil); c.Theme != "auto" {
		t.Errorf("the theme is %q", c.Theme)
	}
}

func TestWrongValues(t *testing.T) {
	const formats = "one of table, json, jsonl, yaml, csv, tsv, name"
	for name, c := range map[string]struct {
		vars, flags map[string]string
		msg, hint   string
	}{
		"variable":   {map[string]string{"ORGCTL_OUTPUT": "xml"}, nil, `unknown output "xml" in ORGCTL_OUTPUT`, formats},
		"hidden":     {map[string]string{"ORGCTL_OUTPUT": "xml"}, map[string]string{"output": "json"}, `unknown output "xml" in ORGCTL_OUTPUT`, formats},
		"flag":       {nil, map[string]string{"output": "jsn"}, `unknown output "jsn" in --output`, "did you mean json? " + formats},
		"empty flag": {nil, map[string]string{"org": ""}, `--org is empty`, "give it a value, or leave it out"},
		"boolean":    {map[string]string{"ORGCTL_NO_INPUT": "maybe"}, nil, `unknown no_input "maybe" in ORGCTL_NO_INPUT`, "one of true, false"},
		"dotted":     {map[string]string{"ORGCTL_SESSION_STORAGE": "disk"}, nil, `unknown session.storage "disk" in ORGCTL_SESSION_STORAGE`, "one of file, keyring"},
		"escape":     {map[string]string{"ORGCTL_ORG": "a\x1b[2J"}, nil, `org "a\x1b[2J" has characters that can't be printed in ORGCTL_ORG`, "retype the value without line breaks and control characters"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			maps.Copy(w.vars, c.vars)
			_, err := Load(w.env, c.flags, w.files)
			wantError(t, err, c.msg, c.hint)
		})
	}
}

func TestBooleans(t *testing.T) {
	for value, want := range map[string]bool{"1": true, "true": true, "YES": true, "on": true, "0": false, "False": false, "no": false, "off": false, "": false} {
		w := newWorld(t)
		w.vars["ORGCTL_ACCESSIBLE"] = value
		if c := w.load(nil); c.Accessible != want {
			t.Errorf("%q counts as %v", value, c.Accessible)
		}
	}
}

// The conventions on colour are part of the environment: between ORGCTL_COLOR and the files.
func TestColorConventions(t *testing.T) {
	for name, c := range map[string]struct {
		vars  map[string]string
		value string
		from  string
	}{
		"none":         {nil, "always", "file"},
		"no color":     {map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, "never", "NO_COLOR"},
		"force":        {map[string]string{"FORCE_COLOR": "3"}, "always", "FORCE_COLOR"},
		"force off":    {map[string]string{"FORCE_COLOR": "0"}, "always", "file"},
		"cli force":    {map[string]string{"CLICOLOR_FORCE": "1"}, "always", "CLICOLOR_FORCE"},
		"our own wins": {map[string]string{"NO_COLOR": "1", "ORGCTL_COLOR": "auto"}, "auto", "ORGCTL_COLOR"},
	} {
		w := newWorld(t)
		w.write(w.files.User, "color: always\n")
		maps.Copy(w.vars, c.vars)
		e, err := w.load(nil).Explain("color")
		must(t, err)
		if e.Value != c.value || e.Name != c.from && (c.from != "file" || e.Name != w.files.User) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// Wrong settings of mail are told when they are set, not when the first mail waits.
func TestWrongMailSettings(t *testing.T) {
	for key, bad := range map[string][]string{
		"mail.port":     {"0", "65536", "smtp", "-1", "5.5"},
		"mail.timeout":  {"0s", "99ms", "61s", "10", "soon", "-5s"},
		"mail.from":     {"orgctl", "a@b@c", "a@example.org, b@example.org", "<>", `"x" y`},
		"mail.reply_to": {"me"},
		"mail.tls":      {"ssl", "off"},
	} {
		for _, value := range bad {
			if err := Set(filepath.Join(t.TempDir(), "config.yaml"), key, value); org.KindOf(err) != org.KindUsage {
				t.Errorf("%s %q is taken: %v", key, value, err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	for key, value := range map[string]string{"mail.port": "2525", "mail.timeout": "1m", "mail.from": "Café Zoé <orgctl@example.org>", "mail.reply_to": "x@example.org"} {
		must(t, Set(path, key, value))
	}
	w := newWorld(t)
	w.files.User = path
	if c := w.load(nil).Mail; c.Port != 2525 || c.Timeout != time.Minute || c.From != "Café Zoé <orgctl@example.org>" || c.ReplyTo != "x@example.org" {
		t.Errorf("mail is %+v", c)
	}
}
