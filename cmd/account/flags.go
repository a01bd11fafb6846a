// Package accountcmd is what somebody does about themselves: init, signup, login, logout, whoami, status and switch. It
// refuses to know how passwords are hashed and where sessions are kept: packages app and secret do.
package accountcmd

import (
	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

// account is somebody who signs up, as flags and answers give it.
type account struct {
	app.PasswordFlags
	email, first, last string
	slug, name         string
	kind, country      string
	password           string
	rehearsed          bool // a dry run needs no password
	asked              bool
	byFlag             map[*string]bool
}

func (o *account) bind(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&o.email, "email", "", "your `e-mail`, with which you log in")
	f.StringVar(&o.first, "first-name", "", "your first `name`")
	f.StringVar(&o.last, "last-name", "", "your last `name`")
	f.StringVar(&o.name, "org-name", "", "the `name` of the organization; its slug is given with --org")
	f.StringVar(&o.kind, "kind", "", "its `kind`: individual, company, association, public-body")
	f.StringVar(&o.country, "country", "", "its `country`, like CH; timezone, currency and language follow from it")
	o.PasswordFlags.Bind(c)
	app.Completes(c, "kind", cobra.FixedCompletions(org.OrgKinds(), cobra.ShellCompDirectiveNoFileComp))
}

// missing names the first flag that a command without a terminal can't do without.
func (o *account) missing() error {
	for _, f := range []struct{ value, flag, hint string }{
		{o.email, "email", "your e-mail, with which you log in"},
		{o.first, "first-name", "your first name"},
		{o.last, "last-name", "your last name"},
		{o.password, "password-file", "a file with the password, or --password-stdin"},
		{o.slug + o.name, "org", "the short name of the organization, like acme; --org-name Acme is its full name"},
	} {
		if f.value == "" && !(o.rehearsed && f.flag == "password-file") {
			return app.Need(f.flag, "%s", f.hint)
		}
	}
	return nil
}

// account is what was given as package org wants it, with the secret of the session to come.
func (o *account) account(a *app.App) (acc org.Account, session string, err error) {
	if acc.Email, err = org.ParseEmail(o.email); err != nil {
		return acc, "", err
	}
	acc.FirstName, acc.LastName = o.first, o.last
	acc.Org = org.Organization{Slug: o.slug, Name: o.name, Kind: o.kind, Country: o.country}
	if acc, err = acc.Checked(); err != nil {
		return acc, "", err
	}
	if o.rehearsed {
		return acc, "", nil
	}
	if acc.Password, err = a.HashPassword(o.password, o.own()...); err != nil {
		return acc, "", err
	}
	session, acc.Session, err = a.NewSession()
	return acc, session, err
}

// own is what everybody knows of the person: no password may be that.
func (o *account) own() []string { return []string{o.email, o.first, o.last, o.first + " " + o.last} }

// equivalent is the command line that says the same without questions. The password is not in it.
func (o *account) equivalent(verb string) []string {
	if !o.asked {
		return nil
	}
	words := []string{"orgctl", verb}
	for _, f := range []struct{ flag, value string }{
		{"email", o.email}, {"first-name", o.first}, {"last-name", o.last}, {"org", o.slug}, {"org-name", o.name}, {"kind", o.kind}, {"country", o.country},
	} {
		if f.value != "" {
			words = append(words, "--"+f.flag, f.value)
		}
	}
	return append(words, o.Equivalent()...)
}
