package export

import (
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// FuzzVerify gives any file with any manifest. A manifest that can't be one is wrong usage; of a file, only what was exported
// with the manifest is found to be so, and whatever else it holds is told in words.
func FuzzVerify(f *testing.F) {
	for _, d := range Dialects() {
		file, m := write(f, d, false, Sample())
		text, err := m.Text()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file, text)
		f.Add(file[:len(file)/2], text)
		f.Add(strings.Replace(file, "347", "\"3\n47", 1), text)
		f.Add(strings.Replace(file, "CHF", "", 1), text)
	}
	f.Add("", []byte(`{"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}`))
	f.Add("", []byte(`{}`))
	f.Add("", []byte(`{"schema":1,"dialect":"excel-de","sha256":"x"}`))
	f.Fuzz(func(t *testing.T, file string, manifest []byte) {
		m, err := ParseManifest(manifest)
		if err != nil {
			if org.KindOf(err) != org.KindUsage {
				t.Fatalf("%q: %v", manifest, err)
			}
			return
		}
		text, err := m.Text()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseManifest(text); err != nil || again.SHA256 != m.SHA256 || again.Dialect != m.Dialect {
			t.Fatalf("%q is written as %q and read as %+v, %v", manifest, text, again, err)
		}
		differs, err := Verify(strings.NewReader(file), m)
		if err != nil {
			t.Fatal(err)
		}
		if m.SHA256 == "" || m.Schema > manifestSchema {
			t.Fatalf("%q is taken", manifest)
		}
		if len(differs) > 0 {
			return
		}
		for what, other := range others(m) {
			if differs, _ := Verify(strings.NewReader(file), other); len(differs) == 0 {
				t.Fatalf("that other %s are in %q is not seen", what, manifest)
			}
		}
		if m.Bytes != int64(len(file)) || !strings.HasPrefix(file, m.Dialect.mark()+strings.Join(Columns(), string(m.Dialect.separator()))) {
			t.Fatalf("%q is found to be what %q says", file, manifest)
		}
	})
}

// others are the manifests of other files.
func others(m Manifest) map[string]Manifest {
	rows, size, sums := m, m, m
	rows.Rows++
	size.Bytes++
	sums.Sums = append(slices.Clone(m.Sums), Sum{Client: "\x00", Currency: org.CHF, Rows: 1, Amount: "1.00", Tax: "0.00"})
	return map[string]Manifest{"rows": rows, "bytes": size, "sums": sums}
}
