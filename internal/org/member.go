package org

import "time"

// User is a person with a login.
type User struct {
	ID          UserID
	Email       Email
	HasPassword bool
	Created     time.Time
}

// Member is a user in one organization. Its JSON is what the log keeps of it.
type Member struct {
	User           UserID      `json:"id"`
	Subject        SubjectID   `json:"subject_id"`
	Email          string      `json:"email"`
	Key            string      `json:"-"` // the e-mail in its comparable form
	FirstName      string      `json:"first_name"`
	LastName       string      `json:"last_name"`
	Locale         string      `json:"locale"`
	Role           Role        `json:"role"`
	State          MemberState `json:"state"`
	Billing        bool        `json:"billing"`
	NotifyBilling  bool        `json:"notify_billing"`
	NotifyProducts bool        `json:"notify_products"`
	Created        time.Time   `json:"created_at"`

	Entry Entry `json:"-"` // the partnership by which the person comes in, too; somebody who comes in only by it has no role
}

// Name is the person's name, or the e-mail for somebody without one.
func (m Member) Name() string {
	switch {
	case m.FirstName == "" && m.LastName == "":
		return m.Email
	case m.FirstName == "":
		return m.LastName
	case m.LastName == "":
		return m.FirstName
	}
	return m.FirstName + " " + m.LastName
}

// WithLock is the member locked or unlocked. Who was only invited is neither.
func (m Member) WithLock(locked bool) (Member, error) {
	if m.State == Pending {
		return m, Errorf(KindConflict, CodeConflict, "%q is invited and no member yet", m.Email).
			WithHint("an invitation is ended with 'orgctl invitation cancel'")
	}
	m.State = Active
	if locked {
		m.State = Locked
	}
	return m, nil
}

// Organization owns products and has members. Its JSON is what the log keeps of it.
type Organization struct {
	ID          OrgID     `json:"id"`
	Slug        string    `json:"slug"`
	Name        string    `json:"name"`
	Kind        string    `json:"kind"` // individual, company, association, public-body
	Street      string    `json:"street"`
	PostalCode  string    `json:"postal_code"`
	City        string    `json:"city"`
	Country     string    `json:"country"` // ISO 3166 alpha-2
	Phone       string    `json:"phone"`
	Website     string    `json:"website"`
	VAT         string    `json:"vat"`
	Currency    Currency  `json:"currency"`
	Locale      string    `json:"locale"`
	Timezone    string    `json:"timezone"` // IANA name
	Requires2FA bool      `json:"requires_2fa"`
	LastProduct ProductID `json:"-"` // the greatest product id ever given out here
	Created     time.Time `json:"created_at"`
}
