package term

import (
	"strings"

	"orgctl/internal/org"
)

// Shade is the background that colours are chosen for, light or dark, and how it is known: "set" if somebody chose it,
// "terminal" if the terminal said so, "COLORFGBG" if that variable does. Both are empty if nobody knows.
func (s *Streams) Shade() (shade org.Theme, how string) {
	if s.Theme != nil {
		if chosen := s.Theme(); chosen == org.ThemeLight || chosen == org.ThemeDark {
			return chosen, "set"
		}
	}
	if s.Background != "" {
		return s.Background, "terminal"
	}
	if shade := shadeOf(s.env("COLORFGBG")); shade != "" {
		return shade, "COLORFGBG"
	}
	return "", ""
}

// shadeOf reads what some terminals tell their programs: the numbers of the foreground and the background among the 16
// colours, "15;0" or "0;default;15".
func shadeOf(colorfgbg string) org.Theme {
	parts := strings.Split(colorfgbg, ";")
	if len(parts) < 2 {
		return ""
	}
	switch parts[len(parts)-1] {
	case "0", "1", "2", "3", "4", "5", "6", "8":
		return org.ThemeDark
	case "7", "9", "10", "11", "12", "13", "14", "15":
		return org.ThemeLight
	}
	return ""
}

// fit is the style as it is legible on the background: on a dark one the bright colours, since the dark blue and red of many
// terminals can hardly be read there; on a light one no cyan and no yellow. Where nobody knows, the plain colours, of which
// we use those that can be read on both.
func (s *Streams) fit(st Style) Style {
	if st < Red {
		return st
	}
	const bright = 60 // from a colour to its bright sister
	switch shade, _ := s.Shade(); shade {
	case org.ThemeDark:
		return st + bright
	case org.ThemeLight:
		switch st {
		case Cyan:
			return Blue
		case Yellow:
			return Magenta
		}
	}
	return st
}
