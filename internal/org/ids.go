package org

// Ids are positive and never reused, not even after a removal: "future" rules compare product ids, and the log names
// things by id long after they are gone.
type (
	OrgID      int64
	UserID     int64
	ProductID  int64
	CategoryID int64
	// SubjectID names whoever can hold a grant: a member, a team, or a partnership.
	SubjectID int64
)

// Everything is the category id of a rule on everything.
const Everything CategoryID = 0
