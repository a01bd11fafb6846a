// Package term owns the three standard streams: whether they are terminals, how wide, in which colours, how text from
// the store is made harmless for them, messages and progress on stderr, and the one place that prints results in every
// output format.
//
// It refuses to know what it prints: organizations, rights and stores come to it as columns and values. It is the only
// importer of tablewriter and gojq, and of package org it knows the error type and the themes alone.
package term

import (
	"io"
	"os"
	"strconv"

	xterm "golang.org/x/term"

	"orgctl/internal/org"
)

// Streams are the three standard streams and what is known about them. Tests fill the fields with buffers.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer

	InTTY, OutTTY, ErrTTY bool

	// Color and ErrColor say whether stdout and stderr take escape codes. They differ when only one of the two is a
	// terminal: a log file behind 2> must stay plain. SetColor decides both.
	Color, ErrColor bool

	// Theme is the background to choose colours for, asked at each use: who is logged in, and so what they chose, comes to
	// light when the store is opened. nil is auto. Background is what the terminal said of itself, if it was asked.
	Theme      func() org.Theme
	Background org.Theme

	Quiet      bool // no Done lines, no progress, no words about empty lists
	Accessible bool // nothing is redrawn, so no progress bar (2.2)

	Env func(string) string // os.Getenv; nil means an empty environment
}

// System returns the streams of the process, with colour as the environment has it.
func System() *Streams {
	s := &Streams{
		In: os.Stdin, Out: reporting(os.Stdout), Err: reporting(os.Stderr),
		InTTY:  xterm.IsTerminal(int(os.Stdin.Fd())),
		OutTTY: xterm.IsTerminal(int(os.Stdout.Fd())),
		ErrTTY: xterm.IsTerminal(int(os.Stderr.Fd())),
		Env:    os.Getenv,
	}
	s.Accessible = truthy(s.env("ORGCTL_ACCESSIBLE"))
	_ = s.SetColor("auto") // the only error is an unknown mode
	return s
}

// Width is the width of the terminal in columns: stdout's, else stderr's, else $COLUMNS, else 80.
func (s *Streams) Width() int {
	for _, w := range []io.Writer{s.Out, s.Err} {
		f, ok := w.(interface{ Fd() uintptr })
		if !ok {
			continue
		}
		if n, _, err := xterm.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	if n, err := strconv.Atoi(s.env("COLUMNS")); err == nil && n > 0 {
		return n
	}
	return 80
}

// Interactive reports whether a question may be asked: a person sits at stdin and stderr, and nobody has said that there
// is none. noInput is the flag --no-input.
func (s *Streams) Interactive(noInput bool) bool {
	return s.InTTY && s.ErrTTY && !s.dumb() && !noInput &&
		s.env("ORGCTL_NO_INPUT") == "" && s.env("CI") == ""
}

// dumb reports a terminal that can't move its cursor.
func (s *Streams) dumb() bool { return s.env("TERM") == "dumb" }

func (s *Streams) env(name string) string {
	if s.Env == nil {
		return ""
	}
	return s.Env(name)
}

// truthy reads the variables that switch something on; "0" and "false" are how people switch them off.
func truthy(v string) bool { return v != "" && v != "0" && v != "false" }
