package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

// reading are the commands whose answers depend on what is in the file and on nothing else.
func reading() []string {
	return []string{
		"product list -o jsonl", "user list -o jsonl", "team list -o jsonl", "grant list -o jsonl", "grant list --effective -o jsonl", "log export",
		"org show -o json", "grant who drive/marketing -o jsonl",
	}
}

// using are the commands of which only the end is looked at. The last ones change something.
func using() []string {
	return []string{
		"log verify", "log verify --of-store", "store info -o json", "grant check jane@example.org drive/marketing --right technical",
		"product add drive/new", "store backup copy.db",
	}
}

// damages looks at damaged stores with every command that people run. Nothing may panic, hang or end in an unexplained
// failure, and what the check does not find must do no harm.
func damages(ctx context.Context, b *bench, p program, n int, t *tally) {
	s, err := b.site()
	if err != nil {
		t.fail("%v", err)
		return
	}
	want := map[string]string{}
	for _, line := range reading() {
		if want[line], err = s.must(ctx, b.real, strings.Fields(line)...); err != nil {
			t.fail("%v", err)
			return
		}
	}
	whole, err := os.ReadFile(s.store())
	if err != nil {
		t.fail("%v", err)
		return
	}
	r := b.random("damage")
	codes := map[int]int{}
	for range n {
		if ctx.Err() != nil {
			break
		}
		content, how := damage(r, slices.Clone(whole))
		if err := s.replace(content); err != nil {
			t.fail("%v", err)
			return
		}
		for _, wrong := range s.examine(ctx, p, want, codes) {
			t.fail("%s: %s", how, wrong)
		}
		t.ran(1)
	}
	t.figures = fmt.Sprintf("found by the check: %d; exit codes of all commands: %v", codes[-6], told(codes))
}

func told(codes map[int]int) string {
	var out []string
	for code := range 256 {
		if n := codes[code]; n > 0 {
			out = append(out, fmt.Sprintf("%d × %d", n, code))
		}
	}
	return strings.Join(out, ", ")
}

// replace puts a store's file in the place of the one that is there.
func (s site) replace(content []byte) error {
	for _, suffix := range []string{"-wal", "-shm", "-journal", ".lock"} {
		_ = os.Remove(s.store() + suffix)
	}
	_ = os.Remove(s.file("copy.db"))
	return os.WriteFile(s.store(), content, 0o600)
}

// examine runs all the commands on a damaged store and says what is wrong with their answers.
func (s site) examine(ctx context.Context, p program, want map[string]string, codes map[int]int) (wrong []string) {
	check := s.run(ctx, p, "store", "check", "-o", "json")
	found := check.code == 6
	codes[check.code]++
	if found {
		codes[-6]++
	}
	if why := unexplained(check); why != "" || check.code != 0 && !found {
		wrong = append(wrong, fmt.Sprintf("store check: %s %s", why, check))
	}
	for _, line := range append(reading(), using()...) {
		a := s.run(ctx, p, strings.Fields(line)...)
		codes[a.code]++
		if why := unexplained(a); why != "" {
			wrong = append(wrong, fmt.Sprintf("%s: %s: %s", line, why, a))
		}
		if found {
			continue
		}
		if a.code != 0 {
			wrong = append(wrong, fmt.Sprintf("the check found nothing, but %s: %s", line, a))
		} else if text, ok := want[line]; ok && text != a.out {
			wrong = append(wrong, fmt.Sprintf("the check found nothing, but %s says otherwise: %s", line, short(a.out)))
		}
	}
	return wrong
}

// unexplained says what no command may ever do; empty: it does nothing of that.
func unexplained(a answer) string {
	switch {
	case a.took >= tooLong || a.killed:
		return "it hangs"
	case strings.Contains(a.err, "panic") || strings.Contains(a.err, "goroutine ") || strings.Contains(a.err, "something unexpected"):
		return "it panics"
	case a.code == 1 || a.code == 8 || a.code == 9 || a.code > 10:
		return "not explained"
	case a.code != 0 && a.code != 10 && !strings.Contains(a.err, "orgctl: ") && !strings.Contains(a.err, `{"error":`):
		return "it says nothing"
	}
	return ""
}

// damage changes the content of a file the way disks, cables and editors do.
func damage(r *rand.Rand, b []byte) ([]byte, string) {
	const page = 4096
	pages := len(b) / page
	at := r.IntN(len(b))
	switch r.IntN(7) {
	case 0:
		b[at] ^= 1 << r.IntN(8)
		return b, fmt.Sprintf("bit flipped in byte %d", at)
	case 1:
		for range 64 {
			b[r.IntN(len(b))] = byte(r.Uint32())
		}
		return b, "64 bytes changed"
	case 2:
		p := r.IntN(pages)
		clear(b[p*page : (p+1)*page])
		return b, fmt.Sprintf("page %d zeroed", p+1)
	case 3:
		p, q := r.IntN(pages), r.IntN(pages)
		copy(b[p*page:(p+1)*page], b[q*page:(q+1)*page])
		return b, fmt.Sprintf("page %d overwritten by page %d", p+1, q+1)
	case 4:
		return b[:at], fmt.Sprintf("cut at %d", at)
	case 5:
		for i := range min(page, len(b)-at) {
			b[at+i] = byte(r.Uint32())
		}
		return b, fmt.Sprintf("noise from %d", at)
	default: // the header of a page, where the tree is
		p := r.IntN(pages)
		header := max(p*page, 100) // in the first page it is behind the header of the file
		for range 3 {
			b[header+r.IntN(12)] = byte(r.Uint32())
		}
		return b, fmt.Sprintf("header of page %d changed", p+1)
	}
}
