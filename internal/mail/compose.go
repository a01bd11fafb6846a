package mail

import (
	"bytes"
	"net/mail"
	"strings"
	"unicode"

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
	to.Name = oneLine(l.Name)
	page := write(l)
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(&p.from)
	m.ToMailAddress(to)
	if p.replyTo != nil {
		m.ReplyToMailAddress(p.replyTo)
	}
	m.Subject(oneLine(page.subject))
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
	a.Name = oneLine(a.Name)
	return a, nil
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// longest is how many characters of a name or a message of a server are shown.
const longest = 200

// oneLine makes any text harmless where one line of visible characters is meant: line breaks, control and invisible
// characters become blanks.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > longest {
		return string(r[:longest-1]) + "…"
	}
	return s
}
