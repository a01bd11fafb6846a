package store

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestLibcIsTheOneSQLiteWasMadeWith compares the version of modernc.org/libc that is linked with the one that the SQLite
// package names: with another one it may be slower or wrong.
func TestLibcIsTheOneSQLiteWasMadeWith(t *testing.T) {
	linked := goList(t, "{{.Version}}", "modernc.org/libc")
	text, err := os.ReadFile(goList(t, "{{.GoMod}}", "modernc.org/sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`modernc\.org/libc (v\S+)`).FindSubmatch(text)
	if named == nil || string(named[1]) != linked {
		t.Errorf("modernc.org/libc %s is linked, modernc.org/sqlite names %q: go get modernc.org/libc@%[2]s", linked, named)
	}
}

func goList(t *testing.T, format, module string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", format, module).Output()
	if err != nil {
		t.Fatalf("go list -m %s: %v", module, err)
	}
	return strings.TrimSpace(string(out))
}
