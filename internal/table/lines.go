package table

import (
	"io"
	"slices"
)

// lineCounter counts the lines of what is read through it. Its reader runs ahead of what it is asked about, so it keeps
// the newlines that lie between.
type lineCounter struct {
	r     io.Reader
	read  int64   // bytes
	line  int     // the one last told
	ahead []int64 // where the newlines are that come behind it
}

func (l *lineCounter) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			l.ahead = append(l.ahead, l.read+int64(i))
		}
	}
	l.read += int64(n)
	return n, err
}

// at returns the line of an offset in bytes. Offsets must not go back.
func (l *lineCounter) at(offset int64) int {
	n, _ := slices.BinarySearch(l.ahead, offset)
	l.line += n
	l.ahead = slices.Delete(l.ahead, 0, n)
	return l.line
}
