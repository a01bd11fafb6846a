package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// inOneBag is how many invitations go out at once. For each bag the organization has another name.
const inOneBag = 60

// letter is a mail as Python's library reads it.
type letter struct {
	Headers  []string   // their names, in order
	From, To [][]string // pairs of a name and an address
	Subject  string
	Text     string
	HTML     string
	Parts    int
}

// named are the texts that one mail has to hold: those of somebody invited, or the name of a token.
type named struct{ first, last, token string }

// mails invites people with hostile names to an organization with one, makes a token with one now and then, and reads the mails with
// Python's library, half of them as an SMTP server got them: subject, sender, recipient and both bodies hold the names as they are,
// and there is no header, recipient or element more than with harmless ones.
func mails(ctx context.Context, b *bench, p program, n int, t *tally) {
	if !found("python3") {
		t.notRun = "no python3"
		return
	}
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	server, err := newMailServer(ctx, s.file("mail"))
	if err != nil {
		t.fail("%v", err)
		return
	}
	defer server.close()
	x := &mailTrial{textTrial: &textTrial{tally: t, site: s, b: b, p: p, r: b.random("mails")}, server: server, title: "Harmless"}
	x.deliver(false)
	if _, err = x.must(ctx, b.real, "org", "edit", "--name", x.title); err == nil {
		x.plain, err = x.bag(ctx, map[string]named{"plain": {first: "Plainfirst", last: "Plainlast"}, tokenTo: {token: "Plaintoken"}})
	}
	if err == nil && len(x.plain) != 2 {
		err = fmt.Errorf("%d mails for an invitation and a token", len(x.plain))
	}
	for round := 0; err == nil && t.runs < n && ctx.Err() == nil; round++ {
		x.deliver(round%2 == 0)
		err = x.round(ctx, round, min(inOneBag, (n+1)/2, n-t.runs))
	}
	if err != nil && ctx.Err() == nil {
		t.fail("%v", err)
	}
	b.whole(ctx, s, t)
	for _, wrong := range server.wrongs() {
		t.fail("%s", wrong)
	}
	t.figures = fmt.Sprintf("%d taken and read back, %d refused; %d mails by SMTP, the others in a folder; read by Python's email and an HTML parser", x.taken, x.refused, server.taken())
}

// tokenTo gets the mails about tokens.
const tokenTo = "olivia"

type mailTrial struct {
	*textTrial
	server *mailServer
	title  string            // the name of the organization
	plain  map[string]letter // by the local part of the recipient
}

// deliver makes mails go out by SMTP, or into a folder.
func (t *mailTrial) deliver(smtp bool) {
	t.site = t.with("ORGCTL_MAIL_DELIVERY=folder", "ORGCTL_MAIL_FROM=\"Acme; (mail)\" <orgctl@example.org>", "ORGCTL_MAIL_FOLDER="+t.file("mail"))
	if smtp {
		t.extra = append(t.extra, "ORGCTL_MAIL_DELIVERY=smtp", "ORGCTL_MAIL_HOST=127.0.0.1", "ORGCTL_MAIL_TLS=none", "ORGCTL_MAIL_PORT="+t.server.port())
	}
}

// round sends mails with n texts.
func (t *mailTrial) round(ctx context.Context, round, n int) error {
	for range 3 {
		text := strings.ReplaceAll(hostile(t.r), "\x00", "")
		t.ran(1)
		if a := t.run(ctx, t.b.real, "org", "edit", "--name", text[:min(len(text), 4096)], "--yes"); a.code == 0 {
			t.title = canonical(text)
			t.taken++
			break
		}
		t.refused++
	}
	texts := map[string]named{tokenTo: {token: strings.ReplaceAll(hostile(t.r), "\x00", "")}}
	for i := range max(n-2, 1) {
		text := named{first: "First", last: "Last"}
		*[]*string{&text.first, &text.last}[i%2] = hostile(t.r)
		texts[fmt.Sprintf("m%d-%d", round, i)] = text
	}
	t.ran(len(texts))
	letters, err := t.bag(ctx, texts)
	if err != nil {
		return err
	}
	t.taken += len(texts)
	for to, text := range texts {
		l, ok := letters[to]
		if !ok {
			t.fail("no mail for %q", text)
			continue
		}
		for _, wrong := range t.wrong(l, named{canonical(text.first), canonical(text.last), canonical(text.token)}, to) {
			t.fail("%q %q %q, of %q: %s", short(text.first), short(text.last), short(text.token), short(t.title), wrong)
		}
	}
	return nil
}

// bag invites people by their names, makes a token, and reads the mails. What is refused is taken out.
func (t *mailTrial) bag(ctx context.Context, texts map[string]named) (map[string]letter, error) {
	for {
		var order []string
		rows := [][]string{{"email", "role", "first_name", "last_name"}}
		for to, text := range texts {
			if to != tokenTo {
				order = append(order, to)
				rows = append(rows, []string{to + "@example.org", "external", text.first, text.last})
			}
		}
		var text bytes.Buffer
		if err := errors.Join(csv.NewWriter(&text).WriteAll(rows), os.WriteFile(t.file("mails.csv"), text.Bytes(), 0o600), os.RemoveAll(t.file("mail")),
			os.Mkdir(t.file("mail"), 0o700)); err != nil {
			return nil, err
		}
		bad, err := refusedRows(t.run(ctx, t.p, "user", "invite", "--from", "mails.csv", "--yes", "-o", "json"))
		if err != nil {
			return nil, err
		}
		if len(bad) == 0 {
			break
		}
		for _, row := range bad {
			delete(texts, order[row-1])
			t.refused++
		}
	}
	name := texts[tokenTo].token
	if a := t.run(ctx, t.p, "token", "create", "--name", name[:min(len(name), 4096)], "--password-file", "password", "-o", "json"); a.code != 0 {
		delete(texts, tokenTo)
		t.refused++
	}
	if _, err := t.must(ctx, t.p, "mail", "flush"); err != nil {
		return nil, err
	}
	return t.letters(ctx)
}

// pythonMail reads all mails of a folder as Python's standard library does. Addresses are read in the older way of that library: the
// newer one keeps the blanks between the pieces of an encoded name, which RFC 2047 takes away.
const pythonMail = `import email,email.policy,json,sys,glob
from email.header import decode_header,make_header
from email.utils import getaddresses
out=[]
for f in sorted(glob.glob(sys.argv[1]+'/*.eml')):
    old=email.message_from_binary_file(open(f,'rb'))
    m=email.message_from_binary_file(open(f,'rb'),policy=email.policy.SMTP)
    pairs=lambda h:[[str(make_header(decode_header(n))),a] for n,a in getaddresses([str(v).replace('\r','').replace('\n','') for v in old.get_all(h,[])])]
    row=dict(Headers=sorted(old.keys()),From=pairs('from'),To=pairs('to'),Parts=len(list(old.walk())))
    try:
        row.update(Subject=str(m['subject']),**{n:(lambda p: p.get_content() if p else '')(m.get_body((k,))) for n,k in (('Text','plain'),('HTML','html'))})
    except Exception as e:
        row.update(Subject=repr(e))
    out.append(row)
print(json.dumps(out))`

func (t *mailTrial) letters(ctx context.Context) (map[string]letter, error) {
	text, err := output(exec.CommandContext(ctx, "python3", "-c", pythonMail, t.file("mail")))
	if err != nil {
		return nil, err
	}
	var all []letter
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return nil, err
	}
	files, err := filepath.Glob(t.file("mail/*.eml"))
	out := map[string]letter{}
	// Mails are compared with one that was sent before, and the minute is another in each.
	happened := regexp.MustCompile(`It\s+happened\s+on\s+[0-9]+\s+[A-Z][a-z]+\s+[0-9]{4}\s+at\s+[0-9:]{5}\s+UTC\.`) //nolint:forbidigo // no start of the program pays for it
	for _, l := range all {
		l.Text, l.HTML = happened.ReplaceAllString(l.Text, "It happened."), happened.ReplaceAllString(l.HTML, "It happened.")
		if len(l.To) > 0 && len(l.To[0]) == 2 {
			out[strings.TrimSuffix(l.To[0][1], "@example.org")] = l
		}
	}
	if len(files) != len(out) {
		t.fail("%d mails for %d people", len(files), len(out))
	}
	return out, err
}

// wrong compares a mail with the harmless one in which the names are others.
func (t *mailTrial) wrong(l letter, text named, to string) (wrong []string) {
	plain := t.plain["plain"]
	if to == tokenTo {
		plain = t.plain[tokenTo]
	}
	name := strings.NewReplacer("Harmless", visible(t.title), "Plainfirst Plainlast", visible(text.first+" "+text.last), "Plaintoken", visible(text.token))
	if !slices.Equal(l.Headers, plain.Headers) || l.Parts != plain.Parts {
		wrong = append(wrong, fmt.Sprintf("headers %q, %d parts", l.Headers, l.Parts))
	}
	if want := recipient(plain, text, to); !slices.EqualFunc(l.To, want, slices.Equal) {
		wrong = append(wrong, fmt.Sprintf("it goes to %q, expected %q", l.To, want))
	}
	if !slices.EqualFunc(l.From, plain.From, slices.Equal) {
		wrong = append(wrong, fmt.Sprintf("it comes from %q", l.From))
	}
	if want := name.Replace(plain.Subject); l.Subject != want {
		wrong = append(wrong, fmt.Sprintf("the subject is %q, expected %q", l.Subject, want))
	}
	if want := name.Replace(unbroken(plain.Text)); squeezed(l.Text) != squeezed(want) {
		wrong = append(wrong, fmt.Sprintf("the text is %q, expected %q", l.Text, want))
	}
	texts, elements := parsePage(l.HTML)
	plainTexts, plainElements := parsePage(plain.HTML)
	for i, text := range plainTexts {
		plainTexts[i] = name.Replace(unbroken(text))
	}
	if !slices.Equal(elements, plainElements) || squeezed(strings.Join(texts, " ")) != squeezed(strings.Join(plainTexts, " ")) {
		wrong = append(wrong, fmt.Sprintf("the page says %q in %q", texts, elements))
	}
	return wrong
}

// recipient is what stands in the header To.
func recipient(plain letter, text named, to string) [][]string {
	if to == tokenTo {
		return plain.To
	}
	shown := visible(text.first + " " + text.last)
	if strings.ContainsFunc(shown, func(r rune) bool { return r > 126 }) {
		shown = strings.ReplaceAll(shown, `\`, "\uFF3C") // documented: no reader takes one there
	}
	return [][]string{{shown, to + "@example.org"}}
}

// unbroken is a text on one line.
func unbroken(s string) string { return strings.Join(strings.Fields(s), " ") }

// visible is a name as docs/decisions/0058 says that mails show it: blanks in the place of invisible characters, and nothing that a
// reader takes for an encoded word.
func visible(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp, unicode.Cf) && r != '\u200c' && r != '\u200d' {
			return ' '
		}
		return r
	}, s)
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "=?", "= ?")
}

// squeezed is a text without blanks and codes: the lines are broken elsewhere, and every code is another.
func squeezed(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if strings.HasPrefix(w, "oi_") {
			words[i] = "CODE"
		}
	}
	return strings.Join(words, "")
}

// parsePage are the texts and the elements of a page of HTML, as a browser takes it apart.
func parsePage(page string) (texts, elements []string) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return nil, nil
	}
	for n := range doc.Descendants() {
		switch n.Type {
		case html.TextNode:
			texts = append(texts, n.Data)
		case html.ElementNode:
			elements = append(elements, n.Data)
		}
	}
	return texts, elements
}
