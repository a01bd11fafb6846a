package clitest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Letter is a mail as its reader sees it.
type Letter struct {
	From, To, Subject string
	ID                string // the Message-ID
	Text, HTML        string
	Code              string // the first in it; empty: none
}

// Inbox reads the mails of a folder, the oldest first.
func Inbox(dir string) ([]Letter, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	if err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b string) int { return cmp.Compare(number(a), number(b)) })
	var out []Letter
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		l, err := ReadLetter(f)
		_ = f.Close() // only read
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// number is the one in the name of a file, which ends in it: mails are numbered in the order in which they were posted.
func number(file string) int {
	name := strings.TrimSuffix(filepath.Base(file), ".eml")
	n, _ := strconv.Atoi(name[strings.LastIndexByte(name, '.')+1:])
	return n
}

// ReadLetter takes a mail apart, as a mail program does.
func ReadLetter(r io.Reader) (l Letter, err error) {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return l, err
	}
	words := new(mime.WordDecoder)
	for name, to := range map[string]*string{"From": &l.From, "To": &l.To, "Subject": &l.Subject} {
		if *to, err = words.DecodeHeader(m.Header.Get(name)); err != nil {
			return l, err
		}
	}
	l.ID = m.Header.Get("Message-ID")
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return l, err
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return l, err
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			return l, err
		}
		if text := strings.ReplaceAll(string(body), "\r\n", "\n"); strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			l.HTML = text
		} else {
			l.Text = text
		}
	}
	l.Code = findCode(l.Text)
	return l, nil
}

// findCode finds the first word that is a code: two letters, a line, and many letters and digits.
func findCode(text string) string {
	for word := range strings.FieldsSeq(text) {
		if len(word) == 59 && word[0] == 'o' && word[2] == '_' {
			return word
		}
	}
	return ""
}

// mailbox makes mail go out, into the folder $WORK/mail.
func mailbox(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: mailbox")
	}
	ts.Setenv("ORGCTL_MAIL_DELIVERY", "folder")
	ts.Setenv("ORGCTL_MAIL_FOLDER", ts.MkAbs("mail"))
	ts.Setenv("ORGCTL_MAIL_FROM", "Acme <orgctl@example.org>")
}

// inbox shows the latest mail to somebody, and keeps the code in it as $CODE. Negated: there is none to them.
func inbox(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: inbox ADDRESS")
	}
	letters, err := Inbox(ts.MkAbs("mail"))
	ts.Check(err)
	slices.Reverse(letters)
	i := slices.IndexFunc(letters, func(l Letter) bool { return strings.Contains(l.To, args[0]) })
	switch {
	case neg && i >= 0:
		ts.Fatalf("there is a mail to %s: %s", args[0], letters[i].Subject)
	case neg:
		return
	case i < 0:
		ts.Fatalf("there is no mail to %s", args[0])
	}
	l := letters[i]
	ts.Setenv("CODE", l.Code)
	_, err = fmt.Fprintf(ts.Stdout(), "From: %s\nTo: %s\nSubject: %s\n\n%s", l.From, l.To, l.Subject, l.Text)
	ts.Check(err)
}

// SendMail makes mail go out, into a folder of the home.
func (h *Home) SendMail() {
	h.Set("ORGCTL_MAIL_DELIVERY", "folder")
	h.Set("ORGCTL_MAIL_FOLDER", filepath.Join(h.Dir, "mail"))
	h.Set("ORGCTL_MAIL_FROM", "Acme <orgctl@example.org>")
}

// Inbox are the mails that went out so far.
func (h *Home) Inbox(t testing.TB) []Letter {
	t.Helper()
	letters, err := Inbox(filepath.Join(h.Dir, "mail"))
	if err != nil {
		t.Fatal(err)
	}
	return letters
}
