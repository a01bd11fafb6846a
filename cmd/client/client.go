// Package clientcmd is 'orgctl client': what a partner does with its clients. It refuses to know what goes on inside a client:
// there, commands are those of everybody, with the rights of the partnership.
package clientcmd

import (
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "client",
		Short: "As a partner: list and add clients, and say who of you enters which",
		Long: `As a partner: list and add clients, and say who of you enters which.

'orgctl partner profile edit' makes an organization a partner. Owners and admins of it enter every client, with 'orgctl switch
org CLIENT' or --org CLIENT, collaborators those they are assigned to. What they do there is logged with their name and the
partner's.`,
	}
	c.AddCommand(newList(a), newAdd(a), newRequest(a), newCancel(a), newAssign(a), newUnassign(a), newLeave(a))
	return c
}

// columns are those of a client in a list; the first ones are what 'client add --from' reads.
func columns(now time.Time) []term.Column[org.PartnerRow] {
	type row = org.PartnerRow
	return []term.Column[row]{
		{Name: "slug", Value: func(r row) any { return r.Client }},
		{Name: "name", Value: func(r row) any { return r.Name }},
		{Name: "state", Value: func(r row) any { return r.Shown(now) }},
		{Name: "access", Value: func(r row) any { return r.Access.String() }},
		{Name: "payment", Value: func(r row) any { return string(r.Payment) }},
		{Name: "products", Value: func(r row) any { return r.Products }, Right: true},
		{Name: "people", Value: func(r row) any { return r.People }, Right: true},
		{Name: "last_activity", Value: func(r row) any { return timeOrNil(r.Last) }},
		{Name: "asked_by", Value: func(r row) any { return string(r.AskedBy) }, Extra: true},
		{Name: "payment_offer", Value: func(r row) any { return orNil(string(r.Offer)) }, Extra: true},
		{Name: "expires_at", Value: func(r row) any { return r.Expires }, Extra: true},
		{Name: "started_at", Value: func(r row) any { return timeOrNil(r.Started) }, Extra: true},
		{Name: "ended_at", Value: func(r row) any { return timeOrNil(r.Ended) }, Extra: true},
		{Name: "id", Value: func(r row) any { return int64(r.ID) }, Extra: true},
		{Name: "created_at", Value: func(r row) any { return r.Created }, Extra: true},
	}
}

// readOnly are the columns of the list that a file of clients may hold and that are passed over.
func readOnly() (names []string) {
	for _, c := range columns(time.Time{}) {
		switch c.Name {
		case "slug", "name", "access", "payment":
		default:
			names = append(names, c.Name)
		}
	}
	return names
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func timeOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}
