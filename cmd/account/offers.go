package accountcmd

import (
	"strings"
	"time"

	"orgctl/internal/org"
)

// offer is what another organization has offered or asked and the own one has not answered.
type offer struct {
	Organization string            `json:"organization"`
	Side         org.Side          `json:"side"` // what the other organization is, or would be
	Asks         string            `json:"asks"` // access, payment
	Access       org.PartnerAccess `json:"access"`
	Payment      org.Side          `json:"payment"`
	Expires      *time.Time        `json:"expires_at"`
}

func offerOf(p org.Partnership, own org.OrgID) offer {
	o := offer{Side: org.ClientSide, Asks: "access", Access: p.Access, Payment: p.Payment, Expires: &p.Expires}
	if p.ClientID == own {
		o.Side = org.PartnerSide
	}
	if p.State == org.PartnershipActive {
		o.Asks, o.Payment, o.Expires = "payment", org.PartnerSide, nil
	}
	o.Organization = p.Of(o.Side)
	return o
}

func (o offer) words() string {
	switch {
	case o.Asks == "payment" && o.Side == org.ClientSide:
		return "client " + o.Organization + " proposes that you pay"
	case o.Asks == "payment":
		return "partner " + o.Organization + " proposes to pay"
	case o.Side == org.ClientSide:
		return o.Organization + " offers you " + o.Access.String() + " access"
	default:
		return o.Organization + " asks for " + o.Access.String() + " access as a partner"
	}
}

func offersText(s status) string {
	var words []string
	for _, o := range s.Offers {
		words = append(words, o.Organization)
	}
	return strings.Join(words, ", ")
}
