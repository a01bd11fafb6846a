package catalogcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func newImport(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Add categories of the organization's own, from a YAML file",
		Long: `Add categories of the organization's own, from a YAML file (- for standard input). Those that are there already are
described anew; those that the file doesn't name stay.

  - code: printer
    label: Printer
    label_fr: Imprimante
    group: hardware
    synonyms: [copier]
    rights: [technical, statistics]
    usage: false
    descriptions:
      - rights: [technical]
        en: change paper formats and queues
        fr: modifier les formats et les files

Needed are code, label, and rights or usage. The file is taken whole or not at all: unknown keys are errors. If products
of a category lose a right by it, that is said and asked first. 'orgctl catalog list --filter own=true -o yaml' writes such
a file.`,
		Example:     `orgctl catalog import catalog.yaml`,
		Args:        app.One("FILE"),
		Annotations: app.Writes(org.ActEditOrg),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"yaml", "yml", "json"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return importRun(ctx, a, args[0]) })
	return c
}

func importRun(ctx context.Context, a *app.App, path string) error {
	data, err := read(a, path)
	if err != nil {
		return err
	}
	own, err := parse(data)
	if err != nil {
		return err
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	c := app.Change{Input: [][]byte{data}, Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return s.ImportCatalog(ctx, req, own)
	}}
	set, err := a.Try(ctx, c)
	if err != nil {
		return err
	}
	c.Done = done(set)
	return a.Report(c, set)
}

// done names the categories that were added and those that were described anew.
func done(set org.ChangeSet) string {
	var parts []string
	for _, verb := range []struct{ action, past string }{{"add", "added"}, {"edit", "changed"}} {
		var codes []string
		for _, c := range set.Changes {
			if c.Action == verb.action {
				codes = append(codes, c.Ref)
			}
		}
		if len(codes) > 0 {
			parts = append(parts, verb.past+" "+some(codes))
		}
	}
	return strings.Join(parts, " and ")
}

func some(codes []string) string {
	switch n := len(codes); {
	case n == 1:
		return "the category " + codes[0]
	case n <= 5:
		return "the categories " + strings.Join(codes, ", ")
	default:
		return fmt.Sprintf("%d categories", n)
	}
}

// maxFile is the largest file that is read, in bytes: a catalog is written by people.
const maxFile = 1 << 20

func read(a *app.App, path string) ([]byte, error) {
	in := a.Streams.In
	if path != "-" {
		f, err := os.Open(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, org.Invalid("there is no file %q", path).WithHint("check the path; - reads standard input")
		}
		if err != nil {
			return nil, org.Invalid("the file %q can't be read", path).Wrap(err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, org.Invalid("the file %q can't be read", path).Wrap(err)
	}
	if len(data) > maxFile {
		return nil, org.Invalid("the file %q is larger than 1 MiB", path).WithHint("is it the right file?")
	}
	return data, nil
}
