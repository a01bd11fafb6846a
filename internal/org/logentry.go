package org

import "time"

// LogSource names a chain of the log: that of the caller's organization or, for whoever owns the file, the store's own,
// which holds what belongs to no organization: logins, recovery, backup, restore.
type LogSource struct {
	Caller Caller
	Store  bool
}

// LogFilter says which operations are listed. Empty fields don't filter.
type LogFilter struct {
	Since  time.Time
	Until  time.Time // exclusive
	Actor  string    // an e-mail, id:42, or the actor as it stands in the log, like "file owner"
	Action string    // "grant" for everything done to grants, "grant.set" for one action
	Object string    // as one would type it; finds operations about it and those in which it is one of many
}

// LogEntry is one operation as it is listed.
type LogEntry struct {
	Operation int64
	Seq       int64 // of its first row in the chain
	At        time.Time
	Actor     string
	Partner   string // the partner that the actor acted for; empty: none
	Action    string
	Object    string
	Count     int // how many changes it made
	Reason    string
}

// LogRow is one link of a chain.
type LogRow struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

// LogOperation is one operation whole: every change with what was there before and after, and its rows in the chain.
type LogOperation struct {
	LogEntry
	Rows    []LogRow
	Changes []Change
}

// LogHead is the end of a chain. Who keeps it on paper can tell later whether the end was cut off.
type LogHead struct {
	Chain string // the organization's slug; empty: the store's own
	Rows  int64
	Head  string // "SEQ:HEX"
}

// LogFault is a row of the log that is not as it was written, and why.
type LogFault struct {
	Seq       int64 // where in the chain
	Operation int64 // 0: not known
	Why       string
}

// LogProof is what verifying a chain found.
type LogProof struct {
	LogHead
	Fault *LogFault // the first broken row; nil: none
}
