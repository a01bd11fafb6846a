package config

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	const laidOut = "# mine\n\nstore:   '/a b.db'   # the big one\n\n\n# who\norg: acme\nsession:\n    # where\n    storage: file # safe\n\n# end\n"
	for name, c := range map[string]struct{ before, key, value, after string }{
		"new file":         {"", "theme", "dark", "theme: dark\n"},
		"new file, group":  {"", "session.storage", "keyring", "session:\n  storage: keyring\n"},
		"replace":          {laidOut, "org", "beta", strings.Replace(laidOut, "acme", "beta", 1)},
		"replace quoted":   {laidOut, "store", "/c.db", strings.Replace(laidOut, "'/a b.db'", "/c.db", 1)},
		"replace in group": {laidOut, "session.storage", "keyring", strings.Replace(laidOut, "storage: file", "storage: keyring", 1)},
		"the same":         {laidOut, "session.storage", "file", laidOut},
		"append":           {laidOut, "theme", "dark", laidOut + "theme: dark\n"},
		"remove":           {laidOut, "org", "", strings.Replace(laidOut, "org: acme\n", "", 1)},
		"remove, comment":  {laidOut, "store", "", strings.Replace(laidOut, "store:   '/a b.db'   # the", "# the", 1)},
		"remove in group":  {laidOut, "session.storage", "", strings.Replace(laidOut, "storage: file # safe", "# safe", 1)},
		"remove nothing":   {laidOut, "theme", "", laidOut},
		"no end of line":   {"org: acme", "theme", "dark", "org: acme\ntheme: dark\n"},
		"only comments":    {"# a\n\n# b\n", "theme", "dark", "# a\n\n# b\ntheme: dark\n"},
		"null":             {"theme: # c\norg: ~\n", "theme", "dark", "theme: dark # c\norg: ~\n"},
		"tilde":            {"org: ~ # c\n", "org", "acme", "org: acme # c\n"},
		"empty group":      {"session: # c\norg: acme\n", "session.storage", "file", "session: # c\n  storage: file\norg: acme\n"},
		"null in group":    {"session:\n    storage:\n", "session.storage", "file", "session:\n    storage: file\n"},
		"windows":          {"\ufefforg: acme\r\nsession:\r\n  storage: file\r\n", "org", "beta", "\ufefforg: beta\r\nsession:\r\n  storage: file\r\n"},
		"windows, append":  {"org: acme\r\n", "theme", "dark", "org: acme\r\ntheme: dark\r\n"},
		"windows, remove":  {"org: acme # c\r\ntheme: dark\r\n", "org", "", "# c\r\ntheme: dark\r\n"},
		"indented":         {"  org: acme\n", "theme", "dark", "  org: acme\n  theme: dark\n"},
		"number":           {"org: 7\n", "org", "007", "org: \"007\"\n"},
		"word for true":    {"no_input: yes\n", "no_input", "on", "no_input: true\n"},
		"looks like true":  {"", "org", "true", "org: \"true\"\n"},
		"hash":             {"org: \"a \\\" # b\" # c\n", "org", "a # b", "org: 'a # b' # c\n"},
		"single quotes":    {"org: 'it''s' # c\n", "org", "acme", "org: acme # c\n"},
		"wide characters":  {"org: \"密码\" # c\n", "org", "日本", "org: 日本 # c\n"},
		"value is a key":   {"org: theme\ntheme: dark\n", "theme", "light", "org: theme\ntheme: light\n"},
		"other mistakes":   {"colour: x\ncolor: blue\nlist:\n- a\n", "color", "never", "colour: x\ncolor: never\nlist:\n- a\n"},
		"complex key":      {"? org\n: acme\n", "org", "beta", "? org\n: beta\n"},
		"flow elsewhere":   {"other: {a: b}\norg: acme\n", "org", "beta", "other: {a: b}\norg: beta\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.yaml")
			if c.before != "" {
				must(t, os.WriteFile(path, []byte(c.before), 0o600))
			}
			must(t, Set(path, c.key, c.value))
			if b, err := os.ReadFile(path); string(b) != c.after || err != nil {
				t.Errorf("the file is\n%q, want\n%q, %v", b, c.after, err)
			}
		})
	}
}

// What can't be changed without laying out anew what a person has laid out is left alone.
func TestSetRefusesLayout(t *testing.T) {
	for name, c := range map[string]struct {
		before, key string
		line        string
	}{
		"flow":          {"{org: acme}\n", "org", "1"},
		"flow, append":  {"{org: acme}\n", "theme", "1"},
		"flow group":    {"org: a\nsession: {storage: keyring}\n", "session.storage", "2"},
		"block scalar":  {"\norg: |\n  a\n", "org", "2"},
		"several lines": {"org: a\n  b\n", "org", "1"},
		"twice":         {"org: a\norg: b\n", "org", "1"},
		"alias":         {"org: &a x\ntheme: *a\n", "org", "1"},
		"list":          {"org:\n- a\n", "org", "1"},
		"ended":         {"org: a\n...\n", "theme", "1"},
	} {
		path := filepath.Join(t.TempDir(), "config.yaml")
		must(t, os.WriteFile(path, []byte(c.before), 0o600))
		value := map[string]string{"org": "beta", "theme": "dark", "session.storage": "file"}[c.key]
		wantError(t, Set(path, c.key, value), path+":"+c.line+" is laid out in a way that orgctl can't change", `change "`+c.key+`" there with an editor`)
		if b, _ := os.ReadFile(path); string(b) != c.before {
			t.Errorf("%s: the file was changed to %q", name, b)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.yaml")
	wantError(t, Set(path, "colour", "never"), `unknown setting "colour"`, "did you mean color? one of store, org, output, color, theme, accessible, no_input, session.storage, mail.delivery, mail.from, mail.reply_to, mail.host, mail.port, mail.tls, mail.ca_file, mail.username, mail.password_file, mail.timeout, mail.folder, mail.sendmail, invitation.days, dpa.processor_name, dpa.processor_address")
	wantError(t, Set(path, "color", "blue"), `unknown color "blue"`, "one of auto, always, never")
	wantError(t, Set(path, "org", "a\nb: c"), `org "a\nb: c" has characters that can't be printed`, "retype the value without line breaks and control characters")
	must(t, Set(path, "theme", "")) // takes nothing out of nothing
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was made")
	}
	must(t, os.WriteFile(path, []byte("org: [a\n"), 0o600))
	wantError(t, Set(path, "theme", "dark"), path+": line 1: did not find expected ',' or ']'", "settings are written as key: value, one a line")
}

// A relative path means where the person is, not where the file is.
func TestSetPath(t *testing.T) {
	w := newWorld(t)
	dir := t.TempDir()
	t.Chdir(dir)
	must(t, Set(w.files.User, "store", "acme.db"))
	if c := w.load(nil); c.Store != filepath.Join(dir, "acme.db") {
		t.Errorf("the store is in %q", c.Store)
	}
	must(t, Set(w.files.User, "store", "~/acme.db"))
	if c := w.load(nil); c.Store != filepath.Join(w.home, "acme.db") {
		t.Errorf("the store is in %q", c.Store)
	}
}

// FuzzSet edits any file with any value. Either nothing happens, or the value can be loaded back and every line but
// one, and the comment on that one, is as it was.
func FuzzSet(f *testing.F) {
	f.Add("# a\n\nstore: /a # b\nsession:\n  # c\n  storage: file # d\n", uint8(7), "keyring")
	f.Add("session: # a\n", uint8(7), "file")
	f.Add("org: 'it''s' # it's\n", uint8(1), "a # b: \"c\" 'd'")
	f.Add("\ufefforg: acme\r\n# b\r\n", uint8(1), "")
	f.Add("{org: acme, theme: dark} # c\n", uint8(4), "light")
	f.Add("org: &a |\n  x\ntheme: *a\n", uint8(4), "light")
	f.Add("--- # c\n", uint8(1), " \t日本\U0001F600~")
	f.Fuzz(func(t *testing.T, before string, key uint8, value string) {
		k := Keys()[int(key)%len(Keys())]
		yaml, err := k.toFile(value)
		if err != nil {
			return
		}
		path := strings.Split(k.Name, ".")
		out, err := edit{file: "config.yaml", path: path, value: yaml}.in([]byte(before))
		if err != nil {
			return
		}
		root, err := parse(out, "config.yaml")
		if err != nil {
			t.Fatalf("%q became %q: %v", before, out, err)
		}
		got, _ := values(root)
		if got[nameOf(path...)] != scalarOf(yaml) {
			t.Fatalf("%q became %q: the value is %q", before, out, got[nameOf(path...)])
		}
		checkLines(t, before, string(out))
	})
}

// checkLines drops the lines at both ends that are the same: at most one may be left of the old text, and its comment
// must be in the new one.
func checkLines(t *testing.T, before, after string) {
	t.Helper()
	lines := func(s string) []string {
		return strings.Split(strings.TrimSuffix(strings.TrimPrefix(s, "\ufeff"), "\n"), "\n")
	}
	a, b := lines(before), lines(after)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > 1 {
		t.Fatalf("%q became %q", before, after)
	}
	for _, line := range a {
		_, comment, ok := strings.Cut(line, " # ")
		if ok && !strings.ContainsAny(line, `'"`) && !slices.ContainsFunc(b, func(s string) bool { return strings.HasSuffix(s, "# "+comment) }) {
			t.Fatalf("%q became %q: a comment is gone", before, after)
		}
	}
}
