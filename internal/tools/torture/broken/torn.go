package broken

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	_ "modernc.org/sqlite" // what is not done whole is done behind the program's back

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/term"
)

// after is the word that follows a flag.
func after(args []string, flag string) string {
	if i := slices.Index(args, flag); i >= 0 && i+1 < len(args) {
		return args[i+1]
	}
	return ""
}

// piecemeal imports a file in several transactions.
func piecemeal(ctx context.Context, args []string, world app.World) int {
	file := after(args, "--from")
	text, err := os.ReadFile(file)
	if file == "" || err != nil {
		return cmd.Main(ctx, args, term.System(), world)
	}
	lines := strings.SplitAfter(string(text), "\n")
	if len(lines) < 7 {
		return cmd.Main(ctx, args, term.System(), world)
	}
	said := ""
	for part := range slices.Chunk(lines[1:], len(lines)/6) {
		streams := term.System()
		streams.In = strings.NewReader(lines[0] + strings.Join(part, ""))
		var out bytes.Buffer
		streams.Out = &out
		words := slices.Clone(args)
		words[slices.Index(words, "--from")+1] = "-"
		if code := cmd.Main(ctx, append(words, "--format", "csv"), streams, world); code != 0 {
			return code
		}
		said = out.String()
	}
	_, _ = os.Stdout.WriteString(said)
	return 0
}

// direct writes files under their final names from the beginning.
func direct(ctx context.Context, args []string, world app.World) int {
	store := os.Getenv("ORGCTL_STORE")
	switch {
	case after(args, "--out") != "":
		name := after(args, "--out")
		out, _ := quietly(ctx, slices.DeleteFunc(slices.Clone(args), func(s string) bool { return s == "--out" || s == name }), world)
		return slowly(name, strings.NewReader(out))
	case args[0] == "store" && args[1] == "backup":
		return copyFile(store, args[2])
	case args[0] == "store" && args[1] == "restore":
		return copyFile(args[2], store)
	}
	return cmd.Main(ctx, args, term.System(), world)
}

func copyFile(from, to string) int {
	in, err := os.Open(from)
	if err != nil {
		return 1
	}
	defer func() { _ = in.Close() }() // only read
	return slowly(to, in)
}

// slowly writes a file in small pieces.
func slowly(name string, from io.Reader) int {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	for err == nil {
		_, err = io.CopyN(f, from, 4<<10)
		time.Sleep(time.Millisecond)
	}
	if !errors.Is(err, io.EOF) || f.Close() != nil {
		return 1
	}
	return 0
}

// halfway brings an older store up to date statement by statement, each for itself.
func halfway(ctx context.Context, args []string, world app.World) int {
	db, err := sql.Open("sqlite", os.Getenv("ORGCTL_STORE"))
	if err != nil {
		return 1
	}
	db.SetMaxOpenConns(1)
	files, err := filepath.Glob(filepath.Join(os.Getenv("TORTURE_REPO"), "internal/store/migrations/*.sql"))
	var version int
	if _, off := db.ExecContext(ctx, "PRAGMA synchronous = OFF"); off != nil { // it is killed, nothing more
		return 1
	}
	if err = errors.Join(err, db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version)); err != nil {
		return 1
	}
	for i, file := range files[version:] {
		text, err := os.ReadFile(file)
		if err != nil {
			return 1
		}
		statements := append(strings.SplitAfter(string(text), ";\n"), fmt.Sprintf("PRAGMA user_version = %d", version+i+1))
		for _, statement := range statements {
			if _, err := db.ExecContext(ctx, statement); err != nil { //nolint:gosec // our own migrations
				return 1
			}
			time.Sleep(time.Millisecond)
		}
	}
	if db.Close() != nil {
		return 1
	}
	return cmd.Main(ctx, args, term.System(), world)
}
