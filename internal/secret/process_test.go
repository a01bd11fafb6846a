package secret

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestMain is also the program that tests run beside themselves: one that logs people in.
func TestMain(m *testing.M) {
	if path := os.Getenv("SESSIONS_FILE"); path != "" {
		os.Exit(logIn(path, os.Getenv("SESSIONS_STORAGE"), os.Getenv("SESSIONS_NAME")))
	}
	os.Exit(m.Run())
}

// loginsPerProcess is how many different people each process logs in to the common store.
const loginsPerProcess = 10

func logIn(path, storage, name string) int {
	s := OpenSessions(path, storage)
	for i := range loginsPerProcess {
		l := Login{Email: name + strconv.Itoa(i) + "@example.org", Secret: "os_x"}
		for _, store := range []string{"common", name} {
			if err := s.Save(store, l); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
		}
		if storage == "keyring" {
			break // one is enough to wait for
		}
	}
	return 0
}

// start runs that program. One that hangs is ended, so that the test fails before everything does.
func start(t *testing.T, s *Sessions, env ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	c := exec.CommandContext(ctx, os.Args[0])
	c.Env = append(append(os.Environ(), "SESSIONS_FILE="+s.path), env...)
	c.Stderr = os.Stderr
	must(t, c.Start())
	return c
}

// Several processes log in at once, each to a store of its own and to a common one. Nobody's login may be lost.
func TestSessionsProcesses(t *testing.T) {
	const processes = 4
	s := open(t, "file")
	var running []*exec.Cmd
	for p := range processes {
		running = append(running, start(t, s, fmt.Sprintf("SESSIONS_NAME=p%d-", p)))
	}
	for _, c := range running {
		must(t, c.Wait())
	}
	f, err := s.view()
	must(t, err)
	if got := len(f.at("common").Logins); got != processes*loginsPerProcess {
		t.Errorf("%d logins of %d are left", got, processes*loginsPerProcess)
	}
	if got := len(f.Stores); got != processes+1 {
		t.Errorf("%d stores of %d are left", got, processes+1)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(s.path), ".*")); len(left) != 0 {
		t.Errorf("temporary files are left: %v", left)
	}
}
