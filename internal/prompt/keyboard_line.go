package prompt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line returns the next line without its end and without what arrow keys leave behind. At the end of the input it
// returns the started line if there is one, and io.EOF otherwise.
func (k *keyboard) line(ctx context.Context) (string, error) {
	for {
		if line, ok := k.cutLine(); ok {
			if bytes.IndexByte(line, interruptKey) >= 0 {
				return "", interrupted(nil)
			}
			return readable(line), nil
		}
		err := k.more(ctx, 0)
		if errors.Is(err, io.EOF) && len(k.buf) > 0 {
			k.buf = append(k.buf, '\n')
			continue
		}
		if err != nil {
			return "", err
		}
	}
}

// cutLine takes one line out of what was typed. A Ctrl-C typed while the terminal was raw ends a line too: it must not
// wait for Enter.
func (k *keyboard) cutLine() (line []byte, ok bool) {
	if k.skipLF && len(k.buf) > 0 {
		k.skipLF = false
		k.buf = bytes.TrimPrefix(k.buf, []byte("\n"))
	}
	i := bytes.IndexAny(k.buf, "\r\n\x03")
	if i < 0 {
		return nil, false
	}
	line, end := bytes.Clone(k.buf[:i+1]), k.buf[i]
	k.buf = k.buf[i+1:]
	k.skipLF = end == '\r'
	return line, true
}

// readable drops escape sequences and control characters from a line.
func readable(line []byte) string {
	var b strings.Builder
	for len(line) > 0 {
		n := max(1, keyLen(line))
		if r, size := utf8.DecodeRune(line); size == n && !unicode.IsControl(r) {
			b.WriteRune(r)
		}
		line = line[n:]
	}
	return b.String()
}

// secret reads a line from a raw terminal, where nothing is echoed and Ctrl-C arrives as a key.
func (k *keyboard) secret(ctx context.Context) (string, error) {
	if !k.isRaw {
		return k.line(ctx)
	}
	var typed []rune
	for {
		key, err := k.key(ctx)
		if err != nil {
			return "", err
		}
		switch key[0] {
		case '\r', '\n':
			return string(typed), nil
		case interruptKey:
			return "", interrupted(nil)
		case endKey:
			return "", io.EOF
		case '\b', 0x7f:
			typed = typed[:max(0, len(typed)-1)]
		case 0x15: // Ctrl-U
			typed = nil
		default:
			typed = append(typed, []rune(readable(key))...)
		}
	}
}
