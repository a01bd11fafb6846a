package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// inOneCertificate is how many texts one certificate shows.
const inOneCertificate = 60

// pages puts n hostile texts into certificates: names, addresses and labels of categories. As a page of HTML, as Markdown and as PDF
// they show what was given and are built as with harmless texts.
func pages(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	x := &pageTrial{textTrial: &textTrial{tally: t, site: s, b: b, p: p, r: b.random("pages")}, paper: found("pdftotext")}
	if x.image, err = os.ReadFile(s.store()); err != nil {
		t.fail("%v", err)
		return
	}
	for t.runs < n && ctx.Err() == nil {
		if err := x.round(ctx, min(inOneCertificate, n-t.runs)); err != nil && ctx.Err() == nil {
			t.fail("%v", err)
			return
		}
	}
	t.figures = fmt.Sprintf("%d taken and read back, %d refused; read by an HTML parser, as Markdown", x.taken, x.refused)
	if x.paper {
		t.figures += fmt.Sprintf(" and, %d of them, by pdftotext", x.printed)
	}
}

type pageTrial struct {
	*textTrial
	image   []byte
	paper   bool
	printed int               // what pdftotext could be asked for: texts of letters that every font has
	labels  map[string]string // of the categories, by code
	details map[string]string // what stands behind a word of the certificate
}

func (t *pageTrial) round(ctx context.Context, n int) error {
	if err := t.replace(t.image); err != nil {
		return err
	}
	t.details, t.labels = map[string]string{}, map[string]string{}
	t.ran(n)
	processor := t.hostile()
	for _, d := range []struct{ key, words string }{{"Controller", "org edit --name"}, {"street", "org edit --street"}, {"by", "user edit olivia@example.org --first-name"}} {
		text := t.hostile()
		if a := t.run(ctx, t.b.real, append(strings.Fields(d.words), text, "--yes")...); a.code == 0 {
			t.details[d.key] = canonical(text)
		}
	}
	if err := t.categories(ctx, n-4); err != nil {
		return err
	}
	if t.run(ctx, t.b.real, "dpa", "generate", "--format", "md", "--processor-name", processor).code == 0 {
		t.details["Processor"] = canonical(processor)
	} else {
		processor = "Example Hosting"
	}
	t.taken += len(t.details) + len(t.labels)
	t.refused += n - len(t.details) - len(t.labels)
	for _, format := range []string{"html", "md", "pdf"} {
		a := t.run(ctx, t.p, "dpa", "generate", "--lang", "en", "--out", "page."+format, "--processor-name", processor)
		page, err := os.ReadFile(t.file("page." + format))
		if a.code != 0 || err != nil {
			return fmt.Errorf("dpa generate to page.%s: %s (%w)", format, a, err)
		}
		t.look(ctx, format, string(page))
	}
	return nil
}

// hostile is a text that can be a word of a command line.
func (t *pageTrial) hostile() string {
	text := strings.ReplaceAll(hostile(t.r), "\x00", "")
	return text[:min(len(text), 4096)]
}

// categories imports categories with hostile labels and adds a product of each, so that the certificate names them.
func (t *pageTrial) categories(ctx context.Context, n int) error {
	type category struct {
		Code   string   `json:"code"`
		Label  string   `json:"label"`
		Rights []string `json:"rights"`
	}
	var list []category
	for i := range n {
		list = append(list, category{fmt.Sprintf("c%d", i), yamlText(hostile(t.r)), []string{"technical"}})
	}
	for len(list) > 0 {
		text, err := json.Marshal(list) // which is YAML, too
		if err = errors.Join(err, os.WriteFile(t.file("labels.yaml"), text, 0o600)); err != nil {
			return err
		}
		bad, err := refusedRows(t.run(ctx, t.b.real, "catalog", "import", "labels.yaml", "--yes", "-o", "json"))
		if err != nil {
			return err
		}
		if len(bad) == 0 {
			break
		}
		for _, row := range slices.Backward(slices.Compact(slices.Sorted(slices.Values(bad)))) {
			list = slices.Delete(list, row-1, row)
		}
	}
	rows := [][]string{{"category", "name"}}
	for _, c := range list {
		t.labels[c.Code] = canonical(c.Label)
		rows = append(rows, []string{c.Code, "one"})
	}
	var text bytes.Buffer
	if err := errors.Join(csv.NewWriter(&text).WriteAll(rows), os.WriteFile(t.file("products.csv"), text.Bytes(), 0o600)); err != nil {
		return err
	}
	if len(list) == 0 {
		return nil
	}
	_, err := t.must(ctx, t.b.real, "product", "add", "--from", "products.csv", "--yes")
	return err
}

// yamlText is a text without what no file of YAML may hold as it is.
func yamlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\ufeff' || r == unicode.ReplacementChar {
			return '?'
		}
		return r
	}, s)
}

// look reads a certificate as it is read in its format.
func (t *pageTrial) look(ctx context.Context, format, page string) {
	want := t.shown()
	switch format {
	case "html":
		t.page(page, want)
	case "md":
		t.markdown(page, want)
	default:
		t.print(ctx, page, want)
	}
}

func (t *pageTrial) page(page string, want []string) {
	texts, elements := parsePage(page)
	for _, w := range want {
		if !slices.Contains(texts, w) {
			t.fail("the page lacks %+q", short(w))
		}
	}
	for _, e := range elements {
		if !slices.Contains(strings.Fields("html head meta title style body h1 h2 p ul li dl dt dd blockquote main section header footer small strong em aside div"), e) {
			t.fail("the page has an element %q", e)
		}
	}
	if items := len(slices.DeleteFunc(elements, func(e string) bool { return e != "li" })); items < len(t.labels) {
		t.fail("the page has %d items for %d categories", items, len(t.labels))
	}
}

func (t *pageTrial) markdown(page string, want []string) {
	lines := strings.Split(page, "\n")
	for _, w := range want {
		if !slices.ContainsFunc(lines, func(line string) bool { return strings.HasSuffix(unmarked(line), " "+w) }) {
			t.fail("the Markdown lacks %+q", short(w))
		}
	}
	for _, line := range lines {
		if mark := strings.IndexAny(marks(strings.TrimPrefix(line, "> ")), "`_[]<>&~|"); mark >= 0 {
			t.fail("the Markdown marks up %+q", short(line))
		}
	}
}

// shown are texts that stand in the certificate by themselves.
func (t *pageTrial) shown() (out []string) {
	for _, code := range slices.Sorted(maps.Keys(t.labels)) {
		out = append(out, t.labels[code]+" ("+code+")")
	}
	for _, key := range []string{"Controller", "Processor"} {
		if text, ok := t.details[key]; ok {
			out = append(out, text)
		}
	}
	return out
}

// print compares what pdftotext reads, without blanks, for texts of letters that every font has. The foot of a page may stand in the
// midst of a text.
func (t *pageTrial) print(ctx context.Context, page string, want []string) {
	// What is compressed may have any three bytes.
	names := regexp.MustCompile(`(?s)\bstream\r?\n.*?endstream`).ReplaceAllString(page, "") //nolint:forbidigo // no start of the program pays for it
	for _, name := range []string{"/JavaScript", "/JS", "/OpenAction", "/Launch", "/URI", "/AA"} {
		if strings.Contains(names, name) {
			t.fail("the PDF has %s", name)
		}
	}
	if !t.paper {
		return
	}
	read, err := output(exec.CommandContext(ctx, "pdftotext", "-layout", "-nopgbrk", t.file("page.pdf"), "-"))
	if err != nil {
		t.fail("%v", err)
		return
	}
	var kept strings.Builder
	for line := range strings.Lines(read) {
		if !strings.Contains(line, "acme · ") {
			kept.WriteString(strings.Join(strings.Fields(line), ""))
		}
	}
	for _, w := range want {
		if strings.ContainsFunc(w, func(r rune) bool { return r > unicode.MaxLatin1 }) {
			continue
		}
		t.printed++
		if !strings.Contains(kept.String(), strings.Join(strings.Fields(w), "")) {
			t.fail("the PDF lacks %+q", short(w))
		}
	}
}

// unmarked is a line of Markdown without the backslashes before what would be a mark.
func unmarked(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' && i+1 < len(line) && line[i+1] < 128 && unicode.IsOneOf([]*unicode.RangeTable{unicode.P, unicode.S}, rune(line[i+1])) {
			i++
		}
		b.WriteByte(line[i])
	}
	return b.String()
}

// marks is what may be a mark in a line of Markdown: what no backslash stands before.
func marks(line string) string {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] == '\\' {
			i++
			continue
		}
		b.WriteByte(line[i])
	}
	return b.String()
}
