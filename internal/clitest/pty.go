package clitest

import (
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
)

// Keys as a terminal sends them.
const (
	Enter     = "\r"
	Escape    = "\x1b"
	Up        = "\x1b[A"
	Down      = "\x1b[B"
	Right     = "\x1b[C"
	Left      = "\x1b[D"
	Tab       = "\t"
	Backspace = "\x7f"
	CtrlB     = "\x02"
	CtrlC     = "\x03"
	CtrlD     = "\x04"
)

// patience is how long a test waits for what must appear. It bounds a failing test, and asserts no speed.
const patience = 20 * time.Second

// wideFiller stands in the second cell of a wide character. The emulator knows narrow ones only.
const wideFiller = '\uE000'

// leader is the shell script that leads the terminal's session. It runs the program as its child, tells by way of the
// terminal which process that is and how it ended, and then waits to be killed. If the program itself led the session,
// Linux would hang up the terminal at its end and throw away what it wrote last, now and then, on a busy machine.
const leader = `trap : INT TERM HUP
sh -c 'printf "\033]77;pid=%d\007" $$ >/dev/tty; exec "$@"' sh "$@"
printf '\033]77;exit=%d\007' $? >/dev/tty
exec sleep 1000`

// The marks of the leader, which look like window titles to a terminal.
const (
	pidMark  = "\x1b]77;pid="
	exitMark = "\x1b]77;exit="
	markEnd  = "\a"
)

// Terminal is a program in a pseudo-terminal, with an emulator where a person would look. What the program reads comes
// from Type, its controlling terminal is real, and the emulator answers its questions for the cursor's position.
type Terminal struct {
	t    testing.TB
	cmd  *exec.Cmd
	tty  *os.File
	over chan struct{} // closed when the program has ended and all it wrote was read

	mu      sync.Mutex
	vt      vt10x.Terminal
	cols    int
	partial []byte // the start of a character that was cut by the read
	output  string
	changed chan struct{} // closed and replaced at each change
}

// Start runs cmd in a new terminal. Streams that cmd already has are left alone, so that a test can look at standard
// output by itself. The program is killed at the end of the test.
func Start(t testing.TB, cmd *exec.Cmd, cols, rows int) *Terminal {
	t.Helper()
	return start(t, cmd, pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}, func(tty io.Writer) io.Writer { return tty })
}

// StartMute is Start with a terminal that never says where its cursor is.
func StartMute(t testing.TB, cmd *exec.Cmd, cols, rows int) *Terminal {
	t.Helper()
	return start(t, cmd, pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)}, func(io.Writer) io.Writer { return io.Discard })
}

// StartOn is Start with a terminal of this background, "rgb:ff/ff/ff". Without it, the background is nearly black.
func StartOn(t testing.TB, background string, cmd *exec.Cmd) *Terminal {
	t.Helper()
	return start(t, cmd, pty.Winsize{Cols: 100, Rows: 40}, func(tty io.Writer) io.Writer { return ground{tty, background} })
}

// ground answers the question for the background in place of the emulator, which has one only.
type ground struct {
	io.Writer
	colour string
}

func (g ground) Write(p []byte) (int, error) {
	const answer = "\x1b]11;"
	if strings.HasPrefix(string(p), answer) {
		_, err := g.Writer.Write([]byte(answer + g.colour + "\a"))
		return len(p), err
	}
	return g.Writer.Write(p)
}

func start(t testing.TB, cmd *exec.Cmd, size pty.Winsize, answers func(io.Writer) io.Writer) *Terminal {
	t.Helper()
	program := cmd.Path
	cmd.Path = "/bin/sh"
	cmd.Args = append([]string{"sh", "-c", leader, "sh", program}, cmd.Args[1:]...)
	tty, err := pty.StartWithSize(cmd, &size)
	if err != nil {
		t.Fatalf("start %s in a terminal: %v", program, err)
	}
	x := &Terminal{
		t: t, cmd: cmd, tty: tty, cols: int(size.Cols),
		vt:      vt10x.New(vt10x.WithSize(int(size.Cols), int(size.Rows)), vt10x.WithWriter(answers(tty))),
		over:    make(chan struct{}),
		changed: make(chan struct{}),
	}
	go x.watch()
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // the rest of the session is hung up with its leader
		<-x.over
		_ = tty.Close()
	})
	return x
}

// watch shows what the program writes until the terminal is closed, which reads as an error on Linux.
func (x *Terminal) watch() {
	defer close(x.over)
	b := make([]byte, 4096)
	for {
		n, err := x.tty.Read(b)
		x.show(b[:n])
		if x.mark(exitMark) >= 0 {
			_ = x.cmd.Process.Kill()
		}
		if err != nil {
			_ = x.cmd.Wait()
			return
		}
	}
}

// mark returns the number in a mark of the leader, or -1 if there is none yet.
func (x *Terminal) mark(name string) int {
	x.mu.Lock()
	defer x.mu.Unlock()
	_, rest, _ := strings.Cut(x.output, name)
	value, _, complete := strings.Cut(rest, markEnd)
	n, err := strconv.Atoi(value)
	if !complete || err != nil {
		return -1
	}
	return n
}

func (x *Terminal) show(b []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.output += string(b)
	x.partial = append(x.partial, b...)
	for utf8.FullRune(x.partial) {
		r, n := utf8.DecodeRune(x.partial)
		x.put(r)
		x.partial = x.partial[n:]
	}
	close(x.changed)
	x.changed = make(chan struct{})
}

// put draws one character. Wide ones take two cells and do not fit into the last column; those without a width are left
// out, because the emulator would give them a cell.
func (x *Terminal) put(r rune) {
	width := 1
	if r >= 0x80 {
		width = displaywidth.Rune(r)
	}
	if width == 0 {
		return
	}
	const wrapNext = 2 // of the emulator's cursor state: the line is full already
	cursor := x.vt.Cursor()
	if width == 2 && cursor.X == x.cols-1 && cursor.State&wrapNext == 0 {
		_, _ = x.vt.Write([]byte(string(wideFiller)))
	}
	_, _ = x.vt.Write([]byte(string(r)))
	if width == 2 {
		_, _ = x.vt.Write([]byte(string(wideFiller)))
	}
}

// Type sends keys.
func (x *Terminal) Type(keys string) {
	x.t.Helper()
	if _, err := io.WriteString(x.tty, keys); err != nil {
		x.t.Fatalf("type %q: %v\n%s", keys, err, x.framed())
	}
}

// Screen returns what a person sees, without blanks at the ends of lines and empty lines at the end. Each line of it
// ends in a line break, so that the end of a line can be expected too.
func (x *Terminal) Screen() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	var b strings.Builder
	for line := range strings.Lines(x.vt.String()) {
		line = strings.ReplaceAll(line, string(wideFiller), "")
		b.WriteString(strings.TrimRight(line, " \n\x00") + "\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// Output returns every byte that was written to the terminal so far, its echo included.
func (x *Terminal) Output() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.output
}

// CursorVisible says whether a person sees the cursor.
func (x *Terminal) CursorVisible() bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.vt.CursorVisible()
}

// Expect waits until the screen contains all the texts at once, and fails the test with the screen if it never does.
func (x *Terminal) Expect(texts ...string) {
	x.t.Helper()
	missing := ""
	ok := x.until(func(screen string) bool {
		for _, missing = range texts {
			if !strings.Contains(screen, missing) {
				return false
			}
		}
		return true
	})
	if !ok {
		x.t.Fatalf("%q never appeared\n%s", missing, x.framed())
	}
}

// ExpectGone waits until the screen does not contain the text any more.
func (x *Terminal) ExpectGone(text string) {
	x.t.Helper()
	x.Until(strconv.Quote(text)+" is gone", func(screen string) bool { return !strings.Contains(screen, text) })
}

// Until waits for the screen to be as wanted, and fails the test with what was wanted and the screen if it never is.
func (x *Terminal) Until(what string, wanted func(screen string) bool) {
	x.t.Helper()
	if !x.until(wanted) {
		x.t.Fatalf("never came true: %s\n%s", what, x.framed())
	}
}

// until gives up after the program's end, when nothing can change any more.
func (x *Terminal) until(wanted func(screen string) bool) bool {
	limit := time.After(patience)
	for {
		x.mu.Lock()
		changed := x.changed
		x.mu.Unlock()
		if wanted(x.Screen()) {
			return true
		}
		select {
		case <-changed:
		case <-x.over:
			return wanted(x.Screen())
		case <-limit:
			return false
		}
	}
}

// Wait waits for the program to end and returns its exit code, as a shell has it: 128 and more if a signal ended it.
func (x *Terminal) Wait() int {
	x.t.Helper()
	select {
	case <-x.over:
		return x.mark(exitMark)
	case <-time.After(patience):
		x.t.Fatalf("the program did not end\n%s", x.framed())
		return -1
	}
}

// Signal sends the program a signal, as closing the window (SIGHUP) or stopping the machine (SIGTERM) does.
func (x *Terminal) Signal(sig os.Signal) {
	x.t.Helper()
	x.Until("the program has started", func(string) bool { return x.mark(pidMark) > 0 })
	program, err := os.FindProcess(x.mark(pidMark))
	if err == nil {
		err = program.Signal(sig)
	}
	if err != nil {
		x.t.Fatalf("signal %v: %v", sig, err)
	}
}

func (x *Terminal) framed() string {
	return "--- screen\n" + x.Screen() + "---"
}
