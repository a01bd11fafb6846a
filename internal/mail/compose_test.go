package mail

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"orgctl/internal/config"
	"orgctl/internal/org"
)

// kinds are all kinds of mail.
func kinds() []org.MailKind {
	return []org.MailKind{org.MailInvitation, org.MailRole, org.MailAccess, org.MailSecurity, org.MailReset, org.MailPartner, org.MailPayment, org.MailTest}
}

func newPost(t testing.TB, cfg config.Mail) *Post {
	t.Helper()
	if cfg.From == "" {
		cfg.From = "Café Zoé <orgctl@example.org>"
	}
	cfg.Timeout = time.Minute
	p, err := New(cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// letter is one whose every word is the same.
func letter(kind org.MailKind, locale, word string) org.Letter {
	params := map[string]string{}
	for _, name := range []string{"organization", "by", "role", "before", "teams", "products", "expires", "event", "login", "at", "token", "direction", "access", "payment", "changes"} {
		params[name] = word
	}
	return org.Letter{Mail: org.Mail{Kind: kind, To: "jane@example.org", Name: word, Locale: locale, Params: params},
		MessageID: "0123456789abcdef.7", Code: "or_code", At: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
}

// hostile are words that mean something somewhere in a mail.
func hostile() []string {
	return []string{
		"", " ", "Zoë", "Ольга Васильевна Петрова-Водкина", "王小明", "نور الهدى", "👩\u200d🚀", "می\u200cخواهم",
		"x\r\nBcc: eve@evil.example", "x\nBcc: eve@evil.example", "x\rBcc: eve@evil.example", "x\r\n\r\n<h1>body</h1>", "x\u0085Bcc: y", "x\u2028Bcc: y", "x\x00y", "\x1b[31mred", "\r\n.\r\nMAIL FROM:<eve@evil.example>",
		"=?utf-8?q?Bcc:=20eve?=", "=?utf-8?b?DQpCY2M6IGV2ZQ==?=", "a=?b?=?utf-8?q?x?=", "=\r\n?utf-8?q?x?=",
		`"`, `\`, `\"`, `"quoted" <eve@evil.example>`, "eve@evil.example, mallory@evil.example", "group: a@b.example;", "(comment", "[x", "<x>", "a:b;c",
		"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "&lt;b&gt;", "</pre></body></html>", "{{.Code}}", "%s%d%!", "'); DROP TABLE mails; --",
		"--boundary", "--", ".", "..", "From x", ">From x", "Content-Type: text/html", "=3D=0D=0A", "=", "x ", "\t", strings.Repeat("ä", 500), strings.Repeat("x", 3000), strings.Repeat("\u202e", 300),
		"\\\xa4", `é\"`, `\é`, "\xff\xfe", "a\xc3", "\ufeff", "\u202eevil", "\u2066", "xn--bcher-kva.example",
	}
}

func TestHostileWordsStayWords(t *testing.T) {
	p := newPost(t, config.Mail{Delivery: "folder", Folder: "x", ReplyTo: "reply@example.org"})
	for _, word := range hostile() {
		for _, kind := range kinds() {
			for _, locale := range []string{"en_GB", "fr_FR"} {
				if err := harmless(p, letter(kind, locale, word)); err != nil {
					t.Errorf("%s in %s, %q: %v", kind, locale, word, err)
				}
			}
		}
	}
}

func FuzzLettersStayWhole(f *testing.F) {
	for i, word := range hostile() {
		f.Add(word, byte(i))
	}
	p := newPost(f, config.Mail{Delivery: "folder", Folder: "x", ReplyTo: "reply@example.org"})
	f.Fuzz(func(t *testing.T, word string, i byte) {
		kind := kinds()[int(i/2)%len(kinds())]
		if err := harmless(p, letter(kind, []string{"en_GB", "fr_FR"}[i%2], word)); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	})
}

// harmless composes a letter and reads it as a mail program does: it must have its own headers and no others, one
// recipient, and two parts that say what was written.
func harmless(p *Post, l org.Letter) error {
	m, err := p.compose(l)
	if err != nil {
		return err
	}
	if err := lines(m.bytes); err != nil {
		return err
	}
	got, err := mail.ReadMessage(bytes.NewReader(m.bytes))
	if err != nil {
		return err
	}
	if names, want := fmt.Sprint(slices.Sorted(maps.Keys(got.Header))),
		"[Auto-Submitted Content-Language Content-Type Date From Message-Id Mime-Version Reply-To Subject To]"; names != want {
		return fmt.Errorf("the headers are %s, not %s", names, want)
	}
	for name, values := range got.Header {
		if len(values) != 1 {
			return fmt.Errorf("%d headers %s", len(values), name)
		}
	}
	to, err := got.Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Address != l.To || to[0].Name != displayName(l.Name) {
		return fmt.Errorf("it goes to %v, %v: %q", to, err, got.Header.Get("To"))
	}
	page := write(l)
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || strings.TrimSpace(subject) != strings.TrimSpace(oneLine(page.subject)) {
		return fmt.Errorf("the subject is %q instead of %q, %v", subject, page.subject, err)
	}
	return bodies(got, map[string]string{"text/plain; charset=UTF-8": page.text(), "text/html; charset=UTF-8": page.html()})
}

// lines looks at the bytes: lines end in CRLF, none is too long, and there is only ASCII.
func lines(message []byte) error {
	for line := range bytes.SplitSeq(message, []byte("\r\n")) {
		switch {
		case len(line) > 998:
			return fmt.Errorf("a line of %d bytes", len(line))
		case bytes.ContainsAny(line, "\r\n\x00"):
			return fmt.Errorf("a line with another end: %q", line)
		case !ascii(string(line)):
			return fmt.Errorf("a line that is not ASCII: %q", line)
		}
	}
	return nil
}

func bodies(m *mail.Message, want map[string]string) error {
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	r := multipart.NewReader(m.Body, params["boundary"])
	for n := 0; ; n++ {
		part, err := r.NextRawPart()
		if err == io.EOF && n == len(want) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("after %d parts: %w", n, err)
		}
		b, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return err
		}
		kind := part.Header.Get("Content-Type")
		if got := strings.ReplaceAll(string(b), "\r\n", "\n"); got != want[kind] {
			return fmt.Errorf("the part %s says %q instead of %q", kind, got, want[kind])
		}
	}
}

// A subject that is not plain begins on the line of its name.
func TestSubjectsAreNotFoldedAway(t *testing.T) {
	p := newPost(t, config.Mail{Delivery: "folder", Folder: "x"})
	for _, word := range hostile() {
		for _, kind := range kinds() {
			m, err := p.compose(letter(kind, "fr_FR", word))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(m.bytes, []byte("\r\nSubject:\r\n")) && !ascii(write(letter(kind, "fr_FR", word)).subject) {
				t.Errorf("%s, %q: %s", kind, word, m.bytes)
			}
		}
	}
}

func TestAddressesAreRefused(t *testing.T) {
	p := newPost(t, config.Mail{Delivery: "folder", Folder: "x"})
	for _, to := range []string{"", "jane", "jane@example.org\r\nBcc: eve@evil.example", "jane@example.org, eve@evil.example", "-oQ/tmp@[127.0.0.1]", `"a b"@example.org`, "jane@example.org>\r\nDATA"} {
		l := letter(org.MailTest, "", "x")
		l.To = to
		if m, err := p.compose(l); err == nil {
			t.Errorf("%q was taken: %q", to, m.to)
		}
	}
}
