package config

import (
	"strings"
	"testing"
)

func TestWrongFiles(t *testing.T) {
	const all = "one of store, org, output, color, theme, accessible, no_input, session.storage, mail.delivery, mail.from, mail.reply_to, mail.host, mail.port, mail.tls, mail.ca_file, mail.username, mail.password_file, mail.timeout, mail.folder, mail.sendmail, invitation.days, dpa.processor_name, dpa.processor_address"
	for name, c := range map[string]struct{ content, msg, hint string }{
		"typo":        {"store: /a\n\ncolour: never\n", `unknown setting "colour" in FILE:3`, "did you mean color? " + all},
		"capitals":    {"Color: never\n", `unknown setting "Color" in FILE:1`, "did you mean color? " + all},
		"dash":        {"no-input: true\n", `unknown setting "no-input" in FILE:1`, "did you mean no_input? " + all},
		"typo below":  {"session:\n  # x\n  storrage: file\n", `unknown setting "session.storrage" in FILE:3`, "did you mean session.storage? " + all},
		"merge key":   {"<<: {color: never}\n", `unknown setting "<<" in FILE:1`, all},
		"complex key": {"? [store]\n: x\n", `unknown setting "" in FILE:1`, all},
		"an e-mail":   {"jane@example.org: owner\n", `unknown setting "jane@example.org" in FILE:1`, all},
		"dotted":      {"session.storage: file\n", `"session.storage" must be written in two lines in FILE:1`, `"session:", and below it, indented, "storage: …"`},
		"value":       {"# c\ncolor: blue\n", `unknown color "blue" in FILE:2`, "one of auto, always, never"},
		"boolean":     {"color: true\n", `unknown color "true" in FILE:1`, "one of auto, always, never"},
		"number":      {"no_input: 2\n", `unknown no_input "2" in FILE:1`, "one of true, false"},
		"twice":       {"theme: dark\norg: acme\ntheme: light\n", `"theme" is set twice in FILE:3`, "remove one; the first is in line 1"},
		"list":        {"org: [acme]\n", `"org" takes a single value in FILE:1`, ""},
		"map":         {"org:\n  acme: x\n", `"org" takes a single value in FILE:1`, ""},
		"alias":       {"org: &x acme\ntheme: *x\n", `"theme" takes a single value in FILE:2`, ""},
		"binary":      {"org: !!binary aGVsbG8=\n", `"org" takes a single value in FILE:1`, ""},
		"no group":    {"session: file\n", `"session" is a group of settings, not one in FILE:1`, "its settings go below it, indented"},
		"a list":      {"# c\n- theme: dark\n", "FILE:2: settings are written as key: value", "for example  theme: dark"},
		"text":        {"dark\n", "FILE:1: settings are written as key: value", "for example  theme: dark"},
		"two":         {"theme: dark\n---\norg: acme\n", "FILE:2: a second document begins", "keep all settings in the first one"},
		"multi-line":  {"org: |\n  a\n  b\n", `org "a\nb\n" has characters that can't be printed in FILE:1`, "retype the value without line breaks and control characters"},
		"no yaml":     {"theme: dark\norg: [acme\n", "FILE: line 1: did not find expected ',' or ']'", "settings are written as key: value, one a line"},
		"tab":         {"session:\n\tstorage: file\n", "FILE: line 2: found character that cannot start any token", "settings are written as key: value, one a line"},
		"not text":    {"theme: \xff\xfe\n", "FILE: invalid leading UTF-8 octet", "settings are written as key: value, one a line"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.write(w.files.System, c.content)
			_, err := Load(w.env, nil, w.files)
			wantError(t, err, strings.ReplaceAll(c.msg, "FILE", w.files.System), c.hint)
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("store: /a\nsession:\n  storage: keyring\n")
	f.Add("color: never # why\nno_input: yes\n---\n")
	f.Add("a: &a [*a]\n? {b: c}\n: !!binary x\n")
	f.Fuzz(func(t *testing.T, content string) {
		root, err := parse([]byte(content), "config.yaml")
		if err != nil || root == nil {
			return
		}
		r := reader{source: Source{Kind: FromUserFile, Name: "config.yaml"}, layer: layer{}}
		if r.group(root, "") != nil {
			return
		}
		c := &Config{place: place{home: "/home/jane"}}
		c.layers = []layer{{}, {}, r.layer, {}, c.place.defaults(Keys())}
		if err := c.fill(Keys()); err != nil {
			t.Fatalf("viper does not take what was checked: %v", err)
		}
		for _, e := range c.List() {
			if k, _ := find(e.Key); e.Value != "" {
				if _, bad := k.parse(e.Value); bad != nil {
					t.Errorf("an unchecked value: %v", bad)
				}
			}
		}
	})
}
