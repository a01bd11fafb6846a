// Package partnercmd is 'orgctl partner': the partners of an organization, what they get, and the answers to offers of either
// side. It refuses to know what a partner's people may do with a product: that is 'orgctl grant' and the evaluator behind it.
package partnercmd

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
		Use:   "partner",
		Short: "Let partners in, limited or with full access, and answer their requests",
		Long: `Let partners in, limited or with full access, and answer their requests.

A partner is an organization with a partner profile. Limited access is a selection of products; full access is everything,
like an admin's but for what only owners and admins may. Owners and admins of the partner enter every client of it,
collaborators those they are assigned to. A partner is named by the slug of its organization.`,
	}
	c.AddCommand(newSearch(a), newInvite(a), newList(a), newShow(a), newEdit(a), newResend(a), newCancel(a), newAccept(a), newRefuse(a), newRevoke(a), newProfile(a))
	return c
}

// columns are those of a partner in a list.
func columns(now time.Time) []term.Column[org.PartnerRow] {
	type row = org.PartnerRow
	return []term.Column[row]{
		{Name: "slug", Value: func(r row) any { return r.Partner }},
		{Name: "name", Value: func(r row) any { return r.Name }},
		{Name: "state", Value: func(r row) any { return r.Shown(now) }},
		{Name: "asked_by", Value: func(r row) any { return string(r.AskedBy) }},
		{Name: "access", Value: func(r row) any { return r.Access.String() }},
		{Name: "payment", Value: func(r row) any { return string(r.Payment) }},
		{Name: "products", Value: func(r row) any { return r.Products }, Right: true},
		{Name: "people", Value: func(r row) any { return r.People }, Right: true},
		{Name: "email", Value: func(r row) any { return orNil(r.Email) }, Extra: true},
		{Name: "last_activity", Value: func(r row) any { return timeOrNil(r.Last) }, Extra: true},
		{Name: "payment_offer", Value: func(r row) any { return orNil(string(r.Offer)) }, Extra: true},
		{Name: "by", Value: func(r row) any { return r.By }, Extra: true},
		{Name: "expires_at", Value: func(r row) any { return r.Expires }, Extra: true},
		{Name: "started_at", Value: func(r row) any { return timeOrNil(r.Started) }, Extra: true},
		{Name: "ended_at", Value: func(r row) any { return timeOrNil(r.Ended) }, Extra: true},
		{Name: "id", Value: func(r row) any { return int64(r.ID) }, Extra: true},
		{Name: "created_at", Value: func(r row) any { return r.Created }, Extra: true},
	}
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
