package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/gofrs/flock"

	"orgctl/internal/org"
)

// tx is one transaction with its time.
type tx struct {
	querier
	s      *Store
	now    int64                // microseconds UTC
	stmts  map[string]*sql.Stmt // those prepared so far: they live as long as the querier does
	direct *direct              // the same connection without database/sql
	aside  aside
	plain  bool // the schema is of a time when all changes stood in the log as text
}

// querier is the connection that database/sql runs a transaction on.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (t *tx) time() time.Time { return time.UnixMicro(t.now).UTC() }

// stmt is the query as a statement that is prepared once: preparing costs more than most of our queries. SQLite guesses from
// some values how many rows they stand for ("org_id = ?1"), and then prepares the statement again for each; of a sum
// ("org_id = ?1 + 0") it guesses nothing and uses the same indexes. Hence the sums in what is asked often.
func (t *tx) stmt(ctx context.Context, query string) (*sql.Stmt, error) {
	if err := t.aside.wait(); err != nil {
		return nil, err
	}
	if st, ok := t.stmts[query]; ok {
		return st, nil
	}
	st, err := t.PrepareContext(ctx, query)
	if err == nil {
		t.stmts[query] = st
	}
	return st, err
}

// exec runs a statement that is run often.
func (t *tx) exec(ctx context.Context, statement string, args ...any) error {
	st, err := t.stmt(ctx, statement)
	if err == nil {
		_, err = st.ExecContext(ctx, args...)
	}
	return err
}

// each hands over every row of a query that is asked often.
func (t *tx) each(ctx context.Context, query string, args []any, scan func(scanner) error) error {
	if err := t.aside.wait(); err != nil {
		return err
	}
	return t.direct.rows(ctx, query, args, scan)
}

// asked is a query for one row by its key.
type asked struct {
	*tx
	ctx   context.Context // it is asked in one breath
	query string
	args  []any
}

// row asks for one row by its key.
func (t *tx) row(ctx context.Context, query string, args ...any) asked {
	return asked{t, ctx, query, args}
}

// Scan asks, and reads the row; sql.ErrNoRows: there is none.
func (a asked) Scan(dest ...any) error {
	if err := a.aside.wait(); err != nil {
		return err
	}
	return a.direct.row(a.ctx, a.query, a.args, dest)
}

// lane is a connection with the statements prepared on it. The pool of database/sql would prepare each on a second
// connection first, and opening one costs more than a whole command.
type lane struct {
	*sql.Conn
	stmts  map[string]*sql.Stmt
	direct *direct
}

// idleLanes is how many connections stay open between reads.
const idleLanes = 4

func (s *Store) lane(ctx context.Context) (lane, error) {
	if l, ok := s.idleLane(); ok {
		return l, nil
	}
	return newLane(ctx, s.reader)
}

func newLane(ctx context.Context, db *sql.DB) (lane, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return lane{}, err
	}
	d, err := newDirect(conn)
	if err != nil {
		return lane{}, errors.Join(err, conn.Close())
	}
	return lane{conn, map[string]*sql.Stmt{}, d}, nil
}

func (s *Store) idleLane() (l lane, ok bool) {
	s.laneMu.Lock()
	defer s.laneMu.Unlock()
	n := len(s.lanes)
	if n == 0 {
		return l, false
	}
	l, s.lanes = s.lanes[n-1], s.lanes[:n-1]
	return l, true
}

// leave gives a lane back. One that is broken, or that an interruption may have broken, is not used again.
func (s *Store) leave(ctx context.Context, l lane, broken bool) error {
	s.laneMu.Lock()
	defer s.laneMu.Unlock()
	if !broken && ctx.Err() == nil && len(s.lanes) < idleLanes {
		s.lanes = append(s.lanes, l)
		return nil
	}
	return l.close()
}

func (s *Store) closeLanes() error {
	s.laneMu.Lock()
	defer s.laneMu.Unlock()
	var errs []error
	for _, l := range s.lanes {
		errs = append(errs, l.close())
	}
	s.lanes = nil
	return errors.Join(errs...)
}

func (l lane) close() error {
	l.direct.close()
	var errs []error
	for _, st := range l.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, l.Conn.Close())...)
}

// read runs fn in one snapshot. It never takes a write lock.
func (s *Store) read(ctx context.Context, fn func(*tx) error) error {
	l, err := s.lane(ctx)
	if err != nil {
		return storeError(err, s.path)
	}
	broken := true // until the snapshot was let go
	defer func() { _ = s.leave(ctx, l, broken) }()
	if err := l.direct.run(ctx, "BEGIN"); err != nil {
		return storeError(err, s.path)
	}
	defer func() { broken = l.direct.run(context.WithoutCancel(ctx), "ROLLBACK") != nil }() // a snapshot has nothing to lose
	defer l.direct.heed(ctx)()
	return storeError(fn(&tx{querier: l, s: s, now: s.now(), stmts: l.stmts, direct: l.direct}), s.path)
}

// errRollback makes write undo everything and report no error: for dry runs and for changes that turn out to be none.
var errRollback = errors.New("nothing to keep")

// errPanicked is what a change ends with that did not come back.
var errPanicked = errors.New("panicked")

// write runs fn in one immediate transaction. A second writer waits in line at the lock file, not in SQLite. fn may
// run again, so it resets what it returns, makes no codes and touches nothing outside.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	return s.alone(ctx, func() error { return s.transact(ctx, fn) })
}

// alone runs fn while no other program of ours writes.
func (s *Store) alone(ctx context.Context, fn func() error) error {
	if s.full {
		return noRoom(s.path)
	}
	if s.readOnly {
		return readOnlyError(s.path)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.queue(ctx); err != nil {
		return err
	}
	defer func() { _ = s.lock.Unlock() }() // the file is ours; the kernel lets go at the latest when we end
	if err := s.openForWriting(); err != nil {
		return storeError(err, s.path)
	}
	return fn()
}

// transact is write for whoever holds the line already.
func (s *Store) transact(ctx context.Context, fn func(*tx) error) error {
	l, err := s.writeLane(ctx)
	if err != nil {
		return storeError(err, s.path)
	}
	if err := l.direct.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		return storeError(err, s.path)
	}
	stop := l.direct.heed(ctx)
	t := &tx{s: s, now: s.now(), stmts: l.stmts, direct: l.direct}
	t.querier = inOrder{l, t}
	err = errPanicked
	defer func() { // the connection goes on being used while the program ends
		if errors.Is(err, errPanicked) {
			_ = t.aside.wait()
			stop()
			s.undo(l)
		}
	}()
	err = fn(t)
	err = cmp.Or(err, t.aside.wait())
	stop() // what is being kept is not interrupted
	if err != nil {
		s.undo(l)
		if errors.Is(err, errRollback) {
			return nil
		}
		return s.explained(storeError(err, s.path))
	}
	if ctx.Err() != nil { // nothing was sent to the disk
		s.undo(l)
		return org.Errorf(org.KindInterrupted, org.CodeInterrupted, "interrupted, nothing was changed").Wrap(ctx.Err())
	}
	if err := l.direct.run(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		dropped := s.dropWriter()
		if isFull(err) { // the frame that commits is the last: without room for it nothing happened
			return errors.Join(storeError(err, s.path), dropped)
		}
		return org.Errorf(org.KindUnknown, org.CodeUnknown, "the disk failed while the change was being kept: it may or may not be there").Wrap(err).
			WithHint("look whether it is, then run the same command again with the same --op-id")
	}
	return nil
}

// undo rolls a transaction back. SQLite may have done so already; a connection that stays in one is not used again.
func (s *Store) undo(l *lane) {
	_ = l.direct.run(context.Background(), "ROLLBACK")
	if l.direct.inside() {
		_ = s.dropWriter() // which rolls it back
	}
}

// writeLane is the one connection that writes, with what is prepared on it.
func (s *Store) writeLane(ctx context.Context) (*lane, error) {
	if s.writing != nil {
		return s.writing, nil
	}
	l, err := newLane(ctx, s.writer)
	if err == nil {
		s.writing = &l
	}
	return s.writing, err
}

// leaveWriting gives the connection that writes back to database/sql, which has only this one.
func (s *Store) leaveWriting() error {
	if s.writing == nil {
		return nil
	}
	l := s.writing
	s.writing = nil
	return l.close()
}

// queue waits for the lock file. The kernel hands it over in order, which SQLite's own busy handler does not. The wait has
// a lock of its own: who gives up must not leave behind one that blocks whoever closes it.
func (s *Store) queue(ctx context.Context) error {
	if s.opt.Unqueued {
		return nil
	}
	if ok, err := s.lock.TryLock(); err == nil && ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.opt.Wait)
	defer cancel()
	next := flock.New(s.lock.Path(), flock.SetPermissions(0o600))
	done := make(chan error, 1)
	go func() { done <- next.Lock() }()
	select {
	case err := <-done:
		if err != nil {
			return readOnlyError(s.path).Wrap(err)
		}
		_ = s.lock.Close() // it was not ours
		s.lock = next
		return nil
	case <-ctx.Done():
		go func() {
			if err := <-done; err == nil {
				_ = next.Close() // our turn came too late
			}
		}()
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return org.Errorf(org.KindInterrupted, org.CodeInterrupted, "interrupted, nothing was changed")
	}
	return org.Errorf(org.KindUnavailable, org.CodeLocked, "another program has been writing to the store %q for too long", s.path).
		WithHint("wait for it to end, then try again")
}

// dropWriter closes the connection that writes, with whatever transaction it is left in.
func (s *Store) dropWriter() error {
	w := s.writer
	s.writer = nil
	return errors.Join(s.leaveWriting(), w.Close())
}

func (s *Store) openForWriting() (err error) {
	if s.writer == nil {
		s.writer, err = openWriter(s.path, s.opt.Sync)
	}
	return err
}
