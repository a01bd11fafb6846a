package mail

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/config"
	"orgctl/internal/org"
)

// server is one that says what it is told to, a line of the script for each line it hears, and remembers what it heard.
type server struct {
	listener net.Listener
	heard    chan string
}

func newServer(t testing.TB) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return &server{l, make(chan string, 9)}
}

func (s *server) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// answer takes one connection. When the script is at its end, it hangs up.
func (s *server) answer(script []string) {
	conn, err := s.listener.Accept()
	if err != nil {
		return
	}
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	heard := &bytes.Buffer{}
	in := bufio.NewReader(io.TeeReader(conn, heard))
	line := ""
	for _, reply := range script {
		_, _ = io.WriteString(conn, reply+"\r\n")
		end := "\n" // of a command
		if line == "DATA\r\n" && strings.HasPrefix(reply, "354") {
			end = ".\r\n" // on a line of its own
		}
		for line = ""; err == nil && !strings.HasSuffix(line, "\n") || err == nil && end != "\n" && line != end; {
			line, err = in.ReadString('\n')
		}
	}
	if c, ok := conn.(*net.TCPConn); ok {
		_ = c.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, in)
	_ = conn.Close()
	s.heard <- heard.String()
}

// FuzzReplies lets a mail server say anything. Only a server that took the whole mail has it; every other outcome is a failure
// in words on one line, for good only if the server said so.
func FuzzReplies(f *testing.F) {
	greet := "220 mx.example.org|250-mx.example.org\r\n250 8BITMIME|"
	for _, s := range []string{
		greet + "250 ok|250 ok|354 go on|250 taken|221 bye", greet + "250 ok|550 no such user|250 ok", greet + "250 ok|250 ok|354 go on|554 spam|250 ok",
		"554 go away", "220", "220 x|502 what|250 ok|250 ok|250 ok|354 x|250 y", "220-a\r\n220-b\r\n220 c|250 ok|421 later", "", "\x00\xff", "220 x|250-AUTH PLAIN\r\n250 STARTTLS|250 a|451 \x1b[2J",
		"220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n250 f|250 g", "999999999999999999999 x", greet + "250 ok|250 ok|354 go|421 too\tlate",
	} {
		f.Add(s)
	}
	s := newServer(f)
	f.Fuzz(func(t *testing.T, script string) {
		p, err := New(config.Mail{Delivery: "smtp", Host: "127.0.0.1", Port: s.port(), TLS: "none", From: "orgctl@example.org", Timeout: 50 * time.Millisecond}, "")
		if err != nil {
			t.Fatal(err)
		}
		go s.answer(strings.Split(script, "|"))
		failure := p.Send(t.Context(), letter(org.MailTest, "en_GB", "word"))
		p.Close()
		heard := <-s.heard
		said := strings.FieldsFunc(script, func(r rune) bool { return strings.ContainsRune("|\n", r) })
		switch {
		case failure == nil && (!strings.Contains(heard, "\r\n.\r\n") || !strings.Contains(heard, "RCPT TO:<jane@example.org>")):
			t.Fatalf("%q: the server heard only %q", script, heard)
		case failure == nil && !took(said):
			t.Fatalf("%q: nobody asked for the mail and took it", script)
		case failure != nil && (failure.Reason == "" || strings.ContainsAny(failure.Reason, "\r\n")):
			t.Fatalf("%q: the reason is %q", script, failure.Reason)
		case failure != nil && failure.Final && !slices.ContainsFunc(said, func(line string) bool { return strings.HasPrefix(line, "5") }):
			t.Fatalf("%q is the end of the mail: %q", script, failure.Reason)
		}
	})
}

// took says that somewhere in what a server said it asked for a mail, and then had it.
func took(said []string) bool {
	for i, line := range said[:max(0, len(said)-1)] {
		if strings.HasPrefix(line, "354") && strings.HasPrefix(said[i+1], "2") {
			return true
		}
	}
	return false
}
