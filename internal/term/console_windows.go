package term

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// reporting has nothing to do: a closed pipe is an error of the write here.
func reporting(f *os.File) *os.File { return f }

// enableEscapes asks a console to interpret escape codes; before Windows 10 it can't.
func enableEscapes(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	if !ok {
		return true
	}
	var mode uint32
	console := windows.Handle(f.Fd())
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// BrokenPipe reports that the reader of a pipe has gone, which Windows says in two ways.
func BrokenPipe(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA)
}
