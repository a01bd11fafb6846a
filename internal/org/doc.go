// Package org is the domain: what an organization, a member, a product, a right and a grant are, how they are written
// and read, who may do what, and what adds up to whose access. All of it is pure: the same input gives the same answer.
//
// It refuses to know files, SQL, terminals and clocks: what it needs of the outside is handed to it.
package org
