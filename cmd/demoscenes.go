package cmd

import (
	"path/filepath"
	"slices"
	"strings"
)

// scene is one step of the demo: what is said before, the command, and the exit code it must have.
type scene struct {
	say  string
	args []string
	exit int
}

func demoScenes(password string) []scene {
	return slices.Concat(accessScenes(password), partnerScenes(password), lastScenes(password))
}

// accessScenes are one organization, its people and what they may do.
func accessScenes(password string) []scene {
	words := strings.Fields
	return []scene{
		{"Set up an organization: the first user becomes its owner and is logged in.",
			append(words("init --email olivia@example.org --first-name Olivia --last-name Owner --org acme --org-name Acme --kind company --country CH --password-file"), password), 0},
		{"Two people join: a collaborator, who gets only what is granted, and an admin, who has every management right.",
			words("user add jane@example.org --first-name Jane --last-name Doe --role collaborator"), 0},
		{"", words("user add ada@example.org --first-name Ada --last-name Admin --role admin"), 0},
		{"Products are written category/name.", words("product add drive/marketing"), 0},
		{"", words("product add drive/sales"), 0},
		{"", words("product add domain/acme.ch"), 0},
		{"The main job: Jane may manage and use one drive, and see the figures of every drive to come. 'orgctl grant edit' asks for the same step by step.",
			words("grant set jane@example.org --grant drive/marketing=technical+use --grant drive/@future=statistics"), 0},
		{"A product that comes later is hers at once, with the rights of the rule.", words("product add drive/archive"), 0},
		{"Why may she do what with it?", words("grant why jane@example.org drive/archive"), 0},
		{"A script asks and reads the exit code: 0 is yes, 10 is no.", words("grant check jane@example.org drive/marketing --right technical"), 0},
		{"", words("grant check jane@example.org domain/acme.ch --right technical"), 10},
		{"Who may do something with a drive?", words("grant who drive/marketing"), 0},
		{"Everybody and everything at a glance.", words("grant matrix"), 0},
		{"Access can end by itself, and carries its reason.", words("grant set jane@example.org --product domain/acme.ch --right technical --until 8h --reason migration"), 0},
		{"A team is granted access together: everybody in it has what it holds, beside what is their own.",
			words("team add Design --colour purple --grant drive/sales=technical+use --grant drive/archive=technical --member jane@example.org"), 0},
		{"", words("grant why jane@example.org drive/archive"), 0},
		{"Before a team goes, it is said who loses what: she keeps what is hers.", words("team remove design --dry-run -o table"), 0},
		{"Max is invited from outside, into the team. There is no mail here, so that the code is printed, to be handed over to him.",
			words("user invite max@example.com --first-name Max --last-name Muster --role external --team design"), 0},
		{"He is on the list already, but has no access yet: the exit code is 10.", words("grant check max@example.com drive/sales --usage user"), 10},
		{"Max accepts on his machine, and chooses a password.", append(words("invitation accept CODE --password-file"), password), 0},
		{"He sees what was granted to him, and nothing else.", words("product list"), 0},
		{"", words("user list"), 5},
		{"Olivia goes on: who logged in before needs no password while the session lasts.", words("switch user olivia@example.org"), 0},
		{"", words("invitation list"), 0},
		{"Taking access away shows what goes, and asks: here --dry-run only looks.", words("grant revoke jane@example.org --product drive/marketing --dry-run"), 0},
		{"", words("grant revoke jane@example.org --product drive/marketing --yes"), 0},
		{"Ordered with a price, a product is in the book: the list price and each discount as a row of its own, so that they add up.",
			words("product add drive/studio --price 347.20 --period 1y --discount 20 --discount 25"), 0},
		{"", words("billing balance"), 0},
	}
}

// partnerScenes are a client and its partner, from the invitation to the end.
func partnerScenes(password string) []scene {
	words := strings.Fields
	return []scene{
		{"Rita's agency looks after others. She signs up, and makes it a partner that clients find.",
			append(words("signup --email rita@example.com --first-name Rita --last-name Sell --org agency --org-name Agency --kind company --country CH --password-file"), password), 0},
		{"", words("partner profile edit --email partners@example.com"), 0},
		{"", words("billing rates set drive 20"), 0},
		{"Acme's owner lets it in, limited to one product, and hands the code over. 'orgctl partner invite' asks for the same step by step.", words("switch user olivia@example.org"), 0},
		{"", words("partner invite agency --access limited --product drive/studio"), 0},
		{"Rita accepts, and sees in the client what was granted, and nothing else.", words("switch user rita@example.com"), 0},
		{"", words("partner accept CODE"), 0},
		{"", words("client list"), 0},
		{"", words("product list --org acme"), 0},
		{"Olivia opens everything to the agency, which agrees to pay: what it renews is discounted at once, in its own book.", words("switch user olivia@example.org"), 0},
		{"", words("partner edit agency --access full --payment partner --yes"), 0},
		{"", words("switch user rita@example.com"), 0},
		{"", words("partner accept acme"), 0},
		{"", words("product renew drive/studio --period 1y --discount 25 --org acme"), 0},
		{"The quarter of every client as CSV for the accounting program, with a manifest to verify it by; --dialect excel-fr and others fit a spreadsheet.",
			words("export clients --history all --period this-quarter"), 0},
		{"To end it takes a confirmation and the password. From then on the client is not there any more for the agency.", words("switch user olivia@example.org"), 0},
		{"", append(words("partner revoke agency --yes --password-file"), password), 0},
		{"", words("switch user rita@example.com"), 0},
		{"", words("product list --org acme"), 3},
		{"", words("switch user olivia@example.org"), 0},
	}
}

func lastScenes(password string) []scene {
	words := strings.Fields
	return []scene{
		{"An organization always keeps an owner.", words("user role olivia@example.org --role admin --yes"), 5},
		{"The certificate on data protection, as PDF, HTML or Markdown: its hash is in the log.",
			append(words("dpa generate --lang fr --out"), filepath.Join(filepath.Dir(password), "certificate.pdf")), 0},
		{"Every change is in the log, and the log shows tampering.", words("log list"), 0},
		{"", words("log verify"), 0},
	}
}
