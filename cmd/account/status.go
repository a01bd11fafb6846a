package accountcmd

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// soon is how far ahead the end of a grant is worth a line.
const soon = 30 * 24 * time.Hour

// NewStatus is 'orgctl status'.
func NewStatus(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "status",
		Short: "Say who you are, where you work, and which grants end soon",
		Long: `Say who you are, in which organization and store you work, which invitations await you, and which grants end within thirty
days: those of everybody for owners and admins, else your own. Owners and admins also see how many mails wait or were given up,
and owners which offers between clients and partners wait for their answer.`,
		Example: `orgctl status
orgctl status -o json`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(app.LoggedIn),
	}
	app.Shows(c, statusColumns())
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return statusRun(ctx, a) })
	return c
}

// status is what the command says.
type status struct {
	org.Identity
	Store    string
	Expiring []org.GrantRecord
	Mail     *org.MailCount // nil: not this person's to see
	Offers   []offer        // of partners and clients, to be answered by the owner

	blocked *org.Error // why nothing can be done in the organization; nil: it can
}

func statusRun(ctx context.Context, a *app.App) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	st := status{Store: s.Path(), Expiring: []org.GrantRecord{}, Offers: []offer{}}
	if st.Identity, err = s.Whoami(ctx, caller); err != nil {
		return err
	}
	if m, ok := st.Current(); ok && m.Member.State != org.Pending {
		if err := st.lookAround(ctx, a, s, caller); err != nil {
			return err
		}
	}
	if err := term.PrintOne(a.Streams, a.Flags.Format, statusColumns(), st); err != nil {
		return err
	}
	sayNext(a, st)
	return nil
}

// lookAround finds what ends soon and what waits where commands work. Whoever is locked out, or lacks the
// second factor that is wanted there, sees nothing and is told why.
func (st *status) lookAround(ctx context.Context, a *app.App, s *app.Store, caller org.Caller) error {
	actor, err := s.Current(ctx, caller)
	if e, ok := errors.AsType[*org.Error](err); ok && (e.Code == org.Code2FARequired || e.Code == org.CodeDenied) {
		st.blocked = e
		return nil
	}
	if err != nil {
		return err
	}
	if actor.May(org.ActMembers) == nil {
		n, err := s.CountMails(ctx, caller)
		if err != nil {
			return err
		}
		st.Mail = &n
	}
	open, err := s.OpenOffers(ctx, caller)
	if err != nil {
		return err
	}
	for _, p := range open {
		st.Offers = append(st.Offers, offerOf(p, actor.Org.ID))
	}
	f := org.GrantFilter{ExpiringBefore: a.World.Now().Add(soon)}
	if actor.May(org.ActSeeAccess) != nil {
		f.User = st.Email
	}
	for g, err := range s.Grants(ctx, caller, f) {
		if err != nil {
			return err
		}
		st.Expiring = append(st.Expiring, g)
	}
	return nil
}

func statusColumns() []term.Column[status] {
	return []term.Column[status]{
		{Name: "email", Value: func(s status) any { return s.Email }},
		{Name: "organization", Value: func(s status) any { return currentSlug(s.Identity) }},
		{Name: "role", Value: func(s status) any { return currentRole(s.Identity) }},
		{Name: "store", Value: func(s status) any { return s.Store }},
		{Name: "invitations", Value: func(s status) any { return invited(s.Identity) }, Text: func(s status) string { return invitedNames(s.Identity) }},
		{Name: "offers", Value: func(s status) any { return s.Offers }, Text: offersText},
		{Name: "expiring", Value: func(s status) any { return s.Expiring }, Text: expiringText},
		{Name: "mail", Value: func(s status) any { return s.Mail }, Text: mailText},
		{Name: "expires_at", Value: func(s status) any { return orNil(s.Expires) }},
	}
}

// mailText says what waits to be sent. Mostly it is nothing.
func mailText(s status) string {
	if s.Mail == nil {
		return ""
	}
	var words []string
	if s.Mail.Queued == 1 {
		words = append(words, "1 waits")
	} else if s.Mail.Queued > 1 {
		words = append(words, fmt.Sprintf("%d wait", s.Mail.Queued))
	}
	if s.Mail.Dead > 0 {
		words = append(words, fmt.Sprintf("%d given up", s.Mail.Dead))
	}
	return strings.Join(words, ", ")
}

func expiringText(s status) string {
	const most = 5
	var words []string
	for i, g := range s.Expiring {
		if i == most {
			words = append(words, fmt.Sprintf("and %d more", len(s.Expiring)-most))
			break
		}
		words = append(words, fmt.Sprintf("%s %s until %s", g.Holder().Words(), scopeWords(g), g.Until.UTC().Format("2006-01-02 15:04Z")))
	}
	return strings.Join(words, ", ")
}

func scopeWords(g org.GrantRecord) string {
	switch {
	case g.Product != nil:
		return *g.Product
	case g.Category != nil:
		return *g.Category + "/@" + g.Scope
	default:
		return "@" + g.Scope
	}
}

// sayNext tells a person where to go on from here, if there is nowhere to work yet.
func sayNext(a *app.App, s status) {
	if a.Flags.Quiet || a.Flags.Machine() {
		return
	}
	if s.blocked != nil {
		a.Streams.Say("%s", s.blocked.Msg)
		a.Streams.Hint("%s", s.blocked.Hint)
	}
	for _, d := range s.Awaiting {
		a.Streams.Hint("%s invites you: 'orgctl invitation accept %s', or refuse it", term.Clean(d.In.Name), d.In.Slug)
	}
	for _, o := range s.Offers {
		a.Streams.Hint("%s: 'orgctl partner accept %s', or 'partner refuse'", o.words(), o.Organization)
	}
	if _, ok := s.Current(); ok || len(s.Awaiting) > 0 {
		return
	}
	if len(s.Memberships) == 0 {
		a.Streams.Hint("you belong to no organization: make one with 'orgctl org add', or accept an invitation")
		return
	}
	a.Streams.Hint("choose an organization with 'orgctl switch org SLUG'")
}
