package term

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"orgctl/internal/org"
)

// FuzzColumns gives --columns, which is also tried as --jq and --template, and --sort, and values to be sorted. What is chosen is there, once each, and reads as the same
// again; the order is one: whatever the values are, none is before itself by a detour.
func FuzzColumns(f *testing.F) {
	f.Add("text", "-text,end", "10", "9", "10.0")
	f.Add("+end,-text", "text", "9007199254740993", "9007199254740992.0", "9007199254740992")
	f.Add("-text,-end", "nope", "", "-", "é")
	f.Add(" text , text,\xff", "+-text", "2027-01-31", "1e5", "+1")
	f.Add("text,end,text", "end,end", "", "", "")
	f.Add("-", ",", "0x10", "--1", "1.2.3")
	f.Add(`.[] as [$a] | input | error("x")`, "text", "a", "a", "A")
	f.Add(`{{range .}}{{pad 9 .text}}{{end}}{{.nope`, "text", "a\x1b", "\n", "\r")
	f.Add(`import "a" as a; .`+"\n\u202e", "text\n", "", "", "")
	columns := eraseColumns(one("").Columns)
	f.Fuzz(func(t *testing.T, spec, order, a, b, c string) {
		chosen, err := choose(columns, columns[:1], spec)
		if err != nil {
			refused(t, spec, err)
		} else if again, err := choose(columns, columns[:1], strings.Join(names(chosen), ",")); err != nil || !slices.Equal(names(again), names(chosen)) || len(distinct(chosen)) != len(chosen) {
			t.Errorf("--columns %q is %q, and that is %q, %v", spec, names(chosen), names(again), err)
		}
		for _, format := range []Format{{JQ: spec}, {Template: spec}} {
			if _, err := format.compile(); err != nil {
				refused(t, spec, err)
			}
		}
		by, err := parseSort(order, columns)
		if err != nil {
			refused(t, order, err)
			return
		}
		rows := []sortRow{newSortRow(a, by), newSortRow(b, by), newSortRow(c, by)}
		for _, x := range rows {
			for _, y := range rows {
				if compareRows(x, y, by) != -compareRows(y, x, by) {
					t.Errorf("--sort %q: %q and %q are each before the other", order, x.row, y.row)
				}
				for _, z := range rows {
					if compareRows(x, y, by) <= 0 && compareRows(y, z, by) <= 0 && compareRows(x, z, by) > 0 {
						t.Errorf("--sort %q: %q, %q, %q and from the beginning", order, x.row, y.row, z.row)
					}
				}
			}
		}
	})
}

// refused checks that an error is one of usage, and that it is shown on lines that do nothing.
func refused(t *testing.T, typed string, err error) {
	t.Helper()
	e, ok := errors.AsType[*org.Error](err)
	if !ok || e.Kind != org.KindUsage {
		t.Errorf("%q is refused with %v", typed, err)
		return
	}
	for _, output := range []string{"", "json"} {
		s, _, errOut := screen("80")
		PrintError(s, output, e, 2)
		lines := strings.Split(errOut.String(), "\n")
		if !inert(strings.Join(lines, "")) || len(lines) > 3 {
			t.Errorf("%q is refused on %d lines: %q", typed, len(lines)-1, errOut)
		}
	}
}
