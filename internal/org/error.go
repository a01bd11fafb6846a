package org

import (
	"errors"
	"fmt"
)

// Kind is the class of a failure. It alone decides the exit code of the program; the table that maps one to the
// other, with the words of the help topic, is in package cmd.
type Kind uint8

// The kinds, in the order of their exit codes. KindInternal is the zero value on purpose: an error that nobody
// classified is an unexpected failure.
const (
	KindInternal    Kind = iota // unexpected failure
	KindUsage                   // wrong usage, missing or invalid value
	KindNotFound                // not found, or not the caller's to see: the same answer
	KindConflict                // conflict with the state: exists already, changed meanwhile
	KindDenied                  // role, rule, or confirmation missing
	KindUnavailable             // the store is locked, unreadable, damaged, or newer than this program
	KindAuth                    // not logged in, session expired, wrong password, 2FA missing
	KindPartial                 // a batch in which some rows failed
	KindUnknown                 // the commit failed at the disk: the outcome is unknown
	KindNo                      // the answer is no
	KindInterrupted             // the person pressed Ctrl-C
)

// Code is the stable machine-readable name of a failure, printed in JSON errors. Codes documents them all.
type Code string

// The codes.
const (
	CodeInternal       Code = "internal_error"
	CodeUsage          Code = "usage"
	CodeValidation     Code = "validation_failed"
	CodeInputRequired  Code = "input_required"
	CodeNotFound       Code = "object_not_found"
	CodeExists         Code = "object_already_exists"
	CodeConflict       Code = "conflict"
	CodeChanged        Code = "changed_meanwhile"
	CodeOpIDReused     Code = "op_id_reused"
	CodeNotAuthorized  Code = "not_authorized"
	CodeDenied         Code = "access_denied"
	CodeConfirm        Code = "confirmation_required"
	CodeLastOwner      Code = "last_owner"
	CodeNotEmpty       Code = "not_empty"
	CodeRoleHasRights  Code = "role_has_all_rights"
	CodeNotPartner     Code = "account_not_partner"
	CodeUnavailable    Code = "store_unavailable"
	CodeNoStore        Code = "store_missing"
	CodeReadOnly       Code = "store_read_only"
	CodeDamaged        Code = "store_damaged"
	CodeNewer          Code = "store_newer"
	CodeLocked         Code = "store_locked"
	CodeNotLoggedIn    Code = "not_logged_in"
	CodeSessionExpired Code = "session_expired"
	CodeWrongPassword  Code = "wrong_password"
	CodeTooEarly       Code = "too_many_attempts"
	Code2FARequired    Code = "two_factor_required"
	CodeWrongFactor    Code = "wrong_code"
	CodeToken          Code = "token_ended"
	CodePartial        Code = "partial_failure"
	CodeUnknown        Code = "outcome_unknown"
	CodeMail           Code = "mail_not_sent"
	CodeNo             Code = "no"
	CodeInterrupted    Code = "interrupted"
)

// Error is the one error type that crosses package borders: what is wrong, and what to do next.
// Msg and Hint are lower case without a final stop; values in them are quoted with Quote or %q.
type Error struct {
	Kind Kind
	Code Code
	Msg  string
	Hint string
	Rows []RowError // the bad rows of a batch that was refused whole
	Err  error      // the cause, shown with --debug only

	// Preview is the change set that was not applied because a confirmation is missing.
	Preview *ChangeSet
}

// RowError is one bad row of an imported file. Row counts records from 1, Line is the line of the file the record starts on.
type RowError struct {
	Row    int    `json:"row"`
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Code   Code   `json:"code"`
	Msg    string `json:"message"`
	Hint   string `json:"hint,omitempty"`
}

func (e *Error) Error() string { return e.Msg }

func (e *Error) Unwrap() error { return e.Err }

// WithHint returns a copy of e that says what to do next.
func (e *Error) WithHint(format string, args ...any) *Error {
	c := *e
	c.Hint = fmt.Sprintf(format, args...)
	return &c
}

// Wrap returns a copy of e that remembers its cause.
func (e *Error) Wrap(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Errorf makes an Error of the given kind and code.
func Errorf(kind Kind, code Code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Msg: fmt.Sprintf(format, args...)}
}

// Invalid is the error for a value that can't be what was meant: exit 2.
func Invalid(format string, args ...any) *Error {
	return Errorf(KindUsage, CodeValidation, format, args...)
}

// NotFound is the one answer for "does not exist" and "not yours to see", so that the two can't be told apart.
func NotFound(what, ref string) *Error {
	return Errorf(KindNotFound, CodeNotFound, "no %s %q", what, ref)
}

// Panicked is the error for a panic, which is always a mistake of ours.
func Panicked(with any) *Error {
	return Errorf(KindInternal, CodeInternal, "something unexpected went wrong: %v", with).
		WithHint("this is a mistake in orgctl: please report it with the command you ran")
}

// RefuseRows refuses a batch of n rows because some are bad: nothing of it was done.
func RefuseRows(bad []RowError, n int) *Error {
	rows := "rows"
	if n == 1 {
		rows = "row"
	}
	err := Invalid("%d of %d %s can't be taken: nothing was changed", len(bad), n, rows)
	err.Rows = bad
	return err.WithHint("mend the file, or take the good rows with --continue-on-error")
}

// KindOf classifies any error; what nobody classified is KindInternal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return KindInternal
}
