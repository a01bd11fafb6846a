package export

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// Verify compares a file with its manifest and says what is different; nothing: it is as it was written. The checksum alone
// would decide, but whoever has to find out what happened wants to know more.
func Verify(file io.Reader, m Manifest) (differs []string, err error) {
	h := sha256.New()
	count := &counter{w: h}
	in := io.TeeReader(file, count)
	rows, sums, broken := read(in, m)
	if _, err := io.Copy(io.Discard, in); err != nil {
		return nil, err
	}
	if hash := hex.EncodeToString(h.Sum(nil)); hash != m.SHA256 {
		differs = append(differs, fmt.Sprintf("the SHA-256 is %s, but the manifest says %s", hash, m.SHA256))
	}
	if count.n != m.Bytes {
		differs = append(differs, fmt.Sprintf("it has %d bytes, but the manifest says %d", count.n, m.Bytes))
	}
	if broken != nil {
		return append(differs, "it is no such export: "+broken.Error()), nil
	}
	if rows != m.Rows {
		differs = append(differs, fmt.Sprintf("it has %d rows, but the manifest says %d", rows, m.Rows))
	}
	return append(differs, compareSums(sums.List(), m.Sums)...), nil
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return c.w.Write(b)
}

func compareSums(now, then []Sum) (differs []string) {
	for _, s := range now {
		if !slices.Contains(then, s) {
			differs = append(differs, fmt.Sprintf("client %q has %s %s in %d rows, but the manifest says otherwise", s.Client, s.Amount, s.Currency, s.Rows))
		}
	}
	for _, s := range then {
		if !slices.ContainsFunc(now, func(o Sum) bool { return o.Client == s.Client && o.Currency == s.Currency }) {
			differs = append(differs, fmt.Sprintf("client %q with %s %s is missing", s.Client, s.Amount, s.Currency))
		}
	}
	return differs
}

// read counts and adds up the rows of a file.
func read(in io.Reader, m Manifest) (rows int64, sums Sums, err error) {
	mark := make([]byte, len(m.Dialect.mark()))
	if _, err := io.ReadFull(in, mark); err != nil || string(mark) != m.Dialect.mark() {
		return 0, nil, errors.New("it does not begin as the dialect " + string(m.Dialect) + " does")
	}
	r := csv.NewReader(in)
	r.Comma, r.ReuseRecord = rune(m.Dialect.separator()), true
	head, err := r.Read()
	if err != nil || !slices.Equal(head, Columns()) {
		return 0, nil, errors.New("its first line does not name the columns")
	}
	sums = Sums{}
	for ; ; rows++ {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, sums, nil
		}
		if err != nil {
			return rows, sums, err
		}
		record, err := sumOf(cells, m)
		if err != nil {
			return rows, sums, err
		}
		if err := sums.add(&record); err != nil {
			return rows, sums, err
		}
	}
}

// sumOf reads of a row what is added up.
func sumOf(cells []string, m Manifest) (r org.Record, err error) {
	cell := func(column string) string { return cells[slices.Index(Columns(), column)] }
	number := func(column string) (org.Money, error) {
		text := cell(column)
		if m.Dialect == ExcelFR {
			text = strings.Replace(text, ",", ".", 1)
		}
		return org.ParseMoney(text, org.Currency(cell("currency")))
	}
	r.Client = strings.Clone(cell("client"))
	if r.Amount, err = number("amount"); err != nil || cell("tax") == "" {
		return r, err
	}
	tax, err := number("tax")
	r.Tax = &tax
	return r, err
}
