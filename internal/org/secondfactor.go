package org

// Factor is the second factor of a login as whoever compares a code needs it.
type Factor struct {
	Secret []byte // of RFC 6238; empty: there is none
	On     bool   // it was confirmed and is asked for
}

// Proof is what somebody gave for their second factor: the step whose code it was, or else the hash of what may be a
// recovery code.
type Proof struct {
	Step     int64
	Recovery [32]byte
}

// FactorState says how far a second factor has come.
type FactorState string

// The states of a second factor.
const (
	FactorOff     FactorState = "off"
	FactorPending FactorState = "pending" // not confirmed: it is asked for nowhere
	FactorOn      FactorState = "on"
)

// FactorRecord is what the log keeps of a second factor: nothing secret.
type FactorRecord struct {
	User  UserID      `json:"id"`
	Email string      `json:"email"`
	State FactorState `json:"state"`
}

// RecoveryRecord is what the log keeps of recovery codes.
type RecoveryRecord struct {
	Count int64 `json:"count"`
}

// Redemption is a code that was handed in for a new password.
type Redemption struct {
	Code     [32]byte
	Password string // a PHC string
	Session  [32]byte
	Proof    Proof
}
