package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"golang.org/x/term"
)

const (
	// escapeWait tells the Esc key from the start of an arrow key, which a slow line may deliver in two pieces.
	escapeWait = 100 * time.Millisecond
	// reportWait is how long a terminal may take to say where its cursor is before it counts as mute. A slow line or a
	// busy machine needs more than a few hundred milliseconds, and a mute terminal is waited for once per process.
	reportWait = time.Second

	interruptKey = 0x03
	endKey       = 0x04
	escapeKey    = 0x1b

	askPosition = "\x1b[6n"
)

// errQuiet says that nothing was typed in the time given.
const errQuiet = sentinel("nothing was typed")

type chunk struct {
	text []byte
	err  error
}

// keyboard reads what a person types, for all questions of a process. A read of a terminal cannot be called off, so it
// happens in a goroutine that only reads while somebody waits, one read at a time; what arrives after the waiting was
// given up (a signal, a lone Esc, a mute terminal) is kept for the next question. Nothing typed ahead is lost.
type keyboard struct {
	in      io.Reader
	fd      int  // of in, -1 if it is no terminal
	isRaw   bool // lines on the screen must be ended with CR LF
	owed    int  // position reports that the terminal was asked for and has not given
	buf     []byte
	got     chan chunk
	reading bool
	skipLF  bool // the last line ended in CR: a LF right behind it belongs to that
}

func newKeyboard(in io.Reader) *keyboard {
	return &keyboard{in: in, fd: terminalFD(in), got: make(chan chunk, 1)}
}

// more waits until something more was typed, at most for the time given; 0 waits for as long as ctx lives.
func (k *keyboard) more(ctx context.Context, wait time.Duration) error {
	if err := ctx.Err(); err != nil {
		return interrupted(context.Cause(ctx))
	}
	if !k.reading {
		k.reading = true
		go func() {
			b := make([]byte, 4096)
			n, err := k.in.Read(b)
			k.got <- chunk{b[:n], err}
		}()
	}
	var limit <-chan time.Time
	if wait > 0 {
		limit = time.After(wait)
	}
	select {
	case c := <-k.got:
		k.reading = false
		k.buf = append(k.buf, c.text...)
		if len(c.text) > 0 {
			return nil
		}
		return c.err
	case <-limit:
		return errQuiet
	case <-ctx.Done():
		return interrupted(context.Cause(ctx))
	}
}

// raw switches the terminal to one key at a time, without echo and without signals, until restore is called. Calls may
// be nested: the inner one restores what the outer one made.
func (k *keyboard) raw() (restore func(), err error) {
	old, err := term.MakeRaw(k.fd)
	if err != nil {
		return nil, err
	}
	wasRaw := k.isRaw
	k.isRaw = true
	return func() {
		_ = term.Restore(k.fd, old)
		k.isRaw = wasRaw
	}, nil
}

// answers asks the terminal once where its cursor is. Survey waits for that answer at every text question, for ever, so
// it must not be used on a terminal that does not give one within the time to wait. What is asked ends with askPosition.
func (k *keyboard) answers(ctx context.Context, out io.Writer, ask string, wait time.Duration) bool {
	restore, err := k.raw()
	if err != nil {
		return false
	}
	defer restore()
	if _, err := io.WriteString(out, ask); err != nil {
		return false
	}
	k.owed++
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return k.settle(ctx) == nil
}

// settle waits for all reports that the terminal owes, and drops them. One that came after the terminal's mode was
// restored would be echoed, and then be taken for typed.
func (k *keyboard) settle(ctx context.Context) error {
	for k.owed > 0 {
		if _, ok := k.cutReport(); ok {
			continue
		}
		if err := k.more(ctx, 0); err != nil {
			return err
		}
	}
	return nil
}

// cutReport takes the terminal's answer to askPosition out of what was typed.
func (k *keyboard) cutReport() (report []byte, ok bool) {
	from, to := findReport(k.buf)
	if to == 0 {
		return nil, false
	}
	report = bytes.Clone(k.buf[from:to])
	k.buf = slices.Delete(k.buf, from, to)
	k.owed = max(0, k.owed-1)
	return report, true
}

// findReport returns where the first position report, ESC [ row ; column R, starts and ends; to is 0 without one.
func findReport(b []byte) (from, to int) {
	for i := range b {
		n := keyLen(b[i:])
		if n < 6 || b[i] != escapeKey || b[i+1] != '[' || b[i+n-1] != 'R' {
			continue
		}
		row, col, ok := bytes.Cut(b[i+2:i+n-1], []byte(";"))
		if ok && isNumber(row) && isNumber(col) {
			return i, i + n
		}
	}
	return 0, 0
}

func isNumber(b []byte) bool {
	return len(b) > 0 && len(bytes.Trim(b, "0123456789")) == 0
}

// key returns the next key: a character, or a whole escape sequence. ESC alone is the Esc key.
func (k *keyboard) key(ctx context.Context) ([]byte, error) {
	for {
		n := keyLen(k.buf)
		if n == 0 {
			err := k.more(ctx, k.patience())
			if err == nil {
				continue
			}
			if !errors.Is(err, errQuiet) {
				return nil, err
			}
			n = len(k.buf) // a lone Esc, or half a sequence that will never be whole
		}
		key := bytes.Clone(k.buf[:n])
		k.buf = k.buf[n:]
		if isReport(key) {
			continue
		}
		if _, to := findReport(key); to == 0 || k.owed == 0 {
			return key, nil
		}
		k.owed-- // it came late, and nobody waits for it any more
	}
}

func (k *keyboard) patience() time.Duration {
	if len(k.buf) > 0 {
		return escapeWait
	}
	return 0
}

// keyLen is the length of the first key in b, or 0 if b ends before the key does.
func keyLen(b []byte) int {
	switch {
	case len(b) == 0, b[0] == escapeKey && len(b) == 1:
		return 0
	case b[0] != escapeKey:
		return runeLen(b)
	case b[1] == escapeKey:
		return 1
	case b[1] == '[':
		return csiLen(b)
	case b[1] == ']' && len(b) > 2 && b[2] >= '0' && b[2] <= '9':
		return oscLen(b)
	case b[1] == 'O':
		if len(b) < 3 {
			return 0
		}
		return 3
	}
	if n := runeLen(b[1:]); n > 0 { // Alt and a character
		return 1 + n
	}
	return 0
}

func runeLen(b []byte) int {
	if !utf8.FullRune(b) {
		return 0
	}
	_, n := utf8.DecodeRune(b)
	return n
}

// csiLen is the length of the control sequence that b starts with. The Linux console sends ESC [ [ A for F1, which has
// one character more than the standard allows.
func csiLen(b []byte) int {
	body := b[2:]
	if len(body) > 0 && body[0] == '[' {
		if len(body) < 2 {
			return 0
		}
		return 4
	}
	for i, c := range body {
		switch {
		case c >= 0x40 && c <= 0x7e:
			return 2 + i + 1
		case c < 0x20 || c > 0x7e: // not part of any sequence: it was broken off
			return 2 + i
		}
	}
	return 0
}
