//go:build !windows

package term

import (
	"errors"
	"io"
	"syscall"
)

// enableEscapes has nothing to do: terminals here understand escape codes or say TERM=dumb.
func enableEscapes(io.Writer) bool { return true }

// brokenPipe reports that the reader of a pipe has gone.
func brokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
