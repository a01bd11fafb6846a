package prompt

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
)

// surveyKeys is the keyboard as survey may see it: one key per read, so that survey's buffers, which it throws away
// after each question and each position report, never hold anything typed ahead.
//
// Keys that survey gets wrong do not reach it: Ctrl-D would answer with the default, Esc would switch lists to vi keys,
// and an unknown escape sequence would end the question with an error. Those that leave a question reach it as Ctrl-C,
// the only way out it has, and why is remembered here.
type surveyKeys struct {
	*keyboard
	ctx        context.Context // of the question: Read has no other way to learn of its end
	cols, rows int
	back       bool
	why        error
	reports    int  // position reports that survey waits for
	noMatch    bool // the filter of the list fits nothing
	clearing   bool // the key just delivered clears the filter
}

// Fd is what survey sets the mode of.
func (k *surveyKeys) Fd() uintptr { return uintptr(k.fd) }

// Read delivers one key. Its errors are final: survey ignores some and would read on.
func (k *surveyKeys) Read(p []byte) (int, error) {
	if k.reports > 0 {
		k.reports--
		return copy(p, k.position()), nil
	}
	if k.clearing {
		k.clearing, k.noMatch = false, false
	}
	for {
		key, err := k.key(k.ctx)
		if err != nil {
			k.why = left(err)
			return 0, err
		}
		if key = k.allowed(key); key != nil {
			return copy(p, key), nil
		}
	}
}

// position delivers the position report that survey waits for, ahead of anything typed before it came. A terminal that
// stopped answering gets a substitute after a while, which at worst misplaces the cursor in a long line.
func (k *surveyKeys) position() []byte {
	ctx, cancel := context.WithTimeout(k.ctx, reportWait)
	defer cancel()
	for bytes.IndexByte(k.buf, interruptKey) < 0 {
		if report, ok := k.cutReport(); ok {
			return report
		}
		if k.more(ctx, 0) != nil {
			break
		}
	}
	return fmt.Appendf(nil, "\x1b[%d;%dR", k.rows, k.cols)
}

// settleShortly gives reports that are still on their way when a person leaves the time of one round trip.
func (k *surveyKeys) settleShortly() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(k.ctx), escapeWait)
	defer cancel()
	_ = k.settle(ctx)
}

// allowed translates a key for survey; nil means that the key does nothing.
func (k *surveyKeys) allowed(key []byte) []byte {
	switch string(key) {
	case "\x03":
		return k.leave(interrupted(nil))
	case "\x04":
		return k.leave(inputEnded())
	case "\x02", "\x1b": // Ctrl-B, Esc
		if !k.back {
			return nil
		}
		return k.leave(ErrBack)
	case "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[F", "\x1b[H", "\x1b[3~",
		"\x1bOA", "\x1bOB", "\x1bOC", "\x1bOD", "\x1bOF", "\x1bOH":
		return k.inList(key)
	}
	if key[0] == escapeKey {
		return nil
	}
	return k.inList(key)
}

func (k *surveyKeys) leave(why error) []byte {
	k.why = why
	return []byte{interruptKey}
}

// inList keeps survey from moving and ticking in a list whose filter fits nothing: it would panic. There, every deleting
// key clears the filter at once, so that the state is known again.
func (k *surveyKeys) inList(key []byte) []byte {
	if !k.noMatch {
		return key
	}
	switch c := key[0]; {
	case c == '\b', c == 0x7f, c == 0x17, c == 0x18:
		k.clearing = true
		return []byte{0x17}
	case c > ' ', c == '\r', c == '\n':
		return key
	}
	return nil
}

// filter is survey's question whether an option stays in the list. Survey asks for all options in turn. Who types a whole
// label means that option, though others contain the word: "no" is not "yes, as now".
func (k *surveyKeys) filter(options []Option) func(filter, _ string, i int) bool {
	found, exact := false, false
	return func(filter, _ string, i int) bool {
		if i == 0 {
			exact = slices.ContainsFunc(options, func(o Option) bool { return strings.EqualFold(o.Label, filter) })
		}
		ok := matches(options[i], filter)
		if exact {
			ok = strings.EqualFold(options[i].Label, filter)
		}
		found = ok || found && i > 0
		if i == len(options)-1 {
			k.noMatch = !found
		}
		return ok
	}
}

// reason tells why a question ended without an answer.
func (k *surveyKeys) reason(err error) error {
	if k.why != nil {
		return k.why
	}
	return left(err)
}

// surveyScreen is the screen as survey may see it. It notes each request for the cursor's position.
type surveyScreen struct {
	*console
	reader *surveyKeys
}

// Fd is what survey asks for the width of.
func (s surveyScreen) Fd() uintptr { return uintptr(s.fd) }

func (s surveyScreen) Write(p []byte) (int, error) {
	n := bytes.Count(p, []byte(askPosition))
	s.keys.owed += n
	s.reader.reports += n
	return s.console.Write(p)
}
