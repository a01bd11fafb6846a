package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

func TestNeutralise(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "drive/marketing": "drive/marketing", "Annual = report": "Annual = report", "=1+1": "'=1+1", "+41 22": "'+41 22", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)",
		"'quoted'": "''quoted'", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "\x00": "'\x00", "  =1": "'  =1", "\ufeff=1": "'\ufeff=1", " \u00a0\ufeff @x": "' \u00a0\ufeff @x",
		" plain": " plain", "é=1": "é=1", "＝1": "'＝1", "A-1001": "A-1001", "1-2": "1-2", "\ufeff": "\ufeff",
	} {
		if got := Neutralise(in); got != want || Restore(got) != in {
			t.Errorf("%q becomes %q and then %q, want %q", in, got, Restore(got), want)
		}
	}
}

// FuzzCell writes a text among others in every dialect and reads it back with the library's reader.
func FuzzCell(f *testing.F) {
	for _, s := range []string{"", "=cmd|'/c calc'!A0", "a,b;c\"d", "line\r\nline", "'", "''", " x ", "\ufeff=1", "\x00", "-1,5", "\"", "a\rb", "\xff", `\.`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, d := range Dialects() {
			for _, raw := range []bool{false, true} {
				var out bytes.Buffer
				line := Table(func(b []byte) error { _, err := out.Write(b); return err }, d, raw)
				if err := line([]string{"before", s, "after"}); err != nil {
					t.Fatal(err)
				}
				r := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), d.mark())))
				r.Comma = rune(d.separator())
				cells, err := r.Read()
				if err != nil || len(cells) != 3 {
					t.Fatalf("%s: %q reads as %q, %v", d, out.String(), cells, err)
				}
				got := cells[1]
				if !raw {
					if runs(got) && !strings.HasPrefix(got, "'") {
						t.Errorf("%q would be run", got)
					}
					got = Restore(got)
				}
				// The library reads every end of a line in quotes as a newline; nothing else may change.
				if want := strings.ReplaceAll(s, "\r\n", "\n"); got != want {
					t.Errorf("%s, raw %v: %q reads back as %q", d, raw, s, got)
				}
			}
		}
	})
}

func write(t testing.TB, d Dialect, raw bool, records []org.Record) (string, Manifest) {
	t.Helper()
	w := NewWriter(d, raw)
	out, encode := w.Head(), []org.RecordEncoder{w.Encoder(), w.Encoder()}
	for i, r := range records {
		var err error
		if out, err = encode[i%2](out, &r); err != nil {
			t.Fatal(err)
		}
	}
	total, err := w.Total()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(out)
	m := New()
	m.Dialect, m.Raw, m.Rows, m.LastRecord, m.Sums, m.Bytes, m.SHA256 = d, raw, total.Rows, total.Last, total.Sums.List(), int64(len(out)), hex.EncodeToString(sum[:])
	return string(out), m
}

func TestGolden(t *testing.T) {
	const want = `record_id,date,client,client_name,kind,product,label,category,period_start,period_end,list_price,discount_percent,amount,tax,currency,paid_by,ordered_by,reference
17,2026-08-14,delta,Delta SA,order,drive/studio,Studio,drive,2026-08-14,2027-08-13,347.20,,347.20,28.12,CHF,partner,partner,order-17
18,2026-08-14,delta,Delta SA,discount,drive/studio,Studio,drive,2026-08-14,2027-08-13,,20,-69.44,,CHF,partner,partner,order-17
19,2026-08-14,delta,Delta SA,discount,drive/studio,Studio,drive,2026-08-14,2027-08-13,,25,-69.44,,CHF,partner,partner,order-17
23,2026-09-02,omega,"Omega, Ltd",cashback,domain/omega.example,'=Omega,domain,2026-09-02,2027-09-01,12.50,12.5,-1.56,,EUR,client,client,A-1002
31,2026-10-01,,,payment,,,,,,,,-150.00,,CHF,,,INV-7
`
	got, m := write(t, RFC4180, false, Sample())
	if got != strings.ReplaceAll(want, "\n", "\r\n") {
		t.Errorf("got\n%s", got)
	}
	if m.Rows != 5 || m.LastRecord != 31 || len(m.Sums) != 3 || m.Sums[1].Client != "delta" || m.Sums[1].Amount != "208.32" || m.Sums[1].Tax != "28.12" {
		t.Errorf("got %+v", m)
	}
	french, _ := write(t, ExcelFR, false, Sample())
	if line := "23;2026-09-02;omega;Omega, Ltd;cashback;domain/omega.example;'=Omega;domain;2026-09-02;2027-09-01;12,50;12,5;-1,56;;EUR;client;client;A-1002\r\n"; !strings.Contains(french, line) ||
		!strings.HasPrefix(french, "\ufeffrecord_id;date") {
		t.Errorf("got\n%s", french)
	}
	if excel, _ := write(t, Excel, false, Sample()); excel != "\ufeff"+got {
		t.Errorf("got\n%s", excel)
	}
	if raw, _ := write(t, RFC4180, true, Sample()); raw != strings.Replace(got, "'=Omega", "=Omega", 1) {
		t.Errorf("got\n%s", raw)
	}
}

func TestVerify(t *testing.T) {
	for _, d := range Dialects() {
		text, m := write(t, d, false, Sample())
		check := func(what, text string, m Manifest, want string) {
			t.Helper()
			differs, err := Verify(strings.NewReader(text), m)
			if err != nil {
				t.Fatal(err)
			}
			if all := strings.Join(differs, "; "); want == "" && all != "" || !strings.Contains(all, want) {
				t.Errorf("%s, %s: %q, want %q", d, what, all, want)
			}
		}
		check("as it is", text, m, "")
		check("an amount changed", strings.Replace(text, "347", "247", 2), m, "client \"delta\"")
		check("a row gone", strings.Join(slices.Delete(strings.SplitAfter(text, "\r\n"), 2, 3), ""), m, "it has 4 rows, but the manifest says 5")
		check("a label changed", strings.Replace(text, "Studio", "Studia", 1), m, "the SHA-256 is")
		check("cut off", text[:len(text)/2], m, "the SHA-256 is")
		check("empty", "", m, "it is no such export")
		check("another table", d.mark()+"a,b\r\n1,2\r\n", m, "its first line does not name the columns")
		other := m
		other.Sums = append(slices.Clone(m.Sums), Sum{"gone", "CHF", 1, "1.00", "0.00"})
		check("a client missing", text, other, "client \"gone\" with 1.00 CHF is missing")
	}
}

func TestManifest(t *testing.T) {
	_, m := write(t, Excel, false, Sample())
	text, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseManifest(text)
	if err != nil || back.SHA256 != m.SHA256 || len(back.Sums) != len(m.Sums) || back.Clients != nil {
		t.Errorf("got %+v, %v", back, err)
	}
	for _, s := range []string{"", "{}", "no", `{"schema": 2, "sha256": "x"}`} {
		if _, err := ParseManifest([]byte(s)); org.KindOf(err) != org.KindUsage {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestSumsThatOverflow(t *testing.T) {
	s := Sums{}
	r := org.Record{Amount: org.Money{Minor: 1<<63 - 1, Currency: org.CHF}}
	if err := s.add(&r); err != nil {
		t.Fatal(err)
	}
	if err := s.add(&r); org.KindOf(err) != org.KindUsage {
		t.Errorf("got %v", err)
	}
}

func TestParseDialect(t *testing.T) {
	for in, want := range map[string]Dialect{"": RFC4180, "Excel": Excel, "excel-fr": ExcelFR} {
		if got, err := ParseDialect(in); err != nil || got != want {
			t.Errorf("%q is %q, %v", in, got, err)
		}
	}
	if _, err := ParseDialect("excel-de"); org.KindOf(err) != org.KindUsage {
		t.Errorf("got %v", err)
	}
}
