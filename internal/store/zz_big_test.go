package store

import (
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestZZBig(t *testing.T) {
	path := os.Getenv("BIG")
	if path == "" {
		t.Skip()
	}
	os.Remove(path)
	os.Remove(path + "-wal")
	os.Remove(path + "-shm")
	opt := Options{Sync: "FULL"}
	acc := account(t, "olivia@example.org", "acme")
	if _, err := Create(t.Context(), Place{Path: path}, opt, org.Request{}, acc); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, opt)
	if err != nil {
		t.Fatal(err)
	}
	c := org.Caller{Session: acc.Session}
	_ = sha256.Sum256
	t0 := time.Now()
	var people []org.NewMember
	for i := range 10000 {
		people = append(people, org.NewMember{Email: mail(t, fmt.Sprintf("user%05d@example.org", i)), Role: org.Collaborator})
	}
	if _, err := s.AddUsers(t.Context(), as(c), people, false); err != nil {
		t.Fatal(err)
	}
	t.Log("users", time.Since(t0))
	t0 = time.Now()
	var products []org.NewProduct
	cats := []string{"drive", "mail", "kchat", "domain", "web-hosting"}
	for i := range 1000 {
		n := fmt.Sprintf("p%04d", i)
		if cats[i%5] == "domain" {
			n += ".ch"
		}
		products = append(products, org.NewProduct{Category: cats[i%5], Name: n})
	}
	if _, err := s.AddProducts(t.Context(), as(c), products, false); err != nil {
		t.Fatal(err)
	}
	t.Log("products", time.Since(t0))
	t0 = time.Now()
	var changes []org.GrantChange
	for i := range 10000 {
		for j := range 10 {
			k := (i*7 + j*101) % 1000
			p := products[k]
			ch := org.GrantChange{User: people[i].Email.Shown, Spec: org.GrantSpec{Scope: org.Scope{Kind: org.ScopeProduct, Category: p.Category, Product: p.Name}, RightsSet: true, Rights: org.Technical}}
			if i%10 == 0 && j == 0 {
				ch.Spec.Scope = org.Scope{Kind: org.ScopeAll, Category: "kchat"}
			}
			changes = append(changes, ch)
		}
	}
	t.Log("prep", time.Since(t0))
	t0 = time.Now()
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	set, err := s.SetGrants(t.Context(), as(c), changes, false)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&m1)
	t.Log("grants", len(set.Changes), time.Since(t0), "alloc MB", (m1.TotalAlloc-m0.TotalAlloc)>>20, "heap", m1.HeapAlloc>>20, "sys", m1.Sys>>20)
	t0 = time.Now()
	if os.Getenv("AGAIN") != "" {
		set, err = s.SetGrants(t.Context(), as(c), changes, false)
		t.Log("again", len(set.Changes), time.Since(t0), err)
		t0 = time.Now()
	}
	s.Close()
	t.Log("close", time.Since(t0))
}
