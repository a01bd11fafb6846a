package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/org"
)

const referenceDir = "docs/reference"

// addReference makes a page for each command below the root, one for each table and topic, and their contents.
func addReference(all files, root *cobra.Command) error {
	pages := map[string]*page{
		"README":      contents(root),
		"exit-codes":  exitCodesPage(),
		"errors":      errorsPage(),
		"settings":    settingsPage(),
		"permissions": permissionsPage(root),
	}
	for _, t := range cmd.Topics() {
		if t.Name != exitCodes {
			pages[t.Name] = newPage(t.Short)
			pages[t.Name].prose(t.Text)
		}
	}
	for _, c := range nouns(root) {
		if pages[c.Name()] != nil {
			return fmt.Errorf("the command %q has the name of another page", c.Name())
		}
		pages[c.Name()] = nounPage(c)
	}
	if err := exportFormat(pages["export"]); err != nil {
		return err
	}
	for name, p := range pages {
		all[referenceDir+"/"+name+".md"] = p.String()
	}
	return nil
}

func contents(root *cobra.Command) *page {
	p := newPage("Reference")
	p.prose(root.Long)
	for _, g := range root.Groups() {
		p.add("\n## %s\n", g.Title)
		var rows [][]string
		for _, c := range nouns(root) {
			if c.GroupID == g.ID {
				rows = append(rows, []string{link(code(c.CommandPath()), c.Name()+".md"), escape(c.Short)})
			}
		}
		p.table([]string{"command", ""}, rows)
	}
	p.add("\n## Global flags\n\nEvery command takes these.\n")
	p.flags(globalFlags(root))
	p.add("\n## More\n\n")
	p.add("- %s\n- %s\n", link("Who may do what", "permissions.md"), link("Exit codes", "exit-codes.md"))
	p.add("- %s\n- %s\n", link("Error codes", "errors.md"), link("Settings", "settings.md"))
	p.add("- %s\n", link("JSON", "json.md"))
	for _, t := range cmd.Topics() {
		if t.Name != exitCodes {
			p.add("- %s\n", link(t.Short, t.Name+".md"))
		}
	}
	return p
}

func globalFlags(root *cobra.Command) []flag {
	var out []flag
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { out = append(out, newFlag(f)) })
	return out
}

// nounPage is the page of a command below the root and of all below it.
func nounPage(c *cobra.Command) *page {
	p := newPage(c.CommandPath())
	if !c.HasAvailableSubCommands() {
		p.command(c)
		return p
	}
	p.prose(description(c))
	var rows [][]string
	for _, leaf := range leaves(c) {
		rows = append(rows, []string{link(code(leaf.CommandPath()), "#"+anchor(leaf.CommandPath())), escape(leaf.Short)})
	}
	p.table([]string{"command", ""}, rows)
	for _, leaf := range leaves(c) {
		p.add("\n## %s\n", leaf.CommandPath())
		p.command(leaf)
	}
	return p
}

// facts are what the annotations and flags of a command say about its run.
func facts(c *cobra.Command) []string {
	out := []string{"Needs: " + need(app.Row(c))}
	if app.IsWrite(c) {
		out = append(out, "Changes something: `--dry-run` shows what, `--op-id` makes a retry safe")
	}
	exits := "Ends with one of the " + link("exit codes", "exit-codes.md")
	switch {
	case c.Flags().Lookup("continue-on-error") != nil:
		exits += "; 8 if some rows failed with `--continue-on-error`"
	case c.CommandPath() == "orgctl grant check", c.CommandPath() == "orgctl export verify":
		exits += "; 10 if the answer is no"
	}
	return append(out, exits)
}

// need says in words what a command asks of whoever runs it.
func need(row org.Action) string {
	switch row {
	case app.Anybody:
		return "nothing"
	case app.LoggedIn:
		return "a login"
	case app.FileOwner:
		return "no login, but the file of the store: whoever owns it"
	}
	for _, p := range org.Permissions() {
		if p.Action == row {
			return "the right to " + link(escape(p.Text), "permissions.md#"+anchor(string(row)))
		}
	}
	panic("no row " + row + " in the permission table")
}

func settingsPage() *page {
	p := newPage("Settings")
	p.add("\nEach can be given as a flag, as an environment variable, in the user's file, or in the system's file; the first in\n")
	p.add("this order wins. %s says which did, %s writes one into the user's file.\n", code("orgctl config explain KEY"), code("orgctl config set KEY VALUE"))
	var rows [][]string
	for _, k := range config.Keys() {
		flag := ""
		if k.Flag != "" {
			flag = code("--" + k.Flag)
		}
		values := k.Type()
		if k.Allowed != nil {
			values = "`" + strings.Join(k.Allowed, "` `") + "`"
		}
		fallback := ""
		if k.Default != "" {
			fallback = code(k.Default)
		}
		rows = append(rows, []string{code(k.Name), escape(k.Doc), values, fallback, flag, code(k.Env())})
	}
	p.table([]string{"key", "what", "values", "default", "flag", "variable"}, rows)
	return p
}
