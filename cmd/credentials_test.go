package cmd_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"orgctl/internal/clitest"
)

// TestEnablingTheSecondFactor goes from the password over the code of the app to the recovery codes, and logs in by them.
func TestEnablingTheSecondFactor(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "2fa", "enable")
	x.Expect("Step 1 of 2 – password", "Your password")
	x.Type(clitest.Password + enter)
	x.Expect("▀", "Scan this with the app on your phone", "otpauth://totp/orgctl:olivia@example.org?secret=", "Step 2 of 2 – first code", "The code that the app shows now")
	secret := regexp.MustCompile(`\n +([A-Z2-7]{32})\s`).FindStringSubmatch(x.Output())[1]
	x.Type("123456" + enter)
	x.Expect("this is not the code of the moment")
	x.Type(strings.Repeat(clitest.Backspace, 6) + codeOf(t, secret) + enter)
	x.Expect("switched your second factor on", "keep these recovery codes where your phone is not")
	expectCode(t, x, 0)
	recovery := regexp.MustCompile(`[a-z2-7]{6}(-[a-z2-7]{6}){3}`).FindAllString(x.Output(), -1)
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes: %s", len(recovery), x.Screen())
	}
	if strings.Contains(x.Output(), clitest.Password) {
		t.Error("the password was shown")
	}
	h.Must(t, "logout")
	login := atTerminal(t, h, "login", "--email", "olivia@example.org")
	play(t, login, "Password of olivia@example.org", clitest.Password+enter, "Code from your app, or a recovery code", recovery[3]+enter)
	login.Expect("you have 9 recovery codes left", "logged in as olivia@example.org")
	expectCode(t, login, 0)
	expectJQ(t, h, "on", "whoami", "--jq", ".second_factor")
	if left := string(mustRead(t, filepath.Join(h.Dir, "store", "store.db"))); strings.Contains(left, recovery[0]) {
		t.Error("a recovery code is in the store")
	}
}

// Who can't see gets the secret as text.
func TestEnablingTheSecondFactorPlainly(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "user", "2fa", "enable")
	play(t, x, "Your password", clitest.Password+enter)
	x.Expect("type it in", "The code that the app shows now")
	if strings.ContainsAny(x.Output(), "▀▄█") {
		t.Error("a QR code was drawn")
	}
	x.Type(clitest.CtrlC)
	expectCode(t, x, 130)
	expectJQ(t, h, "pending", "whoami", "--jq", ".second_factor")
}

func TestAWrongCodeEndsTheLogin(t *testing.T) {
	h := demo(t)
	enrol(t, h)
	h.Must(t, "logout")
	x := atTerminal(t, h, "login")
	play(t, x, "Your e-mail", enter, "Password of olivia@example.org", clitest.Password+enter, "Code from your app", "000000"+enter)
	x.Expect("this is not the code of the moment, or it was used before")
	expectCode(t, x, 7)
}

// TestRenewingRecoveryCodes and switching off ask for the password.
func TestRenewingRecoveryCodes(t *testing.T) {
	h := demo(t)
	enrol(t, h)
	x := atTerminal(t, h, "user", "2fa", "codes")
	play(t, x, "Your password", clitest.Password+enter)
	x.Expect("made ten new recovery codes")
	expectCode(t, x, 0)
	h.Must(t, "org", "edit", "--require-2fa", "--yes")
	off := atTerminal(t, h, "user", "2fa", "disable")
	play(t, off, "Your password", clitest.Password+enter, "olivia@example.org can do nothing more in acme", "y"+enter)
	off.Expect("switched your second factor off")
	expectCode(t, off, 0)
}

func TestCreatingATokenAsks(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "token", "create")
	play(t, x,
		"Step 1 of 3 – Acme: name", "laptop"+enter,
		"Step 2 of 3 – Acme: what it may do", enter, // only some of it
		"Which of it may it do?", enter,
		"tick at least one", "exp"+space+enter,
		"Step 3 of 3 – Acme: end", clitest.CtrlB,
		"Which of it may it do?", "exp"+space+clitest.CtrlB, // ticked no more, but not answered
		"What may it do?", clitest.CtrlB,
		"A name to know the token by", enter,
		"What may it do?", enter,
		"Which of it may it do?", enter,
		"When does it end? (optional)", "2026-11-01"+enter,
		"has passed", strings.Repeat(clitest.Backspace, 10)+"90d"+enter,
		"Your password", clitest.Password+enter)
	x.Expect("made the token laptop in Acme", "it is not shown again", "Equivalent command: orgctl token create --name laptop --can export --expires 90d --password-stdin")
	expectCode(t, x, 0)
	expectJQ(t, h, `[["export","read"],"2027-02-20T08:00:00Z"]`, "token", "list", "--filter", "name=laptop", "--jq", "[.[0].can,.[0].expires_at] | tostring")
	x = atTerminal(t, h, "token", "create", "--expires", "90d", "--password-file", filepath.Join(h.Dir, "password"))
	play(t, x, "Step 1 of 2 – Acme: name", "all"+enter, "Step 2 of 2 – Acme: what it may do", "all"+enter)
	x.Expect("made the token all in Acme", "Equivalent command: orgctl token create --name all --expires 90d --password-file ")
	expectCode(t, x, 0)
	expectJQ(t, h, "[]", "token", "list", "--filter", "name=all", "--jq", ".[0].can // [] | tostring")
	x = atTerminal(t, h, "ORGCTL_ACCESSIBLE=1", "token", "create", "--can", "read")
	play(t, x, "Step 1 of 2 – Acme: name", "reader"+enter, "Step 2 of 2 – Acme: end", enter, "Your password", clitest.Password+enter)
	x.Expect("made the token reader in Acme", "Equivalent command: orgctl token create --name reader --can read --password-stdin")
	expectCode(t, x, 0)
	token := regexp.MustCompile(`ot_[a-z0-9]{56}`).FindString(x.Output())
	h.Set("ORGCTL_TOKEN", token)
	expectJQ(t, h, "reader", "whoami", "--jq", ".token")
}

func TestLeavingIsTyped(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "leave", "--org", "delta")
	x.Expect("olivia@example.org is no member of delta any more", "Type olivia@example.org to confirm")
	x.Type("olivia@example.org" + enter)
	x.Expect("ended your membership in Delta")
	expectCode(t, x, 0)
}

func TestLockingIsConfirmed(t *testing.T) {
	h := demo(t)
	x := atTerminal(t, h, "user", "lock", "tom@example.org")
	x.Expect("tom@example.org loses every access here until unlocked", "Do it in Acme?")
	x.Type("y" + enter)
	x.Expect("locked tom@example.org in Acme")
	expectCode(t, x, 0)
}

// enrol switches olivia's second factor on, as a script does.
func enrol(t *testing.T, h *clitest.Home) {
	t.Helper()
	password := filepath.Join(h.Dir, "password")
	secret := strings.TrimSpace(h.Must(t, "user", "2fa", "enable", "--password-file", password, "--jq", ".second_factor.secret"))
	code := filepath.Join(h.Dir, "code")
	if err := os.WriteFile(code, []byte(codeOf(t, secret)), 0o600); err != nil {
		t.Fatal(err)
	}
	h.Must(t, "user", "2fa", "enable", "--password-file", password, "--otp-file", code)
}

// codeOf is what an app shows when every test begins.
func codeOf(t *testing.T, secret string) string {
	t.Helper()
	at, err := time.Parse(time.RFC3339, clitest.Epoch)
	if err != nil {
		t.Fatal(err)
	}
	return clitest.AppCode(secret, at)
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
