package mail

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"orgctl/internal/config"
	"orgctl/internal/org"
)

var update = flag.Bool("update", false, "write what the mails say into testdata")

// letters is one of each kind of mail, as the store puts them into the outbox, under the name of its file.
func letters() map[string]org.Letter {
	at := func(kind org.MailKind, code string, params map[string]string) org.Letter {
		return org.Letter{Mail: org.Mail{Kind: kind, To: "zoe@example.org", Name: "Zoë Müller", Params: params}, Code: code, MessageID: "0123456789abcdef.7",
			At: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	}
	code := func(prefix string) string { return prefix + strings.Repeat("abcdefg", 8) }
	acme := func(more ...string) map[string]string {
		params := map[string]string{"organization": "Acme & Söhne", "by": "olivia@example.org"}
		for i := 0; i < len(more); i += 2 {
			params[more[i]] = more[i+1]
		}
		return params
	}
	out := map[string]org.Letter{
		"invitation": at(org.MailInvitation, code("oi_"), acme("role", "collaborator", "teams", "Design, Support", "products", "drive/marketing", "expires", "2026-12-22T08:00:00Z")),
		"role":       at(org.MailRole, "", acme("role", "admin", "before", "external")),
		"reset":      at(org.MailReset, code("or_"), acme()),
		"access": at(org.MailAccess, "", acme("changes", `[{"scope":"drive/marketing","after":{"rights":"technical+statistics+use"}},
{"scope":"mail/@all","before":{"rights":"use-admin"}},{"scope":"mail/@future","after":{"rights":"use-admin"}},
{"scope":"@everything","before":{"rights":"ticket-control","until":"2027-01-31T23:00:00Z"},"after":{"rights":"ticket-control+sales-control","from":"2026-12-01T08:00:00Z","until":"2027-02-28T23:00:00Z"}}]`)),
		"partner-offer":  at(org.MailPartner, code("op_"), acme("direction", org.OfferToPartner, "access", "full", "payment", "partner", "expires", "2026-12-22")),
		"client-request": at(org.MailPartner, code("op_"), acme("direction", org.OfferToClient, "access", "limited", "products", "drive/marketing", "expires", "2026-12-01")),
		"payment":        at(org.MailPayment, "", acme("payment", "client")),
		"test":           at(org.MailTest, "", nil),
		"alert-owner":    at(org.MailSecurity, "", acme("login", "jane@example.org", "event", string(org.AlertRecovered), "at", "2026-11-22T08:00:00Z")),
	}
	for _, alert := range []org.Alert{org.AlertPassword, org.AlertReset, org.AlertRecovered, org.Alert2FAOn, org.Alert2FAOff, org.Alert2FACodes, org.AlertTokenMade, org.AlertTokenGone} {
		out["alert-"+strings.ReplaceAll(string(alert), "_", "-")] = at(org.MailSecurity, "",
			map[string]string{"login": "zoe@example.org", "event": string(alert), "at": "2026-11-22T08:00:00Z", "token": "backup"})
	}
	return out
}

// TestTexts reads every kind of mail in every language, both parts, as somebody gets them.
func TestTexts(t *testing.T) {
	p := newPost(t, config.Mail{Delivery: "folder", Folder: "x", ReplyTo: "reply@example.org"})
	for name, l := range letters() {
		for _, locale := range []string{"en_GB", "fr_FR"} {
			l.Locale = locale
			if err := harmless(p, l); err != nil {
				t.Errorf("%s in %s: %v", name, locale, err)
			}
			page := write(l)
			got := fmt.Sprintf("Subject: %s\n\n%s\n%s", page.subject, page.text(), page.html())
			file := filepath.Join("testdata", name+"."+locale[:2]+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil || string(want) != got {
				t.Errorf("%s, %v: it says\n%s", file, err, got)
			}
			if unsaid := strings.Contains(got, "()") || strings.Contains(got, "  .") || strings.Contains(got, " ,"); unsaid {
				t.Errorf("%s: a word is missing", file)
			}
		}
	}
}

// Every code that a letter carries stands in both parts, on a line that can be copied, and the preview has none.
func TestCodesStandWhereTheyCanBeCopied(t *testing.T) {
	for name, l := range letters() {
		for _, locale := range []string{"en_GB", "fr_FR"} {
			l.Locale = locale
			page := write(l)
			if l.Code != "" && (!strings.Contains(page.text(), " "+l.Code+"\n") || !strings.Contains(page.html(), " "+l.Code+"</pre>")) {
				t.Errorf("%s in %s: the code is not at the end of a line\n%s", name, locale, page.text())
			}
			if subject, text := Preview(l.Mail); l.Code != "" && (strings.Contains(subject+text, l.Code) || !strings.Contains(text, " CODE\n")) {
				t.Errorf("%s in %s: the preview says\n%s", name, locale, text)
			}
			for line := range strings.SplitSeq(page.text(), "\n") {
				if len([]rune(line)) > width && !strings.HasPrefix(line, "    ") {
					t.Errorf("%s in %s: a line is too long: %s", name, locale, line)
				}
			}
		}
	}
}
