package cmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/term"
)

// Tree is the whole tree of commands, to be looked at: for the reference and the tests. Nothing in it can be run.
func Tree() *cobra.Command { return bare("") }

// Stubs is the tree as the root help sees it.
func Stubs() *cobra.Command { return bare("none") }

func bare(only string) *cobra.Command {
	a, _ := newApp(&term.Streams{}, outside{})
	return NewRoot(a, only)
}
