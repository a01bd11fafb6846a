package main

import (
	"strings"

	"orgctl/internal/export"
)

// exportFormat is what the page of exports says about the file: its columns, and a sample in each dialect.
func exportFormat(p *page) error {
	p.add("\n## The file of export clients\n\nThe columns are these, in this order (version 1). More may come behind; none goes or moves.\n")
	var rows [][]string
	for _, f := range export.Fields() {
		rows = append(rows, []string{code(f.Name), f.About})
	}
	p.table([]string{"column", ""}, rows)
	p.add("\nDates are written `2026-08-14` in every dialect: spreadsheets of every language read that as a date. Lines end in CR LF. A text\n" +
		"that begins, after blanks, with one of `= + - @ '`, a tab, a line end or NUL has one apostrophe in front, so that no spreadsheet\n" +
		"runs it; `orgctl billing import` takes exactly one away. With `--raw` texts are as they are. Numbers are never touched.\n")
	p.add("\nOn 2026-11-22, LibreOffice 7.4.7 saw every amount as a number and every date as a date: `rfc4180` and `excel` opened as English,\n" +
		"`excel-fr` as French, with and without the detection of special numbers. `.ci/spreadsheets` in the source does it again.\n")
	p.add("\nA file has its name only when it is complete, with everything on the disk. Until then it is `.orgctl-….tmp` beside it; an\n" +
		"interrupted export removes that, and one that was killed (`kill -9`, a power cut) leaves it: it may be removed.\n")
	for _, d := range []struct {
		dialect export.Dialect
		about   string
	}{{export.RFC4180, ", the default"}, {export.Excel, ": the same behind a byte order mark, by which Excel knows UTF-8"},
		{export.ExcelFR, ": with a byte order mark, semicolons and decimal commas"}} {
		w := export.NewWriter(d.dialect, false)
		out, encode := w.Head(), w.Encoder()
		for _, r := range export.Sample() {
			var err error
			if out, err = encode(out, &r); err != nil {
				return err
			}
		}
		text := strings.ReplaceAll(strings.TrimPrefix(string(out), "\ufeff"), "\r\n", "\n")
		p.add("\n%s%s:\n\n```csv\n%s```\n", code(string(d.dialect)), d.about, text)
	}
	return nil
}
