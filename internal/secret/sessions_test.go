package secret

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"orgctl/internal/org"
)

const key, otherKey = "3f9c /srv/acme/store.db", "77ab /home/jane/store.db"

func at(hour int) time.Time { return time.Date(2026, 7, 1, hour, 0, 0, 0, time.UTC) }

func jane(secret string) Login { return Login{"jane@example.org", secret, at(9)} }
func paul(secret string) Login { return Login{"paul@example.com", secret, at(10)} }

func open(t *testing.T, storage string) *Sessions {
	t.Helper()
	return OpenSessions(filepath.Join(t.TempDir(), "orgctl", "sessions.json"), storage)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCurrent(t *testing.T, s *Sessions, key string, want Login) {
	t.Helper()
	l, ok, err := s.Current(key)
	if l != want || ok != (want.Secret != "") || err != nil {
		t.Errorf("Current = %+v, %v, %v; want %+v", l, ok, err, want)
	}
}

func wantRemembered(t *testing.T, s *Sessions, key string, want ...Login) {
	t.Helper()
	if got, err := s.Remembered(key); !slices.Equal(got, want) || err != nil {
		t.Errorf("Remembered = %+v, %v; want %+v", got, err, want)
	}
}

func TestSessions(t *testing.T) {
	for _, storage := range []string{"file", "keyring"} {
		t.Run(storage, func(t *testing.T) {
			keyring.MockInit()
			s := open(t, storage)
			wantCurrent(t, s, key, Login{})
			wantRemembered(t, s, key)

			must(t, s.Save(key, jane("os_jane")))
			must(t, s.Save(key, paul("os_paul")))
			must(t, s.Save(otherKey, jane("os_other")))
			wantCurrent(t, s, key, paul("os_paul"))
			wantCurrent(t, s, otherKey, jane("os_other"))
			wantRemembered(t, s, key, paul("os_paul"), jane("os_jane"))

			must(t, s.Use(key, "JANE@example.org"))
			wantCurrent(t, s, key, jane("os_jane"))
			must(t, s.Save(key, jane("os_jane2")))
			wantRemembered(t, s, key, paul("os_paul"), jane("os_jane2"))

			must(t, s.End(key, "jane@example.org"))
			wantCurrent(t, s, key, Login{})
			wantRemembered(t, s, key, paul("os_paul"), jane(""))
			must(t, s.Use(key, "jane@example.org"))
			wantCurrent(t, s, key, jane(""))

			must(t, s.Use(key, "paul@example.com"))
			must(t, s.Forget(key, "jane@example.org"))
			wantCurrent(t, s, key, paul("os_paul"))
			wantRemembered(t, s, key, paul("os_paul"))
			must(t, s.Forget(key, "paul@example.com"))
			wantCurrent(t, s, key, Login{})
			wantRemembered(t, s, key)
			wantCurrent(t, s, otherKey, jane("os_other"))
		})
	}
}

func TestSessionsUnknownLogin(t *testing.T) {
	s := open(t, "file")
	must(t, s.Save(key, jane("os_jane")))
	for name, change := range map[string]func(key, email string) error{"use": s.Use, "end": s.End, "forget": s.Forget} {
		for _, k := range []string{key, "no such store"} {
			if err := change(k, "paul@example.com"); org.KindOf(err) != org.KindNotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	wantCurrent(t, s, key, jane("os_jane"))
}

// What is wrong with the file is said, and it is not touched.
func TestSessionsDamaged(t *testing.T) {
	for name, content := range map[string]string{
		"empty":      "",
		"cut off":    `{"version":1,"stores":{"x":{"logins":[{"email":"jane@exam`,
		"no json":    "\x00\x01\x02",
		"another":    `[]`,
		"null":       `null`,
		"no version": `{"stores":{}}`,
		"newer":      `{"version":2,"stores":{}}`,
		"null store": `{"version":1,"stores":{"x":null}}`,
		"null login": `{"version":1,"stores":{"x":{"logins":[null]}}}`,
		"no e-mail":  `{"version":1,"stores":{"x":{"logins":[{"secret":"os_x"}]}}}`,
		"bad time":   `{"version":1,"stores":{"x":{"logins":[{"email":"a","last_used":"now"}]}}}`,
	} {
		s := open(t, "file")
		must(t, WriteFile(s.path, []byte(content)))
		_, _, errCurrent := s.Current("x")
		_, errRemembered := s.Remembered("x")
		for _, err := range []error{errCurrent, errRemembered, s.Save("x", jane("os_jane")), s.End("x", "a"), s.Forget("x", "a"), s.Use("x", "a")} {
			e, ok := errors.AsType[*org.Error](err)
			if !ok || e.Kind != org.KindAuth || !strings.Contains(e.Hint, "delete") || !strings.Contains(e.Msg, s.path) {
				t.Errorf("%s: error is %v", name, err)
			}
		}
		if b, _ := os.ReadFile(s.path); string(b) != content {
			t.Errorf("%s: the file was changed to %q", name, b)
		}
	}
}

// A pointer to a login that is not there is not worth an error: nobody is logged in.
func TestSessionsCurrentWithoutLogin(t *testing.T) {
	s := open(t, "file")
	must(t, WriteFile(s.path, []byte(`{"version":1,"stores":{"x":{"current":"jane@example.org","logins":[]}}}`)))
	wantCurrent(t, s, "x", Login{})
}

func TestSessionsKeyring(t *testing.T) {
	keyring.MockInit()
	s := open(t, "keyring")
	must(t, s.Save(key, jane("os_jane")))
	must(t, s.Save(otherKey, jane("os_other")))
	if b, _ := os.ReadFile(s.path); strings.Contains(string(b), "os_") {
		t.Errorf("the secret is in the file: %s", b)
	}
	wantCurrent(t, OpenSessions(s.path, "file"), key, jane("os_jane")) // the setting is for new secrets only

	must(t, s.End(key, "jane@example.org"))
	if _, err := keyring.Get(keyringService, keyringUser(key, "jane@example.org")); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the keyring still has the ended session: %v", err)
	}
	wantCurrent(t, s, otherKey, jane("os_other"))

	keyring.MockInit() // somebody emptied it
	wantRemembered(t, s, otherKey, jane(""))
	if _, ok, err := s.Current(otherKey); ok || err != nil {
		t.Errorf("Current = %v, %v", ok, err)
	}
}

// A keyring that refuses is replaced by the file when saving; a secret that is in it already can't be had.
func TestSessionsKeyringRefuses(t *testing.T) {
	keyring.MockInit()
	s := open(t, "keyring")
	must(t, s.Save(key, jane("os_jane")))
	keyring.MockInitWithError(errors.New("locked"))
	t.Cleanup(keyring.MockInit)

	_, _, err := s.Current(key)
	if e, ok := errors.AsType[*org.Error](err); !ok || e.Kind != org.KindAuth || !strings.Contains(e.Hint, "unlock") {
		t.Errorf("error is %v", err)
	}
	must(t, s.Save(key, paul("os_paul")))
	wantCurrent(t, s, key, paul("os_paul"))
	wantRemembered(t, s, key, paul("os_paul"), jane(""))
	must(t, s.End(key, "jane@example.org"))
}
