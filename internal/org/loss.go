package org

import (
	"fmt"
	"strings"
)

// MemberLoss says in words what a member loses by a change of their membership; empty: nothing.
func MemberLoss(before, after Member) string {
	var lost []string
	if after.Role < before.Role {
		lost = append(lost, "the role "+before.Role.String())
	}
	if before.Billing && !after.Billing {
		lost = append(lost, "the billing mark")
	}
	if len(lost) == 0 {
		return ""
	}
	return fmt.Sprintf("%s loses %s", after.Email, strings.Join(lost, " and "))
}
