package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/org"
)

// topic is a page of the help that belongs to no command.
type topic struct {
	name, short string
	text        func() string
}

func topics() []topic {
	return []topic{
		{"environment", "The environment variables", environmentTopic},
		{"exit-codes", "What the exit codes and error codes mean", exitCodesTopic},
		{"formats", "Output formats, columns, sorting, limits", func() string { return formatsTopic }},
		{"filters", "How --filter chooses rows", func() string { return filtersTopic }},
		{"accessibility", "Screen readers, colours, terminals", func() string { return accessibilityTopic }},
		{"privacy", "What is stored, where, and what is sent", func() string { return privacyTopic }},
	}
}

func topicNames() (names []string) {
	for _, t := range topics() {
		names = append(names, t.name)
	}
	return names
}

// newHelp is 'orgctl help': the help of a command, or a topic.
func newHelp(a *app.App) *cobra.Command {
	c := &cobra.Command{
		Use:       "help [COMMAND|TOPIC]",
		Short:     "Explain a command or a topic",
		Example:   "orgctl help grant\norgctl help exit-codes",
		Args:      cobra.ArbitraryArgs,
		ValidArgs: topicNames(),
	}
	c.RunE = a.Run(func(_ context.Context, args []string) error { return helpRun(a, c.Root(), args) })
	return c
}

func helpRun(a *app.App, root *cobra.Command, args []string) error {
	for _, t := range topics() {
		if len(args) == 1 && args[0] == t.name {
			_, err := io.WriteString(a.Streams.Out, strings.TrimLeft(t.text(), "\n"))
			return err
		}
	}
	found, rest, err := root.Find(args)
	if err != nil || len(rest) > 0 {
		known := topicNames()
		for _, c := range root.Commands() {
			known = append(known, c.Name())
		}
		word := strings.Join(args, " ")
		e := org.Errorf(org.KindUsage, org.CodeUsage, "no command or topic %q", word)
		if near := org.Suggest(word, known); near != "" {
			return e.WithHint("did you mean 'orgctl help %s'?", near)
		}
		return e.WithHint("topics are %s", strings.Join(topicNames(), ", "))
	}
	help(a, found)
	return nil
}

func environmentTopic() string {
	w := &strings.Builder{}
	fmt.Fprint(w, "Every setting can come from a flag, a variable, the user's file, the system's file, or a default, in this order.\n'orgctl config explain KEY' says which won.\n\n")
	for _, k := range config.Keys() {
		fmt.Fprintf(w, "  %-24s %s\n", k.Env(), k.Doc)
	}
	fmt.Fprint(w, `  ORGCTL_CONFIG            the configuration file, in place of the user's
  ORGCTL_TOKEN             a token to act by instead of your login; --token-file wins
  CI                       never ask, as with --no-input
  COLORFGBG                the background, where a terminal says it; see 'orgctl theme --help'
  NO_COLOR                 no colour; FORCE_COLOR and CLICOLOR_FORCE force it
  XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME
                           where the configuration, the store and the logins are
`)
	return w.String()
}

func exitCodesTopic() string {
	w := &strings.Builder{}
	fmt.Fprintf(w, "  %-4d %s\n", 0, "done (an empty list is done)")
	for _, e := range ExitCodes() {
		fmt.Fprintf(w, "  %-4d %s\n", e.Code, e.Meaning)
	}
	fmt.Fprint(w, `
They are checked in this order, and the first failure wins: usage 2, session 7, visible 3, role 5, rule 5, state 4,
confirmation 5, password 7.

With -o json an error is an object on stderr, {"error":{"code","exit","message","hint"}}, where code is one of:

`)
	for _, c := range org.Codes() {
		fmt.Fprintf(w, "  %-24s %s\n", c.Code, c.Meaning)
	}
	return w.String()
}

const formatsTopic = `
Results go to stdout, everything else to stderr.

  -o table   for people; the default on a terminal
  -o tsv     the default in a pipe: a header, then rows; tab, line feed, carriage return and backslash are written
             as \t \n \r \\ and nothing is cut
  -o csv     as RFC 4180; what a list writes, the matching --from reads
  -o json    lists are arrays, single things are objects; times are RFC 3339 in UTC, money is a decimal string
  -o jsonl   one object a line
  -o yaml    the same as YAML
  -o name    the reference of each row, to feed to another command

  --columns email,role    these columns;  --columns +id,-state  the default with and without
  --sort -created_at,name descending by the first, then ascending by the second
  --filter '...'          see 'orgctl help filters'
  --limit 50              at most 50 rows; stderr then says how many there are
  --jq '.[].email'        a jq expression over the JSON
  --template '...'        a Go template over the JSON
`

const filtersTopic = `
--filter keeps the rows for which every term holds. A term is a column, an operator and a value:

  =   equals                 !=  differs
  ~   contains, any case     !~  does not contain
  <  <=  >  >=               numbers, times and text in order

A list matches if one of its elements does. Values with blanks are quoted. What shows a single thing, like 'orgctl user show',
has no rows: it refuses --filter and --sort.

  orgctl user list --filter 'role=external state!=pending'
  orgctl product list --filter 'category=drive label~"annual report"'
`

const accessibilityTopic = `
  ORGCTL_ACCESSIBLE=1     plain numbered questions, one after the other, without redrawing and without a progress bar:
                          for screen readers; 'orgctl config set accessible true' keeps it
  NO_COLOR=1              no colour; --color never does the same for one command
  TERM=dumb               nothing is asked and nothing is coloured
  orgctl theme light      colours that can be read on a light background, or dark; auto follows the terminal
  orgctl doctor           what of this works in your terminal

Nothing is said by colour alone. In every question one can go back (Ctrl-B or Esc; in plain mode the answer <) and leave
with Ctrl-C, which changes nothing.
`

const privacyTopic = `
orgctl sends nothing unasked: no telemetry, no look for updates. What leaves the machine is the mail that you have told it to
send ('orgctl config get mail.delivery'), to the people whom an invitation, a code or a change concerns.

It stores, on this machine only:
  the store          people's names, e-mails and languages, organizations with their addresses, teams, products, who may do
                     what, mail that waits to be sent, and the log of every change with who made it: one file, which
                     'orgctl store info' names, with its lock, its backups and what SQLite keeps beside it
  the logins         a session secret for each remembered login: sessions.json below $XDG_STATE_HOME/orgctl, which only you
                     can read, or the keyring of the desktop if you chose it ('orgctl logout', 'orgctl switch user --forget')
  the configuration  what you set, below $XDG_CONFIG_HOME/orgctl
  what you ask for   files that are named with --out or made by 'orgctl dpa generate'; nothing else is written anywhere

Passwords are kept as argon2id hashes and sessions and codes as SHA-256 hashes. Whoever can read the store's file can
read everything else in it, and whoever can write it is not stopped by roles: see docs/security.md.

Who is removed from an organization is gone from its lists, but not from its log, which proves what was done and by whom; the
login stays until its owner has no use for it. For what you keep of people here, you answer to them; for what the provider of your
products keeps, 'orgctl dpa generate' writes the certificate.

The source documents of this program also speak of whistleblowing and of cookies. Those are notices of a vendor about its own
company and its own site: orgctl sets no cookies, and has no channel for reports.
`
