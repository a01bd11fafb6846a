// Package teamcmd is 'orgctl team': the work teams of an organization, who is in them and what they hold. It refuses to know
// what a team's grant gives somebody: that is 'orgctl grant' and the evaluator behind it.
package teamcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

// New builds the group.
func New(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:   "team",
		Short: "List, add, edit and remove work teams, and say who is in them and what they hold",
		Long: `List, add, edit and remove work teams, and say who is in them and what they hold.

What a team is granted, everybody in it has: management rights add up with their own, and the usage of a team counts where
nobody said anything about the person. A team is named by its slug, which never changes.`,
	}
	c.AddCommand(newList(a), newShow(a), newAdd(a), newEdit(a), newRemove(a), newMembers(a), newGrant(a), newRevoke(a))
	return c
}

// columns are those of a team in a list.
func columns() []term.Column[org.Team] {
	type row = org.Team
	return []term.Column[row]{
		{Name: "slug", Value: func(t row) any { return t.Slug }},
		{Name: "name", Value: func(t row) any { return t.Name }},
		{Name: "colour", Value: func(t row) any { return t.Colour }},
		{Name: "leader", Value: func(t row) any { return orNil(t.Leader) }},
		{Name: "members", Value: func(t row) any { return t.Members }, Right: true},
		{Name: "grants", Value: func(t row) any { return t.Grants }, Right: true},
		{Name: "id", Value: func(t row) any { return int64(t.ID) }, Extra: true},
		{Name: "created_at", Value: func(t row) any { return t.Created }, Extra: true},
	}
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}
