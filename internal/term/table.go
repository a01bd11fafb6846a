package term

import (
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

const (
	gap       = "  " // between two columns
	narrowest = 4    // what is left of a column that is cut
)

// table prints rows under headers without borders. It keeps them until the end, because the widest cell decides.
type table struct {
	s       *Streams
	out     *output
	columns []column
	rows    [][]string
}

func (t *table) row(row any) error {
	look := tableLook(t.s.OutTTY)
	cells := make([]string, len(t.columns))
	for i, c := range t.columns {
		cells[i] = Clean(look.cell(c, row))
	}
	t.rows = append(t.rows, cells)
	return nil
}

func (t *table) end() error {
	lines := &lineRenderer{Renderer: renderer.NewBlueprint(), s: t.s, columns: t.columns, widths: t.widths()}
	tab := tablewriter.NewTable(t.out, tablewriter.WithRenderer(lines), tablewriter.WithTrimSpace(tw.Off),
		tablewriter.WithHeaderAutoFormat(tw.Off), tablewriter.WithHeaderAutoWrap(tw.WrapNone),
		tablewriter.WithRowAutoFormat(tw.Off), tablewriter.WithRowAutoWrap(tw.WrapNone))
	tab.Header(cut(names(t.columns), lines.widths))
	for _, cells := range t.rows {
		if err := tab.Append(cut(cells, lines.widths)); err != nil {
			return err
		}
	}
	if err := tab.Render(); err != nil {
		return err
	}
	return t.out.flush()
}

// widths are those of the widest cells; on a terminal the widest columns give way until a line fits. Names of columns
// are the last thing to be cut, and the first column, which says what a row is about, never is.
func (t *table) widths() []int {
	widths, headers, floor := make([]int, len(t.columns)), make([]int, len(t.columns)), make([]int, len(t.columns))
	for i, c := range t.columns {
		headers[i] = displaywidth.String(c.name)
		widths[i] = headers[i]
		floor[i] = narrowest
	}
	for _, cells := range t.rows {
		for i, cell := range cells {
			widths[i] = max(widths[i], displaywidth.String(cell))
		}
	}
	if t.s.OutTTY {
		room := t.s.Width() - len(gap)*(len(widths)-1)
		narrow(widths, headers, room)
		narrow(widths, floor, room)
	}
	return widths
}

// narrow takes from the widest column, again and again, until all fit into room or each is down to its floor.
func narrow(widths, floor []int, room int) {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	for ; sum > room; sum-- {
		widest := 0
		for i := 1; i < len(widths); i++ {
			if widths[i] > max(floor[i], narrowest) && (widest == 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest == 0 {
			return
		}
		widths[widest]--
	}
}

// cut shortens cells to their widths. It returns new cells: tablewriter keeps what it is given.
func cut(cells []string, widths []int) []string {
	out := make([]string, len(cells))
	for i, cell := range cells {
		out[i] = displaywidth.TruncateString(cell, widths[i], "…")
	}
	return out
}

// lineRenderer draws the lines of a table for tablewriter, whose own renderers add up the widths of single code points
// and so misplace everything behind a flag or a family emoji, and leave blanks at the ends of lines.
type lineRenderer struct {
	tw.Renderer // answers what is asked beside drawing
	s           *Streams
	columns     []column
	widths      []int
	w           io.Writer
}

func (r *lineRenderer) Start(w io.Writer) error {
	r.w = w
	return nil
}

func (r *lineRenderer) Header(lines [][]string, _ tw.Formatting) {
	for _, cells := range lines {
		r.line(cells, func(name string) string { return r.s.Style(Bold, name) })
	}
}

func (r *lineRenderer) Row(cells []string, _ tw.Formatting) {
	r.line(cells, func(cell string) string { return cell })
}

func (r *lineRenderer) Footer([][]string, tw.Formatting) {}

func (r *lineRenderer) Line(tw.Formatting) {}

// line writes to the buffer of output, which can't fail.
func (r *lineRenderer) line(cells []string, dress func(string) string) {
	var b strings.Builder
	for i, cell := range cells {
		if i > 0 {
			b.WriteString(gap)
		}
		blanks := strings.Repeat(" ", max(0, r.widths[i]-displaywidth.String(cell)))
		if r.columns[i].right {
			b.WriteString(blanks + dress(cell))
		} else {
			b.WriteString(dress(cell) + blanks)
		}
	}
	_, _ = io.WriteString(r.w, strings.TrimRight(b.String(), " ")+"\n")
}

// printPairs prints a single thing for people: a line for each column, its name first. Nothing is cut.
func printPairs(s *Streams, columns []column, row any) error {
	out, look, width := &output{w: s.Out}, tableLook(s.OutTTY), 0
	for _, c := range columns {
		width = max(width, len(c.name))
	}
	for _, c := range columns {
		name := s.Style(Bold, c.name) + strings.Repeat(" ", width-len(c.name))
		line := strings.TrimRight(name+gap+Clean(look.cell(c, row)), " ")
		out.buf = append(append(out.buf, line...), '\n')
	}
	return out.flush()
}
