package org

import "cmp"

// NewClient is a client's organization to be made by a partner, with the partnership.
type NewClient struct {
	Slug, Name string
	Access     PartnerAccess
	Payment    Side
}

// Checked is the client with every detail in its one spelling. Without a word the partner gets everything and the client pays.
func (n NewClient) Checked() (NewClient, error) {
	var err error
	if n.Slug, err = ParseSlug("slug", n.Slug); err != nil {
		return n, err
	}
	if n.Name, err = ParseDisplayName("name of the client", n.Name); err != nil {
		return n, err
	}
	n.Access, n.Payment = cmp.Or(n.Access, PartnerFull), cmp.Or(n.Payment, ClientSide)
	return n, PartnerTerms{Access: n.Access, Payment: n.Payment}.Check()
}
