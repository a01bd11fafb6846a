package store

import (
	"errors"

	sqlite3 "modernc.org/sqlite/lib"

	"orgctl/internal/org"
)

// noRoomToRead says that the disk is so full that SQLite could not even make the index of the write-ahead log, without
// which it looks at nothing.
func noRoomToRead(err error) bool {
	e, ok := errors.AsType[engineError](err)
	if !ok {
		return false
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_SHMOPEN:
		return true
	}
	return false
}

// readWithoutRoom goes on reading on such a disk: while we hold the line no writer of ours can change the file, so it can
// be looked at as one that never changes.
func (s *Store) readWithoutRoom() error {
	if ok, err := s.lock.TryRLock(); err != nil || !ok {
		return errors.Join(err, noRoom(s.path))
	}
	reader, err := openReader(s.path, true)
	if err != nil {
		return err
	}
	err = s.reader.Close()
	s.reader, s.readOnly, s.full = reader, true, true
	return err
}

func noRoom(path string) *org.Error {
	return org.Errorf(org.KindUnavailable, org.CodeUnavailable, "there is no room left for the store %q: nothing was changed", path).
		WithHint("free some space on its disk, then try again")
}
