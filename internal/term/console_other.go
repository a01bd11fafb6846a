//go:build !windows

package term

import (
	"errors"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// reporting is a standard stream behind a descriptor of its own. At descriptors 1 and 2 Go lets a pipe that nobody reads
// end the process; at every other one the write fails, so that a command that has changed something ends in order. To
// ignore the signal instead would cost a thread at every start, and hand the same to the programs we start.
func reporting(f *os.File) *os.File {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return f
	}
	return os.NewFile(uintptr(fd), f.Name())
}

// enableEscapes has nothing to do: terminals here understand escape codes or say TERM=dumb.
func enableEscapes(io.Writer) bool { return true }

// BrokenPipe reports that the reader of a pipe has gone.
func BrokenPipe(err error) bool { return errors.Is(err, syscall.EPIPE) }
