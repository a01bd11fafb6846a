package main

import (
	"regexp"
	"strings"
	"testing"
)

// FuzzEscapes writes any help text for man pages and for Markdown. Taking the escapes away gives it back, and none of its lines
// is a request, a table's end, or HTML.
func FuzzEscapes(f *testing.F) {
	for _, s := range []string{"plain", "a-b 'c' \"d\" `e` ^f ~g", ".TH x", "'\n.so /etc/passwd\n'br", `\fB\(aq`, "run 'orgctl user list | head' <now>", "'orgctl", "a|b\n\n  literal *x*\n  | y |\nafter", "&lt; \\< <b>"} {
		f.Add(s)
	}
	request := regexp.MustCompile(`(?m)^[.']`)
	roffSigns := strings.NewReplacer(`\(rs`, `\`, `\-`, "-", `\(aq`, "'", `\(dq`, `"`, `\(ga`, "`", `\(ha`, "^", `\(ti`, "~", `\&`, "")
	f.Fuzz(func(t *testing.T, s string) {
		roff := escapeLines(s)
		if request.MatchString(roff) || strings.Count(roff, "\n") != strings.Count(s, "\n") || roffSigns.Replace(roff) != s {
			t.Errorf("in a man page %q is %q", s, roff)
		}
		md := escape(s)
		for i := range md {
			if strings.IndexByte("<", md[i]) >= 0 && !strings.Contains(md, "`") {
				t.Errorf("in Markdown %q is %q", s, md)
			}
			if md[i] == '|' && (i == 0 || md[i-1] != '\\') {
				t.Errorf("in Markdown %q ends a cell: %q", s, md)
			}
		}
		var whole []string
		for _, b := range blocks(s) {
			whole = append(whole, strings.Fields(b.text)...)
		}
		if got, want := strings.Join(whole, " "), strings.Join(strings.Fields(s), " "); got != want {
			t.Errorf("of %q the paragraphs are %q", s, whole)
		}
	})
}
