package org

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// MemberLoss says in words what a member loses by a change of their membership; empty: nothing.
func MemberLoss(before, after Member) string {
	var lost []string
	if before.State == Pending {
		return "" // it never counted
	}
	if after.Role < before.Role {
		lost = append(lost, "the role "+before.Role.String())
	}
	if before.Billing && !after.Billing {
		lost = append(lost, "the billing mark")
	}
	if after.State == Locked && before.State != Locked {
		lost = append(lost, "every access here until unlocked")
	}
	if len(lost) == 0 {
		return ""
	}
	return fmt.Sprintf("%s loses %s", after.Email, strings.Join(lost, " and "))
}

// LossWithout says in words what a member loses on one product when some of their grants go; empty: nothing. What would
// only have begun later is lost, too.
func LossWithout(m Member, p Product, grants []Grant, gone func(Grant) bool, now time.Time) string {
	var stay []Grant
	times := []time.Time{now}
	for _, g := range grants {
		switch {
		case !gone(g):
			stay = append(stay, g)
		case g.From.After(now):
			times = append(times, g.From)
		}
	}
	for _, at := range times {
		before, after := Fold(p, m.Role, m.State, grants, at), Fold(p, m.Role, m.State, stay, at)
		lost := Grant{Rights: before.Rights &^ after.Rights}
		if before.Usage > after.Usage {
			lost.Usage = before.Usage
		}
		if !lost.Empty() {
			return lost.gives()
		}
	}
	return ""
}

// ToCome stands for the products that will be added to a category, so that what somebody loses on them can be folded like
// the rest.
func ToCome(c Category) Product {
	return Product{ID: math.MaxInt64, Category: c, Name: "@future"}
}

// AnythingToCome stands for products to come in whatever category: only a rule on everything covers it.
func AnythingToCome() Product {
	return ToCome(Category{ID: -1, Code: "every category", Rights: AllRights, Usage: true})
}
