package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// direct is a connection of database/sql, spoken to without it. What is asked most takes SQLite a few microseconds, and
// database/sql several times that: contexts, locks, reflection and a value of every type for each column. Both may be used on
// the same connection and in the same transaction, one after the other.
//
// Statements are prepared once and live as long as the connection. Nobody else may use them meanwhile.
type direct struct {
	db    uintptr   // what SQLite calls sqlite3*
	tls   *libc.TLS // the stack of the C code, which is ours alone
	known map[string]*prepared
}

// newDirect goes below a connection. The driver shows its handle to nobody, so that it is read by its name; a test holds that
// it is there, as the driver's version changes only with ours.
func newDirect(conn *sql.Conn) (d *direct, err error) {
	err = conn.Raw(func(c any) error {
		v := reflect.Indirect(reflect.ValueOf(c))
		if v.Kind() == reflect.Struct {
			v = v.FieldByName("db")
		}
		if v.Kind() != reflect.Uintptr || v.Uint() == 0 {
			return errors.New("the driver of SQLite has no handle where it was")
		}
		d = &direct{db: uintptr(v.Uint()), tls: libc.NewTLS(), known: map[string]*prepared{}}
		return nil
	})
	return d, err
}

// close gives back what it took. The connection stays open.
func (d *direct) close() {
	for _, p := range d.known {
		p.finalize()
	}
	d.known = nil
	d.tls.Close()
}

// heed lets the end of a context interrupt what runs on the connection, until the result is called.
func (d *direct) heed(ctx context.Context) (stop func()) {
	if ctx.Done() == nil {
		return func() {}
	}
	done := make(chan struct{})
	off := context.AfterFunc(ctx, func() {
		defer close(done)
		tls := libc.NewTLS() // ours may be in use
		defer tls.Close()
		sqlite3.Xsqlite3_interrupt(tls, d.db)
	})
	return func() {
		if !off() {
			<-done // or it would interrupt what is gone
		}
	}
}

// directError is what SQLite says went wrong.
type directError struct {
	code int // extended
	text string
}

func (e *directError) Error() string { return e.text }

// Code is the extended result code.
func (e *directError) Code() int { return e.code }

func (d *direct) failed(rc int32) error {
	text := libc.GoString(sqlite3.Xsqlite3_errstr(d.tls, rc))
	if more := libc.GoString(sqlite3.Xsqlite3_errmsg(d.tls, d.db)); more != text {
		text += ": " + more
	}
	return &directError{int(rc), fmt.Sprintf("%s (%d)", text, rc)}
}

// prepared is a statement.
type prepared struct {
	*direct
	stmt       uintptr
	parameters int
	columns    int
	first      uintptr // the first value of the row that it stands on
	apart      uintptr // how far the next one is
	scattered  bool    // they are not side by side
	text       uintptr // memory for the texts of its parameters
	room       int     // how much that is
	taken      int     // how much of it is used
	said       string  // the last text that was read
	busy       bool    // somebody walks its rows
}

func (d *direct) prepare(query string) (*prepared, error) {
	text, err := libc.CString(query)
	if err != nil {
		return nil, err
	}
	defer libc.Xfree(d.tls, text)
	to := d.tls.Alloc(int(unsafe.Sizeof(text)))
	defer d.tls.Free(int(unsafe.Sizeof(text)))
	if rc := sqlite3.Xsqlite3_prepare_v3(d.tls, d.db, text, int32(len(query)+1), sqlite3.SQLITE_PREPARE_PERSISTENT, to, 0); rc != sqlite3.SQLITE_OK {
		return nil, d.failed(rc)
	}
	stmt := *(*uintptr)(at(to))
	return &prepared{direct: d, stmt: stmt, parameters: int(sqlite3.Xsqlite3_bind_parameter_count(d.tls, stmt)),
		columns: int(sqlite3.Xsqlite3_column_count(d.tls, stmt))}, nil
}

func (p *prepared) finalize() {
	sqlite3.Xsqlite3_finalize(p.tls, p.stmt)
	sqlite3.Xsqlite3_free(p.tls, p.text)
}

// take is the statement of a query, for nobody else until it is released. A query asked about each row of itself is two.
func (d *direct) take(query string) (*prepared, error) {
	p, ok := d.known[query]
	if ok && !p.busy {
		p.busy = true
		return p, nil
	}
	p, err := d.prepare(query)
	if err != nil {
		return nil, err
	}
	if !ok {
		d.known[query], p.busy = p, true
	}
	return p, nil
}

func (p *prepared) release() {
	if !p.busy { // the second of two
		p.finalize()
		return
	}
	sqlite3.Xsqlite3_reset(p.tls, p.stmt)
	p.said, p.busy = "", false
}

// everySo is after how many rows one looks whether somebody still wants more.
const everySo = 64

// rows runs a query and hands over its rows, until scan wants no more.
func (d *direct) rows(ctx context.Context, query string, args []any, scan func(scanner) error) error {
	p, err := d.take(query)
	if err != nil {
		return stopped(ctx, err)
	}
	defer p.release()
	if err := p.bind(args); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n%everySo == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch rc := sqlite3.Xsqlite3_step(p.tls, p.stmt); rc {
		case sqlite3.SQLITE_ROW:
			p.stand()
			if err := scan(p); err != nil {
				return err
			}
		case sqlite3.SQLITE_DONE:
			return nil
		default:
			return stopped(ctx, p.failed(rc))
		}
	}
}

// stopped is why SQLite was interrupted, if it was: that can happen while it prepares as well.
func stopped(ctx context.Context, err error) error {
	if e, ok := errors.AsType[*directError](err); ok && e.code == sqlite3.SQLITE_INTERRUPT && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// row runs a query for its first row; without one it is sql.ErrNoRows.
func (d *direct) row(ctx context.Context, query string, args, dest []any) error {
	err := d.rows(ctx, query, args, func(row scanner) error {
		if err := row.Scan(dest...); err != nil {
			return err
		}
		return errStopped
	})
	switch {
	case err == nil:
		return sql.ErrNoRows
	case errors.Is(err, errStopped):
		return nil
	}
	return err
}

// run runs a statement without parameters or rows.
func (d *direct) run(ctx context.Context, statement string) error {
	return d.rows(ctx, statement, nil, nothing)
}

// inside says that a transaction is open.
func (d *direct) inside() bool { return sqlite3.Xsqlite3_get_autocommit(d.tls, d.db) == 0 }

// at is memory of the C code, which Go knows nothing of.
func at(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) } //nolint:gosec // SQLite owns it, and it does not move
