package app

import (
	"context"
	"slices"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/secret"
)

// Handed is a code that a command hands over itself, because no mail goes out; empty where one does.
type Handed string

// OfferCode is the code with which an offer between a client and a partner is answered, to be handed over. Where mail goes out,
// it is made when the mail is sent.
func (a *App) OfferCode() (Handed, error) {
	if a.SendsMail() {
		return "", nil
	}
	code, err := secret.NewCode(a.World.Rand, secret.PrefixPartner)
	return Handed(code), err
}

// Hash is what the store keeps of the code; zero for none.
func (h Handed) Hash() (hash [32]byte) {
	if h != "" {
		hash = secret.HashCode(string(h))
	}
	return hash
}

// ApplyOffer is Apply for a change that makes an offer: the code is printed, once, if there is still something to be answered.
func (a *App) ApplyOffer(ctx context.Context, c Change, code Handed) error {
	c.Created = func(set org.ChangeSet) map[string]any {
		if code == "" || !awaitsAnswer(set) {
			return nil
		}
		return map[string]any{"partnership": map[string]string{"code": string(code)}}
	}
	c.Once = func(set org.ChangeSet) []Once {
		if !awaitsAnswer(set) {
			return nil
		}
		return []Once{{"an owner of the other side answers with 'orgctl partner accept' or 'partner refuse' and this code:", string(code)}}
	}
	return a.Apply(ctx, c)
}

func awaitsAnswer(set org.ChangeSet) bool {
	return slices.ContainsFunc(set.Changes, func(c org.Change) bool {
		p, ok := c.After.(org.Partnership)
		return ok && p.State == org.PartnershipPending
	})
}

// OfferRef tells a code from a slug: what begins and is long like a code is one.
func OfferRef(word string) (slug string, code [32]byte, err error) {
	const half = 32 // a code that lost some of its characters is told so, and no slug looks like it
	if word = strings.TrimSpace(word); len(word) < half || !strings.EqualFold(word[:len(secret.PrefixPartner)], secret.PrefixPartner) {
		return word, code, nil
	}
	text, err := secret.ParseCode(word, secret.PrefixPartner)
	if err != nil {
		return "", code, err
	}
	return "", secret.HashCode(text), nil
}
