package mail

import (
	"fmt"
	"strings"
	"time"

	"orgctl/internal/org"
)

func french(p *page, f facts) {
	if name := f.name(); name != "" {
		p.say("Bonjour " + name + ",")
	} else {
		p.say("Bonjour,")
	}
	switch f.l.Kind {
	case org.MailInvitation:
		frInvitation(p, f)
	case org.MailRole:
		frRole(p, f)
	case org.MailAccess:
		frAccess(p, f)
	case org.MailSecurity:
		frSecurity(p, f)
	case org.MailReset:
		frReset(p, f)
	case org.MailPartner:
		frPartner(p, f)
	case org.MailPayment:
		frPayment(p, f)
	default:
		p.subject = "Un essai d’orgctl"
		p.say("Si vous lisez ceci, le courrier part bien. Ces accents doivent être lisibles : é à ü ß œ ñ.")
	}
	p.say("Ce message a été envoyé par orgctl, un programme. " + frSender(f))
}

func frSender(f facts) string {
	if f.has("organization") {
		return "Pour toute question, adressez-vous à l’organisation " + f.get("organization") + "."
	}
	return "Pour toute question, adressez-vous à la personne qui s’en occupe."
}

// frDay is a date in words: the months of package time are English.
func frDay(t time.Time) string {
	months := [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	day := fmt.Sprint(t.Day())
	if t.Day() == 1 {
		day = "1er"
	}
	return fmt.Sprintf("%s %s %d", day, months[t.Month()-1], t.Year())
}

func frTime(t time.Time) string { return frDay(t) + " à " + t.Format("15:04") + " UTC" }

func frUntil(f facts) string {
	t, day, ok := f.time("expires")
	switch {
	case !ok:
		return "Il ne sert qu’une fois."
	case day:
		return "Il ne sert qu’une fois, jusqu’au " + frDay(t) + " compris."
	default:
		return "Il ne sert qu’une fois, jusqu’au " + frTime(t) + "."
	}
}

func frInvitation(p *page, f facts) {
	p.subject = "Invitation à rejoindre " + f.get("organization")
	p.say(fmt.Sprintf("%s vous invite à rejoindre %s. Votre rôle : %s.", f.get("by"), f.get("organization"), frRoleName(f.get("role"))))
	if f.has("teams") {
		p.say("Équipes de travail dont vous feriez partie : " + f.get("teams") + ".")
	}
	if f.has("products") {
		p.say("Produits auxquels vous auriez accès : " + f.get("products") + ".")
	}
	p.say("Pour accepter, avec votre compte actuel ou un nouveau, lancez :")
	p.command("orgctl invitation accept " + f.l.Code)
	p.say("Si vous n’avez pas encore de compte, l’inscription revient au même :")
	p.command("orgctl signup --code " + f.l.Code)
	p.say("Pour refuser :")
	p.command("orgctl invitation refuse " + f.l.Code)
	p.say("Ce code vous est personnel : merci de ne pas le transmettre.", frUntil(f))
}

func frRole(p *page, f facts) {
	p.subject = "Votre rôle dans " + f.get("organization")
	p.say(fmt.Sprintf("%s a changé votre rôle dans %s : %s désormais, %s auparavant.",
		f.get("by"), f.get("organization"), frRoleName(f.get("role")), frRoleName(f.get("before"))))
	p.say("Vos sessions ont pris fin. Pour continuer, connectez-vous à nouveau :")
	p.command("orgctl login")
}

func frAccess(p *page, f facts) {
	p.subject = "Vos accès dans " + f.get("organization")
	p.say(fmt.Sprintf("%s a modifié ce que vous pouvez faire dans %s :", f.get("by"), f.get("organization")))
	p.list(frChanges(f.changes()))
	p.say("Tout ce que vous pouvez y faire s’affiche avec :")
	p.command("orgctl grant list --effective --user " + f.l.To)
}

func frChanges(changes []org.AccessChange) []string {
	out := []string{}
	for _, c := range changes {
		out = append(out, frScope(c.Scope)+" : "+frHeld(c.After)+" (auparavant : "+frHeld(c.Before)+")")
	}
	return out
}

func frHeld(h org.Held) string {
	line := frRights(h.Rights)
	if h.From != nil {
		line += ", dès le " + frTime(h.From.UTC())
	}
	if h.Until != nil {
		line += ", jusqu’au " + frTime(h.Until.UTC())
	}
	return line
}

func frScope(s string) string {
	switch category, what := scope(s); {
	case category == "":
		return "tous les produits, présents et à venir"
	case what == "all":
		return "tous les produits de la catégorie " + category + ", présents et à venir"
	case what == "future":
		return "les produits à venir de la catégorie " + category
	default:
		return category + "/" + what
	}
}

func frRights(spec string) string {
	var out []string
	for _, word := range rights(spec) {
		switch word {
		case "use":
			out = append(out, "utilisation")
		case "use-admin":
			out = append(out, "utilisation comme administrateur")
		case "technical":
			out = append(out, "gestion technique")
		case "statistics":
			out = append(out, "consultation des statistiques")
		case "ticket-control":
			out = append(out, "contrôle des billets")
		case "sales-control":
			out = append(out, "contrôle des ventes")
		default:
			out = append(out, word)
		}
	}
	if len(out) == 0 {
		return "aucun droit accordé personnellement"
	}
	return strings.Join(out, ", ")
}

func frSecurity(p *page, f facts) {
	p.subject = "Sécurité de votre compte"
	what := frAlert(f)
	if f.get("login") != "" && f.get("login") != f.l.To {
		p.subject = "Sécurité d’un compte : " + f.get("organization")
		what = "Il s’agit du compte " + f.get("login") + ", qui fait partie de l’organisation " + f.get("organization") + " comme le vôtre. " + what
	}
	if t, _, ok := f.time("at"); ok {
		what += " C’était le " + frTime(t) + "."
	}
	p.say(what)
	p.say("Si cela était prévu, il n’y a rien à faire. Sinon, prévenez sans attendre un propriétaire de votre organisation ; la personne à qui appartient le fichier peut fermer le compte à toute autre personne avec :")
	p.command("orgctl store recover " + f.get("login"))
}

func frAlert(f facts) string {
	switch org.Alert(f.get("event")) {
	case org.AlertPassword:
		return "Le mot de passe a été changé. Toutes les autres sessions ont pris fin."
	case org.AlertReset:
		return "Un nouveau mot de passe a été choisi au moyen d’un code. Toutes les autres sessions ont pris fin."
	case org.AlertRecovered:
		return "La personne à qui appartient le fichier a créé un code pour un nouveau mot de passe. Toutes les sessions et tous les jetons ont pris fin."
	case org.Alert2FAOn:
		return "La double authentification a été activée."
	case org.Alert2FAOff:
		return "La double authentification a été désactivée."
	case org.Alert2FACodes:
		return "De nouveaux codes de secours ont été créés. Les précédents ne comptent plus."
	case org.AlertTokenMade:
		return "Un jeton a été créé : " + f.get("token") + "."
	case org.AlertTokenGone:
		return "Un jeton a été révoqué : " + f.get("token") + "."
	default:
		return "Quelque chose a changé : " + f.get("event") + "."
	}
}

func frReset(p *page, f facts) {
	p.subject = "Un nouveau mot de passe"
	p.say(fmt.Sprintf("%s a demandé un code avec lequel vous pouvez choisir un nouveau mot de passe dans orgctl, pour le compte %s. Pour l’utiliser, lancez :", f.get("by"), f.l.To))
	p.command("orgctl login --code " + f.l.Code)
	p.say("Il ne sert qu’une fois, pendant un jour. Personne d’autre ne doit l’avoir. Si vous n’avez pas besoin d’un nouveau mot de passe, ne faites rien : l’actuel reste valable.")
}

func frPartner(p *page, f facts) {
	if f.get("direction") == org.OfferToClient {
		p.subject = f.get("organization") + " souhaite travailler pour vous"
		p.say(fmt.Sprintf("%s demande, pour le partenaire %s, %s à votre organisation.", f.get("by"), f.get("organization"), frAccessName(f.get("access"))), frPays(f))
	} else {
		p.subject = f.get("organization") + " vous souhaite comme partenaire"
		p.say(fmt.Sprintf("%s propose à votre organisation, comme partenaire de l’organisation %s, %s à celle-ci.", f.get("by"), f.get("organization"), frAccessName(f.get("access"))), frPays(f))
	}
	if f.has("products") {
		p.say("Les produits : " + f.get("products") + ".")
	}
	p.say("En tant que propriétaire de votre organisation, vous acceptez avec :")
	p.command("orgctl partner accept " + f.l.Code)
	p.say("et refusez avec :")
	p.command("orgctl partner refuse " + f.l.Code)
	p.say("Ce code vous est personnel.", frUntil(f))
}

func frPayment(p *page, f facts) {
	p.subject = "Qui paie pour " + f.get("organization")
	if f.has("offer") {
		p.say(fmt.Sprintf("%s demande que le partenaire paie ce qui est commandé pour %s. Le client continue de payer jusqu’à votre acceptation :", f.get("by"), f.get("organization")))
		p.command("orgctl partner accept " + f.get("offer"))
		p.say("et pour refuser :")
		p.command("orgctl partner refuse " + f.get("offer"))
		return
	}
	p.say(fmt.Sprintf("%s a changé qui paie ce qui est commandé pour %s.", f.get("by"), f.get("organization")), frPays(f))
}

func frPays(f facts) string {
	switch f.get("payment") {
	case "partner":
		return "C’est le partenaire qui paie ce qui est commandé."
	case "client":
		return "C’est le client qui paie ce qui est commandé."
	default:
		return ""
	}
}

func frAccessName(access string) string {
	if access == "full" {
		return "un accès complet"
	}
	return "un accès limité"
}

func frRoleName(role string) string {
	switch role {
	case "owner":
		return "propriétaire (représentant légal)"
	case "admin":
		return "administrateur"
	case "collaborator":
		return "collaborateur"
	case "external":
		return "externe"
	default:
		return role
	}
}
