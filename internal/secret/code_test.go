package secret

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"

	"orgctl/internal/org"
)

func TestNewCode(t *testing.T) {
	shape := regexp.MustCompile(`^oi_[a-z2-7]{56}$`)
	seen := map[string]bool{}
	for range 100 {
		code, err := NewCode(rand.Reader, PrefixInvitation)
		if err != nil {
			t.Fatal(err)
		}
		if !shape.MatchString(code) || seen[code] {
			t.Fatalf("code %q has the wrong shape or came twice", code)
		}
		seen[code] = true
		if got, err := ParseCode(code, PrefixInvitation); got != code || err != nil {
			t.Fatalf("ParseCode(%q) = %q, %v", code, got, err)
		}
	}
	if _, err := NewCode(iotest.ErrReader(io.ErrUnexpectedEOF), PrefixToken); err == nil {
		t.Error("a code was made without randomness")
	}
}

// Codes in people's mail and hashes in stores outlive this version of the program.
func TestCodeIsStable(t *testing.T) {
	code, err := NewCode(bytes.NewReader(bytes.Repeat([]byte{7}, 32)), PrefixSession)
	if err != nil {
		t.Fatal(err)
	}
	if want := "os_a4dqobyha4dqobyha4dqobyha4dqobyha4dqobyha4dqobyha4dzzxnt"; code != want {
		t.Errorf("code = %q", code)
	}
	h := HashCode(code)
	if got, want := hex.EncodeToString(h[:]), "65f1433fe0a76ebdcf771afa5ce022be51e600883c084564da419b4554c0f4d9"; got != want {
		t.Errorf("hash = %s", got)
	}
}

func TestParseCodeForgives(t *testing.T) {
	code, _ := NewCode(rand.Reader, PrefixToken)
	for _, s := range []string{" " + code + "\n", strings.ToUpper(code), code[:30] + "\r\n" + code[30:]} {
		if got, err := ParseCode(s, PrefixToken); got != code || err != nil {
			t.Errorf("ParseCode(%q) = %q, %v", s, got, err)
		}
	}
}

func TestParseCodeFindsTypos(t *testing.T) {
	code, _ := NewCode(bytes.NewReader(bytes.Repeat([]byte{0x5a, 0x13}, 16)), PrefixToken)
	refuse := func(s string) {
		t.Helper()
		_, err := ParseCode(s, PrefixToken)
		e, ok := errors.AsType[*org.Error](err)
		if !ok || e.Kind != org.KindUsage {
			t.Errorf("ParseCode(%q): %v", s, err)
			return
		}
		if strings.Contains(e.Msg+e.Hint, code[10:20]) {
			t.Errorf("the error repeats the code: %q", e.Msg)
		}
	}
	for i := len(PrefixToken); i < len(code); i++ {
		for _, c := range "a7mz" {
			if typo := code[:i] + string(c) + code[i+1:]; typo != code {
				refuse(typo)
			}
		}
		refuse(code[:i])
	}
	invitation, _ := NewCode(rand.Reader, PrefixInvitation)
	refuse(invitation)
	refuse(PrefixToken + invitation[len(PrefixInvitation):])
	refuse(code + "aaaaaaaa")
	refuse("")
}
