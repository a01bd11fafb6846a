package org

// CodeMeaning documents one error code.
type CodeMeaning struct {
	Code    Code
	Meaning string
}

// Codes is the documented list of error codes.
func Codes() []CodeMeaning {
	return []CodeMeaning{
		{CodeUsage, "the command line is wrong: an unknown command or flag, too many arguments"},
		{CodeValidation, "a value can't be what was meant"},
		{CodeInputRequired, "a value is missing and nobody can be asked"},
		{CodeNotFound, "there is no such thing, or it is not yours to see"},
		{CodeExists, "there is one already"},
		{CodeConflict, "the state does not allow it"},
		{CodeChanged, "something changed between the preview and the run"},
		{CodeOpIDReused, "the --op-id was used for another request"},
		{CodeNotAuthorized, "the role does not allow it"},
		{CodeDenied, "the membership is locked"},
		{CodeConfirm, "it takes something away and was not confirmed"},
		{CodeLastOwner, "an organization keeps at least one owner"},
		{CodeNotEmpty, "the organization still holds something"},
		{CodeRoleHasRights, "owners and admins have every management right already"},
		{CodeNotPartner, "the organization is no partner"},
		{CodeUnavailable, "the store can't be used"},
		{CodeNoStore, "there is no store"},
		{CodeReadOnly, "the store can't be written"},
		{CodeDamaged, "the file is damaged or no store"},
		{CodeNewer, "the store was made by a newer program"},
		{CodeLocked, "another program holds the store"},
		{CodeNotLoggedIn, "nobody is logged in"},
		{CodeSessionExpired, "the session has ended"},
		{CodeWrongPassword, "the e-mail or the password is wrong"},
		{CodeTooEarly, "too many wrong passwords: wait"},
		{Code2FARequired, "a second factor is missing"},
		{CodeWrongFactor, "the code of the second factor is wrong, or was used before"},
		{CodeToken, "the token has ended, or there is no such token"},
		{CodePartial, "some rows of a batch failed"},
		{CodeUnknown, "the disk failed during the commit"},
		{CodeMail, "a mail did not go out, or none can"},
		{CodeNo, "the answer is no"},
		{CodeInterrupted, "interrupted"},
		{CodeInternal, "something unexpected"},
	}
}
