package clitest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Postoffice is a real SMTP server on this machine, which can be made to fail where one wants it to.
type Postoffice struct {
	Port   int
	CAFile string // what signed its certificate

	Arrived chan string // the recipient of each mail that was taken

	mu    sync.Mutex
	trust Trust
	fault Fault
	mails []Posted
	users []string // who logged in
	conns int
}

// Trust says how the way to the server is protected.
type Trust string

// The ways: as in the setting mail.tls, and STARTTLS with a login.
const (
	Plain    Trust = "none"
	StartTLS Trust = "starttls"
	TLS      Trust = "tls"
)

// Fault is where a server fails, and how.
type Fault struct {
	Stage string // connect, EHLO, STARTTLS, MAIL, RCPT, DATA, "." (the end of the data) or end (after it); empty: nowhere
	How   string // refuse (temporarily), reject (for good), stall, drop; at the end, when it has taken the mail: taken (it hangs up), held (it says nothing)
	Whom  string // with RCPT: only this recipient
}

// Stages are those at which a server can fail.
func Stages() []string { return []string{"connect", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", "."} }

// Posted is a mail that the server took.
type Posted struct {
	From, To string // of the envelope
	Raw      []byte
}

// Letter is the mail as its reader sees it.
func (p Posted) Letter(t testing.TB) Letter {
	t.Helper()
	l, err := ReadLetter(bytes.NewReader(p.Raw))
	if err != nil {
		t.Fatalf("%v\n%s", err, p.Raw)
	}
	return l
}

// NewPostoffice opens one, for as long as the test lasts.
func NewPostoffice(t testing.TB, trust Trust) *Postoffice {
	t.Helper()
	p := &Postoffice{trust: trust, Arrived: make(chan string, 1000)}
	cert := p.certificate(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Port = l.Addr().(*net.TCPAddr).Port
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{office: p, conn: c}, nil }))
	s.Domain, s.EnableSMTPUTF8, s.ErrorLog = "localhost", true, silence{}
	s.AllowInsecureAuth = true
	if trust == StartTLS {
		s.TLSConfig = cert
	}
	counter := net.Listener(&counter{l, p})
	if trust == TLS {
		counter = tls.NewListener(counter, cert)
	}
	done := make(chan struct{})
	go func() { _ = s.Serve(counter); close(done) }()
	t.Cleanup(func() { _ = s.Close(); _ = l.Close(); <-done })
	return p
}

type silence struct{}

func (silence) Printf(string, ...any) {}
func (silence) Println(...any)        {}

// Fail makes it fail from here on. The zero fault heals it.
func (p *Postoffice) Fail(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

func (p *Postoffice) at(stage string) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fault.Stage == stage {
		return p.fault
	}
	return Fault{}
}

// Mails are those taken so far.
func (p *Postoffice) Mails() []Posted {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.mails)
}

// Logins are those who logged in so far, and Conns how often it was called.
func (p *Postoffice) Logins() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.users)
}

// Conns is how many connections were opened so far.
func (p *Postoffice) Conns() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conns
}

// Settings are the environment that makes mail go to this server.
func (p *Postoffice) Settings() map[string]string {
	return map[string]string{
		"ORGCTL_MAIL_DELIVERY": "smtp", "ORGCTL_MAIL_FROM": "Acme <orgctl@example.org>", "ORGCTL_MAIL_HOST": "127.0.0.1", "ORGCTL_MAIL_PORT": strconv.Itoa(p.Port),
		"ORGCTL_MAIL_TLS": string(p.trust), "ORGCTL_MAIL_CA_FILE": p.CAFile,
	}
}

// certificate makes an authority of its own that signs itself.
func (p *Postoffice) certificate(t testing.TB) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := x509.Certificate{SerialNumber: big.NewInt(1), IsCA: true, BasicConstraintsValid: true, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	p.CAFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(p.CAFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// counter hands out connections that fail as they shall.
type counter struct {
	net.Listener
	office *Postoffice
}

func (c *counter) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		c.office.mu.Lock()
		c.office.conns++
		c.office.mu.Unlock()
		switch f := c.office.at("connect"); f.How {
		case "":
			return &window{Conn: conn, office: c.office, lines: bufio.NewReader(conn)}, nil
		case "stall":
			go func() { _, _ = io.Copy(io.Discard, conn); _ = conn.Close() }() // until the client has enough
		case "refuse", "reject":
			_, _ = conn.Write([]byte("554 5.3.2 no service\r\n"))
			_ = conn.Close()
		default:
			_ = conn.Close()
		}
	}
}

// window is a connection that reads what the client says before the server does, as long as it is not encrypted.
type window struct {
	net.Conn
	office *Postoffice
	lines  *bufio.Reader
	rest   []byte
	sealed bool
}

func (w *window) Read(p []byte) (int, error) {
	for len(w.rest) == 0 {
		if w.sealed || w.office.trust == TLS {
			return w.lines.Read(p)
		}
		line, err := w.lines.ReadBytes('\n')
		if err != nil {
			return 0, err
		}
		verb, _, _ := strings.Cut(strings.TrimSpace(string(line)), " ")
		if verb == "HELO" {
			verb = "EHLO" // the client tries the old way, too
		}
		f := w.office.at(verb)
		if f.How == "" || f.Whom != "" && !strings.Contains(string(line), f.Whom) {
			w.sealed = verb == "STARTTLS"
			w.rest = line
			break
		}
		if err := w.fail(f.How); err != nil {
			return 0, err
		}
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

// fail answers in the place of the server.
func (w *window) fail(how string) error {
	switch {
	case how == "stall":
		_, _ = io.Copy(io.Discard, w.Conn) // until the client has enough
		return io.EOF
	case how == "drop":
		_ = w.Conn.Close()
		return io.EOF
	case how == "reject":
		_, err := w.Conn.Write([]byte("550 5.1.1 never\r\n"))
		return err
	default:
		_, err := w.Conn.Write([]byte("451 4.3.0 not now\r\n"))
		return err
	}
}

// session is one conversation.
type session struct {
	office *Postoffice
	conn   *smtp.Conn
	mail   Posted
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != Password {
			return smtp.ErrAuthFailed
		}
		s.office.mu.Lock()
		defer s.office.mu.Unlock()
		s.office.users = append(s.office.users, user)
		return nil
	}), nil
}

func (s *session) Reset()        { s.mail = Posted{} }
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.mail.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = to
	return nil
}

// Data takes the mail. What the server says at the end of it is between it and the client: it may have taken it and not
// said so.
func (s *session) Data(r io.Reader) (err error) {
	if s.mail.Raw, err = io.ReadAll(r); err != nil {
		return err
	}
	switch f := s.office.at("end"); f.How {
	case "refuse":
		return &smtp.SMTPError{Code: 451, Message: "not now"}
	case "reject":
		return &smtp.SMTPError{Code: 554, Message: "never"}
	case "taken":
		defer func() { _ = s.conn.Conn().Close() }()
	case "held":
		defer func() { _, _ = io.Copy(io.Discard, s.conn.Conn()) }() // until the client is gone
	}
	s.office.mu.Lock()
	defer s.office.mu.Unlock()
	s.office.mails = append(s.office.mails, s.mail)
	s.office.Arrived <- s.mail.To
	return nil
}
