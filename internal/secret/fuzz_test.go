package secret

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"orgctl/internal/org"
)

// FuzzSessions gives the sessions file any content. What is taken can be asked and changed, and is the same once it was
// written anew; what is not keeps nobody from knowing why, and stays as it is.
func FuzzSessions(f *testing.F) {
	for _, s := range []string{
		`{"version":1,"stores":{}}`, `{"version":1,"stores":{"a":{"current":"jane@example.org","logins":[{"email":"jane@example.org","secret":"os_x","last_used":"2026-07-01T09:00:00Z"}]}}}`,
		`{"version":2,"stores":{}}`, `{"version":1,"stores":{"a":null}}`, `{"version":1,"stores":{"a":{"logins":[null]}}}`, `{"version":1}`, `null`, `[]`, ``, `{"version":1,"stores":{"a":{"current":"x"}}}`,
		`{"version":1,"stores":{"a":{"logins":[{"email":"Jane@example.org"},{"email":"jane@EXAMPLE.org","secret":"y"}]}}}`,
	} {
		f.Add([]byte(s))
	}
	s := OpenSessions(filepath.Join(f.TempDir(), "sessions.json"), "file")
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.Contains(bytes.ToLower(content), []byte("keyring")) {
			return // that would ask the keyring of whoever runs this
		}
		must(t, WriteFile(s.path, content))
		known, err := s.read()
		if err != nil {
			if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindAuth || e.Hint == "" {
				t.Fatalf("%q is refused with %v", content, err)
			}
			if err := s.Save("x", jane("os_new")); err == nil {
				t.Fatalf("%q was written over", content)
			}
			return
		}
		for key := range known.Stores {
			if _, err := s.Remembered(key); err != nil {
				t.Fatalf("%q: %v", content, err)
			}
			login, in, err := s.Current(key)
			if err != nil || in != (login.Secret != "") {
				t.Fatalf("%q: the current login is %+v, %v, %v", content, login, in, err)
			}
		}
		must(t, s.Save("\x00another", jane("os_new")))
		must(t, s.Forget("\x00another", "JANE@example.org"))
		again, err := s.read()
		must(t, err)
		delete(again.Stores, "\x00another")
		delete(known.Stores, "\x00another")
		after, err := json.Marshal(again.Stores)
		must(t, err)
		before, err := json.Marshal(known.Stores)
		must(t, err)
		if string(after) != string(before) {
			t.Fatalf("%q became %q", before, after)
		}
	})
}

// FuzzCodes gives what people type as codes. What is taken is a code, and the same one; what is refused is never repeated.
func FuzzCodes(f *testing.F) {
	code, err := NewCode(rand.Reader, PrefixInvitation)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", PrefixInvitation, code, " " + strings.ToUpper(code) + "\r\n", code[:20] + "\n" + code[20:], code + "a", code[:len(code)-1] + "=", PrefixToken + code[3:], "123 456", "000000", "oi_\u212a"} {
		f.Add(s)
	}
	key := bytes.Repeat([]byte{7}, totpLen)
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := ParseCode(typed, PrefixInvitation)
		if err != nil {
			if org.KindOf(err) != org.KindUsage || len(typed) > 12 && strings.Contains(err.Error(), typed) {
				t.Fatalf("%q is refused with %v", typed, err)
			}
		} else if again, err := ParseCode(got, PrefixInvitation); err != nil || again != got || len(got) != len(code) || got != strings.ToLower(got) {
			t.Fatalf("%q is %q, and that is %q, %v", typed, got, again, err)
		} else if slip := got[:20] + string("ab"[got[20]&1]) + got[21:]; slip != got {
			if _, err := ParseCode(slip, PrefixInvitation); err == nil {
				t.Fatalf("a slip in %q is not seen", got)
			}
		}
		if _, other := ParseCode(typed, PrefixToken); err == nil && other == nil {
			t.Fatalf("%q is a code of two kinds", typed)
		}
		if spaced := strings.Join(strings.Split(typed, ""), " - "); HashRecovery(spaced) != HashRecovery(typed) && utf8.ValidString(typed) {
			t.Fatalf("%q is another recovery code with blanks and hyphens", typed)
		}
		step, ok := MatchTOTP(key, typed, now)
		bare := strings.Join(strings.Fields(typed), "")
		if drift := step - TOTPStep(now); ok && (TOTP(key, step) != bare || drift < -totpDrift || drift > totpDrift) {
			t.Fatalf("%q counts for step %d", typed, step)
		}
	})
}

// FuzzFirstLine reads the first line of what is given as a password, and compares it with what the library reads. Not a byte
// more is taken.
func FuzzFirstLine(f *testing.F) {
	for _, s := range []string{"", "\n", "correct horse battery", "correct horse battery\nnext", "a\r\nb", "\ufeffpass word\n", "\r", "\xff\xfep\x00\n", strings.Repeat("a", maxPasswordBytes) + "\r\nx", strings.Repeat("a", maxPasswordBytes+9)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		in := bytes.NewReader([]byte(content))
		got, err := ReadPassword("", true, iotest.OneByteReader(in))
		line, _, ended := strings.Cut(content, "\n")
		want := strings.TrimPrefix(strings.TrimSuffix(line, "\r"), "\ufeff")
		if err != nil {
			if org.KindOf(err) != org.KindUsage || len(want) > 12 && strings.Contains(err.Error(), want) || checkText(want) == nil {
				t.Fatalf("%q is refused with %v", content, err)
			}
			return
		}
		rest, _ := io.ReadAll(in)
		if took := len(content) - len(rest); got != want || ended && took != len(line)+1 {
			t.Fatalf("of %q %d bytes are read as %q, want %q", content, took, got, want)
		}
		scan := bufio.NewScanner(strings.NewReader(content))
		scan.Scan()
		if lines := []string{scan.Text(), strings.TrimPrefix(scan.Text(), "\ufeff")}; !slices.Contains(lines, got) {
			t.Fatalf("the library reads %q, we %q", lines, got)
		}
		if err := CheckPassword(got, got); err == nil {
			t.Fatalf("%q is taken as a password of somebody called so", got)
		}
	})
}
