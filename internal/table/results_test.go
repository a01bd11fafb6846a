package table

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func rowsOf(t *testing.T, format, file string) []Row {
	t.Helper()
	rows, err := Read(strings.NewReader(file), format, usersSpec())
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestWriteResults(t *testing.T) {
	const csvFile = "id,email,role\n7,a,\"x, y\"\n8,b,\n"
	const jsonFile = `{"email":"a","role":["x","y"]}{"billing":true,"email":"b"}`
	tests := []struct{ name, path, format, file, want string }{
		{"csv", "r.csv", "csv", csvFile, "id,email,role,status,error\n7,a,\"x, y\",ok,\n8,b,,failed,\"no \"\"b\"\"\"\n"},
		{"csv to jsonl", "r.jsonl", "csv", csvFile, "" +
			`{"id":"7","email":"a","role":"x, y","status":"ok","error":""}` + "\n" +
			`{"id":"8","email":"b","role":"","status":"failed","error":"no \"b\""}` + "\n"},
		{"jsonl to csv", "r.txt", "jsonl", jsonFile, "email,role,billing,status,error\na,x|y,,ok,\nb,,true,failed,\"no \"\"b\"\"\"\n"},
		{"jsonl", "r.ndjson", "jsonl", jsonFile, "" +
			`{"email":"a","role":"x|y","status":"ok","error":""}` + "\n" +
			`{"billing":"true","email":"b","status":"failed","error":"no \"b\""}` + "\n"},
		{"array", "r.json", "jsonl", jsonFile, "[\n" +
			`{"email":"a","role":"x|y","status":"ok","error":""},` + "\n" +
			`{"billing":"true","email":"b","status":"failed","error":"no \"b\""}` + "\n]\n"},
		{"results again", "r.csv", "csv", "error,email,status\nold,a,failed\nold,b,failed\n", "email,status,error\na,ok,\nb,failed,\"no \"\"b\"\"\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), tt.path)
			if err := WriteResults(path, rowsOf(t, tt.format, tt.file), map[int]string{2: `no "b"`}); err != nil {
				t.Fatal(err)
			}
			got, err := os.ReadFile(path)
			if err != nil || string(got) != tt.want {
				t.Errorf("got %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

func TestWriteResultsFails(t *testing.T) {
	dir := t.TempDir()
	rows := rowsOf(t, "csv", "email\na\n")
	for _, path := range []string{dir, filepath.Join(dir, "none", "r.csv")} {
		err := WriteResults(path, rows, nil)
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindInternal || e.Err == nil || !strings.Contains(e.Hint, "the rows themselves are done") {
			t.Errorf("%s: %#v", path, err)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
	broken := errors.New("full")
	path := filepath.Join(dir, "r.csv")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := replace(path, func(w io.Writer) error {
		_, _ = io.WriteString(w, "half of it")
		return broken
	})
	got, _ := os.ReadFile(path)
	if files, _ := os.ReadDir(dir); !errors.Is(err, broken) || string(got) != "old" || len(files) != 1 {
		t.Errorf("%v, %q, %v", err, got, files)
	}
}
