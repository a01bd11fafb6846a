package org

// NewMember is somebody to be recorded as a member, active at once.
type NewMember struct {
	Email Email
	Role  Role
	MemberEdit
}

// MemberEdit says what of a membership becomes what. Nil stays as it is; an empty text removes a name.
type MemberEdit struct {
	FirstName, LastName, Locale            *string
	Billing, NotifyBilling, NotifyProducts *bool
}

// Empty says that nothing was asked for.
func (e MemberEdit) Empty() bool { return e == MemberEdit{} }

// Apply is the membership as it would be.
func (e MemberEdit) Apply(m Member) (Member, error) {
	var err error
	if e.FirstName != nil {
		if m.FirstName, err = parseNote("first name", *e.FirstName); err != nil {
			return m, err
		}
	}
	if e.LastName != nil {
		if m.LastName, err = parseNote("last name", *e.LastName); err != nil {
			return m, err
		}
	}
	if e.Locale != nil {
		if m.Locale, err = ParseLocale(*e.Locale); err != nil {
			return m, err
		}
	}
	for _, mark := range []struct{ to, from *bool }{
		{&m.Billing, e.Billing}, {&m.NotifyBilling, e.NotifyBilling}, {&m.NotifyProducts, e.NotifyProducts},
	} {
		if mark.from != nil {
			*mark.to = *mark.from
		}
	}
	return m, CanBill(m.Role, m.Billing)
}
