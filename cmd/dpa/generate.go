package dpacmd

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/dpa"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type generateOptions struct {
	out, lang, format string
	org.Processor
}

func newGenerate(a *app.App) *cobra.Command {
	o := generateOptions{}
	c := &cobra.Command{
		Use:   "generate",
		Short: "Write the certificate of the organization as PDF, HTML or Markdown",
		Long: `Write the certificate of the organization as PDF, HTML or Markdown. It names both parties with their addresses, their roles, the
categories of the products in use, what the provider commits itself to, and the laws it bears on. It is generated from what
is recorded here; it is not a legal text.

It is for owners and admins, and the log keeps that it was made, with its hash. The same facts on the same day give the same
bytes, and the hash is the same in all formats: the SHA-256 of the Markdown without its last line.

Without --out it goes to stdout, and on a terminal to a file in the current folder that is named after the organization and
the day. Who the processor is, is set once with 'orgctl config set dpa.processor_name'.`,
		Example: `orgctl dpa generate --out certificate.pdf
orgctl dpa generate --lang fr --format html > certificat.html
orgctl dpa generate --out certificate.md --processor-name "Example Hosting SA" --processor-address "Rue du Lac 1, 1200 Genève"`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(org.ActCompliance),
	}
	f := c.Flags()
	f.StringVar(&o.out, "out", "", "the `file` to write; - is stdout")
	f.StringVar(&o.lang, "lang", "", "the `language`: en or fr; without it, yours")
	f.StringVar(&o.format, "format", "", "the `format`: pdf, html or md; without it, as the file is called, or pdf")
	f.StringVar(&o.Name, "processor-name", "", "who processes the data: the `name` of the provider; default: the setting dpa.processor_name")
	f.StringVar(&o.Address, "processor-address", "", "their `address`, on one line; default: the setting dpa.processor_address")
	app.Completes(c, "lang", cobra.FixedCompletions(org.CertificateLangs(), cobra.ShellCompDirectiveNoFileComp))
	app.Completes(c, "format", cobra.FixedCompletions(org.CertificateFormats(), cobra.ShellCompDirectiveNoFileComp))
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return generateRun(ctx, a, o) })
	return c
}

func generateRun(ctx context.Context, a *app.App, o generateOptions) error {
	o, err := o.checked(a)
	if err != nil {
		return err
	}
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	facts, err := s.CertificateFacts(ctx, caller)
	if err != nil {
		return err
	}
	certificate, err := o.certificate(a, facts)
	if err != nil {
		return err
	}
	doc := dpa.New(certificate)
	text, lacking, err := doc.Render(o.format)
	if err != nil {
		return fmt.Errorf("the certificate can't be laid out: %w", err)
	}
	if o.out, err = o.place(a, certificate); err != nil {
		return err
	}
	if err := a.MayReplace(ctx, o.out, app.Earlier{What: "certificate", Is: dpa.IsOurs}); err != nil {
		return err
	}
	warn(a, lacking)
	change := app.Change{
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return s.IssueCertificate(ctx, req, certificate.Issued(o.format, doc.Hash()))
		},
		Done: fmt.Sprintf("wrote the certificate to %s, SHA-256 %s…,", target(o.out), doc.Hash()[:12]),
		Created: func(org.ChangeSet) map[string]any {
			return map[string]any{"certificate": map[string]string{"file": o.out, "format": o.format, "lang": certificate.Lang, "hash": doc.Hash()}}
		},
	}
	if a.Flags.DryRun {
		return a.Apply(ctx, change)
	}
	var set org.ChangeSet
	err = a.WriteOut(o.out, func(write func([]byte) error) (err error) {
		// First the log: no certificate leaves that it does not know.
		if set, err = a.Try(ctx, change); err != nil {
			return err
		}
		return write(o.harmless(a, text))
	})
	if err != nil {
		return err
	}
	return a.Report(change, set)
}

// checked is the options in their one spelling, with what follows from the others. What goes to stdout must leave room for
// it and be fit for it.
func (o generateOptions) checked(a *app.App) (generateOptions, error) {
	var err error
	if o.format, err = org.ParseCertificateFormat(cmp.Or(o.format, formatOf(o.out))); err != nil {
		return o, err
	}
	if o.lang != "" {
		if o.lang, err = org.ParseCertificateLang(o.lang); err != nil {
			return o, err
		}
	}
	for _, flag := range [][2]string{{"--processor-name", o.Name}, {"--processor-address", o.Address}} {
		if flag[1] != "" && strings.TrimSpace(flag[1]) == "" {
			return o, org.Invalid("%s is blank", flag[0]).WithHint("give it a value, or leave it out")
		}
	}
	cfg, err := a.Config()
	if err != nil {
		return o, err
	}
	if o.Name == "" {
		o.Name = cfg.DPA.ProcessorName
		o.Address = cmp.Or(o.Address, cfg.DPA.ProcessorAddress)
	}
	if o.Processor, err = o.Checked(); err != nil {
		return o, err
	}
	toStdout := o.out == "-" || o.out == "" && !a.Streams.OutTTY
	switch {
	case a.Flags.DryRun || !toStdout:
	case a.Flags.Machine():
		return o, app.Need("out", "stdout can't hold both the certificate and what -o asks for")
	case o.format == "pdf" && a.Streams.OutTTY:
		return o, org.Errorf(org.KindUsage, org.CodeUsage, "a PDF is nothing for a terminal").WithHint("name a file with --out, or choose --format md")
	}
	return o, nil
}

// formatOf is the format that the name of a file promises.
func formatOf(out string) string {
	switch strings.ToLower(filepath.Ext(out)) {
	case ".md", ".markdown":
		return "md"
	case ".html", ".htm":
		return "html"
	}
	return "pdf"
}

func (o generateOptions) certificate(a *app.App, facts org.CertificateFacts) (org.Certificate, error) {
	loc, err := org.LoadTimezone(facts.Org.Timezone)
	if err != nil {
		return org.Certificate{}, err
	}
	return org.Certificate{
		CertificateFacts: facts, Processor: o.Processor, Lang: cmp.Or(o.lang, facts.Lang()), Date: org.DateOf(a.World.Now().In(loc)),
	}, nil
}

// place is where the certificate goes. A file that nobody named is replaced only if somebody can be asked.
func (o generateOptions) place(a *app.App, c org.Certificate) (string, error) {
	if o.out != "" {
		return o.out, nil
	}
	if !a.Streams.OutTTY {
		return "-", nil
	}
	name := fmt.Sprintf("dpa-%s-%s.%s", c.Org.Slug, c.Date, o.format)
	if _, err := os.Lstat(name); err == nil && !a.Flags.Yes && !a.Flags.DryRun && !a.Interactive() {
		return "", org.Errorf(org.KindConflict, org.CodeExists, "the file %q is there already", name).
			WithHint("replace it with --yes, or name another one with --out")
	}
	return name, nil
}

func target(out string) string {
	if out == "-" {
		return "stdout"
	}
	return out
}

// harmless is text that a terminal may show.
func (o generateOptions) harmless(a *app.App, text []byte) []byte {
	if o.out != "-" || !a.Streams.OutTTY {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(string(text)) {
		b.WriteString(term.Clean(strings.TrimSuffix(line, "\n")) + "\n")
	}
	return []byte(b.String())
}

// warn says which characters a PDF could not show.
func warn(a *app.App, lacking []rune) {
	if len(lacking) == 0 {
		return
	}
	var shown []string
	for _, r := range lacking {
		shown = append(shown, string(r))
	}
	a.Streams.Say("the letters of the PDF lack %s: boxes stand there", org.NameSome(shown, 10))
	a.Streams.Hint("--format html and --format md have every character")
}
