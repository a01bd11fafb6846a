package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// stand is how somebody stood to an organization before an operation.
type stand struct {
	role    string // of an active membership
	billing bool
	full    bool // they come through a partner with full access
	limited bool
}

// manages: may give access, make teams, and add collaborators and externals.
func (s stand) manages() bool { return s.role == "owner" || s.role == "admin" || s.full }

// outranks: may give that role, or change whoever has it.
func (s stand) outranks(role string) bool {
	switch role {
	case "owner":
		return s.role == "owner"
	case "admin":
		return s.role == "owner" || s.role == "admin"
	}
	return s.manages()
}

// stands looks somebody up in an organization, as a member and as a partner's person.
func (l *ledger) stands(user, of int64) stand {
	out := stand{}
	if m := l.members[[2]int64{of, user}]; m != nil && m.State == "active" {
		out.role, out.billing = m.Role, m.Billing
	}
	for _, p := range l.partnerships {
		if p.Client != of || p.State != "active" {
			continue
		}
		m := l.members[[2]int64{p.Partner, user}]
		if m == nil || m.State != "active" || m.Role == "external" || m.Role == "collaborator" && !l.assigned[[2]int64{p.ID, user}] {
			continue
		}
		out.full, out.limited = out.full || p.Access == "full", out.limited || p.Access == "limited"
	}
	return out
}

// onlyMember says that somebody is active in an organization and does not come in by a partnership as well.
func (l *ledger) onlyMember(user, of int64) bool {
	s := l.stands(user, of)
	return s.role != "" && !s.full && !s.limited
}

// judge says why somebody could not make a change; empty: they could.
func (l *ledger) judge(d deed, c deedChange) string {
	s := l.stands(d.actor, d.org)
	if why := l.bound(d, c); why != "" {
		return why
	}
	switch c.Kind {
	case "user":
		return l.judgeUser(d, c, s)
	case "invitation":
		return judgeInvitation(c, s)
	case "partnership":
		return l.judgePartnership(d, c)
	case "grant":
		return l.judgeGrant(d, c, s)
	case "assignment":
		return l.judgeAssignment(d, s)
	case "team", "team-member":
		if !s.manages() && !c.gone() && !d.stepsDown(c) {
			return "may not manage teams"
		}
	case "product":
		if d.action != "product.edit" && d.action != "product.renew" && !s.manages() && (c.gone() || !s.billing) {
			return "may not add or remove products"
		}
	case "category":
		if !s.manages() {
			return "may not add to the catalog"
		}
	case "token":
		if !c.gone() && s.role == "" {
			return "is no member, and tokens are for members"
		}
	}
	return ""
}

// stepsDown: whoever leaves an organization leads none of its teams any more.
func (d deed) stepsDown(c deedChange) bool {
	var before, after struct{ Leader string }
	if d.action != "user.leave" || json.Unmarshal(c.Before, &before) != nil || json.Unmarshal(c.After, &after) != nil {
		return false
	}
	return before.Leader == d.email && after.Leader == ""
}

// bound says that a token went beyond the rows that it is bound to. One for clients is kept in the partner's organization.
func (l *ledger) bound(d deed, c deedChange) string {
	k := l.tokens[tokenKey(d.org, d.actor, d.token)]
	if d.token == "" || k == nil || len(k.Can) == 0 {
		return ""
	}
	rows, ok := map[string]string{
		"user": "members owners", "invitation": "members", "grant": "grants teams members partners", "team": "teams", "team-member": "teams members",
		"partnership": "partners clients", "assignment": "clients", "product": "products order product.edit", "category": "org.edit", "organization": "org.edit org.remove",
	}[c.Kind]
	if ok && !slices.ContainsFunc(strings.Fields(rows), func(r string) bool { return slices.Contains(k.Can, r) }) {
		return fmt.Sprintf("the token may %q", k.Can)
	}
	return ""
}

// begins: the operation makes the organization, or removes it.
func (d deed) begins() bool {
	return slices.ContainsFunc(d.changes, func(c deedChange) bool { return c.Kind == "organization" && (c.anew() || c.gone()) })
}

func (l *ledger) judgeUser(d deed, c deedChange, s stand) string {
	var before, after membership
	if err := unmarshal(c, &before, &after); err != nil {
		return err.Error()
	}
	answers := strings.HasPrefix(d.action, "invitation.") || d.action == "signup"
	switch {
	case d.begins():
		if after.Role == "owner" && after.User != d.actor {
			return "somebody else is made owner of a new organization"
		}
	case c.gone():
		if before.User != d.actor && !s.outranks(before.Role) && !answers {
			return "may not remove somebody who is " + before.Role
		}
	case c.anew():
		if !s.outranks(after.Role) {
			return "may not make anybody " + after.Role
		}
		if after.Billing && s.role != "owner" && s.role != "admin" {
			return "may not give the billing mark"
		}
	case before.State == "pending" && after.State == "active" && answers:
		return l.vouched(d, after)
	case before.Role != after.Role && !(s.outranks(before.Role) && s.outranks(after.Role)):
		return fmt.Sprintf("may not make somebody who is %s %s", before.Role, after.Role)
	case before.State != after.State && !s.outranks(before.Role):
		return "may not lock or unlock somebody who is " + before.Role
	case after.Billing && !before.Billing && s.role != "owner" && s.role != "admin":
		return "may not give the billing mark"
	case before != after && after.User != d.actor && !s.outranks(before.Role):
		return "may not edit somebody who is " + before.Role
	}
	return ""
}

// vouched: whoever comes in by an invitation gets what somebody gives who may give it at that moment.
func (l *ledger) vouched(d deed, m membership) string {
	for _, i := range l.invited {
		if i.org == d.org && i.State == "pending" && i.Email == m.Email {
			if by := l.stands(l.users[i.By], d.org); i.Role != m.Role || !by.outranks(m.Role) {
				return fmt.Sprintf("becomes %s, invited as %s by %s, who is %q", m.Role, i.Role, i.By, by.role)
			}
			return ""
		}
	}
	return "was not invited"
}

func judgeInvitation(c deedChange, s stand) string {
	var before, after invitationRow
	if err := unmarshal(c, &before, &after); err != nil {
		return err.Error()
	}
	if after.State == "pending" && !s.outranks(after.Role) {
		return "may not invite anybody as " + after.Role
	}
	return ""
}

// judgeGrant: what somebody holds more than before, somebody must have given who may.
func (l *ledger) judgeGrant(d deed, c deedChange, s stand) string {
	var before, after givenRow
	if err := unmarshal(c, &before, &after); err != nil {
		return err.Error()
	}
	gains := slices.ContainsFunc(after.Rights, func(r string) bool { return !slices.Contains(before.Rights, r) })
	usage := after.Usage != nil && (before.Usage == nil || *before.Usage != *after.Usage)
	switch {
	case c.gone() || !gains && !usage:
		return ""
	case after.Partner != "" && s.role != "owner":
		return "may not give a partner anything"
	case after.Partner == "" && !s.manages():
		return "may not give access"
	case gains && after.User != "":
		if m := l.members[[2]int64{d.org, l.users[after.User]}]; m != nil && (m.Role == "owner" || m.Role == "admin") && !strings.HasPrefix(d.action, "user.") {
			return "gives management rights to somebody who has them all"
		}
	}
	if c.anew() && after.By != d.email {
		return "is told to be given by " + after.By
	}
	return ""
}

// judgePartnership: the client's owner gives access, the partner's owner takes it; either ends it.
func (l *ledger) judgePartnership(d deed, c deedChange) string {
	var before, after partnershipRow
	if err := unmarshal(c, &before, &after); err != nil {
		return err.Error()
	}
	client, partner := l.stands(d.actor, after.Client).role == "owner", l.stands(d.actor, after.Partner).role == "owner"
	switch {
	case !client && !partner && !(l.orgs[after.Client] == "" && partner):
		return "is owner of neither side"
	case after.State == "pending" && after.AskedBy == "client" && !client, after.State == "pending" && after.AskedBy == "partner" && !partner:
		return "may not ask for the side that asks"
	case after.State == "active" && before.State == "active" && after.Access != before.Access && !client:
		return "may not change the access"
	case after.State == "active" && before.State != "active" && !client && before.AskedBy != "client" && l.orgs[after.Client] != "":
		return "took access that the client had not given"
	}
	return ""
}

func (l *ledger) judgeAssignment(d deed, s stand) string {
	if s.role != "owner" && s.role != "admin" && !strings.HasPrefix(d.action, "user.") && !strings.HasPrefix(d.action, "partner.") && !strings.HasPrefix(d.action, "client.") {
		return "may not let anybody into a client"
	}
	return ""
}

func unmarshal(c deedChange, before, after any) error {
	if !c.anew() {
		if err := json.Unmarshal(c.Before, before); err != nil {
			return err
		}
	}
	if !c.gone() {
		return json.Unmarshal(c.After, after)
	}
	return nil
}
