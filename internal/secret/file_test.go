package secret

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"orgctl/internal/org"
)

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	fi, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return fi.Mode().Perm()
}

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b", "file")
	for _, content := range []string{"one", "", "three"} {
		if err := WriteFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if b, err := ReadFile(path, NobodyElseReads); string(b) != content || err != nil {
			t.Errorf("ReadFile = %q, %v", b, err)
		}
	}
	if runtime.GOOS != "windows" && (mode(t, path) != 0o600 || mode(t, filepath.Dir(path)) != 0o700) {
		t.Errorf("file %v, folder %v", mode(t, path), mode(t, filepath.Dir(path)))
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestWriteFileFails(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := WriteFile(file, []byte("old")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(file, "below"), filepath.Join(dir, "folder")} {
		if _, ok := errors.AsType[*org.Error](WriteFile(path, []byte("new"))); !ok {
			t.Errorf("writing %q succeeded", path)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("temporary files are left: %v", left)
	}
}

func TestReadFileMissing(t *testing.T) {
	if _, err := ReadFile(filepath.Join(t.TempDir(), "missing"), 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error is %v", err)
	}
}

func TestReadFileTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := WriteFile(path, make([]byte, maxFile+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFile(path, 0); org.KindOf(err) != org.KindUsage {
		t.Errorf("error is %v", err)
	}
}

// Readers that come while a file is replaced see one content or the other, whole.
func TestWriteFileIsAtomic(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	old, fresh := strings.Repeat("old ", 5000), strings.Repeat("new ", 7000)
	if err := WriteFile(path, []byte(old)); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	readers.Go(func() {
		for {
			if b, err := ReadFile(path, 0); err != nil || string(b) != old && string(b) != fresh {
				t.Errorf("read %d bytes, %v", len(b), err)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	for range 20 {
		for _, content := range []string{fresh, old} {
			if err := WriteFile(path, []byte(content)); err != nil {
				t.Error(err)
			}
		}
	}
	close(done)
	readers.Wait()
}
