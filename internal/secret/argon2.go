package secret

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"orgctl/internal/org"
)

// Params is what one password hash costs.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes over the memory
	Threads uint8
}

// Default is the cost of real passwords: 64 MiB, three passes, four threads. Tests pass smaller ones; there is no
// switch in the environment that could weaken a real store.
func Default() Params { return Params{Memory: 64 * 1024, Time: 3, Threads: 4} }

// The lengths of what Hash writes, in bytes.
const (
	saltLen = 16
	hashLen = 32
)

// Hash returns the PHC string of the password, with a fresh salt from rand. The password is brought to NFC first, so
// that the same word typed on another system is the same password.
func (p Params) Hash(rand io.Reader, password string) (string, error) {
	if !p.bounded() {
		return "", fmt.Errorf("argon2id parameters out of bounds: %+v", p)
	}
	salt := make([]byte, saltLen)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	return phc{Params: p, salt: salt, hash: p.derive(password, salt, hashLen)}.String(), nil
}

// Verify tells whether the password is the one that was hashed, in time that does not depend on how close it is. A
// string that is no argon2id hash, or that asks for more work than any hash of ours, is an error and costs nothing.
func Verify(encoded, password string) (bool, error) {
	h, err := parsePHC(encoded)
	if err != nil {
		return false, damagedHash(err)
	}
	got := h.derive(password, h.salt, len(h.hash))
	return subtle.ConstantTimeCompare(got, h.hash) == 1, nil
}

// Rehash tells whether the stored hash is weaker than p and should be replaced at the next login, when the password
// is at hand. More threads make a hash faster for us but not stronger, so they don't count.
func (p Params) Rehash(encoded string) bool {
	h, err := parsePHC(encoded)
	if err != nil {
		return true
	}
	return h.Memory < p.Memory || h.Time < p.Time || len(h.salt) < saltLen || len(h.hash) < hashLen
}

// Burn takes as long as Verify with the same parameters. It is what a login with an unknown e-mail runs, so that the
// time of the answer does not tell who has a login.
func (p Params) Burn(password string) {
	p.derive(password, make([]byte, saltLen), hashLen)
}

func (p Params) derive(password string, salt []byte, n int) []byte {
	return argon2.IDKey(norm.NFC.AppendString(nil, password), salt, p.Time, p.Memory, p.Threads, uint32(n))
}

// bounded keeps a damaged or hostile hash from asking for 100 GiB or for an hour: the ceilings leave room to raise
// Default several times. argon2 needs at least 8 KiB per thread and panics on zeros.
func (p Params) bounded() bool {
	const maxMemory, maxTime, maxThreads = 1 << 20, 32, 32
	return p.Threads >= 1 && p.Threads <= maxThreads &&
		p.Time >= 1 && p.Time <= maxTime &&
		p.Memory >= 8*uint32(p.Threads) && p.Memory <= maxMemory
}

// damagedHash does not repeat the string: even a damaged hash is a secret.
func damagedHash(err error) error {
	return org.Errorf(org.KindUnavailable, org.CodeDamaged, "a password hash in the store is damaged").
		WithHint("look with: orgctl store check; a new password is set with: orgctl store recover EMAIL").Wrap(err)
}

var errPHC = errors.New("not an argon2id hash")
