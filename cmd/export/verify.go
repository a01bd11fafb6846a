package exportcmd

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/export"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newVerify(a *app.App) *cobra.Command {
	manifest := ""
	c := &cobra.Command{
		Use:   "verify FILE",
		Short: "Compare a file with its manifest: is it what was exported?",
		Long: `Compare a file with its manifest: is it what was exported? The manifest is looked for beside the file. The exit code is 0
for yes and 10 for no; what is different is named.`,
		Example:     `orgctl export verify exported.csv`,
		Args:        app.One("FILE"),
		Annotations: app.Reads(app.Anybody),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return []string{"csv"}, cobra.ShellCompDirectiveFilterFileExt
		},
	}
	c.Flags().StringVar(&manifest, "manifest", "", "the `file` of the manifest, if it is elsewhere")
	c.RunE = a.Run(func(_ context.Context, args []string) error { return verifyRun(a, args[0], manifest) })
	return c
}

// verdict is what a file is found to be.
type verdict struct {
	File    string   `json:"file"`
	Whole   bool     `json:"whole"`
	Rows    int64    `json:"rows"`
	SHA256  string   `json:"sha256"`
	Differs []string `json:"differs"`
}

func verifyRun(a *app.App, path, manifest string) error {
	if manifest == "" {
		manifest = path + manifestSuffix
	}
	m, err := readManifest(manifest)
	if err != nil {
		return err
	}
	f, err := open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	differs, err := export.Verify(f, m)
	if err != nil {
		return org.Invalid("the file %q can't be read", path).Wrap(err).WithHint("check the path")
	}
	if a.Flags.Machine() {
		v := verdict{path, len(differs) == 0, m.Rows, m.SHA256, append([]string{}, differs...)}
		if err := term.PrintValue(a.Streams, a.Flags.Format, v); err != nil {
			return err
		}
	}
	if len(differs) == 0 {
		if !a.Flags.Machine() {
			a.Streams.Done("%s is what was exported: %s of %s, %s to %s", path, countRows(m.Rows), m.Organization, m.From, m.To)
		}
		return nil
	}
	if !a.Flags.Machine() {
		a.Streams.Say("%s is not what was exported:", path)
		for _, d := range differs {
			a.Streams.Note("  - %s", d)
		}
		a.Streams.Hint("export it again with --through %d", m.LastRecord)
	}
	return org.Errorf(org.KindNo, org.CodeNo, "%q is not what was exported", path)
}

// maxManifest is the largest manifest that is read, in bytes: enough for the sums of hundreds of thousands of clients.
const maxManifest = 64 << 20

func readManifest(path string) (export.Manifest, error) {
	f, err := open(path)
	if err != nil {
		return export.Manifest{}, err
	}
	defer func() { _ = f.Close() }() // it was only read
	b, err := io.ReadAll(io.LimitReader(f, maxManifest+1))
	if err != nil {
		return export.Manifest{}, org.Invalid("the file %q can't be read", path).Wrap(err).WithHint("check the path")
	}
	if len(b) > maxManifest {
		return export.Manifest{}, org.Invalid("%q is larger than %d MiB, so it is no manifest", path, maxManifest>>20).
			WithHint("name the one that 'orgctl export clients --manifest' wrote")
	}
	return export.ParseManifest(b)
}

func open(path string) (*os.File, error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, org.Invalid("there is no file %q", path).Wrap(err).WithHint("a manifest is written with --manifest; check the path")
	case err != nil:
		return nil, org.Invalid("the file %q can't be read", path).Wrap(err).WithHint("check who owns it")
	}
	return f, nil
}
