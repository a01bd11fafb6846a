package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/org"
)

// exitCodes is the topic that is a page of tables here.
const exitCodes = "exit-codes"

func exitCodesPage() *page {
	p := newPage("Exit codes")
	rows := [][]string{{"0", "done (an empty list is done)"}}
	for _, e := range cmd.ExitCodes() {
		rows = append(rows, []string{strconv.Itoa(e.Code), escape(e.Meaning)})
	}
	p.table([]string{"code", "meaning"}, rows)
	for _, t := range cmd.Topics() {
		for _, b := range blocks(t.Text) {
			if t.Name == exitCodes && !b.literal {
				p.add("\n%s\n", escape(b.text))
			}
		}
	}
	p.add("\nthe %s.\n", link("error codes", "errors.md"))
	return p
}

func errorsPage() *page {
	p := newPage("Error codes")
	p.add("\nWith `-o json` an error is an object on stderr: `{\"error\":{\"code\",\"exit\",\"message\",\"hint\",\"rows\"?}}`. `code` is one of\n")
	p.add("these, `exit` the %s. Codes are added, never renamed.\n", link("exit code", "exit-codes.md"))
	var rows [][]string
	for _, c := range org.Codes() {
		rows = append(rows, []string{code(string(c.Code)), escape(c.Meaning)})
	}
	p.table([]string{"code", "meaning"}, rows)
	return p
}

// permissionsPage is the one table of who may do what, and for each of its rows the commands that need it.
func permissionsPage(root *cobra.Command) *page {
	p := newPage("Who may do what")
	p.add("\nThis table is the one that the program asks. \"Partner\" is somebody who comes in through a partnership.\n")
	var rows [][]string
	for _, r := range org.Permissions() {
		row := []string{link(escape(r.Text), "#"+anchor(string(r.Action)))}
		for _, v := range []org.Verdict{r.Owner, r.Admin, r.Collaborator, r.External, r.PartnerFull, r.PartnerLimited} {
			row = append(row, verdict(v))
		}
		rows = append(rows, row)
	}
	p.table([]string{"action", "owner", "admin", "collaborator", "external", "partner, full access", "partner, limited access"}, rows)
	p.add("\n## Which commands need which row\n")
	for _, r := range org.Permissions() {
		p.add("\n### %s\n\n%s: %s\n", r.Action, escape(r.Text), commandsFor(root, r.Action))
	}
	p.add("\n## Commands that ask no role\n\n")
	p.add("- whoever is logged in: %s\n", commandsFor(root, app.LoggedIn))
	p.add("- anybody: %s\n", commandsFor(root, app.Anybody))
	return p
}

// commandsFor lists the commands that need a row, with links to them.
func commandsFor(root *cobra.Command, row org.Action) string {
	var out []string
	for _, noun := range nouns(root) {
		for _, c := range leaves(noun) {
			if app.Row(c) != row {
				continue
			}
			target := noun.Name() + ".md"
			if c != noun {
				target += "#" + anchor(c.CommandPath())
			}
			out = append(out, link(code(c.CommandPath()), target))
		}
	}
	if len(out) == 0 {
		return "no command by itself"
	}
	return strings.Join(out, ", ")
}

// verdict is a cell of the table in words.
func verdict(v org.Verdict) string {
	switch v {
	case org.Yes:
		return "yes"
	case org.No:
		return "–"
	case org.NotOwners:
		return "yes, but never on owners"
	case org.OnlyLower:
		return "on collaborators and externals only"
	case org.WithBilling:
		return "with the billing mark"
	case org.WithTech:
		return "with the technical right on it"
	case org.Assigned:
		return "assigned clients"
	case org.AssignedBill:
		return "assigned clients, with the billing mark"
	case org.GrantedOnly:
		return "what was granted"
	case org.NotApply:
		return ""
	}
	panic(fmt.Sprintf("no words for the verdict %d", v))
}
