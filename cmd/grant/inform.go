package grantcmd

import (
	"context"

	"github.com/spf13/cobra"

	"orgctl/internal/org"
)

// informFlag says whether the person whose access changes is told.
type informFlag bool

func (i *informFlag) bind(c *cobra.Command) {
	c.Flags().BoolVar((*bool)(i), "inform", false, "tell the person by mail what they may do now")
}

// telling runs a change of grants with it.
func (i informFlag) telling(run func(context.Context, org.Request) (org.ChangeSet, error)) func(context.Context, org.Request) (org.ChangeSet, error) {
	return func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		req.Inform = bool(i)
		return run(ctx, req)
	}
}
