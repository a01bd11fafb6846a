package store

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"orgctl/internal/org"
)

// The benchmarks ask a generated store. A large one takes minutes to make: -world keeps it for the next run.
var (
	worldUsers = flag.Int("users", 1000, "how many users the store of the benchmarks has")
	worldFile  = flag.String("world", "", "keep the store of the benchmarks in this file, and use the one that is there")
)

// arena is a store to be measured, and those who ask in it.
type arena struct {
	*Store
	draw   *rand.Rand
	askers []asker
}

// asker is the owner of an organization, with some of its people and products.
type asker struct {
	org.Caller
	people, products []string
}

// maxAskers bounds how many organizations are asked in: the first and largest, and some others.
const maxAskers = 16

func newArena(b *testing.B) *arena {
	b.Helper()
	a := &arena{Store: openArena(b, *worldFile, *worldUsers), draw: rand.New(rand.NewPCG(1, 2))}
	slugs := a.column(b, `SELECT slug FROM organizations ORDER BY id <> 1, id * 7919 % 1009 LIMIT ?1`, maxAskers)
	for _, slug := range slugs {
		a.askers = append(a.askers, a.asker(b, slug))
	}
	b.ResetTimer()
	return a
}

// openArena opens the store at a path, of so many users if it must be made first. Without a path it is a passing one.
func openArena(b testing.TB, path string, users int) *Store {
	b.Helper()
	if path == "" {
		path = filepath.Join(b.TempDir(), "store.db")
	}
	if Vacant(path) == nil {
		makeArena(b, path, org.Sample{Users: users, Seed: 1})
	}
	s, err := Open(b.Context(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s
}

func makeArena(b testing.TB, path string, sample org.Sample) {
	b.Helper()
	sample, err := sample.Checked()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := At(path, Options{}).Generate(b.Context(), org.Request{}, sample, nil); err != nil {
		b.Fatal(err)
	}
}

// column is the first column of a query.
func (a *arena) column(b *testing.B, query string, args ...any) (out []string) {
	b.Helper()
	rows, err := a.reader.Query(query, args...)
	if err != nil {
		b.Fatal(err)
	}
	err = each(rows, func() error {
		var s string
		defer func() { out = append(out, s) }()
		return rows.Scan(&s)
	})
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// asker logs the owner of an organization in.
func (a *arena) asker(b *testing.B, slug string) asker {
	b.Helper()
	return asker{
		Caller: a.enter(b, slug),
		people: a.column(b, `SELECT u.email FROM organizations o JOIN members m ON m.org_id = o.id JOIN users u ON u.id = m.user_id
WHERE o.slug = ?1 ORDER BY u.id * 7919 % 10007 LIMIT 2000`, slug),
		products: a.column(b, `SELECT c.code || '/' || p.name FROM organizations o JOIN products p ON p.org_id = o.id JOIN categories c ON c.id = p.category_id
WHERE o.slug = ?1 ORDER BY p.id * 7919 % 10007 LIMIT 2000`, slug),
	}
}

// enter logs an owner of an organization in.
func (s *Store) enter(b testing.TB, slug string) org.Caller {
	b.Helper()
	hash := sha256.Sum256(fmt.Append(nil, slug, time.Now()))
	err := s.write(b.Context(), func(t *tx) error {
		_, err := t.Exec(`INSERT INTO sessions (hash, user_id, org_id, created_at, used_at)
SELECT ?1, m.user_id, o.id, ?3, ?3 FROM organizations o JOIN members m ON m.org_id = o.id WHERE o.slug = ?2 AND m.role = 4 AND m.state = 0 LIMIT 1`, hash[:], slug, t.now)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return org.Caller{Session: hash, Org: slug}
}

// measure runs questions of random askers and reports the median beside the mean.
func (a *arena) measure(b *testing.B, ask func(ctx context.Context, who asker) error) {
	var took []time.Duration
	ctx := b.Context()
	for b.Loop() {
		who := a.askers[a.draw.IntN(len(a.askers))]
		start := time.Now()
		if err := ask(ctx, who); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	reportParts(b, took)
}

func reportParts(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2]), "p50-ns")
	b.ReportMetric(float64(took[len(took)*99/100]), "p99-ns")
}

func pick[T any](a *arena, list []T) T { return list[a.draw.IntN(len(list))] }

// BenchmarkCheck asks what one person may do with one product, in the whole model: session, role, own grants and rules,
// those of the teams, times.
func BenchmarkCheck(b *testing.B) {
	a := newArena(b)
	a.measure(b, func(ctx context.Context, who asker) error {
		_, err := a.Access(ctx, who.Caller, pick(a, who.people), pick(a, who.products), time.Time{})
		return err
	})
}

// BenchmarkCheckMany asks the same of one asker after the other, a thousand questions at once as from a file. The parts are those of a
// question, each from the end of the one before: the first includes finding out who asks.
func BenchmarkCheckMany(b *testing.B) {
	const atOnce = 1000
	a := newArena(b)
	var took []time.Duration
	for b.Loop() {
		who := a.askers[a.draw.IntN(len(a.askers))]
		questions := func(yield func(org.Inquiry) bool) {
			for range atOnce {
				if !yield(org.Inquiry{User: pick(a, who.people), Product: pick(a, who.products)}) {
					return
				}
			}
		}
		before := time.Now()
		for found, err := range a.Accesses(b.Context(), who.Caller, questions) {
			if err != nil || found.Fault != nil {
				b.Fatal(err, found.Fault)
			}
			now := time.Now()
			took, before = append(took, now.Sub(before)), now
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(len(took)), "ns/check")
	reportParts(b, took)
}

// BenchmarkReach asks for everything that one person may access.
func BenchmarkReach(b *testing.B) {
	a := newArena(b)
	products, asked := 0, 0
	a.measure(b, func(ctx context.Context, who asker) error {
		asked++
		for _, err := range a.Reach(ctx, who.Caller, org.ReachFilter{User: pick(a, who.people)}) {
			if err != nil {
				return err
			}
			products++
		}
		return nil
	})
	b.ReportMetric(float64(products)/float64(asked), "products/op")
}

// BenchmarkWho asks for everybody who may do something with one product.
func BenchmarkWho(b *testing.B) {
	a := newArena(b)
	people, asked := 0, 0
	a.measure(b, func(ctx context.Context, who asker) error {
		asked++
		found, err := a.Who(ctx, who.Caller, pick(a, who.products), org.Question{}, time.Time{})
		people += len(found)
		return err
	})
	b.ReportMetric(float64(people)/float64(asked), "people/op")
}

// BenchmarkUsers lists everybody in the largest organization, and BenchmarkGrants what everybody holds in it.
func BenchmarkUsers(b *testing.B) {
	a := newArena(b)
	for b.Loop() {
		streamed(b, a.Users(b.Context(), a.askers[0].Caller, org.UserFilter{}))
	}
}

func BenchmarkGrants(b *testing.B) {
	a := newArena(b)
	for b.Loop() {
		streamed(b, a.Grants(b.Context(), a.askers[0].Caller, org.GrantFilter{}))
	}
}

// streamed walks a list to its end and reports when the first row came.
func streamed[T any](b *testing.B, rows func(func(T, error) bool)) {
	b.Helper()
	start, n := time.Now(), 0
	for _, err := range rows {
		if err != nil {
			b.Fatal(err)
		}
		if n == 0 {
			b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "first-ms")
		}
		n++
	}
	b.ReportMetric(float64(n), "rows/op")
	b.ReportMetric(float64(time.Since(start))/float64(n), "ns/row")
}

// imported is an organization to import into, with so many people and products.
func imported(b *testing.B, people, products int) (*Store, org.Caller) {
	b.Helper()
	path := filepath.Join(b.TempDir(), "store.db")
	olivia, err := org.ParseEmail("olivia@example.org")
	if err != nil {
		b.Fatal(err)
	}
	acc, err := org.Account{Email: olivia, FirstName: "Olivia", LastName: "Owner", Password: phc, Session: sha256.Sum256([]byte("olivia")),
		Org: org.Organization{Name: "Acme", Country: "CH"}}.Checked()
	if err != nil {
		b.Fatal(err)
	}
	if _, err := Create(b.Context(), Place{Path: path}, Options{}, org.Request{}, acc); err != nil {
		b.Fatal(err)
	}
	s, err := Open(b.Context(), path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	c := org.Caller{Session: acc.Session}
	if people > 0 {
		if _, err := s.AddUsers(b.Context(), file(c), newPeople(b, people), false); err != nil {
			b.Fatal(err)
		}
	}
	var shelf []org.NewProduct
	for i := range products {
		shelf = append(shelf, org.NewProduct{Category: "drive", Name: fmt.Sprintf("p%d", i)})
	}
	if products > 0 {
		if _, err := s.AddProducts(b.Context(), file(c), shelf, false); err != nil {
			b.Fatal(err)
		}
	}
	return s, c
}

func newPeople(b *testing.B, n int) (out []org.NewMember) {
	b.Helper()
	for i := range n {
		email, err := org.ParseEmail(fmt.Sprintf("p%d@example.org", i))
		if err != nil {
			b.Fatal(err)
		}
		out = append(out, org.NewMember{Email: email, Role: org.Collaborator})
	}
	return out
}

// BenchmarkImportUsers and BenchmarkImportGrants import as many rows as -users says, as rows of a file: validated, logged,
// references checked, kept on the disk.
func BenchmarkImportUsers(b *testing.B) {
	people := newPeople(b, *worldUsers)
	for b.Loop() {
		b.StopTimer()
		s, c := imported(b, 0, 0)
		b.StartTimer()
		if _, err := s.AddUsers(b.Context(), file(c), people, false); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(people)), "ns/row")
}

func BenchmarkImportGrants(b *testing.B) {
	const perPerson = 10
	people := max(1, *worldUsers/perPerson)
	var changes []org.GrantChange
	for i := range people {
		for j := range perPerson {
			spec, err := org.ParseGrantSpec(fmt.Sprintf("drive/p%d=technical+use", (i*7+j)%(2*perPerson)))
			if err != nil {
				b.Fatal(err)
			}
			changes = append(changes, org.GrantChange{User: fmt.Sprintf("p%d@example.org", i), Spec: spec})
		}
	}
	for b.Loop() {
		b.StopTimer()
		s, c := imported(b, people, 2*perPerson)
		b.StartTimer()
		if _, err := s.SetGrants(b.Context(), file(c), changes, false); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(changes)), "ns/row")
}

// BenchmarkGenerate makes a store of -users users.
func BenchmarkGenerate(b *testing.B) {
	sample, err := org.Sample{Users: *worldUsers, Seed: 1}.Checked()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for b.Loop() {
		path := filepath.Join(dir, fmt.Sprintf("%d.db", time.Now().UnixNano()))
		if _, err := At(path, Options{}).Generate(b.Context(), org.Request{}, sample, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*sample.Users), "ns/user")
}
