package secret

import (
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

// keyringLimit bounds every question to the keyring. A session bus that exists and never answers is common in
// containers and over ssh, and would otherwise hang every command.
const keyringLimit = 300 * time.Millisecond

const keyringService = "orgctl"

// keyringUser names the entry: what people see in the window of their keyring, unique per store and login.
func keyringUser(key, email string) string { return fmt.Sprintf("%s (%s)", email, key) }

func keyringSave(key string, l Login) error {
	_, err := inTime(func() (string, error) {
		return "", keyring.Set(keyringService, keyringUser(key, l.Email), l.Secret)
	})
	return err
}

func keyringRead(key, email string) (string, error) {
	return inTime(func() (string, error) { return keyring.Get(keyringService, keyringUser(key, email)) })
}

func keyringDrop(key, email string) error {
	_, err := inTime(func() (string, error) {
		return "", keyring.Delete(keyringService, keyringUser(key, email))
	})
	return err
}

// inTime gives up on ask after keyringLimit. The library can't be interrupted, so its goroutine is left behind; the
// process ends soon.
func inTime(ask func() (string, error)) (string, error) {
	type answer struct {
		secret string
		err    error
	}
	c := make(chan answer, 1)
	go func() {
		s, err := ask()
		c <- answer{s, err}
	}()
	select {
	case a := <-c:
		return a.secret, a.err
	case <-time.After(keyringLimit):
		return "", fmt.Errorf("the keyring did not answer within %v", keyringLimit)
	}
}
