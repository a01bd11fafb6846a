package app

import (
	"context"
	"fmt"
	"time"

	"orgctl/internal/org"
	"orgctl/internal/secret"
	"orgctl/internal/term"
)

// Codes are the codes of invitations that a command makes, for those that no mail carries. The store gets their hashes only.
type Codes struct {
	app  *App
	made map[string]string // by e-mail, in its comparable form; by nothing if there is only one
}

// NewCodes makes none yet: each is made when its hash is first asked for.
func (a *App) NewCodes() *Codes { return &Codes{app: a, made: map[string]string{}} }

// Hash is what the store keeps of the code for somebody.
func (c *Codes) Hash(key string) ([32]byte, error) {
	if _, ok := c.made[key]; !ok {
		code, err := secret.NewCode(c.app.World.Rand, secret.PrefixInvitation)
		if err != nil {
			return [32]byte{}, err
		}
		c.made[key] = code
	}
	return secret.HashCode(c.made[key]), nil
}

// handed is an invitation as the command that made it prints it. One that goes out by mail has no code here.
type handed struct {
	ID      org.InvitationID `json:"id"`
	Email   string           `json:"email"`
	Role    org.Role         `json:"role"`
	Expires time.Time        `json:"expires_at"`
	Code    string           `json:"code,omitempty"`
}

// of lists the invitations that a change set sent.
func (c *Codes) of(set org.ChangeSet) []handed {
	out := []handed{}
	for _, change := range set.Changes {
		i, ok := change.After.(org.Invitation)
		if !ok || i.State != org.InvitationPending {
			continue
		}
		h := handed{ID: i.ID, Email: i.Email, Role: i.Role, Expires: i.Expires}
		if !c.app.SendsMail() || i.Silent {
			h.Code = c.code(i.Email)
		}
		out = append(out, h)
	}
	return out
}

// Sent are the codes that are to be handed over, by the comparable form of the e-mail.
func (c *Codes) Sent(set org.ChangeSet) map[string]string {
	sent := map[string]string{}
	for _, h := range c.of(set) {
		if e, err := org.ParseEmail(h.Email); err == nil {
			sent[e.Key] = h.Code
		}
	}
	return sent
}

// code is the one that was made for somebody; empty: none.
func (c *Codes) code(email string) string {
	e, err := org.ParseEmail(email)
	if code, ok := c.made[e.Key]; ok && err == nil {
		return code
	}
	return c.made[""]
}

// HandOver runs a change that sends an invitation, and prints its code if nothing else carries it.
func (a *App) HandOver(ctx context.Context, codes *Codes, c Change) error {
	c.Created = func(set org.ChangeSet) map[string]any {
		for _, h := range codes.of(set) {
			return map[string]any{"invitation": h}
		}
		return nil
	}
	c.Once = func(set org.ChangeSet) (out []Once) {
		for _, h := range codes.of(set) {
			out = append(out, Once{fmt.Sprintf("%s runs 'orgctl invitation accept' with this code, until %s:", term.Clean(h.Email),
				h.Expires.UTC().Format(time.DateOnly)), h.Code})
		}
		return out
	}
	return a.Apply(ctx, c)
}

// HandOverAll prints the codes of a file of invitations, after the change.
func (a *App) HandOverAll(codes *Codes) (created func(org.ChangeSet) map[string]any, then func(org.ChangeSet) error) {
	created = func(set org.ChangeSet) map[string]any { return map[string]any{"invitations": codes.of(set)} }
	then = func(set org.ChangeSet) error {
		if !set.Changed || set.DryRun || a.Flags.Machine() {
			return nil
		}
		return a.printCodes(codes.of(set))
	}
	return created, then
}

func (a *App) printCodes(all []handed) error {
	var rows []handed
	for _, h := range all {
		if h.Code != "" {
			rows = append(rows, h)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	a.Streams.Hint("each of them runs 'orgctl invitation accept' with their code")
	return term.PrintList(a.Streams, a.Flags.Format, term.List[handed]{
		Columns: []term.Column[handed]{
			{Name: "email", Value: func(h handed) any { return h.Email }},
			{Name: "expires_at", Value: func(h handed) any { return h.Expires }},
			{Name: "code", Value: func(h handed) any { return h.Code }},
		},
		Name: func(h handed) string { return h.Code },
		Rows: term.Rows(rows),
	})
}
