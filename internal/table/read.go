package table

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"

	"orgctl/internal/org"
)

// The formats.
const (
	formatCSV   = "csv"
	formatJSONL = "jsonl"
)

// Format says how a file is written: by the flag if it is given, else by the ending of the path. It returns "csv" or
// "jsonl", which stands for arrays of objects as well.
func Format(path, flag string) (string, error) {
	if flag != "" {
		if format := formatOf(strings.ToLower(flag)); format != "" {
			return format, nil
		}
		return "", org.Unknown("format", flag, []string{formatCSV, formatJSONL})
	}
	if path == "-" {
		return "", org.Errorf(org.KindUsage, org.CodeInputRequired, "missing --format").
			WithHint("standard input has no ending that says it: give --format csv or --format jsonl")
	}
	ext := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	if format := formatOf(ext); format != "" {
		return format, nil
	}
	return "", org.Invalid("the ending of %q doesn't say how the file is written", path).
		WithHint("name it .csv or .jsonl, or give --format csv or --format jsonl")
}

func formatOf(word string) string {
	switch word {
	case formatCSV:
		return formatCSV
	case formatJSONL, "ndjson", "json":
		return formatJSONL
	}
	return ""
}

// Read returns the rows of a file in a format that Format returned, in their order; there is at least one. What it
// refuses it refuses whole, as an *org.Error of kind usage that names the lines: a file which isn't in order can't be
// trusted row by row.
func Read(r io.Reader, format string, spec Spec) ([]Row, error) {
	in := bufio.NewReaderSize(r, 64<<10)
	if err := checkStart(in); err != nil {
		return nil, err
	}
	read := readJSON
	if format == formatCSV {
		read = readCSV
	}
	rows, err := read(in, spec)
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// checkStart passes over the mark that some programs put before UTF-8, and recognises files that will never do.
func checkStart(in *bufio.Reader) error {
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return unreadable(err)
	}
	switch {
	case len(start) == 0:
		return org.Invalid("the file is empty").WithHint("is it the right file?")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		return org.Invalid("the file is a spreadsheet or an archive").WithHint("export it as CSV, with commas, in UTF-8")
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")):
		return org.Invalid("the file is written in UTF-16").WithHint("save it as UTF-8")
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		_, err := in.Discard(3)
		return err
	}
	return nil
}

func unreadable(err error) error {
	return org.Invalid("the file can't be read").Wrap(err)
}

func tooManyRows(limit int) error {
	return org.Invalid("the file has more than %d rows", limit).WithHint("split it")
}
