package term

import (
	"strconv"
	"strings"

	"orgctl/internal/org"
)

// Style is one of the 16-colour attributes, which every theme of a terminal defines for its own background. None may be
// the only carrier of a meaning. Which number is written depends on the background, see fit.
type Style uint8

// The styles, with their numbers in the escape code.
const (
	Bold    Style = 1
	Dim     Style = 2
	Red     Style = 31
	Green   Style = 32
	Yellow  Style = 33
	Blue    Style = 34
	Magenta Style = 35
	Cyan    Style = 36
)

// SetColor decides Color and ErrColor for --color=mode: auto, always or never. The flag wins over $NO_COLOR, that over
// $FORCE_COLOR and $CLICOLOR_FORCE, and those over what the streams are; a dumb terminal gets no colour unless forced.
func (s *Streams) SetColor(mode string) error {
	switch mode {
	case "", "auto":
		s.autoColor()
	case "always":
		s.Color, s.ErrColor = true, true
	case "never":
		s.Color, s.ErrColor = false, false
	default:
		return usage("unknown colour mode %q", mode).WithHint("use --color auto, always or never")
	}
	// A console that can't be taught escape codes would show them as text.
	s.Color = s.Color && (!s.OutTTY || enableEscapes(s.Out))
	s.ErrColor = s.ErrColor && (!s.ErrTTY || enableEscapes(s.Err))
	return nil
}

func (s *Streams) autoColor() {
	switch {
	case s.env("NO_COLOR") != "":
		s.Color, s.ErrColor = false, false
	case truthy(s.env("FORCE_COLOR")), truthy(s.env("CLICOLOR_FORCE")):
		s.Color, s.ErrColor = true, true
	default:
		s.Color, s.ErrColor = s.OutTTY && !s.dumb(), s.ErrTTY && !s.dumb()
	}
}

// Style dresses text for stdout. The text is taken as it is: what comes from the store goes through Clean first.
func (s *Streams) Style(st Style, text string) string { return dress(s.Color, s.fit(st), text) }

// ErrStyle dresses text for stderr.
func (s *Streams) ErrStyle(st Style, text string) string { return dress(s.ErrColor, s.fit(st), text) }

func dress(on bool, st Style, text string) string {
	if !on || text == "" {
		return text
	}
	return "\x1b[" + strconv.Itoa(int(st)) + "m" + text + "\x1b[0m"
}

// UTF8 reports whether the locale promises that a check mark arrives as one.
func (s *Streams) UTF8() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := s.env(name); v != "" {
			v = strings.ToLower(v)
			return strings.Contains(v, "utf-8") || strings.Contains(v, "utf8")
		}
	}
	return false
}

// usage is the error for a flag of this package that can't be understood: exit 2.
func usage(format string, args ...any) *org.Error {
	return org.Errorf(org.KindUsage, org.CodeUsage, format, args...)
}
