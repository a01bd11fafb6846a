//go:build unix

package cmd_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestAReaderThatWentAway gives stdout to a pipe that nobody reads: the command ends in order, and so quietly that a
// script with pipefail goes on. What it was to change is changed.
func TestAReaderThatWentAway(t *testing.T) {
	h := demo(t)
	for _, line := range []string{"version", "--help", "completion bash", "grant check jane@example.org drive/marketing --usage user", "team add printers"} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Close()
		var stderr bytes.Buffer
		c := h.Program("orgctl", strings.Fields(line)...)
		c.Stdout, c.Stderr = w, &stderr
		err = c.Run()
		_ = w.Close()
		if err != nil || strings.Contains(stderr.String(), "orgctl:") {
			t.Errorf("orgctl %s: %v\n%s", line, err, &stderr)
		}
	}
	h.Must(t, "team", "show", "printers")
}
