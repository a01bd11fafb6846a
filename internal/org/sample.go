package org

// Sample describes a store to be generated, for measuring and for trying things out. Who is in it and who may do what
// follows from the number and the seed alone.
type Sample struct {
	Users int    `json:"users"` // logins
	Seed  uint64 `json:"seed"`
	// Records are imported into the book of the first organization, on its clients, from the years before the store.
	Records int `json:"records"`

	Owner    Email    `json:"-"` // of the first organization
	Password string   `json:"-"` // the owner's, as a PHC string; empty: the session is their only way in
	Session  [32]byte `json:"-"` // SHA-256 of the secret of a session of theirs
}

// maxSample keeps the store of a slip of the finger off the disk: ten million users are some 60 GB.
const (
	maxSample  = 10_000_000
	maxRecords = 100_000_000
)

// Checked is the sample with its owner, or what is wrong with it.
func (s Sample) Checked() (Sample, error) {
	if s.Users < 1 || s.Users > maxSample {
		return s, Invalid("a store of %d users can't be generated", s.Users).WithHint("from 1 to %d", maxSample)
	}
	if s.Records < 0 || s.Records > maxRecords {
		return s, Invalid("a book of %d records can't be generated", s.Records).WithHint("from 0 to %d", maxRecords)
	}
	var err error
	s.Owner, err = ParseEmail("olivia@example.org")
	return s, err
}

// Sizes are how many logins each organization brings: a tenth of all belong to the first, the others have from 20 to some
// 400, most of them fewer than 100. pick(n) chooses from 0 to n-1.
func (s Sample) Sizes(pick func(n int) int) []int {
	left := s.Users
	sizes := []int{max(1, left/10)}
	for left -= sizes[0]; left > 0; left -= sizes[len(sizes)-1] {
		sizes = append(sizes, min(left, 20+pick(20)*pick(20)))
	}
	return sizes
}
