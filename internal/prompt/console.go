package prompt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// console is what the two prompters for people share: the keyboard, the way out, and which step was announced last.
type console struct {
	keys  *keyboard
	out   io.Writer
	fd    int // of out, -1 if it is no terminal
	clean func(string) string
	step  string
}

func newConsole(o Options) *console {
	clean := o.Clean
	if clean == nil {
		clean = func(s string) string { return s }
	}
	return &console{keys: newKeyboard(o.In), out: o.Err, fd: terminalFD(o.Err), clean: clean}
}

// size is asked for again at each question, because windows are resized. Without a terminal there is no height: a list
// is then written whole.
func (c *console) size() (cols, rows int) {
	if c.fd < 0 {
		return 80, 1 << 20
	}
	cols, rows, err := term.GetSize(c.fd)
	if err != nil || cols <= 0 || rows <= 0 {
		return 80, 24
	}
	return cols, rows
}

// Write ends lines as the terminal needs it at the moment.
func (c *console) Write(p []byte) (int, error) {
	text := p
	if c.keys.isRaw {
		text = bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))
	}
	if _, err := c.out.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *console) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(c, format, args...) // the next read tells of a terminal that is gone
}

// Note writes text line by line, because cleaning would make a line break visible instead of breaking the line. What is
// too long for the terminal is broken at blanks, further in than it began.
func (c *console) Note(text string) {
	cols, _ := c.size()
	for line := range strings.Lines(text) {
		line = c.clean(strings.TrimRight(line, "\r\n"))
		if c.fd < 0 || cells(line) < cols {
			c.printf("%s\n", line)
			continue
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		for i, part := range wrap(line, max(cols-len(indent)-3, 10)) {
			if i == 1 {
				indent += "  "
			}
			c.printf("%s%s\n", indent, part)
		}
	}
}

// announce prints the step a question belongs to, once for all questions of it.
func (c *console) announce(step string) {
	if step != "" && step != c.step {
		c.printf("\n%s\n", c.clean(step))
	}
	c.step = step
}

func (c *console) cleaned(options []Option) []Option {
	out := make([]Option, len(options))
	for i, o := range options {
		out[i] = Option{c.clean(o.Label), c.clean(o.Detail)}
	}
	return out
}

// tickable splits a question into what can be ticked and what is only shown. index leads from a tickable option back
// to the question's own numbering; ticked counts in the new numbering.
func (q MultiSelect) tickable() (options []Option, index, ticked []int) {
	for i, o := range q.Options {
		if slices.Contains(q.Fixed, i) {
			continue
		}
		if slices.Contains(q.Ticked, i) {
			ticked = append(ticked, len(index))
		}
		options = append(options, o)
		index = append(index, i)
	}
	return options, index, ticked
}

// enough is the check that every prompter applies to ticks.
func (q MultiSelect) enough(ticks int) error {
	if ticks >= q.Min {
		return nil
	}
	if q.Min == 1 {
		return errors.New("tick at least one")
	}
	return fmt.Errorf("tick at least %d", q.Min)
}

// check is the check that every prompter applies to a text.
func (q Input) check(answer string) error {
	if answer == "" && q.Required {
		return errors.New("an answer is required")
	}
	if q.Validate == nil || answer == "" {
		return nil
	}
	return q.Validate(answer)
}

// given turns what was typed into the answer. An empty line takes the default.
func (q Input) given(typed string) string {
	if typed = strings.TrimSpace(typed); typed != "" {
		return typed
	}
	return q.Default
}

func (q Password) check(answer string) error {
	if answer == "" {
		return errors.New("a password is required")
	}
	if q.Validate == nil {
		return nil
	}
	return q.Validate(answer)
}

// typed is the question behind a confirmation by typing.
func (q Confirm) typed() Input {
	return Input{
		Step: q.Step, Help: q.Help, Back: q.Back,
		Label: fmt.Sprintf("%s Type %s to confirm, or nothing for no:", q.Label, q.Typed),
		Validate: func(s string) error {
			if s != q.Typed {
				return fmt.Errorf("this is not %q", q.Typed)
			}
			return nil
		},
	}
}

// showFixed names the options that cannot be ticked, at most half a screen of them: the question must stay in view.
func (c *console) showFixed(q MultiSelect) {
	_, rows := c.size()
	fixed := q.Fixed
	if room := max(3, rows/2); len(fixed) > room {
		fixed = fixed[:room]
	}
	if len(fixed) > 0 {
		c.printf("cannot be changed here:\n")
	}
	for _, i := range fixed {
		c.printf("  %s\n", inline(c.cleaned(q.Options[i : i+1])[0]))
	}
	if rest := len(q.Fixed) - len(fixed); rest > 0 {
		c.printf("  and %d more\n", rest)
	}
}

// inline writes an option on one line: "drive/marketing (3 of 5 granted)".
func inline(o Option) string {
	if o.Detail == "" {
		return o.Label
	}
	return o.Label + " (" + o.Detail + ")"
}

// untilSignal ends a question on the signals that would otherwise end the program with the terminal still in raw mode.
func untilSignal(ctx context.Context) (context.Context, context.CancelFunc) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
}

// rawUntilSignal is untilSignal with a raw terminal: nothing is echoed until done is called, not even what is typed or
// pasted between two questions. Without a terminal there is no mode to change.
func (c *console) rawUntilSignal(ctx context.Context) (_ context.Context, done func(), err error) {
	ctx, stop := untilSignal(ctx)
	if c.keys.fd < 0 {
		return ctx, stop, nil
	}
	restore, err := c.keys.raw()
	if err != nil {
		stop()
		return nil, nil, left(err)
	}
	return ctx, func() { restore(); stop() }, nil
}

// nothingToTick answers a list in which everything is fixed: there is no question, and it is an error only if
// something had to be ticked.
func (c *console) nothingToTick(q MultiSelect) error {
	if q.Min > 0 {
		return nothingToChoose(q.Label)
	}
	c.printf("nothing can be ticked here\n")
	return nil
}

// original leads from the numbering of the tickable options back to that of the question.
func original(index, chosen []int) []int {
	out := make([]int, len(chosen))
	for n, i := range chosen {
		out[n] = index[i]
	}
	return out
}

// summary names what was ticked.
func summary(options []Option, chosen []int) string {
	if len(chosen) == 0 {
		return "none"
	}
	labels := make([]string, len(chosen))
	for n, i := range chosen {
		labels[n] = options[i].Label
	}
	return strings.Join(labels, ", ")
}
