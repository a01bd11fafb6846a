package org

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Caller says who asks and about which organization. The store resolves it anew inside every transaction, so that a
// session that ended or a role that was taken away counts at once.
type Caller struct {
	Session [32]byte // SHA-256 of the session secret; zero: not logged in
	Token   [32]byte // SHA-256 of a token; zero: none
	Org     string   // the slug asked for; empty: the session's last choice, then Default, then the only one
	Default string   // the slug that the configuration files name
}

// Request is how a change is to be run.
type Request struct {
	Caller
	DryRun    bool
	Confirmed bool   // the person has seen the preview, or --yes
	Expect    string // the digest of the preview that was confirmed; empty: any
	OpID      string // the retry key, unique per actor and organization
	Asked     string // the command as it was typed, with what its files held; guards the OpID
	Reason    string
	Mail      bool   // mail goes out: what must be told is put into the outbox, and codes travel by it
	Inform    bool   // the people whose access a change of grants is about are told by mail
	Rows      bool   // the changes are rows of a file: every bad one is named
	Brief     bool   // of many changes, only those that take something are wanted back
	Row       func() `json:"-"` // called after each row of a batch, for a progress bar; nil: nobody looks
}

// Actor is the caller once resolved.
type Actor struct {
	User  UserID
	Email string
	Org   Organization
	Standing
	Member  Member // of a partner's person without a role and subject
	Session int64  // the id of the session, 0 for tokens
	Token   Mandate
	As      string // the partner's slug, if the person acts for one
}

// Change is one thing that became another. Before and After are objects with stable keys; nil means "was not there"
// or "is gone". They hold everything that undoing the change needs.
type Change struct {
	Action string `json:"action"` // add, edit, remove
	Kind   string `json:"kind"`   // grant, user, product, organization, …
	Ref    string `json:"ref"`    // what one would type to name it
	Before any    `json:"before"`
	After  any    `json:"after"`

	// Takes is what somebody loses by the change, in words; empty for a change that only adds. A change set in
	// which something is taken is confirmed first.
	Takes string `json:"-"`

	// Chains are the organizations in whose logs the change stands; empty: where the operation stands.
	Chains []OrgID `json:"-"`
}

// ChangeSet is everything one operation changed, or would change in a dry run.
type ChangeSet struct {
	Org       string       `json:"-"` // the organization's display name, for the "done" line
	Changed   bool         `json:"changed"`
	DryRun    bool         `json:"dry_run"`
	Operation *string      `json:"operation"` // the id to look for in the log; nil for a dry run or no change
	Changes   []Change     `json:"changes"`
	Remaining []Remaining  `json:"remaining,omitempty"`
	Failed    []RowError   `json:"failed,omitempty"`  // the rows of a batch that were left out
	Skipped   int          `json:"skipped,omitempty"` // rows of a batch that were there already
	Notes     []string     `json:"-"`                 // for people: what else is to be known
	Mails     int          `json:"-"`                 // how many mails were put into the outbox
	Posted    []PostedMail `json:"mail,omitempty"`    // which, and what became of them
	Replayed  bool         `json:"-"`                 // the result of an earlier run under the same --op-id
	Recorded  time.Time    `json:"-"`                 // when that run was
}

// Remaining is access that a revocation did not touch.
type Remaining struct {
	User    string   `json:"user,omitempty"`
	Team    string   `json:"team,omitempty"` // of what a team still holds
	Product string   `json:"product"`
	Rights  Rights   `json:"rights"`
	Usage   Usage    `json:"usage"`
	Sources []Source `json:"sources"`
}

// Taking lists what the change set takes from somebody.
func (c ChangeSet) Taking() []string {
	var out []string
	for _, ch := range c.Changes {
		if ch.Takes != "" {
			out = append(out, ch.Takes)
		}
	}
	return out
}

// Digest names the change set. Ids and times of things it would create are left out, because the run gives new ones.
func (c ChangeSet) Digest() string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	for _, ch := range c.Changes {
		if ch.Before == nil {
			ch.After = without(ch.After, "id", "created_at", "since")
		}
		switch ch.Kind { // when something was sent, answered, begun or ended is when the run is
		case "invitation":
			ch.After = without(ch.After, "id", "created_at", "sent_at", "expires_at", "answered_at")
		case "partnership":
			ch.After = without(ch.After, "id", "created_at", "expires_at", "started_at", "ended_at")
		}
		_ = enc.Encode([]any{ch.Action, ch.Kind, ch.Ref, ch.Before, ch.After}) // a hash never fails to take bytes
	}
	return hex.EncodeToString(h.Sum(nil))
}

func without(v any, keys ...string) any {
	b, err := json.Marshal(v)
	if err != nil {
		return v
	}
	var m map[string]any
	if json.Unmarshal(b, &m) != nil {
		return v
	}
	for _, key := range keys {
		delete(m, key)
	}
	return m
}

// Unconfirmed is the error for a change set that takes something from somebody and was not confirmed.
func Unconfirmed(preview ChangeSet) *Error {
	err := Errorf(KindDenied, CodeConfirm, "this takes something away and was not confirmed").
		WithHint("look with --dry-run, then confirm with --yes")
	err.Preview = &preview
	return err
}
