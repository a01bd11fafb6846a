package term

import "io"

// ErrPipe says that the reader of stdout has gone, as in "orgctl user list | head -1". That is no failure: the caller
// stops quietly with exit 0. System sees to it that the process lives on to see it.
const ErrPipe = pipeError("the reader of stdout has gone")

type pipeError string

func (e pipeError) Error() string { return string(e) }

const (
	firstBytes = 4 << 10  // so many bytes go out row by row: a person or a head sees them at once
	blockBytes = 64 << 10 // then they go out in blocks
)

// output collects what goes to stdout. Formats append whole rows to buf and then commit.
type output struct {
	w    io.Writer
	buf  []byte
	sent int
}

// Write makes it an io.Writer for encoders; nothing leaves before commit.
func (o *output) Write(p []byte) (int, error) {
	o.buf = append(o.buf, p...)
	return len(p), nil
}

// commit is called behind each row. It returns ErrPipe if nobody reads any more.
func (o *output) commit() error {
	if o.sent >= firstBytes && len(o.buf) < blockBytes {
		return nil
	}
	return o.flush()
}

func (o *output) flush() error {
	if len(o.buf) == 0 {
		return nil
	}
	n, err := o.w.Write(o.buf)
	o.sent += n
	o.buf = o.buf[:0]
	if err != nil && BrokenPipe(err) {
		return ErrPipe
	}
	return err
}
