package prompt

import (
	"bytes"
	"cmp"
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"orgctl/internal/org"
)

// askBackground asks a terminal for the colour of its background. Those that don't know the question don't answer it, so it
// goes in front of askPosition: terminals answer in order, and when the position is there, so is the colour, or it never
// comes. Nobody waits for it.
const askBackground = "\x1b]11;?\x1b\\"

// Reply is what a terminal said when it was asked.
type Reply struct {
	Answers    bool      // it said where its cursor is
	Background org.Theme // light or dark; empty if it did not say
}

// AskTerminal asks the terminal, outside of any question. A mute one is waited for as long as the options say. Nothing is
// asked on Windows, and where there is no terminal.
func AskTerminal(ctx context.Context, o Options) Reply {
	c := newConsole(o)
	if runtime.GOOS == "windows" || c.keys.fd < 0 || c.fd < 0 {
		return Reply{}
	}
	ctx, stop := untilSignal(ctx)
	defer stop()
	answers := c.keys.answers(ctx, o.Err, askBackground+askPosition, cmp.Or(o.MuteAfter, reportWait))
	return Reply{answers, c.keys.cutBackground()}
}

// cutBackground takes the terminal's answer to askBackground out of what was typed, and says whether it is light or dark.
func (k *keyboard) cutBackground() org.Theme {
	for i := range k.buf {
		if n := keyLen(k.buf[i:]); n > 0 && isReport(k.buf[i:i+n]) {
			shade := shadeOf(k.buf[i : i+n])
			k.buf = slices.Delete(k.buf, i, i+n)
			return shade
		}
	}
	return ""
}

// isReport says that the key is none: a terminal's answer of the form ESC ] … ends in BEL or ESC \.
func isReport(key []byte) bool { return bytes.HasPrefix(key, []byte("\x1b]")) && len(key) > 2 }

// shadeOf reads ESC ] 11 ; rgb:ffff/ffff/ffff BEL, with one to four digits for each of red, green and blue.
func shadeOf(report []byte) org.Theme {
	text := strings.TrimSuffix(strings.TrimSuffix(string(report), "\a"), "\x1b\\")
	_, colour, ok := strings.Cut(text, "\x1b]11;rgb")
	colour = strings.TrimPrefix(strings.TrimPrefix(colour, "a"), ":")
	parts := strings.Split(colour, "/")
	if !ok || len(parts) < 3 {
		return ""
	}
	light := 0.0
	for i, weight := range []float64{0.299, 0.587, 0.114} { // how bright the eye finds each
		n, err := strconv.ParseUint(parts[i], 16, 16)
		if err != nil {
			return ""
		}
		light += weight * float64(n) / float64(uint64(1)<<(4*len(parts[i]))-1)
	}
	if light > 0.5 {
		return org.ThemeLight
	}
	return org.ThemeDark
}

// oscLen is the length of the answer that b starts with, ESC ] and a digit; 0 if it is not whole yet.
func oscLen(b []byte) int {
	for i, c := range b[2:] {
		switch {
		case c == '\a':
			return i + 3
		case c == '\\' && b[i+1] == escapeKey:
			return i + 3
		case b[i+1] == escapeKey: // another key began
			return i + 1
		case c < ' ' && c != escapeKey: // not part of any: it was broken off
			return i + 2
		}
	}
	return 0
}
