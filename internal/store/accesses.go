package store

import (
	"context"
	"iter"

	"orgctl/internal/org"
)

// Accesses evaluates many questions, each as Access does, in one snapshot: who asks, their organization and their right are
// found once. The answers come in the order of the questions, one at a time. A question about somebody or something that is not
// there is answered by what is wrong with it, and the others all the same; an error ends them. Who may not see the access of others and
// asks about them gets no answer at all; to find out, their questions are gone through twice.
func (s *Store) Accesses(ctx context.Context, c org.Caller, questions iter.Seq[org.Inquiry]) iter.Seq2[org.Found, error] {
	return stream(ctx, s, func(t *tx, yield func(org.Found, error) bool) error {
		a, err := t.actor(ctx, c)
		if err != nil {
			return err
		}
		i, n := inquest{tx: t, actor: a}, 0
		if err := i.mayAsk(ctx, questions); err != nil {
			return err
		}
		for q := range questions {
			n++
			e, part, err := i.answer(ctx, q)
			found := org.Found{Access: e}
			if err != nil {
				fault, ok := rowError(n, err)
				if !ok {
					return err
				}
				fault.Column = part
				found = org.Found{Fault: &fault}
			}
			if !yield(found, nil) {
				return errStopped
			}
		}
		return nil
	})
}

// inquest is somebody who asks about access, once or many times, in one snapshot.
type inquest struct {
	*tx
	actor org.Actor
	whole *org.Catalog // with their organization's own categories, once a question needed them
}

// mayAsk refuses questions about others to whoever may not see their access.
func (i *inquest) mayAsk(ctx context.Context, questions iter.Seq[org.Inquiry]) error {
	if i.actor.May(org.ActSeeAccess) == nil {
		return nil
	}
	for q := range questions {
		_, err := i.personSeen(ctx, i.actor, q.User)
		if _, ok := rowError(0, err); err != nil && (!ok || org.KindOf(err) == org.KindDenied) {
			return err
		}
	}
	return nil
}

// answer evaluates a question. One's own access needs no right, that of others does; a product that one may not see does not exist.
// An error comes with the part of the question that it is about.
func (i *inquest) answer(ctx context.Context, q org.Inquiry) (e org.EffectiveAccess, part string, err error) {
	m, err := i.personSeen(ctx, i.actor, q.User)
	if err != nil {
		return e, "user", err
	}
	p, err := i.productOf(ctx, q)
	if err != nil {
		return e, "product", err
	}
	e, err = i.access(ctx, m, p, i.at(q.At))
	return e, "", err
}

func (i *inquest) productOf(ctx context.Context, q org.Inquiry) (org.Product, error) {
	if !inBuiltin(q.Product) && i.whole == nil {
		cat, err := i.catalog(ctx, i.actor.Org.ID)
		if err != nil {
			return org.Product{}, err
		}
		i.whole = &cat
	}
	var cat org.Catalog
	if i.whole != nil {
		cat = *i.whole
	}
	return i.productSeenAt(ctx, i.actor, cat, q.Product, i.at(q.At))
}
