// Command orgctl is an organization's Manager on the command line.
package main

import (
	"context"
	"os"

	"orgctl/cmd"
	"orgctl/internal/term"
)

//go:generate go run ./internal/tools/gencatalog
//go:generate go run ./internal/tools/gendocs

// version is set by the release build.
var version = "dev"

func main() {
	os.Exit(cmd.Main(context.Background(), os.Args[1:], term.System(), cmd.World(version)))
}
