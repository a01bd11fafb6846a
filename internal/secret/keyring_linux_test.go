package secret

import (
	"net"
	"os"
	"path/filepath"
	"testing"
)

// A session bus that takes the connection and never says a word must not hang a login: it goes to the file. That
// happens in a process of its own, because the library never comes back from it.
func TestKeyringNeverAnswers(t *testing.T) {
	dir, err := os.MkdirTemp("", "bus") // the path of a socket must be short
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	bus, err := net.Listen("unix", filepath.Join(dir, "bus"))
	must(t, err)
	defer bus.Close()

	s := open(t, "keyring")
	c := start(t, s, "SESSIONS_STORAGE=keyring", "SESSIONS_NAME=jane", "DBUS_SESSION_BUS_ADDRESS=unix:path="+bus.Addr().String())
	must(t, c.Wait())
	wantCurrent(t, s, "common", Login{Email: "jane0@example.org", Secret: "os_x"})
}
