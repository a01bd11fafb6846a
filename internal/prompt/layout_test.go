package prompt

import (
	"strings"
	"testing"

	"github.com/AlecAivazis/survey/v2/terminal"
	"github.com/clipperhouse/displaywidth"
)

// Survey erases as many lines as it believes to have written. If a line that it believes to wrap does not, or the other
// way round, it erases what was there before.
func FuzzLayoutNeverWraps(f *testing.F) {
	for _, s := range []string{
		"Which products may jane@example.org manage in \"acme\"?", "営業部の共有フォルダ", "👨‍👩‍👧‍👦 family, 🇨🇭, ❤️, e\u0301",
		strings.Repeat("x", 200), strings.Repeat("🎉", 50), strings.Repeat("\u0301", 100), "",
	} {
		f.Add(s, s, uint8(60))
	}
	f.Fuzz(func(t *testing.T, label, detail string, width uint8) {
		cols := int(width)
		if cols < 20 || strings.ContainsAny(label+detail, "\n\r\t\x1b") {
			return // smaller than anybody uses, or never shown: it is cleaned before
		}
		fits := func(what, line string, room int) {
			if survey, display := terminal.StringWidth(line), displaywidth.String(line); max(survey, display) > room {
				t.Errorf("%s %q takes %d or %d of %d columns", what, line, survey, display, room)
			}
		}
		l := newLayout(wording{label: label, help: detail, keys: []string{"type to filter"}, back: true}, true, cols, 24)
		for _, part := range []string{l.message, l.help, strings.TrimPrefix(l.hint, "\n")} {
			for line := range strings.SplitSeq(part, "\n") {
				fits("line", line, cols-len("? ")-1)
			}
		}
		for _, o := range l.fit([]Option{{label, detail}, {label, ""}}, len("> [x] ")) {
			fits("option", inline(o), cols-len("> [x] ")-1)
		}
	})
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"drive", 5, "drive"},
		{"drives", 5, "driv…"},
		{"日本語", 6, "日本語"},
		{"日本語", 5, "日本…"},
		{"日本語", 4, "日…"},
		{"e\u0301tude", 4, "e\u0301t…"},
	} {
		if got := cut(c.in, c.width); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	got := strings.Join(wrap("Which products may jane manage, of 日本語日本語?", 12), "|")
	if want := "Which|products may|jane manage,|of|日本語日本語|?"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPageLeavesRoom(t *testing.T) {
	l := newLayout(wording{label: "Which?", help: "Any.", back: true}, true, 80, 24)
	if l.page < 10 || l.page > 24-5 {
		t.Errorf("%d options on 24 lines", l.page)
	}
	if l := newLayout(wording{label: "Which?"}, true, 80, 2); l.page < 1 {
		t.Errorf("%d options on 2 lines", l.page)
	}
}
