package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"orgctl/internal/clitest"
)

// What others do while somebody looks is noticed: nothing is saved that was not seen.
func TestEditNoticesOthers(t *testing.T) {
	t.Parallel()
	toTheEnd := []string{
		"Step 2 of 6", "mail" + enter, "Step 3 of 6", space + enter, "rights on mail/office", enter, "May Jane Doe use", enter, "products to come in", enter,
	}
	for name, c := range map[string]struct {
		others []string
		late   bool // while the last question is open
		code   int
		says   string
	}{
		"a product more":               {[]string{"product", "add", "mail/new"}, false, 4, "somebody changed Mail service while you were editing: nothing was saved\nhint: run"},
		"a product more, at the end":   {[]string{"product", "add", "mail/new"}, true, 4, "something changed while you were looking: nothing was done\n"},
		"a product less":               {[]string{"product", "remove", "mail/office", "--yes"}, false, 4, "somebody changed Mail service while you were editing"},
		"other rights":                 {[]string{"grant", "set", "jane@example.org", "--grant", "mail/@all=technical+statistics+use"}, false, 4, "somebody changed Mail service"},
		"other rights, at the end":     {[]string{"grant", "set", "jane@example.org", "--grant", "mail/@all=technical+statistics+use"}, true, 4, "something changed"},
		"something else":               {[]string{"product", "add", "drive/new"}, false, 0, "set the access of jane@example.org"},
		"the person is gone":           {[]string{"user", "remove", "jane@example.org", "--yes"}, false, 3, `no user "jane@example.org"`},
		"the session ended":            {[]string{"logout"}, false, 7, "your session has ended"},
		"the session ended at the end": {[]string{"logout"}, true, 7, "your session has ended"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := rich(t)
			x := atTerminal(t, h, "grant", "edit", "jane@example.org")
			play(t, x, toTheEnd...)
			x.Expect("> Save (1 change)")
			if c.late {
				x.Type(enter)
				x.Expect("Save this for Jane Doe in Acme?")
			}
			h.Must(t, c.others...)
			after := grantsOf(h)
			if !c.late {
				x.Type(enter)
			}
			if c.late || c.code == 0 {
				play(t, x, "Save this for Jane Doe in Acme?", "y"+enter)
			}
			x.Expect(c.says)
			expectCode(t, x, c.code)
			if c.code != 0 {
				expectSame(t, "afterwards", grantsOf(h), after)
			}
		})
	}
}

// grantsOf is what is granted, or the refusal to say.
func grantsOf(h *clitest.Home) string {
	r := h.Run("grant", "list", "-o", "json")
	return fmt.Sprint(r.Code, r.Stdout)
}

func TestEditNoticesAnotherRuleOnEverything(t *testing.T) {
	t.Parallel()
	h := rich(t)
	x := atTerminal(t, h, "grant", "edit", "jane@example.org")
	play(t, x, "Which category", "full"+enter, "Give Jane Doe every", down+enter)
	x.Expect("> Save (1 change)")
	h.Must(t, "grant", "full", "jane@example.org", "--usage", "admin")
	x.Type(enter)
	x.Expect("somebody changed the rule on everything while you were editing: nothing was saved")
	expectCode(t, x, 4)
}

func TestEditRehearses(t *testing.T) {
	t.Parallel()
	h := rich(t)
	was := grants(t, h)
	x := atTerminal(t, h, "grant", "edit", "jane@example.org", "--dry-run")
	play(t, x, "Which category", "mail"+enter, "Which products", clitest.Left+enter, "get the products", enter, "> Save", enter,
		"  - mail/office: technical, use as user\norgctl: dry run: this would change in Acme, nothing was done", "")
	expectCode(t, x, 0)
	expectSame(t, "a dry run", grants(t, h), was)
}

// Under one --op-id only the very same answers are the same request.
func TestEditUnderAnOpID(t *testing.T) {
	t.Parallel()
	h := rich(t)
	for _, c := range []struct {
		answers []string
		says    string
		code    int
	}{
		{[]string{"Step 3 of 6", space + enter, "Step 4 of 6", space + enter}, "set the access of jane@example.org in Acme", 0},
		{[]string{"Step 3 of 6", space + enter}, `--op-id "once" was used for something else`, 4},
	} {
		x := atTerminal(t, h, "grant", "edit", "jane@example.org", "--op-id", "once")
		play(t, x, append(append([]string{"Step 2 of 6", "domain" + enter}, c.answers...), "> Save", enter)...)
		if c.code != 0 {
			play(t, x, "Save this for Jane Doe", "y"+enter)
		}
		x.Expect(c.says)
		expectCode(t, x, c.code)
	}
}

// With --inform the person hears of what was saved, and the command that does the same says so.
func TestEditInforms(t *testing.T) {
	t.Parallel()
	h := rich(t)
	h.SendMail()
	x := atTerminal(t, h, "grant", "edit", "jane@example.org", "--inform")
	play(t, x,
		"Step 2 of 6", "mail"+enter, "Step 3 of 6", space+enter, "rights on mail/office", enter, "May Jane Doe use", enter, "products to come in", enter,
		"> Save (1 change)", enter, "Save this for Jane Doe in Acme?", "y"+enter,
	)
	x.Expect("set the access of jane@example.org in Acme\n", "sent to jane@example.org\n", " --inform\n")
	expectCode(t, x, 0)
	if got := h.Inbox(t); len(got) != 1 || !strings.Contains(got[0].Text, "has changed what you may do in Acme") {
		t.Errorf("she got %v", got)
	}
}
