// Package mail owns how a mail looks and how it leaves: it composes one from what the outbox holds, in the language of the
// person it is for, and hands it to an SMTP server, to sendmail, or to a folder. It is the only importer of the mail library.
//
// It refuses to know the outbox, when a mail is tried again, and what a code opens.
package mail

import (
	"cmp"
	"context"
	"net"
	"net/mail"
	"strconv"
	"strings"

	"orgctl/internal/config"
	"orgctl/internal/org"
)

// Post is where mails are handed in. It is for one goroutine, and to be closed: it keeps its way to the server open.
type Post struct {
	cfg      config.Mail
	password string
	from     mail.Address
	replyTo  *mail.Address
	line     *line // to the SMTP server; nil: none is open
}

// New checks the settings and makes a Post of them. It reaches for nothing yet. The password is that of cfg.Username.
func New(cfg config.Mail, password string) (*Post, error) {
	p := &Post{cfg: cfg, password: password}
	if err := p.check(); err != nil {
		return nil, err
	}
	if cfg.From == "" {
		return nil, unset("mail.from", "orgctl config set mail.from 'Acme <orgctl@example.org>'")
	}
	from, err := address(cfg.From)
	if err != nil {
		return nil, err
	}
	p.from = *from
	if cfg.ReplyTo != "" {
		if p.replyTo, err = address(cfg.ReplyTo); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// check finds what is missing for the chosen way of delivery.
func (p *Post) check() error {
	switch p.cfg.Delivery {
	case "smtp":
		return p.checkServer()
	case "folder":
		if p.cfg.Folder == "" {
			return unset("mail.folder", "orgctl config set mail.folder DIR")
		}
	case "sendmail":
		if p.cfg.Sendmail == "" {
			return unset("mail.sendmail", "orgctl config set mail.sendmail /usr/sbin/sendmail")
		}
	default:
		return org.Errorf(org.KindUnavailable, org.CodeMail, "no mail goes out: mail.delivery is %s", cmp.Or(p.cfg.Delivery, "none")).
			WithHint("orgctl config set mail.delivery smtp; 'orgctl config list' shows what belongs to it")
	}
	return nil
}

func (p *Post) checkServer() error {
	if p.cfg.Host == "" {
		return unset("mail.host", "orgctl config set mail.host mail.example.org")
	}
	if p.cfg.TLS == "none" && !isLoopback(p.cfg.Host) {
		return org.Errorf(org.KindUnavailable, org.CodeMail, "mail.tls none is for this machine only, and mail.host is %q", p.cfg.Host).
			WithHint("orgctl config set mail.tls starttls: codes would travel for everybody on the way to read")
	}
	if p.cfg.Username != "" && p.password == "" {
		return unset("mail.password_file", "orgctl config set mail.password_file FILE, with the password of mail.username in its first line")
	}
	return nil
}

func unset(key, hint string) error {
	return org.Errorf(org.KindUnavailable, org.CodeMail, "mail can't go out: %s is not set", key).WithHint("%s", hint)
}

func isLoopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

// server is the address of the SMTP server.
func (p *Post) server() string { return net.JoinHostPort(p.cfg.Host, strconv.Itoa(p.port())) }

func (p *Post) port() int {
	switch {
	case p.cfg.Port != 0:
		return p.cfg.Port
	case p.cfg.TLS == "tls":
		return 465
	default:
		return 587
	}
}

// Send hands a letter in, or says why it could not. It ends with the context, and never later than mail.timeout.
func (p *Post) Send(ctx context.Context, l org.Letter) *org.SendFailure {
	ctx, cancel := context.WithTimeout(ctx, p.cfg.Timeout)
	defer cancel()
	m, err := p.compose(l)
	if err != nil {
		return &org.SendFailure{Reason: oneLine(err.Error()), Final: true}
	}
	switch p.cfg.Delivery {
	case "smtp":
		return p.transmit(ctx, m)
	case "sendmail":
		return p.sendmail(ctx, m)
	default:
		return p.file(m, l.MessageID)
	}
}

// Close ends the way to the server politely, but without waiting for its answer for long.
func (p *Post) Close() {
	if p.line != nil {
		p.line.quit()
		p.line = nil
	}
}
