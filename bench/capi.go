package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// cAPI asks the same in SQL through the C API of SQLite, without roles, states or times being folded: a floor. It needs a C
// compiler and SQLite's header.
func (b *bench) cAPI(ctx context.Context, asked map[string][]question, ours map[string][]answer) error {
	program := filepath.Join(b.dir, "capi")
	if out, err := exec.CommandContext(ctx, "cc", "-O2", "-o", program, "capi/capi.c", "-lsqlite3").CombinedOutput(); err != nil {
		b.note("the C API was not asked: %s", strings.TrimSpace(string(out)))
		return nil
	}
	for _, kind := range []string{"check", "list", "who"} {
		var lines strings.Builder
		for _, q := range asked[kind] {
			category, name, _ := strings.Cut(q.ref, "/")
			lines.WriteString(strings.Join([]string{q.org, q.email, category, name, strconv.FormatInt(q.at.UnixMicro(), 10)}, "\t") + "\n")
		}
		c := exec.CommandContext(ctx, program, b.world, filepath.Join("capi", kind+".sql"))
		c.Stdin, c.Stderr = strings.NewReader(lines.String()), os.Stderr
		out, err := c.Output()
		if err != nil {
			return err
		}
		var us, them timings
		for line := range strings.Lines(string(out)) {
			took, err := strconv.ParseFloat(strings.TrimSpace(line), 64)
			if err != nil {
				return err
			}
			them = append(them, took)
		}
		for _, a := range ours[kind] {
			us = append(us, a.took)
		}
		what, _ := promised(kind)
		b.add(row{what: what, peer: "C API of SQLite, the SQL alone", theirs: them.median(), ours: us.median(), unit: duration, aim: 2})
	}
	return nil
}
