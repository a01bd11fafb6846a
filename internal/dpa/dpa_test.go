package dpa

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/net/html"

	"orgctl/internal/org"
)

// hostile are names as somebody might choose them to break out of where they stand.
func hostile() []string {
	return []string{
		`<script>alert("x")</script>`, `</dd></dl><h1>Owned</h1>`, `&amp; &lt;b&gt; &#x41;`, "`code` *bold* __b__ ~~s~~ [x](http://e.com) ![i](y)",
		`1. not a list`, `12) nor this`, `- # + > = |a|b|`, `http://evil.example www.evil.example mailto:a@b.example`, `back\slash \* \\`, `$x$ {y} ^z^`,
		`(a) \(b\) ) Tj ET`, `Ünïcödé çà œuvre €`, `営業部 👨‍👩‍👧`, `'quotes' "double" «guillemets»`, strings.Repeat("Langname", 16),
	}
}

func certificate(name, lang string) org.Certificate {
	category, _ := org.CategoryByCode("drive")
	own := org.Category{Code: "press", Label: name, Own: true}
	return org.Certificate{
		CertificateFacts: org.CertificateFacts{
			Org: org.Organization{Slug: "acme", Name: name, Street: name, PostalCode: "1200", City: name, Country: "CH", VAT: "CHE-123.456.788",
				Website: "https://acme.example"},
			Requester:  org.Member{FirstName: name, Email: "olivia@example.org", Role: org.Owner},
			Categories: []org.Category{category, own},
		},
		Processor: org.Processor{Name: name, Address: name},
		Lang:      lang, Date: org.Date{Year: 2026, Month: 11, Day: 22},
	}
}

func render(t testing.TB, d Document, format string) ([]byte, []rune) {
	t.Helper()
	text, lacking, err := d.Render(format)
	if err != nil {
		t.Fatal(err)
	}
	return text, lacking
}

func TestTheSameFactsAreTheSameBytes(t *testing.T) {
	for _, format := range org.CertificateFormats() {
		first, _ := render(t, New(certificate("Acmé", "fr")), format)
		for range 5 {
			if again, _ := render(t, New(certificate("Acmé", "fr")), format); !bytes.Equal(first, again) {
				t.Fatalf("%s: the same facts gave other bytes", format)
			}
		}
		other := certificate("Acmé", "fr")
		other.Date.Day++
		if again, _ := render(t, New(other), format); bytes.Equal(first, again) {
			t.Errorf("%s: another day gave the same bytes", format)
		}
	}
}

// The last line of the Markdown is the hash of everything before it, and every format has it.
func TestHashNamesTheText(t *testing.T) {
	for _, lang := range org.CertificateLangs() {
		d := New(certificate("Acmé & Cie", lang))
		md, _ := render(t, d, "md")
		lines := strings.SplitAfter(string(md), "\n")
		last := lines[len(lines)-2]
		sum := sha256.Sum256([]byte(strings.TrimSuffix(string(md), last)))
		if hex.EncodeToString(sum[:]) != d.Hash() || !strings.HasSuffix(last, " "+d.Hash()+"\n") {
			t.Errorf("%s: the last line is %q, the hash of the rest %x", lang, last, sum)
		}
		if page, _ := render(t, d, "html"); !strings.Contains(string(page), d.Hash()) {
			t.Errorf("%s: the HTML lacks the hash", lang)
		}
	}
	a, b := New(certificate("Acme", "en")), New(certificate("Acme", "fr"))
	if a.Hash() == b.Hash() {
		t.Error("both languages have one hash")
	}
}

func TestBothLanguagesSayAsMuch(t *testing.T) {
	en, fr := reflect.ValueOf(english()), reflect.ValueOf(french())
	for i := range en.NumField() {
		name := en.Type().Field(i).Name
		if en.Field(i).Kind() == reflect.String && (en.Field(i).Len() == 0 || fr.Field(i).Len() == 0) {
			t.Errorf("%s is empty", name)
		}
	}
	if n, m := len(english().promises), len(french().promises); n != 7 || m != 7 {
		t.Errorf("%d and %d commitments, want 7", n, m)
	}
}

func TestFontsHaveEveryLetterOfTheText(t *testing.T) {
	regular, err := parseLetters(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	bold, err := parseLetters(gobold.TTF)
	if err != nil {
		t.Fatal(err)
	}
	for r := range rune(0x10000) {
		if regular.has(r) != bold.has(r) {
			t.Errorf("%U is in one of the two fonts only", r)
		}
	}
	for _, r := range "éàçœŒÀÉÇ€ÿßñøłşșžёЯΩ–—…•’“”«»\u00a0□" {
		if !regular.has(r) {
			t.Errorf("no letter for %q", r)
		}
	}
	for _, lang := range org.CertificateLangs() {
		if _, lacking := render(t, New(certificate("Ümläut Ségur €", lang)), "pdf"); len(lacking) > 0 {
			t.Errorf("%s: no letters for %q", lang, string(lacking))
		}
	}
}

func TestWhatThePDFLacksIsSaid(t *testing.T) {
	p := &paper{}
	var err error
	if p.letters, err = parseLetters(goregular.TTF); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"Acmé": "Acmé", "営業": "□□", "a👍🏽b": "a□b", "❤\ufe0fx": "□x", "e\u0323\u0302": "e□"} {
		if got := p.shown(text); got != want {
			t.Errorf("%q is shown as %q, want %q", text, got, want)
		}
	}
	if _, lacking := render(t, New(certificate("営業", "en")), "pdf"); string(lacking) != "営業" {
		t.Errorf("lacking %q", string(lacking))
	}
	if _, lacking := render(t, New(certificate("営業", "en")), "html"); lacking != nil {
		t.Errorf("the HTML lacks %q", string(lacking))
	}
}

// Every name reads back from the HTML as it is, as text and not as elements.
func TestHTMLHoldsAnyName(t *testing.T) {
	plain, _ := render(t, New(certificate("plain", "en")), "html")
	_, elements := parse(t, plain)
	for _, name := range hostile() {
		page, _ := render(t, New(certificate(name, "en")), "html")
		texts, got := parse(t, page)
		if !slices.Equal(got, elements) {
			t.Errorf("%q changed the elements of the page: %v", name, got)
		}
		for _, want := range []string{name, name + ", 1200 " + name + ", CH", name + " (press)", name + " <olivia@example.org>, legal representative"} {
			if !slices.Contains(texts, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
	}
}

func parse(t testing.TB, page []byte) (texts, elements []string) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
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

func TestMarkdownHoldsAnyName(t *testing.T) {
	plain, _ := render(t, New(certificate("plain", "en")), "md")
	for _, name := range hostile() {
		md, _ := render(t, New(certificate(name, "en")), "md")
		if n, m := bytes.Count(md, []byte("\n")), bytes.Count(plain, []byte("\n")); n != m {
			t.Errorf("%q: %d lines, want %d", name, n, m)
		}
		if want := "- **Processor:** " + name + "\n"; !strings.Contains(unescape(string(md)), want) {
			t.Errorf("the Markdown lacks %q", want)
		}
	}
}

func unescape(s string) string {
	b := &strings.Builder{}
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// FuzzDocument writes certificates about organizations of any name. In every format the name is text, and nothing else changes:
// the HTML has the same elements, the Markdown the same lines and marks, the PDF the same objects for each page.
func FuzzDocument(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	plain := New(certificate("plain", "en"))
	page, _ := render(f, plain, "html")
	_, elements := parse(f, page)
	md, _ := render(f, plain, "md")
	f.Fuzz(func(t *testing.T, s string) {
		escapes(t, strings.ToValidUTF8(s, ""))
		name, err := org.ParseDisplayName("name", s)
		if err != nil {
			return // no organization is called so
		}
		d := New(certificate(name, "en"))
		page, _ := render(t, d, "html")
		texts, got := parse(t, page)
		if !slices.Equal(got, elements) || !slices.Contains(texts, name) {
			t.Errorf("the page about %q has %v, and the texts %q", name, got, texts)
		}
		text, _ := render(t, d, "md")
		if bytes.Count(text, []byte("\n")) != bytes.Count(md, []byte("\n")) || !strings.Contains(unescape(string(text)), "- **Processor:** "+name+"\n") {
			t.Errorf("%q became %q", name, text)
		}
		paper, _ := render(t, d, "pdf")
		pages := bytes.Count(paper, []byte("/Type /Page\n"))
		if objects := bytes.Count(paper, []byte(" 0 obj\n")); pages == 0 || objects != bytes.Count(paper, []byte("endobj\n")) || objects-2*pages != pdfObjects || !bytes.HasSuffix(paper, []byte("%%EOF\n")) {
			t.Errorf("the PDF about %q has %d objects on %d pages", name, objects, pages)
		}
	})
}

// pdfObjects are those of a PDF that are not of a single page: the fonts, the catalog, and what describes the document.
const pdfObjects = 18

// escapes looks that what is escaped for Markdown reads as itself, and has no mark, link, HTML or entity in it.
func escapes(t *testing.T, s string) {
	t.Helper()
	escaped := escapeMarkdown(s)
	if unescape(escaped) != s {
		t.Fatalf("%q became %q", s, escaped)
	}
	bare := &strings.Builder{}
	for i := 0; i < len(escaped); i++ {
		if escaped[i] == '\\' {
			i++
			bare.WriteByte(' ')
			continue
		}
		bare.WriteByte(escaped[i])
	}
	if rest := bare.String(); strings.ContainsAny(rest, "\\`*_[]<>&~|#") || strings.Contains(rest, "://") {
		t.Fatalf("%q became %q", s, escaped)
	}
}
