package store

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"orgctl/internal/org"
)

// damaged copies are 50 in the everyday run; more with -damaged N.
var damagedCopies = flag.Int("damaged", 50, "how many damaged copies of a store are looked at")

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
		header := p * page
		if p == 0 {
			header = 100 // behind the header of the file
		}
		for range 3 {
			b[header+r.IntN(12)] = byte(r.Uint32())
		}
		return b, fmt.Sprintf("header of page %d changed", p+1)
	}
}

// TestDamagedCopies looks at damaged stores in every way there is: nothing may panic or hang, and what a check does not
// find must do no harm.
func TestDamagedCopies(t *testing.T) {
	h := rich(t)
	content, err := os.ReadFile(h.backup("a.db"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "store.db")
	r := rand.New(rand.NewPCG(4, 2))
	copies := *damagedCopies
	if testing.Short() {
		copies = min(copies, 4)
	}
	for range copies {
		b, how := damage(r, append([]byte(nil), content...))
		discard(path)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		report, err := At(path, h.options()).Check(ctx, nil)
		found := err != nil || len(report.Findings) > 0
		if err != nil && org.KindOf(err) != org.KindUnavailable {
			t.Errorf("%s: the check fails with %v", how, err)
		}
		if len(report.Findings) > org.MaxFindings {
			t.Errorf("%s: %d findings", how, len(report.Findings))
		}
		used, internal := h.useAll(ctx, path)
		if used != nil && !found {
			t.Errorf("%s: nothing was found, but %v", how, used)
		}
		if internal != nil {
			t.Errorf("%s: not explained: %v", how, internal)
		}
		if ctx.Err() != nil {
			t.Errorf("%s: it hangs", how)
		}
		cancel()
	}
}

// useAll runs what people run. It returns the first error, and the first that is not one of ours.
func (h *house) useAll(ctx context.Context, path string) (first, internal error) {
	note := func(err error) {
		if first == nil {
			first = err
		}
		if e, ok := errors.AsType[*org.Error](err); err != nil && !ok && internal == nil {
			internal = fmt.Errorf("%w (%v)", err, e)
		}
	}
	s, err := Open(ctx, path, h.options())
	if err != nil {
		note(err)
		return first, internal
	}
	defer func() { _ = s.Close() }()
	for _, err := range s.Log(ctx, h.source(), org.LogFilter{Object: "drive/marketing"}) {
		note(err)
	}
	for _, err := range s.LogExport(ctx, h.source()) {
		note(err)
	}
	_, err = s.LogVerify(ctx, h.source(), "")
	note(err)
	for _, err := range s.Users(ctx, h.olivia, org.UserFilter{}) {
		note(err)
	}
	for _, err := range s.Reach(ctx, h.olivia, org.ReachFilter{}) {
		note(err)
	}
	for _, err := range s.Grants(ctx, h.olivia, org.GrantFilter{}) {
		note(err)
	}
	_, err = At(path, h.options()).Info(ctx)
	note(err)
	to := path + ".copy"
	_, err = s.Backup(ctx, org.Request{}, to)
	note(err)
	discard(to)
	_, err = s.AddProducts(ctx, as(h.olivia), []org.NewProduct{{Category: "drive", Name: "new"}}, false)
	note(err)
	return first, internal
}

func TestNotAStore(t *testing.T) {
	h := newStore(t)
	folder := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := write("foreign.db", "")
	alter(t, foreign, `CREATE TABLE users (id INTEGER)`)
	alter(t, h.path, fmt.Sprintf(`PRAGMA user_version = %d`, Schema()+1))
	for name, c := range map[string]struct {
		path string
		code org.Code
	}{
		"missing":  {filepath.Join(folder, "none.db"), org.CodeNoStore},
		"empty":    {write("empty.db", ""), org.CodeDamaged},
		"text":     {write("text.db", "hello, world\n"), org.CodeDamaged},
		"a folder": {folder, org.CodeUnavailable},
		"foreign":  {foreign, org.CodeDamaged},
		"newer":    {h.path, org.CodeNewer},
	} {
		before, _ := os.ReadFile(c.path)
		_, err := Open(t.Context(), c.path, h.options())
		h.fails(c.code, err)
		_, err = At(c.path, h.options()).Info(t.Context())
		h.fails(c.code, err)
		report, err := At(c.path, h.options()).Check(t.Context(), nil)
		if c.code != org.CodeDamaged {
			h.fails(c.code, err)
		} else if err != nil || len(report.Findings) != 1 {
			t.Errorf("%s: %+v, %v", name, report, err)
		}
		if after, _ := os.ReadFile(c.path); string(after) != string(before) {
			t.Errorf("%s: it was changed", name)
		}
	}
}
