// Command gencatalog turns internal/org/catalog.yaml into Go, so that the program starts without parsing anything. It
// owns the rules of that file: ids once used are never given to another category. It knows nothing of the catalog's use
// and does not import package org, which could not be built without its output.
//
// It runs in the root of the repository, through go generate.
package main

import (
	"fmt"
	"os"
)

const (
	source = "internal/org/catalog.yaml"
	target = "internal/org/catalog_gen.go"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "gencatalog:", err)
		os.Exit(1)
	}
}

func run() error {
	b, err := os.ReadFile(source)
	if err != nil {
		return err
	}
	c, err := parse(b)
	if err != nil {
		return fmt.Errorf("%s: %w", source, err)
	}
	code, err := c.code()
	if err != nil {
		return err
	}
	return os.WriteFile(target, code, 0o644)
}
