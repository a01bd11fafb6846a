package org

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestShellQuote(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"orgctl", "grant", "set", "jane@example.org", "--grant", "drive/@all=technical+use"}, "orgctl grant set jane@example.org --grant drive/@all=technical+use"},
		{[]string{""}, "''"},
		{[]string{"Acme AG"}, "'Acme AG'"},
		{[]string{"it's"}, `'it'\''s'`},
		{[]string{"$HOME", "`id`", "a;b", "~", "*", "!x", "#"}, "'$HOME' '`id`' 'a;b' '~' '*' '!x' '#'"},
		{[]string{"=ls", "a=b"}, "'=ls' a=b"},
		{[]string{"Zoé", "東京"}, "'Zoé' '東京'"},
		{[]string{"a\nb\tc"}, `$'a\nb\tc'`},
		{[]string{"it's\x1b[31m\\!"}, `$'it\'s\033[31m\\\041'`},
		{[]string{"a\u202eb\u00a0"}, `$'a\342\200\256b\302\240'`},
		{[]string{"a\xffb"}, `$'a\377b'`},
	} {
		if got := ShellQuote(c.args); got != c.want {
			t.Errorf("ShellQuote(%q) = %s, want %s", c.args, got, c.want)
		}
	}
}

// A real shell must get back every argument: the plain one for ordinary text, bash where $'…' is used.
func FuzzShellQuote(f *testing.F) {
	for _, seed := range []string{
		"", "word", "two words", "it's", `"$HOME" \ back`, "`id` $(id) ${x}", "-n", "~root", "a*b?[c]{d,e}", "#!", "=ls", "é東京👨‍👩‍👧",
		"a\nb", "\t\r\x01\x1b[2J\x7f", "'\n'\\'", "\xff\xc3(", "\u202e\u200b\ufeff\u0085", "\n1\x012", "!!\n", strings.Repeat("'", 50) + "\n",
	} {
		f.Add(seed, "--flag="+seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsRune(a+b, 0) {
			return // no argument can hold it
		}
		line := ShellQuote([]string{a, b})
		if strings.ContainsFunc(line, unseen) || strings.ContainsFunc(line, func(r rune) bool { return r == '\n' }) {
			t.Fatalf("%q shows or hides something it must not", line)
		}
		shell := "sh"
		if strings.Contains(line, "$'") {
			shell = "bash"
		}
		var out, errs bytes.Buffer
		cmd := exec.Command(shell, "-c", `printf '%s\0' `+line)
		cmd.Stdout, cmd.Stderr = &out, &errs
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s -c %q: %v %s", shell, line, err, &errs)
		}
		if got := strings.Split(out.String(), "\x00"); !slices.Equal(got, []string{a, b, ""}) {
			t.Errorf("%s turned %s into %q, want %q", shell, line, got, []string{a, b})
		}
	})
}
