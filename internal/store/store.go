// Package store owns the use cases over SQL: one exported method is one use case is one transaction. It resolves who
// asks, reads the facts, lets the pure functions of package org decide, writes, appends the log row and commits.
// It refuses to know about terminals, formats, passwords in clear, codes in clear and the command line.
package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// Store is an open store. It is safe for concurrent use.
type Store struct {
	path     string
	opt      Options
	writer   *sql.DB // one connection, opened on the first write
	reader   *sql.DB
	writing  *lane // that connection, once something was written
	readOnly bool  // the file or its folder can't be written: reads go on
	full     bool  // there is no room to write anything: reads go on

	mu     sync.Mutex // guards writer, and makes writers of this process queue
	lock   *flock.Flock
	laneMu sync.Mutex
	lanes  []lane // reading connections that nobody uses now

	theme atomic.Pointer[org.Theme] // of whoever was found behind a caller

	used      atomic.Int64             // the session whose last use is to be written down; 0: none
	tokenUsed atomic.Pointer[tokenUse] // the same of a token
	bulk      int                      // changes made since it was opened
	visited   atomic.Pointer[visit]    // the client in which somebody was, to be written down; nil: none
}

// Options are what a store is told from outside.
type Options struct {
	Now  func() time.Time  // UTC is made of it
	Warn func(text string) // something a person should know; never nil after Open
	Wait time.Duration     // how long a writer queues before it gives up; 0: 60 s
	// Sync is the synchronous mode of SQLite, FULL if empty. Only the control runs of the durability tests change it.
	Sync string
	// Unqueued lets writers wait in SQLite alone, not in line. Only the control run of the contention test says so.
	Unqueued bool
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	if o.Wait == 0 {
		o.Wait = time.Minute
	}
	if o.Sync == "" {
		o.Sync = "FULL"
	}
	return o
}

// Open opens an existing store, migrating it if it is older than this program.
func Open(ctx context.Context, path string, opt Options) (*Store, error) {
	s, err := openFile(path, opt)
	if err != nil {
		return nil, err
	}
	if err := s.checkVersion(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// Close lets go of the file. The last one to close folds the write-ahead log back into it.
func (s *Store) Close() error {
	s.touchSession()
	s.touchToken()
	s.touchVisit()
	errs := []error{s.leaveWriting(), s.closeLanes()}
	s.tidy()
	if s.reader != nil {
		errs = append(errs, s.reader.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.Close())
	}
	return errors.Join(errs...)
}

// Path is the file of the store.
func (s *Store) Path() string { return s.path }

// ReadOnly says that changes are impossible, because the file or its folder can't be written.
func (s *Store) ReadOnly() bool { return s.readOnly }

// now is the time of the transaction, in microseconds UTC, as stored.
func (s *Store) now() int64 { return s.opt.Now().UnixMicro() }

// inspect looks at the file before SQLite does: it never opens it, because closing a file of its own would drop the
// locks that SQLite holds in this process.
func inspect(path string) (readOnly bool, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, org.Errorf(org.KindUnavailable, org.CodeNoStore, "there is no store at %q", path).
			WithHint("make one with 'orgctl init', or look around first with 'orgctl demo'")
	case err != nil:
		return false, org.Errorf(org.KindUnavailable, org.CodeUnavailable, "the store %q can't be read", path).Wrap(err).
			WithHint("check who owns the file and its folder")
	case !info.Mode().IsRegular():
		return false, org.Errorf(org.KindUnavailable, org.CodeUnavailable, "%q is not a file", path).
			WithHint("name the store's file with --store")
	}
	if err := refuseWorldWritable(path, info); err != nil {
		return false, err
	}
	return !canWrite(path), nil
}
