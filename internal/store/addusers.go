package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"orgctl/internal/org"
)

// AddUsers records people as members, active at once, all or nothing; with keepGoing the good ones of a batch. Somebody
// with a login keeps it. A member who is described alike already is no change, one who is not a conflict.
func (s *Store) AddUsers(ctx context.Context, req org.Request, people []org.NewMember, keepGoing bool) (org.ChangeSet, error) {
	op := operation{action: org.ActMembers, name: "user.add", object: peopleObject(people), input: people}
	return s.change(ctx, req, op, func(a *act) error {
		return eachRow(ctx, a, people, keepGoing, func(p org.NewMember) error { return a.addUser(ctx, p) })
	})
}

func peopleObject(people []org.NewMember) string {
	if len(people) == 1 {
		return people[0].Email.Shown
	}
	return fmt.Sprintf("%d users", len(people))
}

func (a *act) addUser(ctx context.Context, p org.NewMember) error {
	if err := a.CanGive(p.Role); err != nil {
		return err
	}
	m, err := a.member(ctx, a.Org.ID, p.Email.Shown)
	switch {
	case err == nil && m.State == org.Pending:
		return invitedAlready(m)
	case err == nil:
		return sameMember(m, p)
	case org.KindOf(err) != org.KindNotFound:
		return err
	}
	m = org.Member{Email: p.Email.Shown, Key: p.Email.Key, Role: p.Role, Locale: a.Org.Locale}
	if m, err = p.MemberEdit.Apply(m); err != nil {
		return err
	}
	if err := a.CanMark(org.Member{}, m); err != nil {
		return err
	}
	if m.User, m.Email, err = a.loginOf(ctx, p.Email); err != nil {
		return err
	}
	_, err = a.addMember(ctx, m)
	return err
}

// sameMember refuses to describe a member anew by adding them. What was not stated agrees with everything.
func sameMember(m org.Member, p org.NewMember) error {
	as, err := p.MemberEdit.Apply(m)
	if err != nil {
		return err
	}
	exists := org.Errorf(org.KindConflict, org.CodeExists, "%q is a member already, %s", m.Email, m.Role.WithArticle())
	switch {
	case m.Role != p.Role:
		return exists.WithHint("change the role with 'orgctl user role %s --role %s'", m.Email, p.Role)
	case as != m:
		return exists.WithHint("change what is different with 'orgctl user edit %s'", m.Email)
	}
	return nil
}

// loginOf finds the login of an e-mail, or makes one without a password.
func (a *act) loginOf(ctx context.Context, email org.Email) (id org.UserID, shown string, err error) {
	st, err := a.stmt(ctx, `SELECT id, email FROM users WHERE email_key = ?1`)
	if err != nil {
		return 0, "", err
	}
	err = st.QueryRowContext(ctx, email.Key).Scan(&id, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		id, err = a.addLogin(ctx, email, "")
		return id, email.Shown, err
	}
	return id, shown, err
}
