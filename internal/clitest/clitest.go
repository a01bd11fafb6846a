// Package clitest is the harness of the tests that run the program as its users do: scripts of whole stories on a real
// store, commands in a pseudo-terminal with a terminal emulator behind it, and single command lines in this process.
// The program's Main is handed to it, so that it depends on no command.
package clitest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/itchyny/gojq"
	"github.com/rogpeppe/go-internal/testscript"

	"encoding/base32"
	"encoding/json"

	"orgctl/internal/app"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

// Main is the program.
type Main func(ctx context.Context, args []string, streams *term.Streams, world app.World) int

// Epoch is the time at which every test begins.
const Epoch = "2026-11-22T08:00:00Z"

// nowVariable carries the time of a test into the processes it starts. Only this harness reads it.
const nowVariable = "CLITEST_NOW"

// World is the world of tests: a clock that stands still, real randomness, and passwords hashed at a small cost.
func World() app.World {
	return app.World{Now: now, Rand: rand.Reader, Hash: secret.Params{Memory: 64, Time: 1, Threads: 1}, Version: "test"}
}

func now() time.Time {
	text := os.Getenv(nowVariable)
	if text == "" {
		text = Epoch
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

// Run is for TestMain: it lets the test binary stand in for the program, as "orgctl" in scripts and terminals.
func Run(m *testing.M, main Main) {
	testscript.Main(m, map[string]func(){
		"orgctl": func() { os.Exit(main(context.Background(), os.Args[1:], term.System(), World())) },
	})
}

// Scripts runs every story of a folder. Besides testscript's own commands there are:
//
//	exits CODE PROGRAM ARGS…   the program ends with this code
//	clock TIME                 it is this time from here on
//	jq EXPRESSION [WANT]       the expression over the last standard output is WANT, or true
//	otp FILE SECRET            FILE holds the code that an app with the secret in the file SECRET shows now
//	mailbox                    mail goes out from here on, into a folder
//	inbox ADDRESS              the latest mail to somebody is shown, and the code in it is $CODE
//	store                      a store with the organization acme and its owner olivia@example.org, logged in
func Scripts(t *testing.T, dir string) {
	testscript.Run(t, testscript.Params{
		Dir:   dir,
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "clock": clock, "jq": jq, "otp": otp, "store": makeStore, "mailbox": mailbox, "inbox": inbox,
		},
		RequireExplicitExec: false,
	})
}

func setup(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, "home")
	for k, v := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": home + "/config", "XDG_DATA_HOME": home + "/data", "XDG_STATE_HOME": home + "/state",
		"XDG_CONFIG_DIRS": home + "/etc", "ORGCTL_STORE": e.WorkDir + "/store/store.db", nowVariable: Epoch, "TZ": "UTC", "LANG": "C.UTF-8",
		"CI": "", "NO_COLOR": "", "ORGCTL_NO_INPUT": "",
	} {
		e.Setenv(k, v)
	}
	return os.WriteFile(filepath.Join(e.WorkDir, "password"), []byte(Password+"\n"), 0o600)
}

// Password is the password of everybody in the tests. Scripts find it in $WORK/password.
const Password = "correct horse battery"

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func clock(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: clock TIME")
	}
	_, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	ts.Setenv(nowVariable, args[0])
}

func jq(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: jq EXPRESSION [WANT]")
	}
	query, err := gojq.Parse(args[0])
	ts.Check(err)
	var input any
	dec := json.NewDecoder(strings.NewReader(ts.ReadFile("stdout")))
	ts.Check(dec.Decode(&input))
	var got []string
	for it := query.Run(input); ; {
		v, ok := it.Next()
		if !ok {
			break
		}
		if err, isErr := v.(error); isErr {
			ts.Fatalf("jq: %v", err)
		}
		got = append(got, text(v))
	}
	want := "true"
	if len(args) == 2 {
		want = args[1]
	}
	if same := strings.Join(got, "\n") == want; same == neg {
		ts.Fatalf("jq %s: got %q, want %q (negated: %v)", args[0], strings.Join(got, "\n"), want, neg)
	}
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := gojq.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(b)
}

func otp(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: otp FILE SECRET")
	}
	at, err := time.Parse(time.RFC3339, ts.Getenv(nowVariable))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(AppCode(ts.ReadFile(args[1]), at)+"\n"), 0o600))
}

// AppCode is what an app with this secret shows at a time.
func AppCode(text string, at time.Time) string {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.TrimSpace(text))
	if err != nil {
		panic(err)
	}
	return secret.TOTP(key, secret.TOTPStep(at))
}

func makeStore(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: store")
	}
	ts.Check(ts.Exec("orgctl", "init", "--email", "olivia@example.org", "--first-name", "Olivia", "--last-name", "Owner",
		"--password-file", ts.MkAbs("password"), "--org", "acme", "--org-name", "Acme", "--kind", "company", "--country", "CH"))
}
