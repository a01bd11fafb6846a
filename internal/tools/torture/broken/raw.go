package broken

import (
	"bytes"
	"context"
	"os"
	"strconv"
	"strings"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/term"
)

// raw escapes nothing: neither what acts on a terminal nor the quotes of CSV.
func raw(ctx context.Context, args []string, world app.World) int {
	var out, errs bytes.Buffer
	streams := term.System()
	streams.Out, streams.Err = &out, &errs
	code := cmd.Main(ctx, args, streams, world)
	if name := after(args, "--out"); name != "" { // also what goes into files
		text, err := os.ReadFile(name)
		if err != nil || os.WriteFile(name, []byte(unescaped(string(text))), 0o600) != nil {
			return 1
		}
	}
	_, _ = os.Stdout.WriteString(unescaped(out.String()))
	_, _ = os.Stderr.WriteString(unescaped(errs.String()))
	return code
}

func unescaped(text string) string {
	text = strings.ReplaceAll(text, `""`, `"`)
	var b strings.Builder
	for text != "" {
		c, _, rest, err := strconv.UnquoteChar(text, 0)
		if err != nil || text[0] != '\\' {
			b.WriteByte(text[0])
			text = text[1:]
			continue
		}
		b.WriteRune(c)
		text = rest
	}
	return b.String()
}
