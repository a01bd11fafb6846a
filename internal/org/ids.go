package org

// Ids are positive and never reused, not even after a removal: "future" rules compare product ids, and the log names
// things by id long after they are gone.
type (
	// OrgID names an organization.
	OrgID int64
	// UserID names a login.
	UserID int64
	// ProductID names a product; a later one has a greater id.
	ProductID int64
	// CategoryID names a category of the catalog, built in or an organization's own.
	CategoryID int64
	// SubjectID names whoever can hold a grant: a member, a team, or a partnership.
	SubjectID int64
)

// Everything is the category id of a rule on everything.
const Everything CategoryID = 0
