package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// below runs something on a connection below database/sql.
func lower(t *testing.T, h *house, fn func(d *direct) error) error {
	t.Helper()
	return h.read(t.Context(), func(tx *tx) error { return fn(tx.direct) })
}

// TestDirectValues reads and gives every kind of value, as database/sql would.
func TestDirectValues(t *testing.T) {
	h := newStore(t)
	text := strings.Repeat("é\x00x", 500)
	args := []any{int64(-7), "", text, []byte{0, 1}, true, nil, org.OrgID(3), sql.NullString{}}
	const query = `SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, typeof(?2), 9223372036854775807`
	var n, most int64
	var empty, back, kind string
	var blob []byte
	var yes bool
	var none sql.NullInt64
	var null sql.NullString
	var id org.OrgID
	for range 2 { // the second time in the memory of the first
		err := lower(t, h, func(d *direct) error {
			return d.row(t.Context(), query, args, []any{&n, &empty, &back, &blob, &yes, &none, &id, &null, &kind, &most})
		})
		if err != nil {
			t.Fatal(err)
		}
		if n != -7 || empty != "" || kind != "text" || back != text || string(blob) != "\x00\x01" || !yes || none.Valid || null.Valid || id != 3 || most != 1<<63-1 {
			t.Error(n, empty, kind, len(back), blob, yes, none, null, id, most)
		}
	}
}

// TestDirectEmpty gives an empty text to a statement that was given none before: without a place in memory it would be NULL.
func TestDirectEmpty(t *testing.T) {
	h := newStore(t)
	var kind string
	err := lower(t, h, func(d *direct) error {
		return d.row(t.Context(), `SELECT typeof(?1)`, []any{""}, []any{&kind})
	})
	if err != nil || kind != "text" {
		t.Error(kind, err)
	}
}

// TestDirectRefuses takes no value for what it is not: a row that does not fit was damaged.
func TestDirectRefuses(t *testing.T) {
	h := newStore(t)
	var n int64
	var s string
	var b bool
	var small uint8
	for query, dest := range map[string]any{
		`SELECT 'x'`:                &n,
		`SELECT '7'`:                &n,
		`SELECT NULL`:               &n,
		`SELECT 1.5`:                &n,
		`SELECT 7`:                  &s,
		`SELECT NULL AS s`:          &s,
		`SELECT 2`:                  &b,
		`SELECT 256`:                &small,
		`SELECT -1`:                 &small,
		`SELECT 1, 2`:               &n,
		`SELECT ?1`:                 &n,
		`SELECT 1 WHERE ?1 IS NULL`: &n,
		`SELECT 1 FROM no`:          &n,
		`SELECT abs(-1<<63)`:        &n,
	} {
		err := lower(t, h, func(d *direct) error { return d.row(t.Context(), query, nil, []any{dest}) })
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Code != org.CodeDamaged {
			t.Errorf("%s: %v", query, err)
		}
	}
	err := lower(t, h, func(d *direct) error { return d.row(t.Context(), `SELECT 1 WHERE 0`, nil, []any{&n}) })
	if !strings.Contains(err.Error(), "can't be read") { // nobody asked what it means that there is none
		t.Error(err)
	}
}

// TestDirectNested asks the same again for every row of itself.
func TestDirectNested(t *testing.T) {
	h := newStore(t)
	const query = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) SELECT i FROM n`
	sum := int64(0)
	err := lower(t, h, func(d *direct) error {
		var i, j int64
		return d.rows(t.Context(), query, []any{int64(5)}, func(outer scanner) error {
			if err := outer.Scan(&i); err != nil {
				return err
			}
			return d.rows(t.Context(), query, []any{i}, func(inner scanner) error {
				err := inner.Scan(&j)
				sum += j
				return err
			})
		})
	})
	if err != nil || sum != 1+3+6+10+15 {
		t.Error(sum, err)
	}
}

// TestDirectInterrupted ends what would run for hours, and leaves a store that goes on.
func TestDirectInterrupted(t *testing.T) {
	h := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := h.read(ctx, func(tx *tx) error { // it is stopped between its first row and a second that never comes
		const slow = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000000) SELECT i FROM n WHERE i = 1 OR i = 1000000000000`
		return tx.each(ctx, slow, nil, func(scanner) error { cancel(); return nil })
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := h.Current(t.Context(), h.olivia); err != nil {
		t.Error(err)
	}
}

// TestNothingIsKept sees at once what somebody else changed: no snapshot stays open between two questions.
func TestNothingIsKept(t *testing.T) {
	h := newStore(t)
	other, err := Open(t.Context(), h.path, h.opt)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	for _, name := range []string{"One", "Two"} {
		h.ok(h.EditOrg(t.Context(), as(h.olivia), org.OrgEdit{Name: &name}))
		a, err := other.Current(t.Context(), h.olivia)
		if err != nil || a.Org.Name != name {
			t.Error(a.Org.Name, err)
		}
	}
}

// TestInterruptedChange keeps nothing of a change that was stopped, at its end or in a statement, and the next one begins anew.
func TestInterruptedChange(t *testing.T) {
	h := newStore(t)
	const slow = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT count(*) FROM n`
	for _, then := range []func(context.Context, *tx) error{
		func(context.Context, *tx) error { return nil },
		func(ctx context.Context, tx *tx) error { var n int64; return tx.row(ctx, slow).Scan(&n) },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		err := h.write(ctx, func(tx *tx) error {
			if err := tx.exec(ctx, `INSERT INTO meta (key, value) VALUES ('half', 'done')`); err != nil {
				return err
			}
			cancel()
			return then(ctx, tx)
		})
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		name := "Whole"
		h.ok(h.EditOrg(t.Context(), as(h.olivia), org.OrgEdit{Name: &name}))
		name = "Acme"
		h.ok(h.EditOrg(t.Context(), as(h.olivia), org.OrgEdit{Name: &name}))
		var n int
		if err := h.reader.QueryRow(`SELECT count(*) FROM meta WHERE key = 'half'`).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d of a half change is there, %v", n, err)
		}
	}
}
