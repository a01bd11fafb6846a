package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/emersion/go-smtp"
)

// mailServer is a real SMTP server on this machine that puts what it takes into a folder, as it came.
type mailServer struct {
	folder   string
	listener net.Listener
	server   *smtp.Server

	mu    sync.Mutex
	mails int
	wrong []string
}

func newMailServer(ctx context.Context, folder string) (*mailServer, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &mailServer{folder: folder, listener: l}
	m.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{mailServer: m}, nil }))
	m.server.Domain, m.server.EnableSMTPUTF8 = "localhost", true
	go func() {
		if err := m.server.Serve(l); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			m.complain("the mail server: %v", err)
		}
	}()
	return m, nil
}

func (m *mailServer) close() { _ = m.server.Close() }

func (m *mailServer) port() string { return strconv.Itoa(m.listener.Addr().(*net.TCPAddr).Port) }

func (m *mailServer) complain(format string, args ...any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.wrong = append(m.wrong, fmt.Sprintf(format, args...))
}

// wrongs is what was wrong with the envelopes.
func (m *mailServer) wrongs() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.wrong
}

// taken is how many mails it took.
func (m *mailServer) taken() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.mails
}

// mailSession is one conversation.
type mailSession struct {
	*mailServer
	from string
	to   []string
}

func (s *mailSession) Reset()        { s.from, s.to = "", nil }
func (s *mailSession) Logout() error { return nil }

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.from = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = append(s.to, to)
	return nil
}

// Data takes a mail. Its envelope names the one sender and one recipient.
func (s *mailSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.from != "orgctl@example.org" || len(s.to) != 1 {
		s.complain("an envelope from %q to %q", s.from, s.to)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails++
	return os.WriteFile(filepath.Join(s.folder, fmt.Sprintf("%06d-%s.eml", s.mails, s.to[0])), text, 0o600)
}
