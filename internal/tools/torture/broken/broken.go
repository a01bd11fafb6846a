// Package broken is orgctl with one promise broken, for the controls of the trials: a trial that does not notice it proves
// nothing. Nobody ships it.
package broken

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

// Run does a command line in one of the broken ways. Passwords are hashed at a small cost in all of them.
func Run(ctx context.Context, way string, args []string) int {
	world := cmd.World("broken")
	world.Hash = secret.Params{Memory: 64, Time: 1, Threads: 1}
	switch way {
	case "quick": // nothing else is broken
	case "early":
		return early(ctx, args, world)
	case "unsynced": // what is written may wait in memory
		world.Store.Sync = "OFF"
	case "impatient": // a writer gives up as soon as it would have to wait
		world.Store.Wait = time.Nanosecond
	case "many": // all is well, and one process runs many commands
		return many(ctx, args, world)
	case "unqueued": // the same, and writers wait in SQLite alone
		world.Store.Unqueued = true
		return many(ctx, args, world)
	case "unguarded":
		return unguarded(ctx, args, world)
	case "ownerless":
		return ownerless(ctx, args, world)
	case "unscoped":
		return unscoped(ctx, args, world)
	case "formulas": // cells are written as they are, for spreadsheets as well
		if len(args) > 1 && args[0] == "export" && args[1] == "clients" {
			args = append(slices.Clone(args), "--raw")
		}
	case "plain-mail":
		return plainMail(ctx, args, world)
	case "plain-html", "plain-md", "plain-pdf":
		return plainPages(ctx, strings.TrimPrefix(way, "plain-"), args, world)
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

// many adds a number of products, one after the other, and prints how many milliseconds each took; -1 for one that failed.
func many(ctx context.Context, args []string, world app.World) int {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return 2
	}
	for i := range n {
		begun := time.Now()
		_, code := quietly(ctx, []string{"product", "add", fmt.Sprintf("drive/%s-%d", args[1], i), "-o", "json"}, world)
		took := time.Since(begun).Milliseconds()
		if code != 0 {
			took = -1
		}
		_, _ = fmt.Fprintln(os.Stdout, took)
	}
	return 0
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
	time.Sleep(30 * time.Millisecond) // so that it shows soon
	if _, code = quietly(ctx, args, world); code != 0 {
		_, _ = fmt.Fprintln(os.Stderr, errors.New("and then it was not"))
	}
	return 0
}
