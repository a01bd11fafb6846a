package store

import (
	"database/sql"
	"time"
)

// each calls scan for every row and closes them.
func each(rows *sql.Rows, scan func() error) error {
	defer func() { _ = rows.Close() }() // Err below tells what matters
	for rows.Next() {
		if err := scan(); err != nil {
			return err
		}
	}
	return rows.Err()
}

// micros is a time as stored; the zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the reverse.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// timeOrNone is fromMicros for a time that may not be there.
func timeOrNone(us int64) *time.Time {
	if us == 0 {
		return nil
	}
	at := fromMicros(us)
	return &at
}
