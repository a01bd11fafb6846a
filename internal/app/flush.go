package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"orgctl/internal/mail"
	"orgctl/internal/org"
	"orgctl/internal/secret"
	"orgctl/internal/store"
)

const (
	// atOnce is how long a command may spend on the mails of its change: it is done, and somebody waits for the prompt.
	atOnce = 10 * time.Second
	// others is how many older mails a command takes along that are due again.
	others = 10
)

// Post is where mails are handed in, by the settings. It is to be closed.
func (a *App) Post() (*mail.Post, error) {
	cfg, err := a.Config()
	if err != nil {
		return nil, err
	}
	var password string
	if cfg.Mail.Delivery == "smtp" && cfg.Mail.Username != "" && cfg.Mail.PasswordFile != "" {
		if password, err = mailPassword(cfg.Mail.PasswordFile); err != nil {
			return nil, err
		}
	}
	return mail.New(cfg.Mail, password)
}

// mailPassword is the first line of a file that nobody else may read.
func mailPassword(file string) (string, error) {
	b, err := secret.ReadFile(file, secret.NobodyElseReads)
	if errors.Is(err, fs.ErrNotExist) {
		return "", org.Invalid("there is no file %q", file).WithHint("mail.password_file names it")
	}
	password, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimSuffix(password, "\r"), err
}

// Deliver tries to send what a change has put into the outbox, and a few older mails that are due. The change is made: all
// that happens here can only be told. It may be called again; what was sent is sent.
func (a *App) Deliver(ctx context.Context, set *org.ChangeSet) {
	if len(set.Posted) == 0 || set.DryRun || set.Replayed {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, atOnce)
	defer cancel()
	f, err := a.flushing(ctx)
	if err != nil {
		for i := range set.Posted {
			set.Posted[i].Error = err.Error()
		}
		return
	}
	defer f.post.Close()
	for i, p := range set.Posted {
		if p.State != org.MailQueued {
			continue
		}
		if sent, ok := f.next(ctx, p.ID); ok {
			set.Posted[i] = sent
		} else {
			set.Posted[i].Error = f.stopped
		}
	}
	for range others {
		if _, ok := f.next(ctx, 0); !ok {
			return
		}
	}
}

// Flush tries to send every mail of the store that is due, and says what became of each.
func (a *App) Flush(ctx context.Context) ([]org.PostedMail, error) {
	s, err := a.Store(ctx)
	if err != nil {
		return nil, err
	}
	due, err := s.DueMails(ctx)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	f, err := a.flushing(ctx)
	if err != nil {
		return nil, err
	}
	defer f.post.Close()
	bar := a.Streams.Progress(int64(len(due)), "mails")
	defer bar.Done()
	var out []org.PostedMail
	for p, ok := f.next(ctx, 0); ok; p, ok = f.next(ctx, 0) {
		out = append(out, p)
		bar.Add(1)
	}
	if f.stopped == "" {
		return out, nil
	}
	rest, err := s.DueMails(context.WithoutCancel(ctx))
	for _, p := range rest {
		p.Error = f.stopped
		out = append(out, p)
	}
	return out, err
}

// flushing is a run through the outbox.
type flushing struct {
	app     *App
	store   *store.Store
	post    *mail.Post
	stopped string // why no more is tried; empty: nothing stands against it
}

func (a *App) flushing(ctx context.Context) (*flushing, error) {
	s, err := a.Store(ctx)
	if err != nil {
		return nil, err
	}
	post, err := a.Post()
	return &flushing{app: a, store: s, post: post}, err
}

// next sends the mail with the id, or with 0 the next that is due. False: there was none to take, or the run is over.
func (f *flushing) next(ctx context.Context, id int64) (p org.PostedMail, ok bool) {
	if f.stopped != "" {
		return p, false
	}
	codes, hashes, err := f.app.mailCodes()
	if err != nil {
		return p, f.stop(err)
	}
	letter, ok, err := f.store.TakeMail(ctx, id, hashes)
	if err != nil || !ok {
		return p, f.stop(err)
	}
	if letter.Object != 0 {
		letter.Code = codes[letter.Kind]
	}
	failure := f.post.Send(ctx, letter)
	if failure != nil && failure.Server {
		f.stopped = failure.Reason
	}
	// Also after an interruption: what was sent must not be sent again.
	p, err = f.store.SettleMail(context.WithoutCancel(ctx), letter, failure)
	if err != nil {
		return org.PostedMail{ID: letter.ID, To: letter.To, State: org.MailQueued, Error: err.Error()}, f.stop(err) || true
	}
	return p, true
}

// stop ends the run if there is an error. It is always false.
func (f *flushing) stop(err error) bool {
	if err != nil {
		f.stopped = err.Error()
	}
	return false
}

// mailCodes makes a code for each kind of mail that carries one: which kind comes next is known only when it is taken, and
// no code is made in a transaction.
func (a *App) mailCodes() (map[org.MailKind]string, map[org.MailKind][32]byte, error) {
	codes, hashes := map[org.MailKind]string{}, map[org.MailKind][32]byte{}
	for _, kind := range org.CodeKinds() {
		code, err := secret.NewCode(a.World.Rand, codePrefix(kind))
		if err != nil {
			return nil, nil, err
		}
		codes[kind], hashes[kind] = code, secret.HashCode(code)
	}
	return codes, hashes, nil
}

func codePrefix(kind org.MailKind) string {
	switch kind {
	case org.MailInvitation:
		return secret.PrefixInvitation
	case org.MailPartner:
		return secret.PrefixPartner
	default:
		return secret.PrefixRecovery
	}
}

// ReportMails tells a person what became of mails.
func (a *App) ReportMails(mails []org.PostedMail) {
	var sent, waiting, dead []org.PostedMail
	for _, m := range mails {
		switch m.State {
		case org.MailSent:
			sent = append(sent, m)
		case org.MailDead:
			dead = append(dead, m)
		case org.MailQueued:
			waiting = append(waiting, m)
		}
	}
	if len(sent) > 0 {
		a.Streams.Done("sent %s", mailsTo(sent))
	}
	if len(waiting) > 0 {
		a.Streams.Say("%s; 'orgctl mail flush' tries again", waits(waiting))
	}
	if len(dead) > 0 {
		a.Streams.Say("%s given up: %s; 'orgctl mail list --state dead' shows it, 'orgctl mail retry ID' tries again", isAre(dead), dead[0].Error)
	}
}

func mailsTo(mails []org.PostedMail) string {
	if len(mails) > 3 {
		return fmt.Sprintf("%d mails", len(mails))
	}
	var to []string
	for _, m := range mails {
		to = append(to, m.To)
	}
	return "to " + strings.Join(to, ", ")
}

func waits(mails []org.PostedMail) string {
	reason := ""
	for _, m := range mails {
		reason = cmp.Or(reason, m.Error)
	}
	if reason != "" {
		reason = ": " + reason
	}
	if len(mails) == 1 {
		return "the mail to " + mails[0].To + " waits" + reason
	}
	return fmt.Sprintf("%d mails wait%s", len(mails), reason)
}

func isAre(mails []org.PostedMail) string {
	if len(mails) == 1 {
		return "the mail to " + mails[0].To + " is"
	}
	return fmt.Sprintf("%d mails are", len(mails))
}
