package broken

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"os"
	"slices"
	"strings"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/term"
)

// plainPages writes certificates of one format without escaping anything.
func plainPages(ctx context.Context, format string, args []string, world app.World) int {
	code := cmd.Main(ctx, args, term.System(), world)
	name := after(args, "--out")
	if code != 0 || !strings.HasSuffix(name, "."+format) {
		return code
	}
	text, err := os.ReadFile(name)
	switch format {
	case "html":
		text = []byte(html.UnescapeString(string(text)))
	case "md":
		text = bytes.ReplaceAll(text, []byte(`\`), nil)
	default:
		words := slices.Clone(args)
		words[slices.Index(words, "--out")+1] = "page.md"
		if code = cmd.Main(ctx, words, term.System(), world); code != 0 {
			return code
		}
		text, err = os.ReadFile("page.md")
		text = plainPDF(string(bytes.ReplaceAll(text, []byte(`\`), nil)))
	}
	if err != nil || os.WriteFile(name, text, 0o600) != nil {
		return 1
	}
	return 0
}

// plainPDF is a page with these lines, in which nothing is escaped.
func plainPDF(text string) []byte {
	var content, out bytes.Buffer
	content.WriteString("BT /F1 4 Tf 5 TL 10 830 Td\n")
	for line := range strings.Lines(text) {
		fmt.Fprintf(&content, "(%s) Tj T*\n", strings.TrimSuffix(line, "\n"))
	}
	content.WriteString("ET\n")
	out.WriteString("%PDF-1.4\n")
	var at []int
	for i, object := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	} {
		at = append(at, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	xref := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, xref)
	return out.Bytes()
}
