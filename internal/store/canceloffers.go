package store

import (
	"context"

	"orgctl/internal/org"
)

// dropOffers cancels every offer that the organization has made or got: it is about to go.
func (a *act) dropOffers(ctx context.Context) error {
	return a.cancelWhere(ctx, `(p.org_id = ?1 OR p.partner_id = ?1)`, a.Org.ID)
}

// dropOffersBy cancels the offers that somebody made who may not any more.
func (a *act) dropOffersBy(ctx context.Context, m org.Member) error {
	return a.cancelWhere(ctx, `(p.asked_by = 'client' AND p.org_id = ?1 OR p.asked_by = 'partner' AND p.partner_id = ?1) AND p.by_user = ?2`, a.Org.ID, m.User)
}

// keepOffersBy cancels the offers of somebody who is no owner any more.
func (a *act) keepOffersBy(ctx context.Context, m org.Member) error {
	if m.Role == org.Owner {
		return nil
	}
	return a.dropOffersBy(ctx, m)
}

func (a *act) cancelWhere(ctx context.Context, where string, args ...any) error {
	offers, err := a.partnershipsBy(ctx, partnershipSelect+` WHERE p.state = 'pending' AND `+where+` ORDER BY p.subject_id`, args...)
	if err != nil {
		return err
	}
	for _, p := range offers {
		if err := a.closeOffer(ctx, p, org.PartnershipCancelled); err != nil {
			return err
		}
	}
	return nil
}
