package org

// Completion is a kind of reference that a shell can complete.
type Completion uint8

// What can be completed.
const (
	CompleteUser Completion = iota
	CompleteProduct
	CompleteCategory
	CompleteTeam
	CompletePartner // of the organization, and clients that offered something
	CompleteClient
	CompleteInvitation
)
