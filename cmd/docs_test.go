package cmd_test

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"

	"orgctl/internal/clitest"
)

var update = flag.Bool("update", false, "write what the commands in the docs answer into the docs")

// TestDocsSayWhatHappens runs every command in a ```console block of the README and the guide, one file after the other
// on a world of its own, and compares the answers. A line of three dots stands for any lines.
func TestDocsSayWhatHappens(t *testing.T) {
	files, err := filepath.Glob("../docs/guide/*.md")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range append(files, "../README.md") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			path, err := filepath.Abs(file)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			h := demo(t)
			h.Set("NO_COLOR", "1")
			h.Set("COLUMNS", "110")
			t.Chdir(h.Dir)
			got := replay(t, h, string(text))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if !same(string(text), got) {
				t.Errorf("%s says something else than what happens; it would be:\n%s", file, got)
			}
		})
	}
}

// replay is the text with the answers of its commands as they are now.
func replay(t *testing.T, h *clitest.Home, text string) string {
	t.Helper()
	var out []string
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch command, isCommand := strings.CutPrefix(line, "$ "); {
		case strings.HasPrefix(line, "```"):
			inside = strings.HasPrefix(line, "```console")
			out = append(out, line)
		case inside && isCommand:
			out = append(out, line)
			out = append(out, runLine(t, h, command)...)
		case !inside || line == "…":
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

func runLine(t *testing.T, h *clitest.Home, line string) []string {
	t.Helper()
	line, showCode := strings.CutSuffix(line, "; echo $?")
	words, err := shellquote.Split(line)
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	switch words[0] {
	case "cat":
		data, err := os.ReadFile(words[1])
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	case "orgctl":
		code, answer := watch(t, h, words[1:])
		answer = regexp.MustCompile(`\b(o[a-z]_)[a-z2-7]{56}\b`).ReplaceAllString(answer, "${1}7zq4k2…") // codes are random
		lines := strings.Split(strings.TrimRight(strings.ReplaceAll(answer, h.Dir, "~"), "\n"), "\n")
		if lines[0] == "" {
			lines = nil
		}
		if showCode {
			return append(lines, fmt.Sprint(code))
		}
		if code != 0 {
			t.Errorf("%s: exit code %d\n%s", line, code, answer)
		}
		return lines
	}
	t.Fatalf("%s: this test can't run that", line)
	return nil
}

// watch runs a command line as somebody sees it, with its results in a file if it says so.
func watch(t *testing.T, h *clitest.Home, words []string) (int, string) {
	t.Helper()
	i := slices.Index(words, ">")
	if i < 0 {
		return h.Watch(words...)
	}
	r := h.Run(words[:i]...)
	if err := os.WriteFile(words[i+1], []byte(r.Stdout), 0o600); err != nil {
		t.Fatal(err)
	}
	return r.Code, r.Stderr
}

// same compares two texts, a line of three dots in the first standing for any lines in the second.
func same(want, got string) bool {
	parts := strings.Split(strings.ReplaceAll(want, "\n…\n", "\x00"), "\x00")
	for i, part := range parts {
		at := strings.Index(got, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		got = got[at+len(part):]
	}
	return len(parts) > 1 || got == ""
}

// TestDocsNameWhatExists looks up every test, fuzz target and trial that the page about security calls a proof.
func TestDocsNameWhatExists(t *testing.T) {
	page := string(mustRead(t, "../docs/security.md"))
	var tests, trials strings.Builder
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, "_test.go") {
			tests.Write(mustRead(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	trials.Write(mustRead(t, "../internal/tools/torture/trial.go"))
	for _, name := range regexp.MustCompile(`\b(?:Test|Fuzz)[A-Z]\w+`).FindAllString(page, -1) {
		if !strings.Contains(tests.String(), "\nfunc "+name+"(") {
			t.Errorf("there is no %s", name)
		}
	}
	proofs := regexp.MustCompile("(?m)^\\|[^|\n]+\\|[^|\n]+\\|((?: ?(?:`[a-z-]+`|(?:Test|Fuzz)\\w+),?)+) \\|").FindAllStringSubmatch(page, -1)
	if len(proofs) < 20 {
		t.Fatalf("only %d proofs were found", len(proofs))
	}
	for _, p := range proofs {
		for _, name := range regexp.MustCompile("`([a-z-]+)`").FindAllStringSubmatch(p[1], -1) {
			if !strings.Contains(trials.String(), `{"`+name[1]+`", `) {
				t.Errorf("there is no trial %s", name[1])
			}
		}
	}
}
