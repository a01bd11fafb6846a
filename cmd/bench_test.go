package cmd_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"
)

var worldUsers = flag.Int("users", 1000, "how many users the store of the benchmarks has")

// BenchmarkColdStart runs the program as it is shipped, a process for every question.
func BenchmarkColdStart(b *testing.B) {
	dir := b.TempDir()
	program := filepath.Join(dir, "orgctl")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "orgctl")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	run := func(b *testing.B, args ...string) int {
		c := exec.Command(program, args...)
		c.Env = []string{"HOME=" + dir, "ORGCTL_STORE=" + filepath.Join(dir, "world.db"), "PATH=" + os.Getenv("PATH")}
		err := c.Run()
		if c.ProcessState == nil {
			b.Fatal(err)
		}
		return c.ProcessState.ExitCode()
	}
	if code := run(b, "store", "generate", "--users", strconv.Itoa(*worldUsers)); code != 0 {
		b.Fatalf("no store was generated: exit code %d", code)
	}
	for _, start := range []struct {
		name string
		args []string
		code int
	}{
		{"version", []string{"version"}, 0},
		{"help", []string{"--help"}, 0},
		{"completion", []string{"completion", "bash"}, 0},
		{"check", []string{"grant", "check", "olivia@example.org", "id:1", "--right", "technical"}, 0},
	} {
		b.Run(start.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				begin := time.Now()
				if code := run(b, start.args...); code != start.code {
					b.Fatalf("exit code %d", code)
				}
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2]), "p50-ns")
		})
	}
}
