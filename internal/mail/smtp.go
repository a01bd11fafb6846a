package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"orgctl/internal/org"
)

// connectTime is how long a server may take to answer the telephone.
const connectTime = 5 * time.Second

// line is an open way to the server.
type line struct {
	client *smtp.Client
	raw    net.Conn
	stop   func() bool // what would close it while it is being opened
}

// quit says good-bye. A server that does not answer is left standing.
func (l *line) quit() {
	_ = l.raw.SetDeadline(time.Now().Add(time.Second))
	_ = l.client.Quit() // the mails are through already
	_ = l.raw.Close()
}

// transmit sends a message over the open line, or a new one. The context ends everything that is under way by closing the
// connection: no server can hold us longer than that.
func (p *Post) transmit(ctx context.Context, m message) *org.SendFailure {
	if p.line != nil {
		failure, again := p.attempt(ctx, m)
		if !again {
			return failure
		}
	}
	l, failure := p.dial(ctx)
	if failure != nil {
		return failure
	}
	p.line = l
	failure, _ = p.attempt(ctx, m)
	return failure
}

// attempt sends a message over the line. Again says that the server took nothing of it, not even the sender: it may have
// had enough of this line, and another one is worth a try.
func (p *Post) attempt(ctx context.Context, m message) (failure *org.SendFailure, again bool) {
	l := p.line
	stop := context.AfterFunc(ctx, func() { _ = l.raw.Close() })
	broken := true
	if failure, again = p.begin(ctx, m); failure == nil {
		failure, broken = p.hand(ctx, m)
	}
	if !stop() || broken {
		_ = l.raw.Close()
		p.line = nil
	}
	return failure, again
}

// dial opens a line: TCP, the greeting, EHLO, TLS and the login.
func (p *Post) dial(ctx context.Context) (*line, *org.SendFailure) {
	l := &line{}
	client, err := p.client(ctx, l)
	if err != nil {
		return nil, p.unreachable(ctx, err)
	}
	l.client, err = client.DialToSMTPClientWithContext(ctx)
	if l.raw == nil {
		return nil, p.unreachable(ctx, err)
	}
	if !l.stop() || err != nil {
		_ = l.raw.Close() // the library leaves it open
		return nil, p.unreachable(ctx, cmp.Or(err, ctx.Err()))
	}
	return l, nil
}

func (p *Post) client(ctx context.Context, l *line) (*gomail.Client, error) {
	conf, err := p.tlsConfig()
	if err != nil {
		return nil, err
	}
	options := []gomail.Option{gomail.WithPort(p.port()), gomail.WithTimeout(remaining(ctx)), gomail.WithTLSConfig(conf),
		gomail.WithDialContextFunc(func(context.Context, string, string) (net.Conn, error) { return p.connect(ctx, l, conf) })}
	switch p.cfg.TLS {
	case "tls":
		options = append(options, gomail.WithSSL())
	case "none":
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if p.cfg.Username != "" {
		options = append(options, gomail.WithOpportunisticSMTPAuth(logins()...), gomail.WithUsername(p.cfg.Username), gomail.WithPassword(p.password))
	}
	return gomail.NewClient(p.cfg.Host, options...)
}

// logins are the ways to log in, the best first. The last two send the password, and only through TLS or to this machine.
func logins() []gomail.SMTPAuthType {
	return []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin}
}

// connect opens the connection itself and keeps hold of it. Without encryption it must lead to this very machine, whatever
// the name of the server says.
func (p *Post) connect(ctx context.Context, l *line, conf *tls.Config) (net.Conn, error) {
	d := net.Dialer{Timeout: connectTime}
	conn, err := d.DialContext(ctx, "tcp", p.server())
	if err != nil {
		return nil, err
	}
	l.raw, l.stop = conn, context.AfterFunc(ctx, func() { _ = conn.Close() })
	if to, ok := conn.RemoteAddr().(*net.TCPAddr); p.cfg.TLS == "none" && (!ok || !to.IP.IsLoopback()) {
		_ = conn.Close()
		return nil, errors.New("mail.tls none is for this machine only")
	}
	if p.cfg.TLS == "tls" {
		return tls.Client(conn, conf), nil
	}
	return conn, nil
}

func (p *Post) tlsConfig() (*tls.Config, error) {
	conf := &tls.Config{ServerName: p.cfg.Host, MinVersion: tls.VersionTLS12}
	if p.cfg.CAFile == "" {
		return conf, nil
	}
	pem, err := os.ReadFile(p.cfg.CAFile)
	if err != nil {
		return nil, fmt.Errorf("mail.ca_file can't be read: %w", err)
	}
	if conf.RootCAs, err = x509.SystemCertPool(); err != nil {
		conf.RootCAs = x509.NewCertPool()
	}
	if !conf.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("mail.ca_file %q holds no certificate in PEM", p.cfg.CAFile)
	}
	return conf, nil
}

// remaining is how long the context lasts.
func remaining(ctx context.Context) time.Duration {
	if end, ok := ctx.Deadline(); ok {
		return max(time.Until(end), time.Millisecond)
	}
	return time.Minute
}

// unreachable is the failure of a server that takes no mail at all now.
func (p *Post) unreachable(ctx context.Context, err error) *org.SendFailure {
	reason := oneLine(err.Error())
	late, _ := errors.AsType[net.Error](err)
	switch ended := interrupted(ctx); {
	case ended != "":
		reason = ended
	case late != nil && late.Timeout():
		reason = tooLong
	case strings.Contains(reason, "does not support STARTTLS"): // the library has no name for it, and words of its own
		reason = "it does not support STARTTLS; if it encrypts from the first byte on, mail.tls is to be tls"
	}
	return &org.SendFailure{Reason: "the mail server " + p.server() + ": " + reason, Server: true}
}

// tooLong is what is said of whatever did not answer in time.
const tooLong = "it took too long"

func interrupted(ctx context.Context) string {
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return tooLong
	case ctx.Err() != nil:
		return "interrupted"
	}
	return ""
}

// begin names the sender. A server that refuses it would refuse it for every mail.
func (p *Post) begin(ctx context.Context, m message) (failure *org.SendFailure, again bool) {
	c := p.line.client
	plain := ascii(m.from) && ascii(m.to)
	if ok, _ := c.Extension("SMTPUTF8"); !ok && !plain {
		return &org.SendFailure{Reason: "the mail server " + p.server() + " takes no addresses with accents", Final: true}, false
	}
	c.SkipSMTPUTF8(plain)
	err := c.UpdateDeadline(remaining(ctx))
	if err == nil {
		err = c.Mail("<" + m.from + ">")
	}
	if err == nil {
		return nil, false
	}
	if _, said := errors.AsType[*textproto.Error](err); said {
		err = fmt.Errorf("it refused the sender: %w", err)
	}
	return p.unreachable(ctx, err), ctx.Err() == nil
}

// hand hands the message over. What the server refuses for good is the end of it; a broken line must not be used again.
func (p *Post) hand(ctx context.Context, m message) (failure *org.SendFailure, broken bool) {
	c := p.line.client
	if err := c.Rcpt("<" + m.to + ">"); err != nil {
		return p.refused(ctx, "recipient", err), c.Reset() != nil
	}
	w, err := c.Data()
	if err != nil {
		return p.refused(ctx, "mail", err), c.Reset() != nil
	}
	if _, err := w.Write(m.bytes); err != nil {
		return p.unreachable(ctx, err), true
	}
	if err := w.Close(); err != nil {
		failure = p.refused(ctx, "mail", err)
		return failure, failure.Server
	}
	return nil, false
}

// refused is the failure of one message, if it was the server that said no. 421 is its good-bye.
func (p *Post) refused(ctx context.Context, what string, err error) *org.SendFailure {
	e, ok := errors.AsType[*textproto.Error](err)
	if !ok || e.Code == 421 {
		return p.unreachable(ctx, err)
	}
	return &org.SendFailure{Reason: oneLine(fmt.Sprintf("the mail server %s refused the %s: %d %s", p.server(), what, e.Code, e.Msg)), Final: e.Code/100 == 5}
}

func ascii(s string) bool { return len(s) == utf8.RuneCountInString(s) }
