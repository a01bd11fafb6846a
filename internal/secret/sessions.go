package secret

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/zalando/go-keyring"

	"orgctl/internal/org"
)

// Sessions is what this OS user remembers of their logins, per store. The secrets are in a file that only they can
// read or, if they asked for it, in the keyring of their desktop. Any number of processes may use it at once.
type Sessions struct {
	path       string
	keyringToo bool
}

// OpenSessions names the file and where new secrets go: "file", or "keyring" with the file as the way out. It touches
// neither.
func OpenSessions(path, storage string) *Sessions {
	return &Sessions{path: path, keyringToo: storage == "keyring"}
}

// Login is one remembered login of one store. Its Secret is empty once the session was ended.
type Login struct {
	Email    string    `json:"email"`
	Secret   string    `json:"secret,omitempty"`
	LastUsed time.Time `json:"last_used"`
}

// Current returns the login in use for the store that key names, and false if there is none.
func (s *Sessions) Current(key string) (Login, bool, error) {
	f, err := s.view()
	if err != nil {
		return Login{}, false, err
	}
	r := f.Stores[key]
	if r == nil || r.Current == "" {
		return Login{}, false, nil
	}
	e := r.find(r.Current)
	if e == nil {
		return Login{}, false, nil
	}
	if err := e.reveal(key); err != nil {
		return Login{}, false, err
	}
	return e.Login, e.Secret != "", nil
}

// Remembered returns all logins of the store, the last used first, with those whose session was ended. A keyring that
// can't be read makes a login look ended: it then costs a password, not the list.
func (s *Sessions) Remembered(key string) ([]Login, error) {
	f, err := s.view()
	if err != nil || f.Stores[key] == nil {
		return nil, err
	}
	var logins []Login
	var broken error
	for _, e := range f.Stores[key].Logins {
		if broken == nil {
			broken = e.reveal(key)
		}
		logins = append(logins, e.Login)
	}
	slices.SortStableFunc(logins, func(a, b Login) int {
		return cmp.Or(b.LastUsed.Compare(a.LastUsed), strings.Compare(a.Email, b.Email))
	})
	return logins, nil
}

// Save remembers the login, in place of an earlier one with the same e-mail, and makes it the current one.
func (s *Sessions) Save(key string, l Login) error {
	return s.change(func(f *sessionFile) error {
		r := f.at(key)
		r.drop(key, l.Email)
		e := &entry{Login: l}
		if s.keyringToo && keyringSave(key, l) == nil {
			e.Secret, e.Keyring = "", true
		}
		r.Logins = append(r.Logins, e)
		r.Current = l.Email
		return nil
	})
}

// Use makes a remembered login the current one.
func (s *Sessions) Use(key, email string) error {
	return s.change(func(f *sessionFile) error {
		e := f.at(key).find(email)
		if e == nil {
			return notRemembered(email)
		}
		f.at(key).Current = e.Email
		return nil
	})
}

// End drops the secret of a login and keeps its e-mail, so that the next login only asks for the password.
func (s *Sessions) End(key, email string) error {
	return s.change(func(f *sessionFile) error {
		r := f.at(key)
		e := r.find(email)
		if e == nil {
			return notRemembered(email)
		}
		r.drop(key, email)
		r.Logins = append(r.Logins, &entry{Login: Login{Email: e.Email, LastUsed: e.LastUsed}})
		return nil
	})
}

// Forget drops the login altogether.
func (s *Sessions) Forget(key, email string) error {
	return s.change(func(f *sessionFile) error {
		r := f.at(key)
		if r.find(email) == nil {
			return notRemembered(email)
		}
		r.drop(key, email)
		return nil
	})
}

func notRemembered(email string) error {
	return org.NotFound("remembered login", email).WithHint("log in first: orgctl login --email %s", email)
}

// remembered is what is known about one store.
type remembered struct {
	Current string   `json:"current,omitempty"`
	Logins  []*entry `json:"logins"`
}

type entry struct {
	Login
	Keyring bool `json:"keyring,omitempty"` // the secret is in the keyring
}

func (r *remembered) find(email string) *entry {
	for _, e := range r.Logins {
		if strings.EqualFold(e.Email, email) {
			return e
		}
	}
	return nil
}

// drop takes a login out, and its secret out of the keyring. A keyring that doesn't answer keeps it; what it keeps is
// worthless once the store ended the session.
func (r *remembered) drop(key, email string) {
	if e := r.find(email); e != nil && e.Keyring {
		_ = keyringDrop(key, e.Email)
	}
	r.Logins = slices.DeleteFunc(r.Logins, func(e *entry) bool { return strings.EqualFold(e.Email, email) })
	if strings.EqualFold(r.Current, email) {
		r.Current = ""
	}
}

// reveal fetches the secret from the keyring if it is there. One that somebody deleted there counts as ended.
func (e *entry) reveal(key string) error {
	if !e.Keyring {
		return nil
	}
	secret, err := keyringRead(key, e.Email)
	if err != nil && !errors.Is(err, keyring.ErrNotFound) {
		return org.Errorf(org.KindAuth, org.CodeNotLoggedIn, "can't read the session of %q from the keyring", e.Email).
			WithHint("unlock the keyring, or run: orgctl config set session.storage file, and log in again").Wrap(err)
	}
	e.Secret = secret
	return nil
}
