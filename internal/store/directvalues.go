package store

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"unsafe"

	sqlite3 "modernc.org/sqlite/lib"
)

// scanner is a row, whoever brought it.
type scanner interface{ Scan(dest ...any) error }

// bind gives the parameters their values. Texts lie in memory of the statement until it is run again.
func (p *prepared) bind(args []any) error {
	if len(args) != p.parameters {
		return fmt.Errorf("%d values for %d parameters", len(args), p.parameters)
	}
	size := 1 // where even an empty text has a place: without one it would be NULL
	for _, arg := range args {
		if v, ok := arg.(driver.Valuer); ok {
			arg, _ = v.Value() // if it can't say, it is not bound either
		}
		switch v := arg.(type) {
		case string:
			size += len(v)
		case []byte:
			size += len(v)
		}
	}
	if err := p.reserve(size); err != nil {
		return err
	}
	for i, arg := range args {
		rc, err := p.bindOne(int32(i+1), arg)
		if err != nil {
			return err
		}
		if rc != sqlite3.SQLITE_OK {
			return p.failed(rc)
		}
	}
	return nil
}

// reserve makes room for so many bytes.
func (p *prepared) reserve(size int) error {
	p.taken = 0
	if size <= p.room {
		return nil
	}
	sqlite3.Xsqlite3_free(p.tls, p.text)
	p.room = 0
	if p.text = sqlite3.Xsqlite3_malloc64(p.tls, sqlite3.Tsqlite3_uint64(size)); p.text == 0 {
		return &directError{sqlite3.SQLITE_NOMEM, "out of memory"}
	}
	p.room = size
	return nil
}

func (p *prepared) bindOne(i int32, arg any) (rc int32, err error) {
	switch v := arg.(type) {
	case nil:
		return sqlite3.Xsqlite3_bind_null(p.tls, p.stmt, i), nil
	case int64:
		return sqlite3.Xsqlite3_bind_int64(p.tls, p.stmt, i, v), nil
	case string:
		return sqlite3.Xsqlite3_bind_text(p.tls, p.stmt, i, lay(p, v), int32(len(v)), 0), nil
	case []byte:
		return sqlite3.Xsqlite3_bind_blob(p.tls, p.stmt, i, lay(p, v), int32(len(v)), 0), nil
	case driver.Valuer:
		value, err := v.Value()
		if err != nil {
			return 0, err
		}
		return p.bindOne(i, value)
	}
	switch v := reflect.ValueOf(arg); v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return sqlite3.Xsqlite3_bind_int64(p.tls, p.stmt, i, v.Int()), nil
	case reflect.Bool:
		n := int64(0)
		if v.Bool() {
			n = 1
		}
		return sqlite3.Xsqlite3_bind_int64(p.tls, p.stmt, i, n), nil
	}
	return 0, fmt.Errorf("a %T is no parameter of a statement", arg)
}

// lay puts a text into the statement's memory and says where.
func lay[T string | []byte](p *prepared, text T) uintptr {
	to := p.text + uintptr(p.taken)
	copy(p.memory(p.text, p.room)[p.taken:p.taken+len(text)], text) // or it panics: bind has counted
	p.taken += len(text)
	return to
}

// memory is some of what the C code has.
func (p *prepared) memory(from uintptr, size int) []byte {
	return unsafe.Slice((*byte)(at(from)), size) //nolint:gosec // SQLite says how much there is
}

// Scan reads the row that the statement stands on, as that of database/sql does, but turns no number into a text nor a text
// into a number: what has the wrong type was damaged.
func (p *prepared) Scan(dest ...any) error {
	if len(dest) != p.columns {
		return fmt.Errorf("%d places for %d columns", len(dest), p.columns)
	}
	for i, d := range dest {
		if err := p.into(p.value(i), d); err != nil {
			return fmt.Errorf("column %d: %w", i, err)
		}
	}
	return nil
}

func (p *prepared) into(v uintptr, dest any) (err error) {
	switch d := dest.(type) {
	case *int64:
		*d, err = p.integer(v)
	case *string:
		*d, err = p.string(v, *d)
	case *bool:
		*d, err = p.boolean(v)
	case *uint8:
		*d, err = p.small(v)
	case *[]byte:
		var text string
		text, err = p.string(v, "")
		*d = []byte(text)
	case *sql.NullInt64:
		if d.Valid = !p.null(v); d.Valid {
			d.Int64, err = p.integer(v)
		}
	case *sql.NullString:
		if d.Valid = !p.null(v); d.Valid {
			d.String, err = p.string(v, d.String)
		}
	default:
		err = p.intoKind(v, reflect.ValueOf(dest).Elem())
	}
	return err
}

// intoKind is into for types of ours that are numbers or texts below.
func (p *prepared) intoKind(v uintptr, dest reflect.Value) error {
	switch dest.Kind() {
	case reflect.Int, reflect.Int64:
		n, err := p.integer(v)
		dest.SetInt(n)
		return err
	case reflect.Uint8:
		n, err := p.small(v)
		dest.SetUint(uint64(n))
		return err
	case reflect.String:
		s, err := p.string(v, dest.String())
		dest.SetString(s)
		return err
	}
	return fmt.Errorf("no column fits a %s", dest.Type())
}

func (p *prepared) null(v uintptr) bool {
	return sqlite3.Xsqlite3_value_type(p.tls, v) == sqlite3.SQLITE_NULL
}

func (p *prepared) integer(v uintptr) (int64, error) {
	if kind := sqlite3.Xsqlite3_value_type(p.tls, v); kind != sqlite3.SQLITE_INTEGER {
		return 0, fmt.Errorf("type %d is no integer", kind)
	}
	return sqlite3.Xsqlite3_value_int64(p.tls, v), nil
}

func (p *prepared) small(v uintptr) (uint8, error) {
	n, err := p.integer(v)
	if err == nil && n != int64(uint8(n)) {
		err = fmt.Errorf("%d is out of range", n)
	}
	return uint8(n), err
}

func (p *prepared) boolean(v uintptr) (bool, error) {
	n, err := p.small(v)
	if err == nil && n > 1 {
		err = fmt.Errorf("%d is neither true nor false", n)
	}
	return n == 1, err
}

// string is a text, or bytes, in memory of ours. Rows often say the same as the one before them, or twice: that takes no memory.
func (p *prepared) string(v uintptr, before string) (string, error) {
	b, err := p.bytes(v)
	switch {
	case string(b) == before:
		return before, err
	case string(b) != p.said:
		p.said = string(b)
	}
	return p.said, err
}

// stand finds the values of the row that the statement has come to. They lie side by side; how far apart is measured at the first row
// that it ever comes to, and not assumed. Asking for each would take and leave a lock each time, which costs more than reading it.
func (p *prepared) stand() {
	ask := func(column int) uintptr { return sqlite3.Xsqlite3_column_value(p.tls, p.stmt, int32(column)) }
	p.first = ask(0)
	if p.apart != 0 || p.columns < 2 {
		return
	}
	p.apart = ask(1) - p.first
	for column := range p.columns {
		p.scattered = p.scattered || ask(column) != p.first+uintptr(column)*p.apart
	}
}

// value is a column of the row that the statement stands on.
func (p *prepared) value(column int) uintptr {
	if p.scattered {
		return sqlite3.Xsqlite3_column_value(p.tls, p.stmt, int32(column))
	}
	return p.first + uintptr(column)*p.apart
}

// bytes are a text, or bytes, where the C code has them: until the next row. A text is asked for as bytes: as a text SQLite would
// copy it to put a zero at its end.
func (p *prepared) bytes(v uintptr) ([]byte, error) {
	if kind := sqlite3.Xsqlite3_value_type(p.tls, v); kind != sqlite3.SQLITE_TEXT && kind != sqlite3.SQLITE_BLOB {
		return nil, fmt.Errorf("type %d is no text", kind)
	}
	from := sqlite3.Xsqlite3_value_blob(p.tls, v)
	if from == 0 { // it is empty
		return nil, nil
	}
	return p.memory(from, int(sqlite3.Xsqlite3_value_bytes(p.tls, v))), nil
}
