//go:build linux || darwin

package table

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWriteResultsReplaces(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "r.csv"), filepath.Join(dir, "link.csv")
	if err := os.WriteFile(path, []byte(strings.Repeat("old\n", 100)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("r.csv", link); err != nil {
		t.Fatal(err)
	}
	if err := WriteResults(link, rowsOf(t, "csv", "email\na\n"), nil); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "email,status,error\na,ok,\n" {
		t.Errorf("got %q, %v", got, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 2 {
		t.Errorf("left behind: %v", files)
	}
}

// A pipe, like /dev/stderr or what a shell makes of >(…), must stay what it is.
func TestWriteResultsToPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0) // with one end alone, opening waits for the other
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := WriteResults(path, rowsOf(t, "csv", "email\na\n"), nil); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Fatalf("the pipe became %v, %v", info, err)
	}
	want := "email,status,error\na,ok,\n"
	got := make([]byte, len(want))
	if _, err := io.ReadFull(f, got); err != nil || string(got) != want {
		t.Errorf("got %q, %v", got, err)
	}
}
