package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// Restore puts a backup in the place of the store, or where there is none. The backup is copied beside the store first
// and checked there; sessions, codes and tokens end in the copy, and its log tells of the restore; only then it takes the
// store's place, in one step. What it replaces is kept beside it.
func (f File) Restore(ctx context.Context, req org.Request, r org.Restore) (set org.ChangeSet, err error) {
	from, err := filepath.Abs(r.From)
	if err != nil {
		return set, org.Invalid("%q can't be found: %v", r.From, err).Wrap(err)
	}
	r.From = from
	path, err := f.place(from)
	if err != nil {
		return set, err
	}
	work, err := os.MkdirTemp(filepath.Dir(path), ".orgctl-restore-*")
	if err != nil {
		return set, cannotWrite(path, err)
	}
	defer func() { _ = os.RemoveAll(work) }() // what stays behind is named and has no reader but its owner
	next, sum, err := f.prepare(ctx, from, filepath.Join(work, "store.db"))
	if err != nil {
		return set, err
	}
	defer func() { _ = next.Close() }() // closed before, if it took the store's place
	gate := &Store{path: path, opt: f.opt, lock: flock.New(path+".lock", flock.SetPermissions(0o600))}
	if err := gate.queue(ctx); err != nil {
		return set, err
	}
	defer func() { _ = gate.lock.Close() }() // the end of the process frees it too
	old, err := f.look(ctx, path)
	if err != nil {
		return set, err
	}
	defer old.close()
	if set, err = old.replayed(ctx, req, restoreOperation(from)); err != nil || set.Replayed {
		return set, err
	}
	if set, err = next.welcome(ctx, req, r, sum, old); err != nil || set.DryRun || set.Replayed {
		return set, err
	}
	if err := old.giveWay(ctx, next); err != nil {
		return org.ChangeSet{}, err
	}
	if !old.missing {
		set.Notes = append(set.Notes, fmt.Sprintf("the store from before is kept in %q", old.keep))
	}
	return set, nil
}

func restoreOperation(from string) operation {
	return operation{name: "store.restore", object: filepath.Base(from), input: from}
}

// place is the absolute path of the store, links followed: a link shall go on pointing to the store. It refuses what
// could not work before anything is copied.
func (f File) place(from string) (string, error) {
	backup, err := os.Stat(from)
	if err != nil || !backup.Mode().IsRegular() {
		return "", org.Invalid("there is no backup at %q", from).WithHint("name the file that 'orgctl store backup' wrote").Wrap(err)
	}
	if wal, err := os.Stat(from + "-wal"); err == nil && wal.Size() > 0 {
		return "", org.Invalid("%q is a store in use or a careless copy of one: a part of it is in %q", from, from+"-wal").
			WithHint("make a backup of it with 'orgctl store backup' and restore that")
	}
	path, err := filepath.Abs(f.path)
	if err != nil {
		return "", cannotWrite(f.path, err)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", cannotWrite(path, err)
		}
		_, err := freeName(path)
		return path, err
	case err == nil && os.SameFile(info, backup):
		return "", org.Invalid("%q is the store itself", from).WithHint("name a backup")
	}
	readOnly, err := inspect(path)
	if err == nil && readOnly {
		err = readOnlyError(path)
	}
	return path, err
}

// prepare copies the backup, byte by byte so that its checksum is known, brings it to today's schema and checks all of it.
func (f File) prepare(ctx context.Context, from, to string) (*Store, string, error) {
	sum, err := copyBytes(ctx, from, to)
	if err != nil {
		return nil, "", err
	}
	s, err := openCopy(to, f.opt)
	if err != nil {
		return nil, "", badBackup(from, err)
	}
	report, err := s.examine(ctx)
	switch {
	case err != nil:
		err = badBackup(from, err)
	case len(report.Findings) > 0:
		err = org.Errorf(org.KindUnavailable, org.CodeDamaged, "the backup %q is damaged: %s (%s)", from, report.Findings[0].Message,
			count(len(report.Findings)+report.More, "finding")).
			WithHint("'orgctl store check --store %s' shows them all; restore another backup", org.ShellQuote([]string{from}))
	}
	if err != nil {
		return nil, "", errors.Join(err, s.Close())
	}
	return s, sum, nil
}

// examine brings a copy to today's schema and checks it.
func (s *Store) examine(ctx context.Context) (org.CheckReport, error) {
	s.lock = flock.New(s.path+".lock", flock.SetPermissions(0o600))
	version, err := s.version(ctx)
	if err != nil {
		return org.CheckReport{}, err
	}
	if version < Schema() {
		if err := s.write(ctx, func(t *tx) error { return migrate(ctx, t) }); err != nil {
			return org.CheckReport{}, err
		}
	}
	return s.check(ctx, nil)
}

// badBackup says of the backup what was found of its copy.
func badBackup(from string, err error) error {
	e, ok := errors.AsType[*org.Error](err)
	switch {
	case ok && e.Code == org.CodeNewer:
		return org.Errorf(e.Kind, e.Code, "the backup %q is newer than this program", from).Wrap(err).WithHint("update orgctl")
	case ok && e.Code == org.CodeDamaged:
		return org.Errorf(e.Kind, e.Code, "%q is not a backup of orgctl, or it is damaged", from).Wrap(err).WithHint("name another file")
	}
	return err
}

func copyBytes(ctx context.Context, from, to string) (string, error) {
	in, err := os.Open(from)
	if err != nil {
		return "", org.Invalid("the backup %q can't be read: %s", from, plainReason(err)).Wrap(err)
	}
	defer func() { _ = in.Close() }() // only read
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", cannotWrite(to, err)
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), stoppable{ctx, in})
	if err = errors.Join(err, out.Close()); err != nil && ctx.Err() == nil {
		err = cannotWrite(to, err)
	}
	return hex.EncodeToString(h.Sum(nil)), err
}

// stoppable is a reader that ends when the person does not want to wait any more.
type stoppable struct {
	ctx context.Context
	io.Reader
}

func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.Reader.Read(p)
}

// welcome ends in the restored store what must not come back to life, and writes the restore into its log: the checksum
// of the backup, and the heads of the logs that it replaced, so that nobody can hide by it what was done since.
func (s *Store) welcome(ctx context.Context, req org.Request, r org.Restore, sum string, old *replaced) (org.ChangeSet, error) {
	return s.storeChange(ctx, req, restoreOperation(r.From), func(a *act) error {
		heads, err := a.heads(ctx)
		if err != nil {
			return err
		}
		a.record(old.change(r.From, sum, heads[0]))
		for _, c := range old.logChanges(heads) {
			a.record(c)
		}
		if !r.KeepTokens {
			if _, err := a.disableTokens(ctx, 0, allTokens); err != nil {
				return err
			}
		}
		if err := a.forgetMails(ctx); err != nil {
			return err
		}
		return a.voidSecrets(ctx)
	})
}

func (a *act) voidSecrets(ctx context.Context) error {
	for _, v := range []struct{ table, what string }{{"sessions", "session"}, {"codes", "code"}, {"invitation_codes", "invitation_code"},
		{"partnership_codes", "partnership_code"},
		{"recovery_codes", "recovery-code"}} {
		res, err := a.ExecContext(ctx, `DELETE FROM `+v.table)
		if err != nil {
			return err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return err
		}
		if n > 0 {
			a.record(org.Change{Action: "remove", Kind: v.what, Ref: "all", Before: map[string]any{"count": n}})
		}
	}
	return nil
}
