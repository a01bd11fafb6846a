package store

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"orgctl/internal/org"
)

// childFolder is the variable by which a test that runs itself again in another process is told where its store is.
const childFolder = "STORE_TEST_FOLDER"

// again is the running test in another process. Root would not be stopped by permissions, so it runs as nobody.
func again(t *testing.T, folder string, asNobody bool) *exec.Cmd {
	t.Helper()
	// The folder of the test binary is closed to others; this name of it is open to the process itself.
	c := exec.CommandContext(t.Context(), "/proc/self/exe", "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), childFolder+"="+folder)
	c.Dir = "/"
	if asNobody && os.Geteuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	return c
}

func runAgain(t *testing.T, folder string, asNobody bool) {
	t.Helper()
	out, err := again(t, folder, asNobody).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v\n%s", err, out)
	}
}

// openFolderFor makes a folder that others may look into, for one test.
func openFolderFor(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "orgctl-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(dir, 0o755); _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// visited is the store of a parent process, from its child.
func visited(t *testing.T, folder string) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 11, 22, 8, 30, 0, 0, time.UTC)}
	h.olivia = org.Caller{Session: account(t, "olivia@example.org", "acme").Session}
	h.open(filepath.Join(folder, "store.db"))
	return h
}

// lent builds a rich store and hands its files to a child.
func lent(t *testing.T) string {
	t.Helper()
	h := rich(t)
	dir := openFolderFor(t)
	content, err := os.ReadFile(h.backup("a.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"store.db", "a.db"} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// As a store in use it is in WAL mode, with a lock file.
	s, err := Open(t.Context(), filepath.Join(dir, "store.db"), h.options())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write(t.Context(), func(*tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// content is everything in a folder, by name.
func contentOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(b)
	}
	return out
}

func TestReadOnlyPlace(t *testing.T) {
	if dir := os.Getenv(childFolder); dir != "" {
		readOnlyVisit(t, dir)
		return
	}
	dir := lent(t)
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	before := contentOf(t, dir)
	runAgain(t, dir, true)
	for name, content := range contentOf(t, dir) {
		if before[name] != content {
			t.Errorf("%s was changed", name)
		}
	}
}

func readOnlyVisit(t *testing.T, dir string) {
	h := visited(t, dir)
	if !h.ReadOnly() {
		t.Fatal("the store can be written")
	}
	if got := h.access("jane@example.org", "drive/marketing"); !strings.HasPrefix(got, "technical") {
		t.Errorf("reading does not go on: %q", got)
	}
	clean(t, h.path)
	info, err := At(h.path, h.options()).Info(t.Context())
	if err != nil || !info.ReadOnly {
		t.Errorf("%+v, %v", info, err)
	}
	h.refused(org.CodeReadOnly)(h.AddProducts(t.Context(), as(h.olivia), []org.NewProduct{{Category: "drive", Name: "x"}}, false))
	h.refused(org.CodeReadOnly)(h.Recover(t.Context(), as(h.olivia), org.Recovery{Email: "olivia@example.org", Org: "acme"}))
	h.refused(org.CodeReadOnly)(At(h.path, h.options()).Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: filepath.Join(dir, "a.db")}))
	h.refused(org.CodeUnavailable)(h.Backup(t.Context(), org.Request{}, filepath.Join(dir, "b.db")))
	to := filepath.Join(openFolderFor(t), "b.db")
	if set := h.ok(h.Backup(t.Context(), org.Request{}, to)); len(set.Notes) == 0 {
		t.Error("nobody is told that the log does not know of the backup")
	}
	clean(t, to)
}

// TestNoRoom lets files grow only a little further: whatever is being written then must fail as a whole.
func TestNoRoom(t *testing.T) {
	if dir := os.Getenv(childFolder); dir != "" {
		crampedVisit(t, dir)
		return
	}
	dir := lent(t)
	runAgain(t, dir, false)
	clean(t, filepath.Join(dir, "store.db"))
}

func crampedVisit(t *testing.T, dir string) {
	h := visited(t, dir)
	h.addProduct("drive/first")
	before := h.dump()
	info, err := os.Stat(h.path)
	if err != nil {
		t.Fatal(err)
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	set := func(size uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: limit.Max}); err != nil {
			t.Fatal(err)
		}
	}
	set(uint64(info.Size()) / 2)
	_, errBackup := h.Backup(t.Context(), org.Request{}, filepath.Join(dir, "b.db"))
	_, errRestore := At(h.path, h.options()).Restore(t.Context(), org.Request{Confirmed: true}, org.Restore{From: filepath.Join(dir, "a.db")})
	var people []org.NewMember
	for i := range 2000 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("p%d@example.org", i)), Role: org.Collaborator})
	}
	_, errWrite := h.AddUsers(t.Context(), as(h.olivia), people, false)
	set(limit.Max)
	h.fails(org.CodeUnavailable, errBackup)
	h.fails(org.CodeUnavailable, errRestore)
	if kind := org.KindOf(errWrite); kind != org.KindUnavailable && kind != org.KindUnknown {
		t.Errorf("writing: %v", errWrite)
	}
	if after := h.dump(); after != before {
		t.Errorf("%s\n%s", before, after)
	}
	if got := h.files(); !slices.Equal(got, []string{"a.db"}) {
		t.Errorf("left behind: %v", got)
	}
	h.addProduct("drive/second")
}

// TestRestoreIsAtomic kills a program that restores one backup after the other: the store is always one of the two, whole,
// and nobody is logged in to it.
func TestRestoreIsAtomic(t *testing.T) {
	if dir := os.Getenv(childFolder); dir != "" {
		for i := range 1000 {
			restore(t, filepath.Join(dir, "store.db"), filepath.Join(dir, []string{"a.db", "b.db"}[i%2]))
			fmt.Println("restored")
		}
		return
	}
	dir := lent(t)
	h := visited(t, dir)
	h.addProduct("drive/later")
	h.ok(h.Backup(t.Context(), org.Request{}, filepath.Join(dir, "b.db")))
	restore(t, h.path, filepath.Join(dir, "b.db"))
	kills := 10
	if testing.Short() {
		kills = 2
	}
	for i := range kills {
		c := again(t, dir, false)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for lines.Scan() && lines.Text() != "restored" {
		}
		time.Sleep(time.Duration(7*i) * time.Millisecond) // anywhere in one of the next
		_ = c.Process.Kill()
		if err := c.Wait(); err == nil {
			t.Fatal("it ended by itself")
		}
		clean(t, h.path)
		if n := h.count("products"); (n != 5 && n != 6) || h.count("sessions") != 0 {
			t.Fatalf("after kill %d: %s", i, h.dump())
		}
	}
}
