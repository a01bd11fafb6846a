package cmd_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// TestExportingStepByStep ticks one of two clients, goes back and forth, and ends with the one command that does the same.
func TestExportingStepByStep(t *testing.T) {
	h := demo(t)
	t.Chdir(h.Dir)
	x := atTerminal(t, h, "export", "clients")
	play(t, x,
		"Step 1 of 4 – Acme: clients", down+enter,
		"Which clients?", clitest.CtrlB, // within the first step
		"Export the data of which clients?", down+enter,
		"Which clients?", space+enter, // delta
		"Step 2 of 4 – Acme: history", clitest.CtrlB,
		"Export the data of which clients?", down+enter,
		"Which clients?", enter, // still ticked
		"Which history?", "all"+enter,
		"Step 3 of 4 – Acme: period", "last-q"+enter,
		"Step 4 of 4 – Acme: export", enter)
	x.Expect("clients delta", "2026-07-01 to 2026-09-30 (Europe/Zurich)", "exported 3 rows of Acme",
		"Equivalent command: orgctl export clients", "--client delta", "--history all", "--period last-quarter")
	expectCode(t, x, 0)
	name := "acme-2026-07-01_2026-09-30.csv"
	text, err := os.ReadFile(name)
	if err != nil || strings.Count(string(text), "\r\n") != 4 {
		t.Fatalf("%q, %v", text, err)
	}
	if got := h.Must(t, strings.Fields("export clients --client delta --history all --period last-quarter")...); got != string(text) {
		t.Errorf("the equivalent command writes\n%s\nnot\n%s", got, text)
	}
}

// TestExportingWhatIsNotGiven asks only for what flags have not said, in plain questions.
func TestExportingWhatIsNotGiven(t *testing.T) {
	h := demo(t)
	t.Chdir(h.Dir)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "export", "clients", "--history", "payments", "--out", "p.csv")
	play(t, x,
		"Step 1 of 3 – Acme: clients", "1"+enter,
		"Step 2 of 3 – Acme: period", "7"+enter,
		"Period", "2026-13"+enter,
		"! ", "2026-09-15..2026-10-15"+enter,
		"Step 3 of 3 – Acme: export", enter)
	x.Expect("exported 1 row of Acme, 2026-09-15 to 2026-10-15", "--from 2026-09-15")
	expectCode(t, x, 0)
}

// TestAnotherDocumentIsNotReplacedUnasked exports twice to a name under which there is something else, and again to what is then there.
func TestAnotherDocumentIsNotReplacedUnasked(t *testing.T) {
	h := demo(t)
	t.Chdir(h.Dir)
	if err := os.WriteFile("notes.txt", []byte("not to be lost\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	words := []string{"export", "clients", "--history", "all", "--period", "2026", "--out", "notes.txt"}
	for _, words := range [][]string{words, {"export", "access", "--out", "notes.txt"}, {"log", "export", "--out", "notes.txt"}} {
		x := atTerminal(t, h, words...)
		play(t, x, "no earlier export. Replace it?", "n"+enter)
		x.Expect("orgctl: not confirmed: nothing was written")
		expectCode(t, x, 5)
	}
	for _, format := range []string{"pdf", "html", "md"} {
		words := []string{"dpa", "generate", "--format", format, "--out", "notes.txt"}
		x := atTerminal(t, h, words...)
		play(t, x, "no earlier certificate. Replace it?", "n"+enter)
		x.Expect("orgctl: not confirmed: nothing was written")
		expectCode(t, x, 5)
		words[len(words)-1] = "certificate." + format
		h.Must(t, words...)
		x = atTerminal(t, h, words...)
		x.Expect("wrote the certificate")
		expectCode(t, x, 0)
	}
	if text, err := os.ReadFile("notes.txt"); err != nil || string(text) != "not to be lost\n" {
		t.Fatalf("%q, %v", text, err)
	}
	x := atTerminal(t, h, words...)
	play(t, x, "Replace it?", "y"+enter)
	expectCode(t, x, 0)
	x = atTerminal(t, h, words...)
	x.Expect("exported")
	expectCode(t, x, 0)
}

func TestLeavingTheExportLeavesNothing(t *testing.T) {
	h := demo(t)
	t.Chdir(h.Dir)
	before := clitest.Snapshot(t, h.Dir)
	x := atTerminal(t, h, "export", "clients")
	play(t, x, "clients", enter, "history", enter, "period", clitest.CtrlC)
	x.Expect("orgctl: interrupted")
	expectCode(t, x, 130)
	if diff := clitest.Changed(before, clitest.Snapshot(t, h.Dir)); diff != "" {
		t.Errorf("changed %s", diff)
	}
}

// TestAnInterruptedExportLeavesNoPart stops exports while they write, by a signal that the program can answer and by one that it
// can't. Whenever it comes, the file is the one from before or the whole new one.
func TestAnInterruptedExportLeavesNoPart(t *testing.T) {
	h := demo(t)
	rows := strings.Builder{}
	rows.WriteString("client,date,kind,product,amount,reference,label\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "delta,2025-05-05,order,drive/a,1.00,R-%d,%s\n", i, strings.Repeat("x", 60))
	}
	if r := h.RunWith(rows.String(), "billing", "import", "-"); r.Code != 0 {
		t.Fatal(r.Stderr)
	}
	whole := h.Must(t, "export", "clients", "--history", "all", "--period", "2025")
	dir := filepath.Join(h.Dir, "exports")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	target := filepath.Join(dir, "out.csv")
	for i := range 6 {
		if err := os.WriteFile(target, []byte("from before\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		c := h.Program("orgctl", "export", "clients", "--history", "all", "--period", "2025", "--out", target)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- c.Wait() }()
		stopWhileWriting(t, target, c.Process, ended, []os.Signal{os.Interrupt, os.Kill}[i%2])
		got, err := os.ReadFile(target)
		if err != nil || string(got) != "from before\n" && string(got) != whole {
			t.Fatalf("%d bytes of %d are left, %v", len(got), len(whole), err)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".orgctl-*")); i%2 == 0 && len(left) > 0 {
			t.Errorf("%v is left behind", left)
		}
		for _, name := range must(filepath.Glob(filepath.Join(dir, ".orgctl-*"))) {
			_ = os.Remove(name)
		}
	}
}

// stopWhileWriting sends the signal as soon as the part of a file is there or the file itself is touched, if the process has not ended
// by then.
func stopWhileWriting(t *testing.T, target string, p *os.Process, ended chan error, signal os.Signal) {
	before, err := os.Stat(target)
	if err != nil {
		t.Fatal(err)
	}
	for {
		select {
		case <-ended:
			return
		default:
		}
		parts, _ := filepath.Glob(filepath.Join(filepath.Dir(target), ".orgctl-*"))
		if now, err := os.Stat(target); err != nil || now.Size() != before.Size() || len(parts) > 0 {
			_ = p.Signal(signal) // it may have ended this moment
			<-ended
			return
		}
	}
}

func must(names []string, err error) []string {
	if err != nil {
		panic(err)
	}
	return names
}

// TestAManifestHasAnEnd gives a file without end, and one that is a byte too long.
func TestAManifestHasAnEnd(t *testing.T) {
	h := demo(t)
	long := filepath.Join(h.Dir, "long.manifest.json")
	if err := errors.Join(os.WriteFile(long, nil, 0o600), os.Truncate(long, 64<<20+1)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{long, "/dev/zero"} {
		if _, err := os.Stat(path); err != nil {
			continue // not on this system
		}
		r := h.Run("export", "verify", filepath.Join(h.Dir, "password"), "--manifest", path)
		if r.Code != 2 || !strings.Contains(r.Stderr, "is larger than 64 MiB") {
			t.Errorf("%s: exit code %d\n%s", path, r.Code, r.Stderr)
		}
	}
}
