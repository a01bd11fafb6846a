package org

import "time"

// StoreInfo is what can be said of a store's file.
type StoreInfo struct {
	Path          string
	Schema        int
	Size          int64 // bytes of the file
	WALSize       int64 // bytes of the write-ahead log beside it
	Organizations int64
	Users         int64
	Products      int64
	Grants        int64 // on single products
	Rules         int64 // grants on categories and on everything
	LogRows       int64
	LogHead       string // of the store's own chain
	SQLite        string
	ReadOnly      bool
	Owner         string
	Group         string
	Mode          string // as ls shows it
}

// FindingKind says what looked wrong to whom.
type FindingKind string

// The kinds of findings of a check.
const (
	FindingFile FindingKind = "file" // SQLite finds the file damaged
	FindingLink FindingKind = "link" // a row refers to one that is not there
	FindingLog  FindingKind = "log"  // a chain of the log is broken
	FindingRow  FindingKind = "row"  // a row is not as the log says
)

// Finding is one thing that is wrong with a store.
type Finding struct {
	Kind    FindingKind `json:"kind"`
	Chain   string      `json:"organization,omitempty"` // the slug of the organization it concerns; empty: none
	Object  string      `json:"object,omitempty"`
	Message string      `json:"message"`
}

// CheckReport is what a check of a store looked at and found. Findings are bounded; More counts those left out.
type CheckReport struct {
	Path     string    `json:"path"`
	Schema   int       `json:"schema"`
	Chains   int       `json:"chains"`
	LogRows  int64     `json:"log_rows"`
	Rows     int64     `json:"rows"` // members, products, grants and so on compared with the log
	Findings []Finding `json:"findings"`
	More     int       `json:"more"`
	Skipped  string    `json:"skipped,omitempty"` // what was not looked at, because what was found makes it useless
}

// Restore says what comes in the place of a store.
type Restore struct {
	From       string // the file of the backup
	KeepTokens bool   // tokens go on working; else they are disabled
}

// BackupFile is what the log keeps of a backup.
type BackupFile struct {
	File   string `json:"file"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Schema int    `json:"schema"`
}

// Recovery gives a login a way back in.
type Recovery struct {
	Email string
	Org   string   // the slug of an organization of that person, typed by whoever owns the file
	Code  [32]byte // the hash of the code that sets a new password
}

// MaxFindings is how many findings a report holds at most: a damaged file can be wrong in a million places.
const MaxFindings = 100

// Add notes a finding, or only counts it when there are many already.
func (r *CheckReport) Add(f Finding) {
	if len(r.Findings) >= MaxFindings {
		r.More++
		return
	}
	r.Findings = append(r.Findings, f)
}

// StoreFitness is what can be said of a store and of where it is without a login and without writing. What stands in Err
// ended the look.
type StoreFitness struct {
	Path       string
	Missing    bool // there is no such file
	Schema     int
	Current    int  // the schema that this program writes
	ReadOnly   bool // the file or its folder can't be written
	Size       int64
	Faults     []string      // of the pages of the file
	Looked     bool          // at all pages, within the time given
	LastLogged time.Time     // by the clock of whoever wrote it
	FilesAhead time.Duration // how much later its files were written, by the clock of the file system, than it is by ours
	Disk       Disk
	Err        error
}

// Disk is where a file is.
type Disk struct {
	Free    int64  // bytes, for this user; -1: not known
	Network string // the kind of network file system; empty: none, or not known
}
