package secret

import (
	"crypto/rand"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"orgctl/internal/org"
)

// cheap keeps the tests fast. TestDefaultCost is the one that pays the real price.
func cheap() Params { return Params{Memory: 64, Time: 1, Threads: 2} }

func TestHashVerify(t *testing.T) {
	encoded, err := cheap().Hash(rand.Reader, "Zürich im Regen")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{
		"Zürich im Regen":       true,
		"Zu\u0308rich im Regen": true, // the same word, decomposed
		"zürich im Regen":       false,
		"Zürich im Regen ":      false,
		"":                      false,
	} {
		if ok, err := Verify(encoded, password); ok != want || err != nil {
			t.Errorf("Verify(%q) = %v, %v", password, ok, err)
		}
	}
	again, _ := cheap().Hash(rand.Reader, "Zürich im Regen")
	if again == encoded {
		t.Error("two hashes of one password are equal: the salt is not random")
	}
}

func TestDefaultCost(t *testing.T) {
	encoded, err := Default().Hash(rand.Reader, "correct horse battery staple")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(encoded, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("hash begins with %q", encoded[:32])
	}
	if ok, err := Verify(encoded, "correct horse battery staple"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
}

// A hash made by the reference implementation, so that ours are argon2id for other programs too.
func TestVerifyReference(t *testing.T) {
	const encoded = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	if ok, err := Verify(encoded, "password"); !ok || err != nil {
		t.Errorf("Verify = %v, %v", ok, err)
	}
}

func TestVerifyRefuses(t *testing.T) {
	const tail = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
	for name, encoded := range map[string]string{
		"empty":            "",
		"plain":            "password",
		"another kind":     "$argon2i$v=19$m=256,t=2,p=1" + tail,
		"another version":  "$argon2id$v=16$m=256,t=2,p=1" + tail,
		"100 GiB":          "$argon2id$v=19$m=104857600,t=2,p=1" + tail,
		"an hour":          "$argon2id$v=19$m=256,t=4294967295,p=1" + tail,
		"no time":          "$argon2id$v=19$m=256,t=0,p=1" + tail,
		"no threads":       "$argon2id$v=19$m=256,t=2,p=0" + tail,
		"too many threads": "$argon2id$v=19$m=2048,t=2,p=255" + tail,
		"too little":       "$argon2id$v=19$m=15,t=2,p=2" + tail,
		"leading zero":     "$argon2id$v=19$m=0256,t=2,p=1" + tail,
		"overflow":         "$argon2id$v=19$m=4294967552,t=2,p=1" + tail,
		"order":            "$argon2id$v=19$t=2,m=256,p=1" + tail,
		"short salt":       "$argon2id$v=19$m=256,t=2,p=1$c29t$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"short hash":       "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
		"long hash":        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$" + strings.Repeat("AAAA", 100),
		"padding":          "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
		"cut off":          "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ",
		"more":             "$argon2id$v=19$m=256,t=2,p=1" + tail + "$x",
	} {
		ok, err := Verify(encoded, "password")
		e, typed := errors.AsType[*org.Error](err)
		if ok || !typed || e.Kind != org.KindUnavailable {
			t.Errorf("%s: Verify = %v, %v", name, ok, err)
			continue
		}
		if strings.Contains(e.Msg+e.Hint, "c29tZXNhbHQ") {
			t.Errorf("%s: the error repeats the hash", name)
		}
	}
}

func TestRehash(t *testing.T) {
	p := Params{Memory: 128, Time: 2, Threads: 2}
	for name, c := range map[string]struct {
		made Params
		want bool
	}{
		"the same":     {p, false},
		"stronger":     {Params{256, 3, 2}, false},
		"less memory":  {Params{64, 2, 2}, true},
		"less time":    {Params{128, 1, 2}, true},
		"less threads": {Params{128, 2, 1}, false},
	} {
		encoded, err := c.made.Hash(rand.Reader, "correct horse")
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Rehash(encoded); got != c.want {
			t.Errorf("%s: Rehash = %v", name, got)
		}
	}
	if !p.Rehash("damaged") {
		t.Error("a damaged hash counts as strong")
	}
	if !(Params{Memory: 256, Time: 2, Threads: 1}).Rehash("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4") {
		t.Error("a salt of 8 bytes counts as strong")
	}
}

// Burn must do the work, not pretend to: the memory of argon2id is what an attacker would see missing.
func TestBurn(t *testing.T) {
	p := Params{Memory: 4096, Time: 1, Threads: 1}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p.Burn("correct horse")
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got < uint64(p.Memory)*1024 {
		t.Errorf("Burn used %d bytes of memory", got)
	}
}

func TestHashFails(t *testing.T) {
	if _, err := cheap().Hash(iotest.ErrReader(io.ErrUnexpectedEOF), "correct horse"); err == nil {
		t.Error("a hash was made without randomness")
	}
	if _, err := (Params{}).Hash(rand.Reader, "correct horse"); err == nil {
		t.Error("a hash was made without parameters")
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=+256,t=2,p=1$c29t\nZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
	f.Add("$argon2id$v=19$m=1048577,t=33,p=33$$")
	f.Fuzz(func(t *testing.T, s string) {
		h, err := parsePHC(s)
		if err != nil {
			return
		}
		if h.String() != s {
			t.Errorf("%q was read as %q", s, h)
		}
		if !h.bounded() || len(h.salt) < 8 || len(h.hash) < 16 || len(h.salt) > 64 || len(h.hash) > 64 {
			t.Errorf("%q is out of bounds", s)
		}
	})
}
