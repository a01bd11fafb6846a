//go:build unix

package cmd

import (
	"os/signal"
	"syscall"
)

// ignorePipe makes a closed pipe an error of the write instead of the end of the process, so that a command that has
// changed something ends in order.
func ignorePipe() { signal.Ignore(syscall.SIGPIPE) }
