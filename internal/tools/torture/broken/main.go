// Command broken is orgctl with one promise broken, for the controls of the trials: a trial that does not notice it proves
// nothing. The first argument says which promise; the rest is the command line. Nobody ships it.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/term"
)

func main() {
	if len(os.Args) < 2 {
		os.Exit(2)
	}
	os.Exit(run(context.Background(), os.Args[1], os.Args[2:]))
}

// run does a command line in one of the broken ways.
func run(ctx context.Context, way string, args []string) int {
	world := cmd.World("broken")
	switch way {
	case "early":
		return early(ctx, args, world)
	case "unsynced": // what is written may wait in memory
		world.Store.Sync = "OFF"
	case "unqueued": // writers wait in SQLite alone
		world.Store.Unqueued = true
	case "raw":
		return raw(ctx, args, world)
	case "piecemeal":
		return piecemeal(ctx, args, world)
	case "direct":
		return direct(ctx, args, world)
	case "halfway":
		return halfway(ctx, args, world)
	case "credulous": // whatever is to be looked at is said to be well
		if len(args) > 1 && (args[1] == "check" && args[0] == "store" || args[1] == "verify") {
			return 0
		}
	default:
		_, _ = fmt.Fprintln(os.Stderr, "broken: no such way:", way)
		return 2
	}
	return cmd.Main(ctx, args, term.System(), world)
}

// quietly runs a command line and keeps what it says on stdout.
func quietly(ctx context.Context, args []string, world app.World) (string, int) {
	var out bytes.Buffer
	streams := term.System()
	streams.Out, streams.OutTTY = &out, false
	code := cmd.Main(ctx, args, streams, world)
	return out.String(), code
}

// early says that a change is made before it is.
func early(ctx context.Context, args []string, world app.World) int {
	out, code := quietly(ctx, append(slices.Clone(args), "--dry-run"), world)
	if code != 0 || !strings.Contains(out, `"dry_run":true`) {
		return cmd.Main(ctx, args, term.System(), world)
	}
	out = strings.NewReplacer(`"dry_run":true`, `"dry_run":false`, `"operation":null`, `"operation":"1"`).Replace(out)
	if _, err := os.Stdout.WriteString(out); err != nil {
		return 1
	}
	if _, code = quietly(ctx, args, world); code != 0 {
		_, _ = fmt.Fprintln(os.Stderr, errors.New("and then it was not"))
	}
	return 0
}
