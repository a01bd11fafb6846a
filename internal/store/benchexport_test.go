package store

import (
	"path/filepath"
	"testing"

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
		streamed(b, s.ExportRows(b.Context(), c, plan))
	}
}
