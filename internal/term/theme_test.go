package term

import (
	"testing"

	"orgctl/internal/org"
)

func TestShade(t *testing.T) {
	for _, c := range []struct {
		chosen, said  org.Theme
		colorfgbg     string
		want          org.Theme
		how, red, cya string
	}{
		{"", "", "", "", "", "31", "36"},
		{"auto", "", "", "", "", "31", "36"},
		{"light", "dark", "15;0", "light", "set", "31", "34"},
		{"dark", "light", "", "dark", "set", "91", "96"},
		{"auto", "light", "15;0", "light", "terminal", "31", "34"},
		{"auto", "", "15;0", "dark", "COLORFGBG", "91", "96"},
		{"auto", "", "0;default;15", "light", "COLORFGBG", "31", "34"},
		{"auto", "", "15;default", "", "", "31", "36"},
		{"auto", "", "15", "", "", "31", "36"},
	} {
		s := &Streams{Color: true, Background: c.said, Theme: func() org.Theme { return c.chosen }, Env: func(name string) string {
			if name == "COLORFGBG" {
				return c.colorfgbg
			}
			return ""
		}}
		if shade, how := s.Shade(); shade != c.want || how != c.how {
			t.Errorf("%+v: %q from %q", c, shade, how)
		}
		if got := s.Style(Red, "x") + s.Style(Cyan, "x") + s.Style(Bold, "x"); got != "\x1b["+c.red+"mx\x1b[0m\x1b["+c.cya+"mx\x1b[0m\x1b[1mx\x1b[0m" {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// What is hard to read on a background is never written there.
func TestColoursFitTheBackground(t *testing.T) {
	for _, st := range []Style{Red, Green, Yellow, Blue, Magenta, Cyan} {
		light := &Streams{Background: org.ThemeLight}
		if n := light.fit(st); n > 37 || n == Yellow || n == Cyan {
			t.Errorf("%d becomes %d on a light background", st, n)
		}
		dark := &Streams{Background: org.ThemeDark}
		if n := dark.fit(st); n < 90 || n > 97 {
			t.Errorf("%d becomes %d on a dark background", st, n)
		}
	}
}
