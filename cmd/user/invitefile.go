package usercmd

import (
	"context"
	"slices"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

// inviteSpec is what a file of invitations may hold: what one of users may, and what they are to have from the first day.
func inviteSpec() table.Spec {
	spec := userSpec()
	spec.Columns = append(slices.Clone(spec.Columns), table.Column{Name: "teams"}, table.Column{Name: "grants"})
	spec.ReadOnly = append(slices.Clone(spec.ReadOnly), "code", "expires_at")
	return spec
}

func inviteFileRun(ctx context.Context, a *app.App, o *inviteOptions) error {
	if e, _ := o.Edit(); !e.Empty() || o.email != "" || o.role != "" || len(o.teams) > 0 || o.Given() {
		return org.Invalid("--from brings the names, roles, teams and grants: leave the other flags out").WithHint("put everything into the file")
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	codes := a.NewCodes()
	created, then := a.HandOverAll(codes)
	return app.ApplyFile(ctx, a, app.Batch[org.NewInvitation]{
		BatchFlags: o.batch, Spec: inviteSpec(), Done: "sent the invitations from " + o.batch.From, Created: created, Then: then,
		Parse: func(row table.Row) (org.NewInvitation, error) { return o.invitationOf(a, row) },
		Run: func(ctx context.Context, req org.Request, people []org.NewInvitation, keepGoing bool) (org.ChangeSet, error) {
			for i, n := range people {
				var err error
				if people[i].Code, err = codes.Hash(n.Email.Key); err != nil {
					return org.ChangeSet{}, err
				}
			}
			return s.InviteUsers(ctx, req, people, keepGoing)
		},
		Secrets: func(set org.ChangeSet) func(table.Row) string {
			sent := codes.Sent(set)
			return func(row table.Row) string {
				email, _ := org.ParseEmail(row.Value("email")) // a bad one was not sent anything
				return sent[email.Key]
			}
		},
	})
}

// invitationOf reads one row. An empty cell is "not stated".
func (o *inviteOptions) invitationOf(a *app.App, row table.Row) (n org.NewInvitation, err error) {
	m, err := memberOf(row)
	if err != nil {
		return n, err
	}
	n = org.NewInvitation{Email: m.Email, Role: m.Role, MemberEdit: m.MemberEdit, NoStrict: o.noStrict, Silent: o.silent, Lives: a.InvitationLives(),
		Teams: cells(row.Value("teams"))}
	n.Grants, err = app.ParseSpecs(cells(row.Value("grants")))
	return n, err
}

// cells are the words of a cell that holds a list.
func cells(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return isBar(r) || r == ' ' || r == ';' })
}
