// Package invitationcmd is 'orgctl invitation': what became of the invitations that 'orgctl user invite' sent, and how one
// answers them. It refuses to know who may accept what: it asks the store.
package invitationcmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "invitation",
		Short: "See, change, send again and cancel invitations, and answer those you got",
		Long: `See, change, send again and cancel invitations, and answer those you got. They are made with 'orgctl user invite'.

An invitation is named by its id, or by the e-mail it is for. Whoever is invited names it by its code or, logged in with the
invited address, by the organization.`,
	}
	c.AddCommand(newList(a), newShow(a), newEdit(a), newResend(a), newCancel(a), newAccept(a), newRefuse(a))
	return c
}

// columns are those of an invitation in a list.
func columns() []term.Column[org.Invitation] {
	type row = org.Invitation
	return []term.Column[row]{
		{Name: "id", Value: func(i row) any { return int64(i.ID) }, Right: true},
		{Name: "email", Value: func(i row) any { return i.Email }},
		{Name: "role", Value: func(i row) any { return i.Role }},
		{Name: "state", Value: func(i row) any { return string(i.State) }},
		{Name: "invited_by", Value: func(i row) any { return i.InvitedBy }},
		{Name: "expires_at", Value: func(i row) any { return i.Expires }},
		{Name: "sent_at", Value: func(i row) any { return i.Sent }, Extra: true},
		{Name: "answered_at", Value: func(i row) any { return i.Answered }, Extra: true},
		{Name: "accepted_by", Value: func(i row) any { return orNil(i.AcceptedBy) }, Extra: true},
		{Name: "strict", Value: func(i row) any { return i.Strict }, Extra: true},
		{Name: "silent", Value: func(i row) any { return i.Silent }, Extra: true},
		{Name: "created_at", Value: func(i row) any { return i.Created }, Extra: true},
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func name(i org.Invitation) string { return fmt.Sprintf("id:%d", i.ID) }
