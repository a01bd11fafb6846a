package secret

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// phc is one stored hash: $argon2id$v=19$m=65536,t=3,p=4$salt$hash, both in base64 without padding.
type phc struct {
	Params
	salt, hash []byte
}

func (h phc) String() string {
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		h.Memory, h.Time, h.Threads, enc.EncodeToString(h.salt), enc.EncodeToString(h.hash))
}

// parsePHC reads only what String writes, byte for byte: with one spelling per hash there is nothing to guess.
func parsePHC(s string) (phc, error) {
	part := strings.Split(s, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" {
		return phc{}, errPHC
	}
	var h phc
	var err error
	if h.Params, err = parseParams(part[3]); err != nil {
		return phc{}, err
	}
	if h.salt, err = decode(part[4], 8); err != nil {
		return phc{}, err
	}
	if h.hash, err = decode(part[5], 16); err != nil {
		return phc{}, err
	}
	if h.String() != s {
		return phc{}, errPHC
	}
	return h, nil
}

func parseParams(s string) (Params, error) {
	part := strings.Split(s, ",")
	if len(part) != 3 {
		return Params{}, errPHC
	}
	m, errM := parseParam(part[0], "m=", 32)
	t, errT := parseParam(part[1], "t=", 32)
	threads, errP := parseParam(part[2], "p=", 8)
	p := Params{Memory: uint32(m), Time: uint32(t), Threads: uint8(threads)}
	if errM != nil || errT != nil || errP != nil || !p.bounded() {
		return Params{}, errPHC
	}
	return p, nil
}

func parseParam(s, name string, bits int) (uint64, error) {
	digits, ok := strings.CutPrefix(s, name)
	if !ok {
		return 0, errPHC
	}
	return strconv.ParseUint(digits, 10, bits)
}

// decode reads between atLeast and 64 bytes of base64.
func decode(s string, atLeast int) ([]byte, error) {
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil || len(b) < atLeast || len(b) > 64 {
		return nil, errPHC
	}
	return b, nil
}
