package term

import (
	"cmp"
	"iter"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// rowSeq are rows on their way to a printer.
type rowSeq = iter.Seq2[any, error]

// sortBy is one word of --sort.
type sortBy struct {
	column column
	down   bool
}

// sortRow is a row with what it is sorted by, computed once.
type sortRow struct {
	row  any
	keys []rank
}

// parseSort reads "-created_at,name".
func parseSort(spec string, columns []column) ([]sortBy, error) {
	var order []sortBy
	for word := range strings.SplitSeq(spec, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		c, err := find(columns, strings.TrimLeft(word, "+-"), "--sort")
		if err != nil {
			return nil, err
		}
		order = append(order, sortBy{c, word[0] == '-'})
	}
	return order, nil
}

func newSortRow(row any, order []sortBy) sortRow {
	r := sortRow{row, make([]rank, len(order))}
	for i, by := range order {
		r.keys[i] = rankOf(by.column.key(row))
	}
	return r
}

// compareRows leaves rows without a value at the end in both directions: they are not what one looks for.
func compareRows(a, b sortRow, order []sortBy) int {
	for i, by := range order {
		x, y := a.keys[i], b.keys[i]
		c := x.compare(y)
		if by.down && x.class != classNone && y.class != classNone {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// class says what can be compared with what. Values of two classes are ordered by class, so that the order is one even
// where a column mixes them.
type class uint8

const (
	classNumber class = iota
	classTime
	classText
	classNone
)

// rank is a value made comparable.
type rank struct {
	class  class
	number float64
	whole  int64 // the number, if isInt: a float64 is too coarse for large ids
	isInt  bool
	time   time.Time
	text   string
}

// rankOf takes a plain value. Text that is a decimal number counts as one, because money is printed as text.
func rankOf(v any) rank {
	switch v := v.(type) {
	case nil:
		return rank{class: classNone}
	case bool:
		if v {
			return rank{whole: 1, number: 1, isInt: true}
		}
		return rank{isInt: true}
	case int64:
		return rank{whole: v, number: float64(v), isInt: true}
	case uint64:
		return rank{number: float64(v)}
	case float64:
		return rank{number: v}
	case time.Time:
		return rank{class: classTime, time: v}
	}
	text := rawLook().text(v)
	if r, ok := rankNumber(text); ok {
		return r
	}
	return rank{class: classText, text: strings.ToLower(text)}
}

// rankNumber reads a plain decimal number: no exponent, no hexadecimal, no infinity, which names may look like.
func rankNumber(text string) (rank, bool) {
	if text == "" || strings.Trim(text, "+-.0123456789") != "" {
		return rank{}, false
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return rank{whole: n, number: float64(n), isInt: true}, true
	}
	f, err := strconv.ParseFloat(text, 64)
	return rank{number: f}, err == nil
}

func (r rank) compare(other rank) int {
	if c := cmp.Compare(r.class, other.class); c != 0 {
		return c
	}
	switch {
	case r.class == classTime:
		return r.time.Compare(other.time)
	case r.class == classText:
		return strings.Compare(r.text, other.text)
	case r.isInt && other.isInt:
		return cmp.Compare(r.whole, other.whole)
	case r.isInt != other.isInt:
		return r.exact().Cmp(other.exact())
	}
	return cmp.Compare(r.number, other.number)
}

// exact is the number without a loss: a large whole one rounded to a float would equal others that differ.
func (r rank) exact() *big.Float {
	if r.isInt {
		return new(big.Float).SetInt64(r.whole)
	}
	return big.NewFloat(r.number)
}
