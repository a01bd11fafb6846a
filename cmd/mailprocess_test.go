package cmd_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// waiting puts mails into the outbox that nobody has tried to send.
func waiting(t *testing.T, h *clitest.Home, n int) {
	t.Helper()
	h.Set("ORGCTL_MAIL_HOST", "")
	for i := range n {
		h.Must(t, "user", "role", "jane@example.org", "--role", []string{"admin", "external"}[i%2], "--yes")
	}
	h.Set("ORGCTL_MAIL_HOST", "127.0.0.1")
}

// ids counts the mails of a post office by their Message-ID.
func ids(t *testing.T, office *clitest.Postoffice) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, m := range office.Mails() {
		out[m.Letter(t).ID]++
	}
	return out
}

// Several programs that run through one outbox at once send each mail once.
func TestProcessesShareAnOutbox(t *testing.T) {
	t.Parallel()
	office := clitest.NewPostoffice(t, clitest.Plain)
	h := posting(t, office)
	waiting(t, h, 30)
	done := make(chan error)
	const processes = 4
	for range processes {
		c := h.Program("orgctl", "mail", "flush")
		go func() {
			out, err := c.CombinedOutput()
			if err != nil {
				err = fmt.Errorf("%w: %s", err, out)
			}
			done <- err
		}()
	}
	for range processes {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	sent := ids(t, office)
	if twice := slices.DeleteFunc(slices.Collect(maps.Values(sent)), func(n int) bool { return n == 1 }); len(sent) != 30 || len(twice) > 0 {
		t.Errorf("%d of 30 mails were sent, %d of them more than once", len(sent), len(twice))
	}
}

// A program that is killed after the server took the mail, and before it could write that down, leaves it in sight. It is not
// touched while its killer could still be sending it, and then it goes out again under the same Message-ID, with another code:
// at least once, and both codes count until one is used.
func TestKilledBetweenSendingAndSayingSo(t *testing.T) {
	office := clitest.NewPostoffice(t, clitest.Plain)
	h := posting(t, office)
	office.Fail(clitest.Fault{Stage: "end", How: "held"})
	c := h.Program("orgctl", "user", "reset", "jane@example.org")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	<-office.Arrived
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	office.Fail(clitest.Fault{})
	if got := outbox(t, h); got["queued"] != 1 || len(got) != 1 {
		t.Fatalf("the outbox has %v", got)
	}
	if r := h.Run("mail", "flush"); r.Code != 0 || len(office.Mails()) != 1 {
		t.Errorf("taken from a living sender: exit code %d, %d mails\n%s", r.Code, len(office.Mails()), r.Stderr)
	}
	t.Setenv("CLITEST_NOW", "2026-11-22T08:03:00Z")
	h.Must(t, "mail", "flush")
	if got := outbox(t, h); got["sent"] != 1 {
		t.Errorf("the outbox has %v", got)
	}
	if got := ids(t, office); len(got) != 1 || len(office.Mails()) != 2 {
		t.Fatalf("the server has %v", got)
	}
	first, second := office.Mails()[0].Letter(t), office.Mails()[1].Letter(t)
	h.Must(t, "logout")
	h.Must(t, "login", "--code", second.Code, "--password-file", h.Dir+"/password")
	if r := h.Run("login", "--code", first.Code, "--password-file", h.Dir+"/password"); r.Code != 3 {
		t.Errorf("the other code counts still: exit code %d", r.Code)
	}
}

// The mail program of the machine gets the mail on its standard input, and the recipient where it can't be an option. Its exit
// code says whether to try again.
func TestSendmail(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		state  string
		says   string
	}{
		"well":        {"", "sent", "sent to jane@example.org"},
		"busy":        {"echo the queue is full >&2; exit 75", "queued", "exit status 75: the queue is full"},
		"nobody":      {"echo 'no such user \033[31m' >&2; exit 67", "dead", "exit status 67: no such user [31m"},
		"bad data":    {"exit 65", "dead", "exit status 65"},
		"it hangs":    {"exec tail -f /dev/null", "queued", "it took too long"},
		"not a shell": {"none", "queued", "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := demo(t)
			program := filepath.Join(h.Dir, "sendmail")
			if c.script != "none" {
				script := fmt.Sprintf("#!/bin/sh\nprintf '%%s\\n' \"$*\" >%[1]s.args\ncat >%[1]s.eml\n%[2]s\n", program, c.script)
				if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			h.Set("ORGCTL_MAIL_DELIVERY", "sendmail")
			h.Set("ORGCTL_MAIL_SENDMAIL", program)
			h.Set("ORGCTL_MAIL_FROM", "Acme <orgctl@example.org>")
			if name == "it hangs" {
				h.Set("ORGCTL_MAIL_TIMEOUT", "500ms")
			}
			r := h.Run("user", "role", "jane@example.org", "--role", "external", "--yes")
			if got := outbox(t, h); r.Code != 0 || got[c.state] != 1 || !strings.Contains(r.Stderr, c.says) {
				t.Errorf("exit code %d, the outbox has %v\n%s", r.Code, got, r.Stderr)
			}
			if c.script == "none" {
				return
			}
			args, err := os.ReadFile(program + ".args")
			if err != nil || string(args) != "-i -f orgctl@example.org -- jane@example.org\n" {
				t.Errorf("its arguments are %q, %v", args, err)
			}
			got, err := os.ReadFile(program + ".eml")
			if err != nil || strings.Contains(string(got), "\r") {
				t.Errorf("it got %q, %v", got, err)
			}
			if l, err := clitest.ReadLetter(strings.NewReader(string(got))); err != nil || !strings.Contains(l.To, "jane@example.org") || !strings.Contains(l.Text, "another role in Acme") {
				t.Errorf("it got %v, %v", l, err)
			}
		})
	}
}
