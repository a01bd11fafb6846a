package app

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/org"
)

// MemberFlags are the flags that say something of a membership: names, language, billing mark, contact preferences. A wizard
// sets them as if they had been typed.
type MemberFlags struct {
	first, last, locale string
	billing             bool
	notify              []string
	set                 *pflag.FlagSet
}

// Bind adds the flags.
func (o *MemberFlags) Bind(c *cobra.Command) {
	o.set = c.Flags()
	o.set.StringVar(&o.first, "first-name", "", "first `name`")
	o.set.StringVar(&o.last, "last-name", "", "last `name`")
	AllowEmpty(c, "first-name", "last-name")
	o.set.StringVar(&o.locale, "locale", "", "`language` of mails: de_DE, en_GB, es_ES, fr_FR, it_IT")
	o.set.BoolVar(&o.billing, "billing", false, "may order products and see the book; --billing=false takes it away")
	o.set.StringSliceVar(&o.notify, "notify", nil, "mails they want: `topics` billing, products, or none")
	Completes(c, "locale", cobra.FixedCompletions(org.Locales(), cobra.ShellCompDirectiveNoFileComp))
	Completes(c, "notify", cobra.FixedCompletions([]string{"billing", "products", "none"}, cobra.ShellCompDirectiveNoFileComp))
}

// Flags are those of the command: an answer is set as if it had been typed.
func (o *MemberFlags) Flags() *pflag.FlagSet { return o.set }

// Edit is what was given.
func (o *MemberFlags) Edit() (e org.MemberEdit, err error) {
	given := func(flag string, value string) *string {
		if !o.set.Changed(flag) {
			return nil
		}
		return &value
	}
	e.FirstName, e.LastName, e.Locale = given("first-name", o.first), given("last-name", o.last), given("locale", o.locale)
	if o.set.Changed("billing") {
		e.Billing = &o.billing
	}
	if o.set.Changed("notify") {
		e.NotifyBilling, e.NotifyProducts, err = ParseTopics(o.notify)
	}
	return e, err
}

// ParseTopics reads contact preferences. They are stated as a whole: what is not named is off.
func ParseTopics(words []string) (billing, products *bool, err error) {
	billing, products = new(false), new(false)
	for i, word := range words {
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "billing":
			*billing = true
		case "products":
			*products = true
		case "none":
			if len(words) > 1 {
				return nil, nil, org.Invalid(`"none" goes alone`).WithHint("give the topics that are wanted, or none")
			}
		default:
			return nil, nil, org.Unknown("topic", words[i], []string{"billing", "products", "none"})
		}
	}
	return billing, products, nil
}

// Words are a command with the flags that say the same without questions.
func (o *MemberFlags) Words(a *App, words ...string) []string {
	words = append([]string{"orgctl"}, words...)
	if slug := a.Flags.Settings["org"]; slug != "" {
		words = append(words, "--org", slug)
	}
	o.set.VisitAll(func(f *pflag.Flag) {
		switch {
		case !f.Changed:
		case f.Name == "first-name", f.Name == "last-name", f.Name == "locale", f.Name == "role":
			words = append(words, "--"+f.Name, f.Value.String())
		case f.Name == "notify":
			words = append(words, "--notify", strings.Join(o.notify, ","))
		case f.Name == "billing":
			words = append(words, "--billing="+strconv.FormatBool(o.billing))
		}
	})
	return words
}

// Topics are the contact preferences of a member, as --notify takes them.
func Topics(m org.Member) []string {
	words := []string{}
	if m.NotifyBilling {
		words = append(words, "billing")
	}
	if m.NotifyProducts {
		words = append(words, "products")
	}
	return words
}

// Roles are the words of --role.
func Roles() []string {
	var words []string
	for _, r := range org.Roles() {
		words = append(words, r.String())
	}
	return words
}
