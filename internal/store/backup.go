package store

import (
	"context"
	"fmt"
	"path/filepath"

	"orgctl/internal/org"
)

// Backup writes a verified copy of the store to a new file and notes that in the store's log: after the copy was made, so
// that the log never names one that is not there. A store that can't be written is copied all the same.
func (s *Store) Backup(ctx context.Context, req org.Request, to string) (org.ChangeSet, error) {
	to, err := freeName(to)
	if s.readOnly {
		return s.backupUnlogged(ctx, req, to, err)
	}
	// The rehearsal finds an --op-id that was used before, and shows what a dry run shows.
	dry := req
	dry.DryRun = true
	set, err2 := s.noteBackup(ctx, dry, org.BackupFile{File: to, Schema: Schema()})
	switch {
	case err2 != nil || set.Replayed:
		return set, err2
	case err != nil || req.DryRun:
		return set, err
	}
	b, err := s.copyTo(ctx, to)
	if err != nil {
		return org.ChangeSet{}, err
	}
	set, err = s.noteBackup(ctx, req, b)
	if err != nil && ctx.Err() == nil {
		set = org.ChangeSet{Changed: true, Changes: []org.Change{backupChange(b)}}
		set.Notes = append(set.Notes, fmt.Sprintf("the backup is good, but the store's log could not be told: %v", err))
		err = nil
	}
	return set, err
}

func (s *Store) noteBackup(ctx context.Context, req org.Request, b org.BackupFile) (org.ChangeSet, error) {
	op := operation{name: "store.backup", object: filepath.Base(b.File), input: b.File}
	return s.storeChange(ctx, req, op, func(a *act) error {
		a.record(backupChange(b))
		return nil
	})
}

func backupChange(b org.BackupFile) org.Change {
	return org.Change{Action: "add", Kind: "backup", Ref: b.File, After: b}
}

// backupUnlogged is Backup where nothing can be noted. named is what was wrong with the name of the new file.
func (s *Store) backupUnlogged(ctx context.Context, req org.Request, to string, named error) (org.ChangeSet, error) {
	set := org.ChangeSet{Changed: true, DryRun: req.DryRun}
	if named != nil {
		return org.ChangeSet{}, named
	}
	b := org.BackupFile{File: to, Schema: Schema()}
	if !req.DryRun {
		var err error
		if b, err = s.copyTo(ctx, to); err != nil {
			return org.ChangeSet{}, err
		}
		set.Notes = append(set.Notes, "the store can't be written, so its log does not know of this backup")
	}
	set.Changes = []org.Change{backupChange(b)}
	return set, nil
}
