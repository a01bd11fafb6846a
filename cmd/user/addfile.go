package usercmd

import (
	"context"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/table"
)

// userSpec is what a file of users may hold: what 'user list -o csv' writes.
func userSpec() table.Spec {
	return table.Spec{
		Subject: "users",
		Columns: []table.Column{
			{Name: "email", Required: true}, {Name: "first_name"}, {Name: "last_name"}, {Name: "role", Required: true}, {Name: "billing"},
			{Name: "locale"}, {Name: "notify"},
		},
		ReadOnly: readOnly(),
	}
}

func addFileRun(ctx context.Context, a *app.App, o *addOptions) error {
	if e, _ := o.Edit(); !e.Empty() || o.email != "" || o.role != "" {
		return org.Invalid("--from brings the names and roles: leave the other flags out").WithHint("put everything into the file")
	}
	s, _, err := a.Open(ctx)
	if err != nil {
		return err
	}
	return app.ApplyFile(ctx, a, app.Batch[org.NewMember]{
		BatchFlags: o.batch, Spec: userSpec(), Done: "added users from " + o.batch.From,
		Parse: memberOf,
		Run: func(ctx context.Context, req org.Request, people []org.NewMember, keepGoing bool) (org.ChangeSet, error) {
			return s.AddUsers(ctx, req, people, keepGoing)
		},
	})
}

// memberOf reads one row. An empty cell is "not stated".
func memberOf(row table.Row) (n org.NewMember, err error) {
	if n.Email, err = org.ParseEmail(row.Value("email")); err != nil {
		return n, err
	}
	if n.Role, err = org.ParseRole(row.Value("role")); err != nil {
		return n, err
	}
	if n.MemberEdit, err = describedBy(row); err != nil {
		return n, err
	}
	_, err = n.Apply(org.Member{Role: n.Role})
	return n, err
}

// describedBy reads what a row says of a membership.
func describedBy(row table.Row) (n org.MemberEdit, err error) {
	cell := func(name string) *string {
		if text := row.Value(name); text != "" {
			return &text
		}
		return nil
	}
	n.FirstName, n.LastName, n.Locale = cell("first_name"), cell("last_name"), cell("locale")
	if text := cell("billing"); text != nil {
		billing, err := app.ParseYesNo("billing", *text)
		if err != nil {
			return n, err
		}
		n.Billing = &billing
	}
	if text := cell("notify"); text != nil {
		if n.NotifyBilling, n.NotifyProducts, err = app.ParseTopics(strings.FieldsFunc(*text, isBar)); err != nil {
			return n, err
		}
	}
	return n, nil
}

func isBar(r rune) bool { return r == '|' || r == ',' }
