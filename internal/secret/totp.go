package secret

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 and every app use it; as a key for HMAC it is not broken
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
)

// The second factor is RFC 6238 as every app knows it: SHA-1, six digits, thirty seconds.
const (
	totpLen    = 20 // bytes of the secret: as long as SHA-1
	totpDigits = 6
	totpPeriod = 30 // seconds
	totpDrift  = 1  // how many steps the clock of a phone may be off
)

// NewTOTP makes the secret of a second factor.
func NewTOTP(rand io.Reader) ([]byte, error) {
	b := make([]byte, totpLen)
	if _, err := io.ReadFull(rand, b); err != nil {
		return nil, fmt.Errorf("make the secret of a second factor: %w", err)
	}
	return b, nil
}

// TOTP is the code of a step.
func TOTP(secret []byte, step int64) string {
	h := hmac.New(sha1.New, secret)
	_ = binary.Write(h, binary.BigEndian, step) // a hash never fails to take bytes
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

// TOTPStep is the step of a time.
func TOTPStep(at time.Time) int64 { return at.Unix() / totpPeriod }

// MatchTOTP finds the step whose code this is, of the few around now. That a step counts once is for the store to see to.
func MatchTOTP(secret []byte, code string, now time.Time) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	for s := TOTPStep(now) - totpDrift; s <= TOTPStep(now)+totpDrift; s++ {
		if subtle.ConstantTimeCompare([]byte(TOTP(secret, s)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// TOTPText is the secret as one types it into an app.
func TOTPText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// TOTPURI is what an app reads from a QR code.
func TOTPURI(secret []byte, email string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/orgctl:" + email}
	u.RawQuery = "secret=" + TOTPText(secret) + "&issuer=orgctl"
	return u.String()
}

// How many recovery codes there are, and how many random bytes each has: less than other codes, because people type them,
// and still far more than anybody can try.
const (
	recoveryCodes = 10
	recoveryLen   = 15
)

// NewRecoveryCodes makes the one-time codes for whoever loses their app, and what the store keeps of them.
func NewRecoveryCodes(rand io.Reader) (codes []string, hashes [][32]byte, err error) {
	for range recoveryCodes {
		b := make([]byte, recoveryLen)
		if _, err := io.ReadFull(rand, b); err != nil {
			return nil, nil, fmt.Errorf("make recovery codes: %w", err)
		}
		text := strings.ToLower(base32.StdEncoding.EncodeToString(b))
		var groups []string
		for ; len(text) > 0; text = text[6:] {
			groups = append(groups, text[:6])
		}
		code := strings.Join(groups, "-")
		codes, hashes = append(codes, code), append(hashes, HashRecovery(code))
	}
	return codes, hashes, nil
}

// HashRecovery is what the store keeps of a recovery code, however it was typed.
func HashRecovery(code string) [32]byte {
	return HashCode(strings.ToLower(strings.Join(strings.FieldsFunc(code, func(r rune) bool { return r == '-' || r == ' ' }), "")))
}
