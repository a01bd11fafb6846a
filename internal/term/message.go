package term

import (
	"fmt"
	"io"
	"strings"

	"orgctl/internal/org"
)

// program stands in front of every message, so that a log tells who spoke.
const program = "orgctl"

// Say tells the person something on stderr: "orgctl: …". One call is one line: the whole of it is cleaned, because names
// from the store are in it.
func (s *Streams) Say(format string, args ...any) {
	s.line(program+": ", format, args...)
}

// Hint says on stderr what to do next: "hint: …".
func (s *Streams) Hint(format string, args ...any) {
	s.line(s.ErrStyle(Cyan, "hint:")+" ", format, args...)
}

// Done says on stderr that something has been done, with a green mark where colour and UTF-8 are on. The words must
// carry the meaning alone.
func (s *Streams) Done(format string, args ...any) {
	if s.Quiet {
		return
	}
	mark := ""
	if s.ErrColor && s.UTF8() {
		mark = s.ErrStyle(Green, "✓") + " "
	}
	s.line(mark, format, args...)
}

// line writes in one call, so that two processes on one terminal don't mix their words. That stderr can't be written is
// nothing anybody could be told.
func (s *Streams) line(prefix, format string, args ...any) {
	_, _ = io.WriteString(s.Err, prefix+Clean(fmt.Sprintf(format, args...))+"\n")
}

// PrintError writes err to stderr: as "orgctl: …", the bad rows and "hint: …", or, if output is json or jsonl, as one
// line of JSON. exit is the exit code that will follow.
func PrintError(s *Streams, output string, err *org.Error, exit int) {
	if output == "json" || output == "jsonl" {
		printErrorJSON(s, err, exit)
		return
	}
	s.line(s.ErrStyle(Red, program+":")+" ", "%s", err.Msg)
	for _, row := range err.Rows {
		if !strings.HasSuffix(err.Msg, ": "+row.Msg) { // of one alone the message says all
			s.line("  ", "%s", rowText(row))
		}
	}
	if err.Hint != "" {
		s.Hint("%s", err.Hint)
	}
}

// rowText says where a bad row is in the way editors count, and what is wrong with it.
func rowText(r org.RowError) string {
	var b strings.Builder
	if r.Line > 0 {
		fmt.Fprintf(&b, "line %d", r.Line)
	} else {
		fmt.Fprintf(&b, "row %d", r.Row)
	}
	if r.Column != "" {
		b.WriteString(", column " + r.Column)
	}
	b.WriteString(": " + r.Msg)
	if r.Hint != "" {
		b.WriteString(" (" + r.Hint + ")")
	}
	return b.String()
}

// errorBody is the JSON of an error, a contract with scripts: members are only ever added.
type errorBody struct {
	Code    org.Code       `json:"code"`
	Exit    int            `json:"exit"`
	Message string         `json:"message"`
	Hint    string         `json:"hint"`
	Rows    []org.RowError `json:"rows,omitempty"`
	Preview *org.ChangeSet `json:"preview,omitempty"`
}

func printErrorJSON(s *Streams, err *org.Error, exit int) {
	body := errorBody{err.Code, exit, err.Msg, err.Hint, err.Rows, err.Preview}
	if body.Code == "" {
		body.Code = org.CodeInternal
	}
	text, encErr := appendJSON(nil, map[string]errorBody{"error": body})
	if encErr != nil {
		s.line(program+": ", "%s", err.Msg)
		return
	}
	_, _ = s.Err.Write(append(safeJSON(text), '\n'))
}
