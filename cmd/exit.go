package cmd

import (
	"context"
	"errors"
	"io/fs"
	"strings"

	"orgctl/internal/org"
	"orgctl/internal/term"
)

// ExitCode is one line of the table of exit codes, from which the help topic and the docs page are made.
type ExitCode struct {
	Kind    org.Kind
	Code    int
	Meaning string
}

// ExitCodes is the table. Everything that ends a command looks here.
func ExitCodes() []ExitCode {
	return []ExitCode{
		{org.KindInternal, 1, "unexpected failure"},
		{org.KindUsage, 2, "wrong usage, missing or invalid value"},
		{org.KindNotFound, 3, "not found (or not yours to see: the same answer)"},
		{org.KindConflict, 4, "conflict with the state: exists already, pending already, changed meanwhile"},
		{org.KindDenied, 5, "denied: role, rule (last owner, not empty, still used), or confirmation missing"},
		{org.KindUnavailable, 6, "store unavailable: missing, locked, unreadable, damaged, newer than this program; or the mail server is, or the disk that a file is written to"},
		{org.KindAuth, 7, "not logged in, session expired, wrong password, 2FA missing"},
		{org.KindPartial, 8, "a batch in which some rows failed"},
		{org.KindUnknown, 9, "outcome unknown: the commit failed at the disk; look, then run again with the same --op-id"},
		{org.KindNo, 10, "the answer is no (grant check, export verify)"},
		{org.KindInterrupted, 130, "interrupted"},
	}
}

func exitCode(kind org.Kind) int {
	for _, e := range ExitCodes() {
		if e.Kind == kind {
			return e.Code
		}
	}
	return 1
}

// asError makes one of our errors of whatever ended a command. What came before the command itself ran is wrong usage,
// because cobra's own errors have no types.
func asError(ctx context.Context, err error, entered bool) *org.Error {
	e, known := errors.AsType[*org.Error](err)
	switch {
	case ctx.Err() != nil && (!known || e.Kind != org.KindUnknown):
		return org.Errorf(org.KindInterrupted, org.CodeInterrupted, "interrupted").Wrap(err)
	case known:
		return e
	case !entered:
		return usageError(err.Error())
	case isOutput(err):
		return org.Errorf(org.KindInternal, org.CodeInternal, "the output can't be written: %v", err).Wrap(err).
			WithHint("what was to be changed is changed: 'orgctl log list' shows it")
	default:
		return org.Errorf(org.KindInternal, org.CodeInternal, "something unexpected went wrong: %v", err).Wrap(err).
			WithHint("run it again with --debug, and report it if it stays")
	}
}

// isQuiet says that there is nobody to tell: the reader of the output has gone away.
func isQuiet(err error) bool {
	return errors.Is(err, term.ErrPipe) || isOutput(err) && term.BrokenPipe(err)
}

// isOutput says that standard output failed, as on a full disk: the command itself had done its work.
func isOutput(err error) bool {
	e, ok := errors.AsType[*fs.PathError](err)
	return ok && e.Op == "write" && strings.HasPrefix(e.Path, "/dev/std")
}
