package term

import (
	"bytes"
	"os"
	"testing"

	"github.com/creack/pty"

	"orgctl/internal/org"
)

// env makes an environment of pairs.
func env(pairs ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

// pipe are streams into buffers, as a script has them.
func pipe() (s *Streams, out, errOut *bytes.Buffer) {
	out, errOut = new(bytes.Buffer), new(bytes.Buffer)
	return &Streams{In: new(bytes.Buffer), Out: out, Err: errOut, Env: env()}, out, errOut
}

// screen are streams that pretend to be a terminal of that many columns, without colour.
func screen(columns string) (s *Streams, out, errOut *bytes.Buffer) {
	s, out, errOut = pipe()
	s.InTTY, s.OutTTY, s.ErrTTY = true, true, true
	s.Env = env("COLUMNS", columns)
	return s, out, errOut
}

func TestSetColor(t *testing.T) {
	for _, tt := range []struct {
		name, mode   string
		env          func(string) string
		outTTY       bool
		want, wanted bool // stdout, stderr; stderr is always a terminal
	}{
		{"terminal", "auto", env(), true, true, true},
		{"no mode is auto", "", env(), true, true, true},
		{"stdout in a pipe", "auto", env(), false, false, true},
		{"always", "always", env("NO_COLOR", "1"), false, true, true},
		{"always on a dumb terminal", "always", env("TERM", "dumb"), true, true, true},
		{"never", "never", env("FORCE_COLOR", "1"), true, false, false},
		{"NO_COLOR beats FORCE_COLOR", "auto", env("NO_COLOR", "1", "FORCE_COLOR", "1"), true, false, false},
		{"empty NO_COLOR", "auto", env("NO_COLOR", ""), true, true, true},
		{"FORCE_COLOR", "auto", env("FORCE_COLOR", "1"), false, true, true},
		{"FORCE_COLOR=0", "auto", env("FORCE_COLOR", "0"), false, false, true},
		{"CLICOLOR_FORCE", "auto", env("CLICOLOR_FORCE", "1"), false, true, true},
		{"dumb", "auto", env("TERM", "dumb"), true, false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := pipe()
			s.Env, s.OutTTY, s.ErrTTY = tt.env, tt.outTTY, true
			if err := s.SetColor(tt.mode); err != nil {
				t.Fatal(err)
			}
			if s.Color != tt.want || s.ErrColor != tt.wanted {
				t.Errorf("colour %v on stdout and %v on stderr, want %v and %v", s.Color, s.ErrColor, tt.want, tt.wanted)
			}
		})
	}
	s, _, _ := pipe()
	if err := s.SetColor("sometimes"); org.KindOf(err) != org.KindUsage {
		t.Errorf("SetColor(sometimes) = %v", err)
	}
}

func TestStyle(t *testing.T) {
	s, _, _ := pipe()
	if got := s.Style(Green, "ok"); got != "ok" {
		t.Errorf("without colour: %q", got)
	}
	s.Color = true
	if got := s.Style(Bold, s.Style(Green, "ok")); got != "\x1b[1m\x1b[32mok\x1b[0m\x1b[0m" {
		t.Errorf("with colour: %q", got)
	}
	if got := s.ErrStyle(Green, "ok") + s.Style(Red, ""); got != "ok" {
		t.Errorf("stderr without colour, and nothing to dress: %q", got)
	}
}

func TestInteractive(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*Streams)
		flag bool
		want bool
	}{
		{"terminal", func(*Streams) {}, false, true},
		{"stdout in a pipe", func(s *Streams) { s.OutTTY = false }, false, true},
		{"stdin in a pipe", func(s *Streams) { s.InTTY = false }, false, false},
		{"stderr in a pipe", func(s *Streams) { s.ErrTTY = false }, false, false},
		{"--no-input", func(*Streams) {}, true, false},
		{"dumb", func(s *Streams) { s.Env = env("TERM", "dumb") }, false, false},
		{"ORGCTL_NO_INPUT", func(s *Streams) { s.Env = env("ORGCTL_NO_INPUT", "1") }, false, false},
		{"CI", func(s *Streams) { s.Env = env("CI", "true") }, false, false},
		{"no environment", func(s *Streams) { s.Env = nil }, false, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _, _ := screen("80")
			tt.edit(s)
			if got := s.Interactive(tt.flag); got != tt.want {
				t.Errorf("Interactive(%v) = %v", tt.flag, got)
			}
		})
	}
}

// A real terminal's width wins over COLUMNS, and stderr's counts when stdout is a pipe.
func TestWidth(t *testing.T) {
	s, _, _ := pipe()
	if got := s.Width(); got != 80 {
		t.Errorf("nothing known: %d", got)
	}
	s.Env = env("COLUMNS", "61")
	if got := s.Width(); got != 61 {
		t.Errorf("COLUMNS: %d", got)
	}
	master, terminal := openPTY(t)
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 97}); err != nil {
		t.Fatal(err)
	}
	s.Err = terminal
	if got := s.Width(); got != 97 {
		t.Errorf("stderr's terminal: %d", got)
	}
}

func TestSystem(t *testing.T) {
	_, terminal := openPTY(t)
	stdin, stdout := os.Stdin, os.Stdout
	t.Cleanup(func() { os.Stdin, os.Stdout = stdin, stdout })
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	os.Stdin, os.Stdout = terminal, file
	t.Setenv("ORGCTL_ACCESSIBLE", "1")
	if s := System(); !s.InTTY || s.OutTTY || s.Color || !s.Accessible {
		t.Errorf("stdin a terminal, stdout a file: %+v", s)
	}
	os.Stdout = terminal
	t.Setenv("NO_COLOR", "")
	t.Setenv("FORCE_COLOR", "")
	t.Setenv("CLICOLOR_FORCE", "")
	t.Setenv("TERM", "xterm")
	if s := System(); !s.OutTTY || !s.Color {
		t.Errorf("stdout a terminal: %+v", s)
	}
}

func openPTY(t *testing.T) (master, terminal *os.File) {
	t.Helper()
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { master.Close(); terminal.Close() })
	return master, terminal
}
