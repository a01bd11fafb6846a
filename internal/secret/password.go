package secret

import (
	"errors"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"orgctl/internal/org"
)

// The bounds of a new password. The upper one only keeps a whole file from being hashed by mistake.
const (
	minPasswordRunes = 10
	maxPasswordBytes = 1024
)

// CheckPassword refuses a new password that is too short, too long, not text, or one of own: the person's e-mail and
// whatever else about them is known to everybody. There are no rules about kinds of characters: they make people
// choose worse passwords.
func CheckPassword(password string, own ...string) error {
	if err := checkText(password); err != nil {
		return err
	}
	password = norm.NFC.String(password)
	if n := utf8.RuneCountInString(password); n < minPasswordRunes {
		return org.Invalid("the password has %d characters; at least %d are needed", n, minPasswordRunes).
			WithHint("several words in a row are easy to remember and hard to guess")
	}
	for _, s := range own {
		if strings.EqualFold(password, norm.NFC.String(s)) {
			return org.Invalid("the password must not be your e-mail address or name").
				WithHint("several words in a row are easy to remember and hard to guess")
		}
	}
	return nil
}

func checkText(password string) error {
	switch {
	case password == "":
		return org.Invalid("the password is empty")
	case len(password) > maxPasswordBytes:
		return tooLong()
	case !utf8.ValidString(password):
		return org.Invalid("the password is not valid UTF-8").
			WithHint("save the file as UTF-8; PowerShell's > writes UTF-16")
	}
	return nil
}

func tooLong() error { return org.Invalid("the password is longer than %d bytes", maxPasswordBytes) }

// ReadPassword reads a password from the file of --password-file, or from in for --password-stdin: the first line,
// without its end. From a stream it takes not one byte more, so that a second call reads the second line. Who else
// can read the file is not checked: a secret file of a CI service is often mode 0644, and refusing it would help nobody.
func ReadPassword(file string, stdin bool, in io.Reader) (string, error) {
	switch {
	case file != "" && stdin:
		return "", org.Errorf(org.KindUsage, org.CodeUsage, "--password-file and --password-stdin exclude each other")
	case stdin:
		return readPassword(in)
	case file == "":
		return "", org.Errorf(org.KindUsage, org.CodeInputRequired, "missing --password-file or --password-stdin")
	}
	line, err := ReadLine(file, "password")
	if err != nil {
		return "", err
	}
	return line, checkText(line)
}

// ReadLine is the first line of a file, without its end. What says in an error what was to be read.
func ReadLine(file, what string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", org.Invalid("can't read the %s file %q: %s", what, file, reason(err)).Wrap(err)
	}
	defer func() { _ = f.Close() }() // only read
	return withoutMark(f)
}

func readPassword(r io.Reader) (string, error) {
	line, err := withoutMark(r)
	if err != nil {
		return "", err
	}
	return line, checkText(line)
}

// withoutMark is the first line without the mark with which editors on Windows begin a UTF-8 file.
func withoutMark(r io.Reader) (string, error) {
	line, err := firstLine(r)
	return strings.TrimPrefix(line, "\ufeff"), err
}

func firstLine(r io.Reader) (string, error) {
	var line []byte
	b := make([]byte, 1)
	for len(line) <= maxPasswordBytes+len("\ufeff\r") {
		n, err := r.Read(b)
		if n == 1 && b[0] != '\n' {
			line = append(line, b[0])
		}
		if n == 1 && b[0] == '\n' || errors.Is(err, io.EOF) {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		if err != nil {
			return "", org.Invalid("can't read the password: %s", reason(err)).Wrap(err)
		}
	}
	return "", tooLong()
}
