package orgcmd

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"orgctl/internal/org"
)

// appendCard writes a person as a vCard 4.0 (RFC 6350). The UID stays the same from one time to the next, so that an
// address book which imports the file again updates its entries.
func appendCard(buf []byte, m org.Member, o org.Organization) []byte {
	for _, line := range []string{
		"BEGIN:VCARD",
		"VERSION:4.0",
		fmt.Sprintf("UID;VALUE=text:orgctl-%s-%d", o.Slug, m.User),
		"KIND:individual",
		"FN:" + cardText(m.Name()),
		"N:" + cardText(m.LastName) + ";" + cardText(m.FirstName) + ";;;",
		"EMAIL;TYPE=work:" + cardText(m.Email),
		"ORG:" + cardText(o.Name),
		"END:VCARD",
	} {
		buf = appendFolded(buf, line)
	}
	return buf
}

// cardText escapes what separates values and lines (RFC 6350, 3.4).
func cardText(s string) string {
	return strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(s)
}

// maxLine is how long a line may be, in octets without its end (RFC 6350, 3.2).
const maxLine = 75

// appendFolded writes a line, cut into as many as it needs. No character is cut in two, since some readers decode before
// they put the parts together.
func appendFolded(buf []byte, line string) []byte {
	for room := maxLine; len(line) > room; room = maxLine - 1 {
		n := room
		for n > room-utf8.UTFMax && !utf8.RuneStart(line[n]) {
			n--
		}
		buf = append(append(buf, line[:n]...), "\r\n "...)
		line = line[n:]
	}
	return append(append(buf, line...), "\r\n"...)
}
