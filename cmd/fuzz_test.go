package cmd_test

import (
	"encoding/json"
	"flag"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"orgctl/internal/clitest"
)

// blank is an example with the place of one of its words, where another is put.
type blank struct {
	args []string
	at   int
}

// blanks are all words of all examples but those of commands that are about other files or that only a person can run.
func blanks(f *testing.F) (out []blank) {
	f.Helper()
	for _, e := range examples(f) {
		noun := strings.Fields(e.command.CommandPath() + " orgctl")[1]
		if needsPerson(e.line) || needsMail(e.line) || slices.Contains([]string{"demo", "doctor", "store", "login", "logout", "orgctl"}, noun) {
			continue
		}
		for i := range e.args {
			out = append(out, blank{e.args, i})
		}
	}
	return out
}

// harmless are words that no command could take for the name of a file elsewhere, or for a program that takes all there is of
// time or memory.
func harmless(word string) bool {
	return !strings.HasPrefix(word, "/") && !strings.ContainsAny(word, "\x00") && !strings.Contains(word, "..") && !strings.Contains(word, "=/") && len(word) < 5000
}

// acts finds what would do something on a terminal.
func acts(text string) bool {
	return !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && r != '\t' && (unicode.IsControl(r) || r > unicode.MaxLatin1 && unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp))
	})
}

// expected looks at the answer to a wrong or strange input: it is one that was foreseen, an error is told in JSON or in words
// and nothing else is, and no answer does anything on a terminal.
func expected(t *testing.T, asked string, r clitest.Result, codes ...int) {
	t.Helper()
	if !slices.Contains(codes, r.Code) || acts(r.Stdout) || acts(r.Stderr) {
		t.Fatalf("%s: exit code %d\n%q\n%q", asked, r.Code, r.Stdout, r.Stderr)
	}
	if r.Code == 0 || r.Code == 10 {
		return
	}
	var body struct {
		Error struct {
			Code, Message, Hint string
			Exit                int
			Rows                []struct{ Row, Line int }
		}
	}
	lines := strings.Split(strings.TrimSpace(r.Stderr), "\n")
	if said := slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, "orgctl: ") }); said && r.Stdout == "" {
		return // a word made it another format
	}
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &body); err != nil || body.Error.Exit != r.Code || body.Error.Message == "" || r.Stdout != "" {
		t.Fatalf("%s: exit code %d, %v\n%q\n%q", asked, r.Code, err, r.Stdout, r.Stderr)
	}
}

// FuzzWordsOfCommands puts any word in the place of each word of each example, as a dry run.
func FuzzWordsOfCommands(f *testing.F) {
	all := blanks(f)
	strange := []string{
		"", " ", "none", "\x1b[31m", "\u202e", "\xff", "id:0", "id:42", "id:99999999999999999999", "drive/\u0430", "-1", "99999999999999999999", "a,b", "=", "@all", "2026-02-30", "1e9", "%s", "';--", "{}",
		strings.Repeat("x", 300), "-9223372036854775808", "NaN", "*", "é", "--", "--org", "-o", "+", "0", "now", "last-quarter", "jane@example.org", "drive/@future=technical",
	}
	fuzzing := flag.Lookup("test.fuzz").Value.String() != ""
	for i := range all {
		if fuzzing && i%20 > 0 {
			continue // while looking for more, a few to begin with are enough: each of them is run first, and slowly
		}
		f.Add(uint16(i), strange[i%len(strange)])
	}
	h := demo(f)
	f.Fuzz(func(t *testing.T, i uint16, word string) {
		if !harmless(word) {
			return
		}
		t.Chdir(h.Dir)
		b := all[int(i)%len(all)]
		args := slices.Clone(b.args)
		args[b.at] = word
		args = slices.Insert(args, 0, "--dry-run", "-o", "json")
		codes := []int{0, 2, 3, 4, 5, 7, 10}
		if strings.HasPrefix(word, "-") {
			codes = append(codes, 6) // it may name another store
		}
		expected(t, "orgctl "+strings.Join(args, " "), h.Run(args...), codes...)
	})
}

// imports are the commands that read a file, each from standard input.
func imports() [][]string {
	return [][]string{
		{"user", "add", "--from", "-"}, {"user", "invite", "--from", "-"}, {"product", "add", "--from", "-"}, {"grant", "set", "--from", "-"},
		{"client", "add", "--from", "-", "--org", "reseller"}, {"billing", "import", "-"},
	}
}

// FuzzImports gives any file to each command that reads one, as a dry run.
func FuzzImports(f *testing.F) {
	for i, file := range []string{
		"email,role,first_name,notify\nzoe@example.org,collaborator,Zoë,billing|products\n",
		"email,role,teams,grants\nkim@example.org,external,design,drive/sales=technical|drive/@future=statistics\n",
		"category,name,label,price,currency,period\ndrive,archive,Archive,120.00,CHF,1y\ndomain,bücher.example,,-1,XXX,0d\n",
		"user,product,category,scope,rights,usage,from,until,reason,ticket\njane@example.org,drive/sales,,product,technical|statistics,user,,8h,,\ntom@example.org,,drive,all,nope,,,,,\n",
		"slug,name,access,payment\nbakery,The Bakery,full,partner\nacme,Acme,,\n",
		"client,date,kind,product,period_start,period_end,list_price,discount_percent,amount,tax,currency,paid_by,ordered_by,reference\ndelta,2026-08-14,order,drive/studio,2026-08-14,2027-08-13,347.20,,347.20,28.12,CHF,partner,partner,A-1\n",
		"client;date;kind;amount;reference\n;2026-08-14;payment;-1,5;x\n",
		`{"email":"a@example.org","role":"owner","first_name":"\u202e"}`, "email,role\n\"a\nb\",\x1b[2J\n", "email,email\na,b\n", "", "sources\n",
	} {
		for which := range imports() {
			if i == which || i > len(imports())-1 {
				f.Add(uint8(which), file)
				f.Add(uint8(which+len(imports())), file)
			}
		}
	}
	h := demo(f)
	f.Fuzz(func(t *testing.T, which uint8, file string) {
		n := len(imports())
		args := append(imports()[int(which)%n], "--format", []string{"csv", "jsonl"}[int(which)/n%2], "--dry-run", "-o", "json")
		expected(t, strings.Join(args, " ")+" < "+file, h.RunWith(file, args...), 0, 2, 3, 4, 5)
	})
}
