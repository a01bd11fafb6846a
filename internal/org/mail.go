package org

// MailKind says what a mail tells: it chooses the text and, for those that carry a code, what the code is for.
type MailKind string

// The kinds of mail.
const (
	MailInvitation MailKind = "invitation" // carries a code
	MailRole       MailKind = "role"
	MailAccess     MailKind = "access"
	MailSecurity   MailKind = "security"
	MailReset      MailKind = "reset"       // carries a code
	MailPartner    MailKind = "partnership" // an offer to a partner or to a client; carries a code
	MailPayment    MailKind = "payment"     // who pays has changed
	MailTest       MailKind = "test"
)

// Mail is something to be told to a person. It holds nothing secret: the code of a mail that carries one is made when the
// mail is sent, and belongs to Object.
type Mail struct {
	Kind   MailKind
	Object int64 // what the code is for: the id of a login, an invitation or a partnership; 0: there is no code
	To     string
	Name   string
	Locale string            // as in a membership; empty: the organization's
	Params map[string]string // what the text needs to know, in words
}
