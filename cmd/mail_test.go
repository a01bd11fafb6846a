package cmd_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"orgctl/cmd"
	"orgctl/internal/clitest"
)

// posting is an organization whose mail goes to the post office.
func posting(t *testing.T, office *clitest.Postoffice) *clitest.Home {
	t.Helper()
	h := demo(t)
	for name, value := range office.Settings() {
		h.Set(name, value)
	}
	return h
}

// outbox is how many mails are in which state.
func outbox(t *testing.T, h *clitest.Home) map[string]int {
	t.Helper()
	var rows []struct{ State string }
	if err := json.Unmarshal([]byte(h.Must(t, "mail", "list", "-o", "json")), &rows); err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, r := range rows {
		out[r.State]++
	}
	return out
}

// TestNoServerStopsAChange lets the server fail at every stage in every way. The change is made and says so each time, and
// the mail waits in sight or, if it was refused for good, is given up in sight; once the server is well, it goes out.
func TestNoServerStopsAChange(t *testing.T) {
	for _, stage := range clitest.Stages() {
		for _, how := range []string{"refuse", "reject", "stall", "drop"} {
			t.Run(stage+" "+how, func(t *testing.T) {
				t.Parallel()
				trust := clitest.Plain
				if stage == "STARTTLS" {
					trust = clitest.StartTLS
				}
				office := clitest.NewPostoffice(t, trust)
				h := posting(t, office)
				office.Fail(clitest.Fault{Stage: stage, How: how})
				if stage == "." && (how == "refuse" || how == "reject") {
					office.Fail(clitest.Fault{Stage: "end", How: how})
				}
				if how == "stall" {
					h.Set("ORGCTL_MAIL_TIMEOUT", "300ms")
				}
				r := h.Run("user", "role", "jane@example.org", "--role", "external", "--yes")
				if r.Code != 0 || !strings.Contains(r.Stderr, "made jane@example.org an external in Acme") {
					t.Fatalf("exit code %d\n%s", r.Code, r.Stderr)
				}
				final := how == "reject" && (stage == "RCPT" || stage == "DATA" || stage == ".")
				want, words := "queued", "orgctl: the mail to jane@example.org waits: the mail server 127.0.0.1:"
				if final {
					want, words = "dead", "orgctl: the mail to jane@example.org is given up: the mail server 127.0.0.1:"
				}
				if got := outbox(t, h); got[want] != 1 || len(got) != 1 || !strings.Contains(r.Stderr, words) {
					t.Errorf("the outbox has %v\n%s", got, r.Stderr)
				}
				if n := len(office.Mails()); n != 0 {
					t.Errorf("the server has %d mails", n)
				}
				office.Fail(clitest.Fault{})
				h.Set("ORGCTL_MAIL_TIMEOUT", "")
				if out := h.Must(t, "mail", "retry", "1", "-o", "json"); !strings.Contains(out, `"mail":[{"id":1,"to":"jane@example.org","state":"sent"}]`) {
					t.Errorf("after the server got well: %s", out)
				}
				if n := len(office.Mails()); n != 1 {
					t.Errorf("the server has %d mails", n)
				}
			})
		}
	}
}

// TestManyMailsShareALine sends the mails of a file over one connection, and those that a server refuses hold up no other.
func TestManyMailsShareALine(t *testing.T) {
	office := clitest.NewPostoffice(t, clitest.StartTLS)
	h := posting(t, office)
	for _, who := range []string{"jane", "tom", "eve"} {
		h.Set("ORGCTL_MAIL_HOST", "") // wait for the flush
		h.Must(t, "user", "role", who+"@example.org", "--role", "admin")
	}
	h.Set("ORGCTL_MAIL_HOST", "127.0.0.1")
	if r := h.Run("mail", "flush"); r.Code != 0 || !strings.Contains(r.Stderr, "sent to jane@example.org, tom@example.org, eve@example.org") {
		t.Errorf("exit code %d\n%s", r.Code, r.Stderr)
	}
	if mails, conns := len(office.Mails()), office.Conns(); mails != 3 || conns != 1 {
		t.Errorf("%d mails over %d connections", mails, conns)
	}
}

func TestARefusedRecipientHoldsUpNoOther(t *testing.T) {
	office := clitest.NewPostoffice(t, clitest.Plain)
	h := posting(t, office)
	h.Set("ORGCTL_MAIL_HOST", "")
	for _, who := range []string{"jane", "tom", "eve"} {
		h.Must(t, "user", "role", who+"@example.org", "--role", "admin")
	}
	h.Set("ORGCTL_MAIL_HOST", "127.0.0.1")
	office.Fail(clitest.Fault{Stage: "RCPT", How: "reject", Whom: "tom@"})
	r := h.Run("mail", "flush", "-o", "json")
	var set struct {
		Mail []struct{ To, State, Error string }
	}
	if err := json.Unmarshal([]byte(r.Stdout), &set); err != nil || r.Code != 8 {
		t.Fatalf("exit code %d, %v\n%s", r.Code, err, r.Stderr)
	}
	got := fmt.Sprint(set.Mail)
	want := fmt.Sprintf("[{jane@example.org sent } {tom@example.org dead the mail server 127.0.0.1:%d refused the recipient: 550 5.1.1 never} {eve@example.org sent }]", office.Port)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestGivenUpAndGone: what was given up is taken back with what it told of, so that nobody is reminded of it for ever.
func TestGivenUpAndGone(t *testing.T) {
	office := clitest.NewPostoffice(t, clitest.Plain)
	h := posting(t, office)
	office.Fail(clitest.Fault{Stage: "RCPT", How: "reject", Whom: "wrong@"})
	h.Must(t, "user", "invite", "wrong@example.org", "--role", "external")
	h.Must(t, "invitation", "resend", "wrong@example.org")
	given := func() string {
		return strings.TrimSpace(h.Must(t, "mail", "list", "--sort", "id", "-o", "json", "--jq", `[.[].state] | join(" ")`))
	}
	if got := given(); got != "cancelled dead" {
		t.Errorf("sent again: %s", got)
	}
	h.Must(t, "invitation", "cancel", "wrong@example.org")
	if got := given(); got != "cancelled cancelled" {
		t.Errorf("taken back: %s", got)
	}
	if r := h.Run("mail", "retry", "id:1"); r.Code != 4 {
		t.Errorf("tried again: exit code %d\n%s", r.Code, r.Stderr)
	}
	if got := h.Must(t, "status", "-o", "json", "--jq", ".mail.dead"); strings.TrimSpace(got) != "0" {
		t.Errorf("status counts %s", got)
	}
}

// TestOnlyOneSends lets two run through the same outbox at once: no mail goes out twice.
func TestOnlyOneSends(t *testing.T) {
	office := clitest.NewPostoffice(t, clitest.Plain)
	h := posting(t, office)
	h.Set("ORGCTL_MAIL_HOST", "")
	for i := range 20 {
		h.Must(t, "user", "role", "jane@example.org", "--role", []string{"admin", "external"}[i%2], "--yes")
	}
	h.Set("ORGCTL_MAIL_HOST", "127.0.0.1")
	done := make(chan clitest.Result)
	for range 3 {
		go func() { done <- h.Run("mail", "flush") }()
	}
	for range 3 {
		if r := <-done; r.Code != 0 {
			t.Errorf("exit code %d\n%s", r.Code, r.Stderr)
		}
	}
	seen := map[string]bool{}
	for _, m := range office.Mails() {
		if id := m.Letter(t).ID; seen[id] {
			t.Errorf("%s was sent twice", id)
		} else {
			seen[id] = true
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d of 20 mails were sent", len(seen))
	}
}

// TestACrashSendsAgain: a server that took the mail and never said so gets it again, with the same Message-ID, so that the
// reader's program can tell.
func TestACrashSendsAgain(t *testing.T) {
	office := clitest.NewPostoffice(t, clitest.Plain)
	h := posting(t, office)
	office.Fail(clitest.Fault{Stage: "end", How: "taken"})
	h.Must(t, "user", "reset", "jane@example.org")
	office.Fail(clitest.Fault{})
	h.Must(t, "mail", "retry", "1")
	mails := office.Mails()
	if len(mails) != 2 {
		t.Fatalf("%d mails", len(mails))
	}
	first, second := mails[0].Letter(t), mails[1].Letter(t)
	if first.ID != second.ID || first.Code == second.Code || first.Code == "" {
		t.Errorf("sent as %s with the code %q, then as %s with %q", first.ID, first.Code, second.ID, second.Code)
	}
	h.Must(t, "logout")
	h.Must(t, "login", "--code", first.Code, "--password-file", h.Dir+"/password") // either counts
	if r := h.Run("login", "--code", second.Code, "--password-file", h.Dir+"/password"); r.Code != 3 {
		t.Errorf("a second code counts after the first: exit code %d", r.Code)
	}
}

func TestLoggingInToTheServer(t *testing.T) {
	for _, trust := range []clitest.Trust{clitest.Plain, clitest.StartTLS, clitest.TLS} {
		office := clitest.NewPostoffice(t, trust)
		h := posting(t, office)
		h.Set("ORGCTL_MAIL_USERNAME", "orgctl")
		h.Set("ORGCTL_MAIL_PASSWORD_FILE", h.Dir+"/password")
		h.Must(t, "mail", "test", "zoe@example.org")
		if got := fmt.Sprint(office.Logins()); got != "[orgctl]" {
			t.Errorf("%s: logged in are %s", trust, got)
		}
		h.Set("ORGCTL_MAIL_PASSWORD_FILE", h.Dir+"/new-password")
		if r := h.Run("mail", "test", "zoe@example.org"); r.Code != 6 || !strings.Contains(r.Stderr, "Authentication failed") {
			t.Errorf("%s: a wrong password: exit code %d\n%s", trust, r.Code, r.Stderr)
		}
	}
}

// TestNoTrustNoMail: a server that is not who it says it is, or that can't encrypt, gets nothing.
func TestNoTrustNoMail(t *testing.T) {
	for name, c := range map[string]struct {
		trust  clitest.Trust
		env    map[string]string
		reason string
	}{
		"unknown authority": {clitest.StartTLS, map[string]string{"ORGCTL_MAIL_CA_FILE": ""}, "certificate signed by unknown authority"},
		"the same with TLS": {clitest.TLS, map[string]string{"ORGCTL_MAIL_CA_FILE": ""}, "certificate signed by unknown authority"},
		"no STARTTLS":       {clitest.Plain, map[string]string{"ORGCTL_MAIL_TLS": "starttls"}, "it does not support STARTTLS; if it encrypts"},
		"not this machine":  {clitest.Plain, map[string]string{"ORGCTL_MAIL_HOST": "mail.example.org"}, "mail.tls none is for this machine only"},
		"no authority":      {clitest.StartTLS, map[string]string{"ORGCTL_MAIL_CA_FILE": "/dev/null"}, "holds no certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			office := clitest.NewPostoffice(t, c.trust)
			h := clitest.NewHome(t, cmd.Main)
			for _, env := range []map[string]string{office.Settings(), c.env} {
				for name, value := range env {
					h.Set(name, value)
				}
			}
			if r := h.Run("mail", "test", "zoe@example.org"); r.Code != 6 || !strings.Contains(r.Stderr, c.reason) || len(office.Mails()) > 0 {
				t.Errorf("exit code %d, %d mails\n%s", r.Code, len(office.Mails()), r.Stderr)
			}
		})
	}
}
