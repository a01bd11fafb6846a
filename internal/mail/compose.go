package mail

import (
	"bytes"
	"encoding/base64"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"orgctl/internal/org"
)

// message is a letter ready to leave: its bytes, and the two addresses of the envelope.
type message struct {
	from, to string
	bytes    []byte
}

// compose writes the letter. Nothing that stands in a name or a param can become a header or a line of its own: all of it
// is one line before it is put anywhere, and the library encodes what is not plain.
func (p *Post) compose(l org.Letter) (message, error) {
	to, err := address(l.To)
	if err != nil {
		return message{}, err
	}
	to.Name = displayName(l.Name)
	page := write(l)
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&p.from)
	m.ToMailAddress(to)
	if p.replyTo != nil {
		m.ReplyToMailAddress(p.replyTo)
	}
	m.Subject(encoded(oneLine(page.subject)))
	m.SetDateWithValue(l.At)
	m.SetMessageIDWithValue("orgctl." + l.MessageID + "@" + domainOf(p.from.Address))
	m.SetGenHeader("Auto-Submitted", "auto-generated") // so that no holiday notice answers
	m.SetGenHeader(gomail.HeaderContentLang, page.lang)
	m.SetBodyString(gomail.TypeTextPlain, page.text())
	m.AddAlternativeString(gomail.TypeTextHTML, page.html())
	var b bytes.Buffer
	_, err = m.WriteTo(&b)
	return message{from: p.from.Address, to: to.Address, bytes: b.Bytes()}, err
}

// address reads an address with or without a name. Its domain becomes ASCII, which every mail system understands.
func address(s string) (*mail.Address, error) {
	a, err := mail.ParseAddress(s)
	if err != nil {
		return nil, org.Invalid("%q is not an address", s).Wrap(err)
	}
	if _, err := org.ParseEmail(a.Address); err != nil {
		return nil, err
	}
	at := strings.LastIndexByte(a.Address, '@')
	domain, err := idna.Lookup.ToASCII(a.Address[at+1:])
	if err != nil {
		return nil, org.Invalid("%q is not an address", s).Wrap(err)
	}
	a.Address = a.Address[:at+1] + domain
	a.Name = displayName(a.Name)
	return a, nil
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// longest is how many characters of a name or a message of a server are shown.
const longest = 200

// displayName is a name as it stands before an address. Package net/mail leaves a backslash alone when it encodes a name, where
// none may stand, so a wide one takes its place.
func displayName(s string) string {
	if s = oneLine(s); !ascii(s) {
		s = strings.ReplaceAll(s, `\`, "\uFF3C")
	}
	return s
}

// encoded is a text as a header takes it: if it is not plain, in pieces of which the first stands on the line of the header's
// name: a longer one would be folded away from it, and some readers then take the fold's blank for a part of the text.
func encoded(s string) string {
	if ascii(s) {
		return s
	}
	var words []string
	for s != "" {
		n := min(len(s), 36)
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// oneLine makes any text harmless where one line of visible characters is meant: line breaks, control and invisible
// characters become blanks, and what a reader would take for an encoded word is taken apart.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d': // joiners belong to names in some scripts, and to some emoji
			return r
		case unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "=?", "= ?")
	if r := []rune(s); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return s
}
