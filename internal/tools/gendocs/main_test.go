package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestCommittedFilesAreCurrent(t *testing.T) {
	t.Chdir("../../..")
	all, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range all {
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not what the program says: run go generate (%v)", path, err)
		}
	}
	old, err := stale(all)
	if err != nil {
		t.Fatal(err)
	}
	if len(old) > 0 {
		t.Errorf("no longer generated: %v: run go generate", old)
	}
}

func TestGenerateIsDeterministic(t *testing.T) {
	first, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	second, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for path := range first {
		if first[path] != second[path] {
			t.Errorf("%s differs from run to run", path)
		}
	}
}

// TestLinks follows every link between the pages of the repository, to the heading.
func TestLinks(t *testing.T) {
	t.Chdir("../../..")
	links := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	followed := 0
	for _, path := range markdownFiles(t) {
		for _, m := range links.FindAllStringSubmatch(withoutCode(read(t, path)), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, heading, _ := strings.Cut(m[1], "#")
			target := path
			if file != "" {
				target = filepath.Join(filepath.Dir(path), file)
			}
			followed++
			switch _, err := os.Stat(target); {
			case err != nil:
				t.Errorf("%s: %s is not there", path, m[1])
			case heading != "" && !slices.Contains(anchors(read(t, target)), heading):
				t.Errorf("%s: %s has no such heading", path, m[1])
			}
		}
	}
	if followed < 50 {
		t.Errorf("only %d links found", followed)
	}
}

func markdownFiles(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, pattern := range []string{"docs/*.md", "docs/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// withoutCode leaves out the fenced blocks.
func withoutCode(text string) string {
	var out []string
	for i, part := range strings.Split(text, "\n```") {
		if i%2 == 0 {
			out = append(out, part)
		}
	}
	return strings.Join(out, "\n")
}

func anchors(text string) []string {
	var out []string
	for line := range strings.Lines(withoutCode(text)) {
		if title := strings.TrimLeft(line, "#"); title != line {
			out = append(out, anchor(strings.TrimSpace(title)))
		}
	}
	return out
}

func TestBlocks(t *testing.T) {
	got := blocks("\nOne\nparagraph:\n  a  b\n\n  c  d\n\nAnother.\n")
	want := []block{{false, "One\nparagraph:"}, {true, "  a  b\n\n  c  d"}, {false, "Another."}}
	if !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestEscape(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a|b <c> *d*", `a\|b &lt;c> \*d\*`},
		{"see 'orgctl help filters', or not", "see `orgctl help filters`, or not"},
		{"'orgctl list --filter a<b' and <c>", "`orgctl list --filter a<b` and &lt;c>"},
		{"somebody's 'orgctl", "somebody's 'orgctl"},
		{"user's, not orgctl's", "user's, not orgctl's"},
	} {
		if got := escape(c.in); got != c.want {
			t.Errorf("escape(%q) is %q, want %q", c.in, got, c.want)
		}
	}
}

func TestEscapeRoff(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`a-b 'c' \d`, `a\-b \(aqc\(aq \(rsd`},
		{".so /etc/passwd", `\&.so /etc/passwd`},
		{"a\n.b", "a\n\\&.b"},
	} {
		if got := escapeLines(c.in); got != c.want {
			t.Errorf("escapeLines(%q) is %q, want %q", c.in, got, c.want)
		}
	}
}
