package secret

import (
	"crypto/rand"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// The codes of RFC 6238, appendix B, cut to six digits: other programs make the same.
func TestTOTPIsTheStandard(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got := TOTP([]byte("12345678901234567890"), TOTPStep(time.Unix(at, 0))); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestMatchTOTP(t *testing.T) {
	secret, err := NewTOTP(rand.Reader)
	if err != nil || len(secret) != 20 {
		t.Fatal(err)
	}
	now := time.Unix(1_800_000_015, 0)
	for drift, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		step := TOTPStep(now) + drift
		got, ok := MatchTOTP(secret, TOTP(secret, step), now)
		if ok != want || ok && got != step {
			t.Errorf("%d steps away: step %d, %v", drift, got-TOTPStep(now), ok)
		}
	}
	code := TOTP(secret, TOTPStep(now))
	if _, ok := MatchTOTP(secret, " "+code[:3]+" "+code[3:]+"\n", now); !ok {
		t.Error("blanks in a code count")
	}
	for _, wrong := range []string{"", code[:5], code + "0", "abcdef"} {
		if _, ok := MatchTOTP(secret, wrong, now); ok {
			t.Errorf("%q was taken for %q", wrong, code)
		}
	}
	if _, err := NewTOTP(iotest.ErrReader(io.ErrUnexpectedEOF)); err == nil {
		t.Error("a secret was made without randomness")
	}
}

func TestTOTPURI(t *testing.T) {
	u, err := url.Parse(TOTPURI([]byte("12345678901234567890"), "o'neil+x@example.org"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/orgctl:o'neil+x@example.org" ||
		u.Query().Get("secret") != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" || u.Query().Get("issuer") != "orgctl" {
		t.Errorf("%v, %v", u, err)
	}
}

func TestRecoveryCodes(t *testing.T) {
	codes, hashes, err := NewRecoveryCodes(rand.Reader)
	if err != nil || len(codes) != 10 || len(hashes) != 10 {
		t.Fatal(codes, err)
	}
	shape, seen := regexp.MustCompile(`^([a-z2-7]{6}-){3}[a-z2-7]{6}$`), map[string]bool{}
	for i, code := range codes {
		if !shape.MatchString(code) || seen[code] {
			t.Errorf("%q has the wrong shape or came twice", code)
		}
		seen[code] = true
		if HashRecovery(strings.ToUpper(strings.ReplaceAll(code, "-", " "))) != hashes[i] {
			t.Error("a code typed otherwise is another one")
		}
	}
	if _, _, err := NewRecoveryCodes(iotest.ErrReader(io.ErrUnexpectedEOF)); err == nil {
		t.Error("codes were made without randomness")
	}
}
