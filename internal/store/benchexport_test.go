package store

import (
	"iter"
	"path/filepath"
	"testing"
	"time"

	"orgctl/internal/org"
)

// exportedRecords is how many records there are for each user that -users says.
const exportedRecords = 10

// BenchmarkExport reads the book of the largest organization, as an export does.
func BenchmarkExport(b *testing.B) {
	path := filepath.Join(b.TempDir(), "store.db")
	makeArena(b, path, org.Sample{Users: min(*worldUsers, 1000), Seed: 1, Records: exportedRecords * *worldUsers})
	s := openArena(b, path, 0)
	c := s.enter(b, "acme")
	plan, err := s.StartExport(b.Context(), file(c), org.BookFilter{}, true)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		streamedParts(b, s.Export(b.Context(), c, plan, idLines))
	}
}

// streamedParts is streamed for an export.
func streamedParts(b *testing.B, parts iter.Seq2[org.ExportPart, error]) {
	b.Helper()
	start, n := time.Now(), int64(0)
	for p, err := range parts {
		if err != nil {
			b.Fatal(err)
		}
		if n == 0 {
			b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "first-ms")
		}
		n += p.Rows
	}
	b.ReportMetric(float64(n), "rows/op")
	b.ReportMetric(float64(time.Since(start))/float64(n), "ns/row")
}
