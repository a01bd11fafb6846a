package mail

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"orgctl/internal/org"
)

// reachTime is how long a server may take to be there when nothing is sent.
const reachTime = 3 * time.Second

// Reach says whether mail could be handed in: whether the server takes connections, the folder is there, or the program can
// be run. It sends nothing and writes nothing. Place names what was reached.
func (p *Post) Reach(ctx context.Context) (place string, err error) {
	switch p.cfg.Delivery {
	case "smtp":
		return "smtp " + p.server(), p.knock(ctx)
	case "sendmail":
		if _, err := exec.LookPath(p.cfg.Sendmail); err != nil {
			return "", unreached("%q can't be run", p.cfg.Sendmail).Wrap(err).WithHint("install a mail program there, or name another with 'orgctl config set mail.sendmail'")
		}
		return p.cfg.Sendmail, nil
	}
	info, err := os.Stat(p.cfg.Folder)
	switch {
	case err != nil:
		return "", unreached("the folder of mail %q can't be used", p.cfg.Folder).Wrap(err).WithHint("make it, or name another with 'orgctl config set mail.folder'")
	case !info.IsDir():
		return "", unreached("%q is no folder", p.cfg.Folder).WithHint("name another with 'orgctl config set mail.folder'")
	}
	return fmt.Sprintf("folder %q", p.cfg.Folder), nil
}

func (p *Post) knock(ctx context.Context) error {
	d := net.Dialer{Timeout: reachTime}
	conn, err := d.DialContext(ctx, "tcp", p.server())
	if err != nil {
		return unreached("the mail server %s can't be reached: %s", p.server(), oneLine(err.Error())).Wrap(err).
			WithHint("mail waits in the outbox; check mail.host, mail.port and the network, then 'orgctl mail test EMAIL'")
	}
	return conn.Close()
}

func unreached(format string, args ...any) *org.Error {
	return org.Errorf(org.KindUnavailable, org.CodeMail, format, args...)
}
