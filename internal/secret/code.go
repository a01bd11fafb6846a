package secret

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"slices"
	"strings"

	"orgctl/internal/org"
)

// The prefixes say what a code is for, so that one pasted in the wrong place, or found in a log, is recognized.
const (
	PrefixInvitation = "oi_"
	PrefixSession    = "os_"
	PrefixToken      = "ot_"
	PrefixRecovery   = "or_"
	PrefixPartner    = "op_"
)

// The parts of a code in bytes. Together they fill base32 groups without a rest, so every character counts.
const (
	codeLen = 32 // 256 random bits
	sumLen  = 3
)

// NewCode makes an unguessable code: the prefix and 56 letters and digits, the last few of which are a checksum. A
// double click selects it whole, and no shell sees anything special in it. It is shown once and kept as its HashCode.
func NewCode(rand io.Reader, prefix string) (string, error) {
	b := make([]byte, codeLen, codeLen+sumLen)
	if _, err := io.ReadFull(rand, b); err != nil {
		return "", fmt.Errorf("make a code: %w", err)
	}
	b = append(b, codeSum(prefix, b)...)
	return encodeCode(prefix, b), nil
}

func encodeCode(prefix string, b []byte) string {
	return prefix + strings.ToLower(base32.StdEncoding.EncodeToString(b))
}

// ParseCode returns the code as NewCode made it, whatever blanks, line breaks or capitals it picked up on its way, or says that it
// was mistyped, is for something else or is none. That a well-formed code exists is for the store to say. The error never
// repeats the code: it may be nearly right.
func ParseCode(code, prefix string) (string, error) {
	code = strings.ToLower(strings.TrimSpace(code))
	body, ok := strings.CutPrefix(code, prefix)
	switch {
	case !ok && isCode(code):
		return "", org.Invalid("this code is for something else").WithHint("the code needed here begins with %q", prefix)
	case !ok:
		return "", org.Invalid("this is no code").WithHint("the code needed here begins with %q", prefix)
	}
	b, err := base32.StdEncoding.DecodeString(strings.ToUpper(body))
	if err != nil || len(b) != codeLen+sumLen || string(codeSum(prefix, b[:codeLen])) != string(b[codeLen:]) {
		return "", org.Invalid("the code is mistyped or incomplete").
			WithHint("copy it whole: %d characters, beginning with %q", len(prefix)+base32.StdEncoding.EncodedLen(codeLen+sumLen), prefix)
	}
	return encodeCode(prefix, b), nil
}

// isCode says that a text begins like a code for something.
func isCode(text string) bool {
	return len(text) > 3 && slices.Contains([]string{PrefixInvitation, PrefixSession, PrefixToken, PrefixRecovery, PrefixPartner}, text[:3])
}

// HashCode is what the store keeps of a code. A fast hash is enough, because nobody can guess 256 random bits.
func HashCode(code string) [32]byte { return sha256.Sum256([]byte(code)) }

// codeSum tells a typo from an unknown code. It covers the prefix too, and is no secret: it protects nobody.
func codeSum(prefix string, b []byte) []byte {
	sum := sha256.Sum256(append([]byte(prefix), b...))
	return sum[:sumLen]
}
