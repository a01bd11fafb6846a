package logcmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type exportOptions struct {
	sourceFlag
	out string
}

func newExport(a *app.App) *cobra.Command {
	o := exportOptions{}
	c := &cobra.Command{
		Use:   "export",
		Short: "Write the whole log as JSON lines that anybody can verify",
		Long: `Write the whole log as JSON lines, one row a line, that anybody can verify without this program.

Each line ends in "prev" and "hash". The hash is the SHA-256 of the 32 bytes of prev (none in the first line) followed by
the line as it is, but without these two members. In Python:

  import sys, json, hashlib
  prev = b""
  for line in sys.stdin.buffer:
      row = json.loads(line)
      text = line[:line.rindex(b',"prev":')] + b"}"
      hash = hashlib.sha256(prev + text).digest()
      assert row["prev"] == prev.hex() and row["hash"] == hash.hex(), row["seq"]
      prev = hash

The last hash must be the one that 'orgctl log head' prints. "at" is in microseconds since 1970, and "changes" is text
that holds a JSON array.`,
		Example: `orgctl log export > log.jsonl
orgctl log export --out log.jsonl`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActCompliance),
	}
	c.Flags().StringVar(&o.out, "out", "-", "the `file` to write; - is stdout")
	o.bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return exportRun(ctx, a, o) })
	return c
}

func exportRun(ctx context.Context, a *app.App, o exportOptions) error {
	if f := a.Flags.Format; f.Output != "" && f.Output != "jsonl" || f.Columns+f.Sort+f.Filter+f.JQ+f.Template != "" || f.Limit > 0 {
		return org.Errorf(org.KindUsage, org.CodeUsage, "an export is the whole log as it is, in JSON lines").
			WithHint("for a choice of it use 'orgctl log list'")
	}
	earlier := app.Earlier{What: "export", Is: func(head, _ string) bool { return strings.HasPrefix(head, `{"`) }}
	if err := a.MayReplace(ctx, o.out, earlier); err != nil {
		return err
	}
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	src, err := o.source(a)
	if err != nil {
		return err
	}
	rows := 0
	err = a.WriteOut(o.out, func(write func([]byte) error) error {
		for line, err := range s.LogExport(ctx, src) {
			if err != nil {
				return err
			}
			if o.out == "-" && a.Streams.OutTTY {
				line = []byte(term.Clean(string(line))) // a terminal verifies nothing, but would obey
			}
			if err := write(append(line, '\n')); err != nil {
				return err
			}
			rows++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if o.out != "-" {
		a.Streams.Done("wrote %d rows to %s", rows, term.Clean(o.out))
	}
	return nil
}
