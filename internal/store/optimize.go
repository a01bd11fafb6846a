package store

import "context"

// bulkChanges is from how many changes on the sizes of tables may have become others.
const bulkChanges = 1000

// tidy lets SQLite measure the tables again after many changes, so that it goes on choosing the right indexes. The limit
// is not for speed only: without one, this build of SQLite also collects samples of values (sqlite_stat4), and then
// prepares every statement anew for every value it is asked about. If somebody else is writing, it is left to them.
func (s *Store) tidy() {
	if s.writer == nil || s.lock == nil || s.bulk < bulkChanges {
		return
	}
	if ok, err := s.lock.TryLock(); err != nil || !ok {
		return
	}
	defer func() { _ = s.lock.Unlock() }() // it is closed next
	_ = s.measure(context.Background())    // at worst the statistics stay what they were
}

// smallTable is up to how many rows a table is not worth knowing the size of. It may be a thousand times as large before it
// is measured again, since one transaction can fill it: with "one member" in the statistics, SQLite looked for everybody
// who is added among all members, one by one.
const smallTable = 100

// measure collects the statistics.
func (s *Store) measure(ctx context.Context) error {
	for _, statement := range []string{"PRAGMA analysis_limit = 400", "PRAGMA optimize = 0x10002"} {
		if _, err := s.writer.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	const forget = `DELETE FROM sqlite_stat1 WHERE tbl IN (SELECT tbl FROM sqlite_stat1 GROUP BY tbl HAVING max(CAST(stat AS INTEGER)) <= ?1)`
	if _, err := s.writer.ExecContext(ctx, forget, smallTable); err != nil {
		return err
	}
	_, err := s.writer.ExecContext(ctx, "ANALYZE sqlite_schema") // reads the statistics again, and measures nothing
	return err
}
