package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"orgctl/internal/org"
)

// The exit codes of sendmail that mean that trying again is of no use (sysexits.h).
const (
	exitDataErr = 65
	exitNoUser  = 67
	exitNoHost  = 68
)

// sendmail hands a message to the mail program of this machine, which looks after it from there on. The recipient is an
// argument behind "--", so that none can be taken for an option.
func (p *Post) sendmail(ctx context.Context, m message) *org.SendFailure {
	c := exec.CommandContext(ctx, p.cfg.Sendmail, "-i", "-f", m.from, "--", m.to) //nolint:gosec // the program is a setting
	c.Stdin = bytes.NewReader(bytes.ReplaceAll(m.bytes, []byte("\r\n"), []byte("\n")))
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	c.WaitDelay = time.Second
	err := c.Run()
	if err == nil {
		return nil
	}
	reason := err.Error()
	if said.Len() > 0 {
		reason += ": " + said.String()
	}
	if ended := interrupted(ctx); ended != "" {
		reason = ended
	}
	failure := &org.SendFailure{Reason: oneLine(fmt.Sprintf("%s: %s", p.cfg.Sendmail, reason)), Server: true}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code := exit.ExitCode()
		failure.Final = code == exitDataErr || code == exitNoUser || code == exitNoHost
		failure.Server = !failure.Final
	}
	return failure
}

// file puts a message into the folder. The file appears under its name only when it is complete; an attempt that is
// repeated takes the place of the one before.
func (p *Post) file(m message, name string) *org.SendFailure {
	if err := writeFile(p.cfg.Folder, name+".eml", m.bytes); err != nil {
		return &org.SendFailure{Reason: oneLine("the folder of mail: " + err.Error()), Server: true}
	}
	return nil
}

func writeFile(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".mail-*") // with mode 0600: there may be a code in it
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already if all went well
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(dir, name))
}
