package mail

import (
	"fmt"
	"strings"
	"time"

	"orgctl/internal/org"
)

func english(p *page, f facts) {
	if name := f.name(); name != "" {
		p.say("Hello " + name + ",")
	} else {
		p.say("Hello,")
	}
	switch f.l.Kind {
	case org.MailInvitation:
		enInvitation(p, f)
	case org.MailRole:
		enRole(p, f)
	case org.MailAccess:
		enAccess(p, f)
	case org.MailSecurity:
		enSecurity(p, f)
	case org.MailReset:
		enReset(p, f)
	case org.MailPartner:
		enPartner(p, f)
	case org.MailPayment:
		enPayment(p, f)
	default:
		p.subject = "A test from orgctl"
		p.say("If you can read this, mail goes out. These accents should look right: é à ü ß œ ñ.")
	}
	p.say("This mail was sent by orgctl, a program. " + enSender(f))
}

func enSender(f facts) string {
	if f.has("organization") {
		return "Questions are best put to the people of " + f.get("organization") + "."
	}
	return "Questions are best put to whoever looks after it."
}

// enUntil says how long a code counts.
func enUntil(f facts) string {
	t, day, ok := f.time("expires")
	switch {
	case !ok:
		return "It counts once."
	case day:
		return "It counts once, up to and including " + t.Format("2 January 2006") + "."
	default:
		return "It counts once, until " + enTime(t) + "."
	}
}

func enInvitation(p *page, f facts) {
	p.subject = "Invitation to " + f.get("organization")
	p.say(fmt.Sprintf("%s invites you to join %s as %s.", f.get("by"), f.get("organization"), enRoleName(f.get("role"))))
	if f.has("teams") {
		p.say("Work teams that you would be in: " + f.get("teams") + ".")
	}
	if f.has("products") {
		p.say("Products that you would have access to: " + f.get("products") + ".")
	}
	p.say("To accept, with the login you have or with a new one, run:")
	p.command("orgctl invitation accept " + f.l.Code)
	p.say("If you have no login yet, signing up does the same:")
	p.command("orgctl signup --code " + f.l.Code)
	p.say("To refuse:")
	p.command("orgctl invitation refuse " + f.l.Code)
	p.say("The code is meant for you alone: please do not pass it on.", enUntil(f))
}

func enRole(p *page, f facts) {
	p.subject = "Your role in " + f.get("organization")
	p.say(fmt.Sprintf("%s has given you another role in %s: you are now %s, and were %s before.",
		f.get("by"), f.get("organization"), enRoleName(f.get("role")), enRoleName(f.get("before"))))
	p.say("Your sessions have ended with it. To go on, log in again:")
	p.command("orgctl login")
}

func enAccess(p *page, f facts) {
	p.subject = "Your access in " + f.get("organization")
	p.say(fmt.Sprintf("%s has changed what you may do in %s:", f.get("by"), f.get("organization")))
	p.list(enChanges(f.changes()))
	p.say("All that you may do there, and why, is shown by:")
	p.command("orgctl grant list --effective --user " + f.l.To)
}

func enChanges(changes []org.AccessChange) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, enScope(c.Scope)+": "+enHeld(c.After)+" (before: "+enHeld(c.Before)+")")
	}
	return out
}

func enHeld(h org.Held) string {
	line := enRights(h.Rights)
	if h.From != nil {
		line += ", from " + enTime(*h.From)
	}
	if h.Until != nil {
		line += ", until " + enTime(*h.Until)
	}
	return line
}

func enTime(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04") + " UTC" }

func enScope(s string) string {
	switch category, what := scope(s); {
	case category == "":
		return "every product, now and to come"
	case what == "all":
		return "every product of the category " + category + ", now and to come"
	case what == "future":
		return "products to come of the category " + category
	default:
		return category + "/" + what
	}
}

func enRights(spec string) string {
	var out []string
	for _, word := range rights(spec) {
		switch word {
		case "use":
			out = append(out, "use it")
		case "use-admin":
			out = append(out, "use it as its administrator")
		case "technical":
			out = append(out, "manage it (technical)")
		case "statistics":
			out = append(out, "see its statistics")
		case "ticket-control":
			out = append(out, "control its tickets")
		case "sales-control":
			out = append(out, "control its sales")
		default:
			out = append(out, word)
		}
	}
	if len(out) == 0 {
		return "nothing by a grant of your own"
	}
	return strings.Join(out, ", ")
}

func enSecurity(p *page, f facts) {
	p.subject = "Security of your login"
	what := enAlert(f)
	if f.get("login") != "" && f.get("login") != f.l.To {
		p.subject = "Security of a login in " + f.get("organization")
		what = "This is about the login " + f.get("login") + ", which belongs to " + f.get("organization") + " as you do. " + what
	}
	if t, _, ok := f.time("at"); ok {
		what += " It happened on " + t.Format("2 January 2006 at 15:04") + " UTC."
	}
	p.say(what)
	p.say("If this was expected, there is nothing to do. If not, tell an owner of your organization at once; whoever owns the store can shut everybody else out of the login with:")
	p.command("orgctl store recover " + f.get("login"))
}

func enAlert(f facts) string {
	switch org.Alert(f.get("event")) {
	case org.AlertPassword:
		return "The password was changed. All other sessions have ended."
	case org.AlertReset:
		return "A new password was set with a code. All other sessions have ended."
	case org.AlertRecovered:
		return "Whoever owns the store's file has made a code for a new password. All sessions and tokens have ended."
	case org.Alert2FAOn:
		return "The second factor was switched on."
	case org.Alert2FAOff:
		return "The second factor was switched off."
	case org.Alert2FACodes:
		return "New recovery codes were made. Those from before count no more."
	case org.AlertTokenMade:
		return "A token was made: " + f.get("token") + "."
	case org.AlertTokenGone:
		return "A token was revoked: " + f.get("token") + "."
	default:
		return "Something has changed: " + f.get("event") + "."
	}
}

func enReset(p *page, f facts) {
	p.subject = "A new password"
	p.say(fmt.Sprintf("%s has asked for a code with which you can set yourself a new password in orgctl, for the login %s. To use it, run:", f.get("by"), f.l.To))
	p.command("orgctl login --code " + f.l.Code)
	p.say("It counts once, for a day from now. Nobody else should have it. If you need no new password, do nothing: the present one goes on counting.")
}

func enPartner(p *page, f facts) {
	if f.get("direction") == org.OfferToClient {
		p.subject = f.get("organization") + " would like to work for you"
		p.say(fmt.Sprintf("%s asks, for the partner %s, to be given %s to your organization.", f.get("by"), f.get("organization"), enAccessName(f.get("access"))), enPays(f))
	} else {
		p.subject = f.get("organization") + " would like you as a partner"
		p.say(fmt.Sprintf("%s offers your organization, as a partner of %s, %s to it.", f.get("by"), f.get("organization"), enAccessName(f.get("access"))), enPays(f))
	}
	if f.has("products") {
		p.say("The products: " + f.get("products") + ".")
	}
	p.say("As an owner of your organization, you accept with:")
	p.command("orgctl partner accept " + f.l.Code)
	p.say("and refuse with:")
	p.command("orgctl partner refuse " + f.l.Code)
	p.say(enUntil(f))
}

func enPayment(p *page, f facts) {
	p.subject = "Who pays for " + f.get("organization")
	if f.has("offer") {
		p.say(fmt.Sprintf("%s asks that the partner pay for what is ordered for %s. The client goes on paying until you accept:", f.get("by"), f.get("organization")))
		p.command("orgctl partner accept " + f.get("offer"))
		p.say("and to refuse:")
		p.command("orgctl partner refuse " + f.get("offer"))
		return
	}
	p.say(fmt.Sprintf("%s has changed who pays for what is ordered for %s.", f.get("by"), f.get("organization")), enPays(f))
}

func enPays(f facts) string {
	switch f.get("payment") {
	case "partner":
		return "The partner pays for the orders."
	case "client":
		return "The client pays for the orders."
	default:
		return ""
	}
}

func enAccessName(access string) string {
	if access == "full" {
		return "full access"
	}
	return "limited access"
}

func enRoleName(role string) string {
	switch role {
	case "collaborator":
		return "a collaborator"
	case "owner", "admin", "external":
		return "an " + role
	default:
		return role
	}
}
