// Package mailcmd is 'orgctl mail': what waits to be sent, what was given up, and sending it now. It refuses to know how a mail
// looks and how it leaves: that is package mail.
package mailcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "mail",
		Short: "See which mails wait, send them now, and test whether mail goes out",
		Long: `See which mails wait, send them now, and test whether mail goes out.

A mail is put into the store together with the change that it tells of, and sent right after it. What can't be sent waits and
is tried again by 'orgctl mail flush' and by later changes, after 1 and 5 minutes, half an hour, 2, 6 and 24 hours; then it is
given up, and stays in the list as dead. How mail goes out is a matter of settings: 'orgctl config list' shows those that
begin with "mail".`,
	}
	c.AddCommand(newList(a), newShow(a), newFlush(a), newRetry(a), newTest(a))
	return c
}

// columns are those of a mail in a list.
func columns() []term.Column[org.OutboxMail] {
	type row = org.OutboxMail
	return []term.Column[row]{
		{Name: "id", Value: func(m row) any { return m.ID }, Right: true},
		{Name: "kind", Value: func(m row) any { return string(m.Kind) }},
		{Name: "to", Value: func(m row) any { return m.To }},
		{Name: "state", Value: func(m row) any { return string(m.State) }},
		{Name: "attempts", Value: func(m row) any { return m.Attempts }, Right: true},
		{Name: "next_at", Value: func(m row) any { return m.Next }},
		{Name: "error", Value: func(m row) any { return orNil(m.Error) }},
		{Name: "created_at", Value: func(m row) any { return m.Created }, Extra: true},
		{Name: "sent_at", Value: func(m row) any { return m.Sent }, Extra: true},
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
