package exportcmd

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"os"
	"path/filepath"

	"orgctl/internal/app"
	"orgctl/internal/export"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// job is an export that was allowed and is in the log.
type job struct {
	app     *app.App
	options *clientsOptions
	store   *app.Store
	caller  org.Caller
	dialect export.Dialect
	plan    org.ExportPlan
}

func (j *job) run(ctx context.Context) error {
	if j.app.Flags.DryRun {
		j.app.Streams.Say("dry run: this would export %s of %s, %s; nothing was written", countRows(j.plan.Rows), j.plan.Org.Name, j.period())
		return nil
	}
	progress := j.app.Streams.Progress(j.plan.Rows, "records")
	defer progress.Done()
	var manifests []export.Manifest
	var err error
	if j.options.split != "" {
		manifests, err = j.split(ctx, progress)
	} else {
		var m export.Manifest
		m, err = j.file(ctx, j.plan, j.options.out, progress)
		manifests = append(manifests, m)
	}
	progress.Done()
	if err != nil {
		return err
	}
	return j.report(manifests)
}

// report says what was written, and in machine formats prints it.
func (j *job) report(manifests []export.Manifest) error {
	a := j.app
	rows := int64(0)
	for _, m := range manifests {
		rows += m.Rows
	}
	if !j.options.toFile() {
		if !a.Streams.Quiet {
			a.Streams.Note("%s of %s, %s", countRows(rows), term.Clean(j.plan.Org.Name), j.period())
		}
		return nil
	}
	if !a.Flags.Machine() {
		a.Streams.Done("exported %s of %s, %s, to %s", countRows(rows), j.plan.Org.Name, j.period(), j.options.out)
		return nil
	}
	if j.options.split != "" {
		return term.PrintValue(a.Streams, a.Flags.Format, manifests)
	}
	return term.PrintValue(a.Streams, a.Flags.Format, manifests[0])
}

func (j *job) period() string {
	return j.plan.Filter.Range.String() + " (" + j.plan.Org.Timezone + ")"
}

// file writes one file and, if asked, its manifest.
func (j *job) file(ctx context.Context, plan org.ExportPlan, path string, progress *term.Progress) (export.Manifest, error) {
	sum := sumOf(j.options.manifest || j.app.Flags.Machine())
	var w *export.Writer
	err := j.app.WriteOut(path, func(write func([]byte) error) error {
		w = export.NewWriter(j.dialect, j.options.raw)
		return j.rows(ctx, plan, w, counted(shown(j.app, !j.options.toFile(), write), sum), progress)
	})
	if err != nil {
		return export.Manifest{}, err
	}
	total, err := w.Total()
	if err != nil {
		return export.Manifest{}, err
	}
	m := j.describe(plan, path, total, sum)
	if !j.options.manifest {
		return m, nil
	}
	text, err := m.Text()
	if err != nil {
		return m, err
	}
	return m, j.app.WriteOut(path+manifestSuffix, func(write func([]byte) error) error { return write(text) })
}

// manifestSuffix is what the name of a manifest has behind that of its file.
const manifestSuffix = ".manifest.json"

// rows writes all records of a plan. The head goes out with the first of them.
func (j *job) rows(ctx context.Context, plan org.ExportPlan, w *export.Writer, write func([]byte) error, progress *term.Progress) error {
	head := w.Head()
	for part, err := range j.store.Export(ctx, j.caller, plan, w.Encoder) {
		if err != nil {
			return err
		}
		text := part.Text
		if head != nil {
			text, head = append(head, text...), nil
		}
		if err := write(text); err != nil {
			return err
		}
		progress.Add(part.Rows)
	}
	if head == nil {
		return nil
	}
	return write(head)
}

// checksum counts and hashes bytes; without a hash it only counts.
type checksum struct {
	hash  hash.Hash
	bytes int64
}

func sumOf(hashed bool) *checksum {
	if hashed {
		return &checksum{hash: sha256.New()}
	}
	return &checksum{}
}

// counted counts and hashes what goes out.
func counted(write func([]byte) error, sum *checksum) func([]byte) error {
	return func(b []byte) error {
		sum.bytes += int64(len(b))
		if sum.hash != nil {
			_, _ = sum.hash.Write(b) // a hash never fails to take bytes
		}
		return write(b)
	}
}

// shown cleans what goes to a terminal, which verifies nothing, but would obey.
func shown(a *app.App, toStdout bool, write func([]byte) error) func([]byte) error {
	if !toStdout || !a.Streams.OutTTY {
		return write
	}
	return func(b []byte) error { return write([]byte(term.CleanLines(string(b)))) }
}

func (j *job) describe(plan org.ExportPlan, path string, total export.Total, sum *checksum) export.Manifest {
	m := export.New()
	m.File, m.Organization = filepath.Base(path), plan.Org.Slug
	m.From, m.To, m.Timezone = plan.Filter.Range.From, plan.Filter.Range.To, plan.Org.Timezone
	m.Clients, m.Through = plan.Filter.Clients, org.RecordID(j.options.through)
	for _, k := range plan.Filter.Kinds {
		m.Kinds = append(m.Kinds, string(k))
	}
	m.Dialect, m.Raw, m.Rows, m.LastRecord = j.dialect, j.options.raw, total.Rows, total.Last
	m.Sums, m.Bytes = total.Sums.List(), sum.bytes
	if sum.hash != nil {
		m.SHA256 = hex.EncodeToString(sum.hash.Sum(nil))
	}
	return m
}

// withoutClient is the file for records of no client: no slug begins so.
const withoutClient = "_no-client"

// split writes a file for each client. Those that were named get one in any case, the others if there is a row for it.
func (j *job) split(ctx context.Context, progress *term.Progress) (out []export.Manifest, err error) {
	if err := os.MkdirAll(j.options.out, 0o700); err != nil {
		return nil, org.Invalid("the folder %q can't be made", j.options.out).Wrap(err).WithHint("name another with --out")
	}
	slugs := j.plan.Filter.Clients
	if slugs == nil {
		clients, err := j.store.ClientsToExport(ctx, j.caller)
		if err != nil {
			return nil, err
		}
		slugs = append(slugs, "")
		for _, c := range clients {
			slugs = append(slugs, c.Slug)
		}
	}
	for _, slug := range slugs {
		plan := j.plan
		plan.Filter.Clients = []string{slug}
		if j.plan.Filter.Clients == nil {
			there, err := j.any(ctx, plan)
			if err != nil {
				return out, err
			}
			if !there {
				continue
			}
		}
		name := slug
		if slug == "" {
			name = withoutClient
		}
		m, err := j.file(ctx, plan, filepath.Join(j.options.out, name+".csv"), progress)
		if err != nil {
			return out, err
		}
		out = append(out, m)
	}
	return out, nil
}

// any says whether a plan has a row at all.
func (j *job) any(ctx context.Context, plan org.ExportPlan) (bool, error) {
	for _, err := range j.store.Export(ctx, j.caller, plan, export.NewWriter(j.dialect, j.options.raw).Encoder) {
		return err == nil, err
	}
	return false, nil
}
