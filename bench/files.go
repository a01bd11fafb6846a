package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// stream lists the people of the largest organization into a pipe: when the first line comes, and how large the program
// gets.
func (b *bench) stream(ctx context.Context) error {
	const lists = 3
	var first, all timings
	var size float64
	lines := 0
	for range lists {
		p, err := b.piped(b.ask(ctx, b.world, "user", "list", "-o", "csv", "--org", "acme"))
		if err != nil {
			return err
		}
		first, all, size, lines = append(first, p.first), append(all, p.all), max(size, p.kib), p.lines
	}
	what := fmt.Sprintf("list of %d users in a pipe", lines-1)
	b.add(row{what: what + ": first line", ours: first.median(), unit: duration, note: "must be < 100 ms at 100,000"},
		row{what: what + ": all", ours: all.median(), unit: duration}, row{what: what + ": memory", ours: size, unit: megabytes, note: "must be flat"})
	return nil
}

// piped is what came out of a program's standard output.
type piped struct {
	first, all float64 // nanoseconds
	lines      int
	kib        float64 // the greatest size
}

func (b *bench) piped(c *exec.Cmd) (p piped, err error) {
	out, err := c.StdoutPipe()
	if err != nil {
		return p, err
	}
	start := time.Now()
	if err := c.Start(); err != nil {
		return p, err
	}
	ended, size := make(chan struct{}), make(chan float64)
	go func() { size <- peak(c.Process.Pid, ended) }()
	in := bufio.NewReaderSize(out, 1<<16)
	for {
		line, err := in.ReadSlice('\n')
		if p.lines == 0 && len(line) > 0 {
			p.first = float64(time.Since(start))
		}
		if err == nil {
			p.lines++
			continue
		}
		if err != io.EOF && err != bufio.ErrBufferFull {
			return p, err
		}
		if err == io.EOF {
			break
		}
	}
	close(ended)
	p.kib = <-size
	err = c.Wait()
	p.all = float64(time.Since(start))
	return p, err
}

// perPerson is how many grants everybody has who is imported, and shelf how many products there are for them.
const (
	perPerson = 10
	shelf     = 20
)

// imports imports people and grants with orgctl, and the same rows with the sqlite3 program into the same tables, with
// foreign keys checked, the ids found before, and nothing logged.
func (b *bench) imports(ctx context.Context) error {
	people, err := b.importPeople(ctx)
	if err != nil {
		return err
	}
	grants, err := b.importGrants(ctx)
	b.add(people, grants)
	return err
}

func (b *bench) importPeople(ctx context.Context) (r row, err error) {
	ours, theirs := filepath.Join(b.dir, "people.db"), filepath.Join(b.dir, "people-sqlite.db")
	if err := b.generate(ctx, ours, 1); err != nil {
		return r, err
	}
	file, err := b.write("people.csv", b.rowsOf(b.imported, []string{"email", "first_name", "last_name", "role", "billing"}, func(i int) []string {
		return []string{fmt.Sprintf("p%d@example.com", i), "Pat", fmt.Sprintf("Person %d", i), "collaborator", ""}
	}))
	if err != nil {
		return r, err
	}
	tables := map[string]func(i int) []string{
		"users": func(i int) []string {
			email := fmt.Sprintf("p%d@example.com", i)
			return []string{strconv.Itoa(1000 + i), email, email, "", "", "1700000000000000"}
		},
		"subjects": func(i int) []string { return []string{strconv.Itoa(1000 + i), "1", "member"} },
		"members": func(i int) []string {
			return []string{strconv.Itoa(1000 + i), "1", strconv.Itoa(1000 + i), "2", "0", "Pat", fmt.Sprintf("Person %d", i), "en_GB", "0", "0", "0", "1700000000000000"}
		},
	}
	script := sqliteImport
	for _, table := range []string{"users", "subjects", "members"} {
		path, err := b.write(table+".csv", b.rowsOf(b.imported, nil, tables[table]))
		if err != nil {
			return r, err
		}
		script += fmt.Sprintf(".import %s %s\n", path, table)
	}
	r = row{what: fmt.Sprintf("import %d users", b.imported), peer: "sqlite3 CLI, ids resolved, no log", unit: duration, must: 1.5, aim: 1}
	return r, race(&r, contender{ours, func() *exec.Cmd { return b.ask(ctx, ours, "user", "add", "--from", file, "-y", "-q") }},
		contender{theirs, func() *exec.Cmd { return b.sqlite(ctx, theirs, script+"COMMIT;\n") }})
}

// sqliteImport is how the sqlite3 program is told to import: safely, and in one transaction.
const sqliteImport = "PRAGMA journal_mode=WAL;\nPRAGMA synchronous=FULL;\nPRAGMA foreign_keys=ON;\n.mode csv\nBEGIN IMMEDIATE;\n"

func (b *bench) importGrants(ctx context.Context) (r row, err error) {
	ours, theirs := filepath.Join(b.dir, "grants.db"), filepath.Join(b.dir, "grants-sqlite.db")
	if err := b.generate(ctx, ours, 1); err != nil {
		return r, err
	}
	people, err := b.write("holders.csv", b.rowsOf(b.imported/perPerson, []string{"email", "role"}, func(i int) []string {
		return []string{fmt.Sprintf("p%d@example.com", i), "collaborator"}
	}))
	if err != nil {
		return r, err
	}
	products, err := b.write("products.csv", b.rowsOf(shelf, []string{"category", "name"}, func(i int) []string { return []string{"drive", fmt.Sprintf("p%d", i)} }))
	if err != nil {
		return r, err
	}
	for _, args := range [][]string{{"user", "add", "--from", people, "-y", "-q"}, {"product", "add", "--from", products, "-y", "-q"}} {
		if err := done(b.ask(ctx, ours, args...)); err != nil {
			return r, err
		}
	}
	product := func(i int) int { return (i/perPerson*7 + i%perPerson) % shelf }
	file, err := b.write("grants.csv", b.rowsOf(b.imported, []string{"user", "product", "rights", "usage"}, func(i int) []string {
		return []string{fmt.Sprintf("p%d@example.com", i/perPerson), fmt.Sprintf("drive/p%d", product(i)), "technical", "user"}
	}))
	if err != nil {
		return r, err
	}
	subjects, ids, err := holders(ctx, ours)
	if err != nil {
		return r, err
	}
	resolved, err := b.write("resolved.csv", b.rowsOf(b.imported, nil, func(i int) []string {
		return []string{subjects[fmt.Sprintf("p%d@example.com", i/perPerson)], ids[fmt.Sprintf("p%d", product(i))], "0", "1", "1", "1", "0", "0", "", "", "1", "1700000000000000"}
	}))
	if err != nil {
		return r, err
	}
	r = row{what: fmt.Sprintf("import %d grants", b.imported), peer: "sqlite3 CLI, ids resolved, no log", unit: duration, must: 1.5, aim: 1}
	script := sqliteImport + fmt.Sprintf(".import %s grants\nCOMMIT;\n", resolved)
	return r, race(&r, contender{ours, func() *exec.Cmd { return b.ask(ctx, ours, "grant", "set", "--from", file, "-y", "-q") }},
		contender{theirs, func() *exec.Cmd { return b.sqlite(ctx, theirs, script) }})
}

// contender is a program that imports into a store.
type contender struct {
	store string
	begin func() *exec.Cmd
}

// races is how many times both import. Whoever is first finds memory that the machine has yet to get, which is a matter of
// seconds for a store of half a gigabyte.
const races = 3

// race lets both import in turn, the peer first, each time into our store as it was before, and takes the medians.
func race(r *row, ours, theirs contender) error {
	before := ours.store + ".before"
	if err := copied(ours.store, before); err != nil {
		return err
	}
	var us, them timings
	for range races {
		for _, c := range []struct {
			contender
			took *timings
		}{{theirs, &them}, {ours, &us}} {
			if err := copied(before, c.store); err != nil {
				return err
			}
			took, err := timed(c.begin())
			if err != nil {
				return err
			}
			*c.took = append(*c.took, took)
		}
	}
	r.theirs, r.ours = them.median(), us.median()
	return nil
}

// rowsOf are the lines of a file.
func (b *bench) rowsOf(n int, head []string, line func(i int) []string) [][]string {
	var out [][]string
	if head != nil {
		out = append(out, head)
	}
	for i := range n {
		out = append(out, line(i))
	}
	return out
}

func (b *bench) write(name string, lines [][]string) (path string, err error) {
	path = filepath.Join(b.dir, name)
	f, err := os.Create(path)
	if err != nil {
		return path, err
	}
	if err := csv.NewWriter(f).WriteAll(lines); err != nil {
		return path, err
	}
	return path, f.Close()
}

// copied copies a store that nobody has open. The copy is the peer's: nobody is logged in to it.
func copied(from, to string) error {
	if info, err := os.Stat(from + "-wal"); err == nil && info.Size() > 0 {
		return fmt.Errorf("%s is open", from)
	}
	return done(exec.Command("cp", "--reflink=auto", from, to))
}
