// Package usercmd is 'orgctl user': the people of an organization and their roles. It refuses to know who may change
// whom: it asks the store and package org.
package usercmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "user",
		Short: "List, add, edit and remove people, and give them roles",
		Long: `List, add, edit and remove people, and give them roles.

The owner (legal representative) and admins manage everything; collaborators and externals see the products they were
granted, and externals stay out of the directory. What people may do with products is said with 'orgctl grant'.`,
	}
	c.AddCommand(newList(a), newShow(a), newAdd(a), newInvite(a), newEdit(a), newRole(a), newRemove(a), newLeave(a), newReset(a), newLock(a),
		newUnlock(a), newPassword(a), newTwoFactor(a))
	return c
}

// columns are those of a member. The first five are what 'user add --from' takes, so that a list can be fed back.
func columns() []term.Column[org.Member] {
	type row = org.Member
	return []term.Column[row]{
		{Name: "email", Value: func(m row) any { return m.Email }},
		{Name: "first_name", Value: func(m row) any { return m.FirstName }},
		{Name: "last_name", Value: func(m row) any { return m.LastName }},
		{Name: "role", Value: func(m row) any { return m.Role }},
		{Name: "billing", Value: func(m row) any { return m.Billing }},
		{Name: "locale", Value: func(m row) any { return m.Locale }, Extra: true},
		{Name: "notify", Value: func(m row) any { return app.Topics(m) }, Extra: true},
		{Name: "state", Value: func(m row) any { return m.State }},
		{Name: "id", Value: func(m row) any { return m.User }, Extra: true},
		{Name: "created_at", Value: func(m row) any { return m.Created }, Extra: true},
	}
}

// readOnly are the columns of a list that say nothing about what a member shall be.
func readOnly() []string { return []string{"state", "id", "created_at"} }

func email(m org.Member) string { return m.Email }
