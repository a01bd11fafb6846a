package cmd

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	accountcmd "orgctl/cmd/account"
	billingcmd "orgctl/cmd/billing"
	catalogcmd "orgctl/cmd/catalog"
	clientcmd "orgctl/cmd/client"
	configcmd "orgctl/cmd/config"
	doctorcmd "orgctl/cmd/doctor"
	dpacmd "orgctl/cmd/dpa"
	exportcmd "orgctl/cmd/export"
	grantcmd "orgctl/cmd/grant"
	invitationcmd "orgctl/cmd/invitation"
	logcmd "orgctl/cmd/log"
	mailcmd "orgctl/cmd/mail"
	orgcmd "orgctl/cmd/org"
	partnercmd "orgctl/cmd/partner"
	productcmd "orgctl/cmd/product"
	storecmd "orgctl/cmd/store"
	teamcmd "orgctl/cmd/team"
	tokencmd "orgctl/cmd/token"
	usercmd "orgctl/cmd/user"
	"orgctl/internal/app"
)

type flagType = pflag.Flag

type group struct{ id, title string }

// groups order the root help by task, most used first.
func groups() []group {
	return []group{
		{"access", "Who may do what"},
		{"people", "People and organizations"},
		{"partners", "Partners, clients and billing"},
		{"you", "You"},
		{"store", "The store and this program"},
	}
}

// entry is a command below the root.
type entry struct {
	name, short, group string
	aliases            []string
	build              func(*app.App) *cobra.Command
}

func (e entry) is(word string) bool { return e.name == word || slices.Contains(e.aliases, word) }

// nouns are all commands below the root. The short texts stand here too, so that the help need not build the commands;
// a test compares them.
func nouns() []entry {
	return []entry{
		{"grant", "Say who may use or manage which product, and ask why", "access", nil, grantcmd.New},
		{"product", "List, add, edit, renew and remove products", "access", nil, productcmd.New},
		{"catalog", "See the categories of products and their rights, and bring your own", "access", nil, catalogcmd.New},
		{"user", "List, add, edit and remove people, and give them roles", "people", nil, usercmd.New},
		{"invitation", "See, change, send again and cancel invitations, and answer those you got", "people", nil, invitationcmd.New},
		{"team", "List, add, edit and remove work teams, and say who is in them and what they hold", "people", nil, teamcmd.New},
		{"org", "List, add, edit and remove organizations, and see who is in them", "people", nil, orgcmd.New},
		{"billing", "See and keep the book: what was ordered, discounted, paid and credited", "partners", nil, billingcmd.New},
		{"export", "Write CSV for the accounting program: the billing of clients, or who may do what", "partners", nil, exportcmd.New},
		{"dpa", "Make the certificate on data protection", "people", nil, dpacmd.New},
		{"partner", "Let partners in, limited or with full access, and answer their requests", "partners", nil, partnercmd.New},
		{"client", "As a partner: list and add clients, and say who of you enters which", "partners", nil, clientcmd.New},
		{"init", "Make a store with your login and your organization", "you", nil, accountcmd.NewInit},
		{"login", "Log in with your e-mail and password, or with a code", "you", nil, accountcmd.NewLogin},
		{"logout", "End your session", "you", nil, accountcmd.NewLogout},
		{"whoami", "Say who is logged in, and where they belong", "you", nil, accountcmd.NewWhoami},
		{"status", "Say who you are, where you work, and which grants end soon", "you", nil, accountcmd.NewStatus},
		{"switch", "Go on as another user or in another organization", "you", nil, accountcmd.NewSwitch},
		{"token", "Make, list and revoke the tokens by which programs act for you", "you", nil, tokencmd.New},
		{"signup", "Make yourself a login, with an organization of your own", "you", nil, accountcmd.NewSignup},
		{"theme", "Choose colours that can be read on a light or a dark background", "you", nil, accountcmd.NewTheme},
		{"log", "See what was done and by whom, and verify that the log is untouched", "store", nil, logcmd.New},
		{"mail", "See which mails wait, send them now, and test whether mail goes out", "store", nil, mailcmd.New},
		{"store", "Look after the file in which everything is: check, back up, restore", "store", nil, storecmd.New},
		{"config", "See and change settings, and ask where one comes from", "store", nil, configcmd.New},
		{"doctor", "Find out whether terminal, system, store, mail and clock are fit, and what to do if not", "store", nil, doctorcmd.New},
		{"demo", "Play the main job on a store of its own, command by command", "store", nil, newDemo},
		{"completion", "Print the completion script of a shell", "store", nil, newCompletion},
		{"version", "Print the version", "store", nil, newVersion},
	}
}
