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

// mails invites people with hostile names to an organization with one, and reads the mails with Python's library: subject, sender,
// recipient and both bodies hold the names as they are, and there is no header, recipient or element more than with harmless ones.
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
	s = s.with("ORGCTL_MAIL_DELIVERY=folder", "ORGCTL_MAIL_FROM=\"Acme; (mail)\" <orgctl@example.org>", "ORGCTL_MAIL_FOLDER="+s.file("mail"))
	x := &mailTrial{textTrial: &textTrial{tally: t, site: s, b: b, p: p, r: b.random("mails")}, title: "Harmless"}
	if _, err = x.must(ctx, b.real, "org", "edit", "--name", x.title); err == nil {
		x.plain, err = x.bag(ctx, map[string]string{"plain": "Plain"})
	}
	if err == nil && len(x.plain) != 1 {
		err = fmt.Errorf("%d mails for one invitation", len(x.plain))
	}
	for round := 0; err == nil && t.runs < n && ctx.Err() == nil; round++ {
		err = x.round(ctx, round, min(inOneBag, n-t.runs))
	}
	if err != nil && ctx.Err() == nil {
		t.fail("%v", err)
	}
	b.whole(ctx, s, t)
	t.figures = fmt.Sprintf("%d taken and read back, %d refused; read by Python's email and an HTML parser", x.taken, x.refused)
}

type mailTrial struct {
	*textTrial
	title string            // the name of the organization
	plain map[string]letter // by the local part of the recipient
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
	names := map[string]string{}
	for i := range n - 1 {
		names[fmt.Sprintf("m%d-%d", round, i)] = hostile(t.r)
	}
	t.ran(len(names))
	letters, err := t.bag(ctx, names)
	if err != nil {
		return err
	}
	t.taken += len(names)
	for to, name := range names {
		l, ok := letters[to]
		if !ok {
			t.fail("no mail for %q", name)
			continue
		}
		for _, wrong := range t.wrong(l, canonical(name), to) {
			t.fail("%q invited by %q: %s", short(name), short(t.title), wrong)
		}
	}
	return nil
}

// bag invites people by their names and reads their mails. Those who are refused are taken out.
func (t *mailTrial) bag(ctx context.Context, names map[string]string) (map[string]letter, error) {
	for len(names) > 0 {
		var order []string
		rows := [][]string{{"email", "role", "first_name", "last_name"}}
		for to, name := range names {
			order = append(order, to)
			rows = append(rows, []string{to + "@example.org", "external", name, "Last"})
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
			return t.letters(ctx)
		}
		for _, row := range bad {
			delete(names, order[row-1])
			t.refused++
		}
	}
	return nil, nil
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
	for _, l := range all {
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
func (t *mailTrial) wrong(l letter, name, to string) (wrong []string) {
	plain := t.plain["plain"]
	title, name := visible(t.title), visible(name)
	named := strings.NewReplacer("Harmless", title, "Plain", name)
	if !slices.Equal(l.Headers, plain.Headers) || l.Parts != plain.Parts {
		wrong = append(wrong, fmt.Sprintf("headers %q, %d parts", l.Headers, l.Parts))
	}
	shown := visible(name + " Last")
	if strings.ContainsFunc(shown, func(r rune) bool { return r > 126 }) {
		shown = strings.ReplaceAll(shown, `\`, "\uFF3C") // documented: no reader takes one there
	}
	if !slices.EqualFunc(l.To, [][]string{{shown, to + "@example.org"}}, slices.Equal) {
		wrong = append(wrong, fmt.Sprintf("it goes to %q, expected %q", l.To, shown))
	}
	if !slices.EqualFunc(l.From, plain.From, slices.Equal) {
		wrong = append(wrong, fmt.Sprintf("it comes from %q", l.From))
	}
	if want := named.Replace(plain.Subject); l.Subject != want {
		wrong = append(wrong, fmt.Sprintf("the subject is %q, expected %q", l.Subject, want))
	}
	if want := named.Replace(squeezed(plain.Text)); squeezed(l.Text) != squeezed(want) {
		wrong = append(wrong, fmt.Sprintf("the text is %q, expected %q", l.Text, want))
	}
	texts, elements := parsePage(l.HTML)
	plainTexts, plainElements := parsePage(plain.HTML)
	for i, text := range plainTexts {
		plainTexts[i] = named.Replace(text)
	}
	if !slices.Equal(elements, plainElements) || squeezed(strings.Join(texts, "")) != squeezed(strings.Join(plainTexts, "")) {
		wrong = append(wrong, fmt.Sprintf("the page says %q in %q", texts, elements))
	}
	return wrong
}

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
