package grantcmd

import (
	"context"
	"iter"
	"strings"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

type matrixOptions struct {
	category string
	asOf     string
}

func newMatrix(a *app.App) *cobra.Command {
	o := matrixOptions{}
	c := &cobra.Command{
		Use:   "matrix",
		Short: "Show people × products at a glance",
		Long: `Show people × products at a glance: a row for each person who may do anything, a column for each product.

In a cell, t s k l are the management rights technical, statistics, ticket-control, sales-control; u and U are use as user
and as admin; a dot is nothing. In machine formats a cell is written out, like technical|statistics|use.`,
		Example: `orgctl grant matrix
orgctl grant matrix --category drive -o csv`,
		Args:        cobra.NoArgs,
		Annotations: app.Reads(org.ActSeeAccess),
	}
	c.Flags().StringVar(&o.category, "category", "", "only the products of this `category`")
	c.Flags().StringVar(&o.asOf, "as-of", "", "at this `time`, if nothing changes")
	a.CompleteScopes(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error { return matrixRun(ctx, a, o) })
	return c
}

// person is a row of the matrix: one person's access by product.
type person struct {
	user   string
	role   org.Role
	access map[org.ProductID]org.Access
}

func matrixRun(ctx context.Context, a *app.App, o matrixOptions) error {
	s, caller, err := a.Open(ctx)
	if err != nil {
		return err
	}
	at, err := asOf(ctx, a, o.asOf)
	if err != nil {
		return err
	}
	products, err := s.MatrixProducts(ctx, caller, o.category)
	if err != nil {
		return err
	}
	people := byPerson(s.Reach(ctx, caller, org.ReachFilter{Category: o.category, At: at}))
	short := a.Flags.Output == "table" || a.Flags.Output == "" && a.Streams.OutTTY && !a.Flags.Machine()
	columns := []term.Column[person]{
		{Name: "user", Value: func(p person) any { return p.user }},
		{Name: "role", Value: func(p person) any { return p.role.String() }, Extra: short},
	}
	for _, product := range products {
		columns = append(columns, term.Column[person]{Name: product.Ref(), Value: func(p person) any { return cell(p.access[product.ID], short) }})
	}
	if short {
		defer legend(a, products)
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[person]{Columns: columns, Rows: people, Empty: "nobody has access to anything",
		Name: func(p person) string { return p.user }})
}

// byPerson gathers the rows of each person: they come one person after the other.
func byPerson(rows iter.Seq2[org.EffectiveAccess, error]) iter.Seq2[person, error] {
	return func(yield func(person, error) bool) {
		var p person
		for e, err := range rows {
			if err != nil {
				yield(person{}, err)
				return
			}
			if p.user != "" && p.user != e.User {
				if !yield(p, nil) {
					return
				}
				p = person{}
			}
			if p.user == "" {
				p = person{user: e.User, role: e.Role, access: map[org.ProductID]org.Access{}}
			}
			p.access[e.Product.ID] = e.Access
		}
		if p.user != "" {
			yield(p, nil)
		}
	}
}

// cell writes access in a few letters for a terminal, or in words for a program.
func cell(a org.Access, short bool) string {
	words := a.Rights.Names()
	switch a.Usage {
	case org.UsageUser:
		words = append(words, "use")
	case org.UsageAdmin:
		words = append(words, "use-admin")
	}
	if !short {
		return strings.Join(words, "|")
	}
	letters := strings.Builder{}
	for _, w := range words {
		letters.WriteString(letter(w))
	}
	if letters.Len() == 0 {
		return "."
	}
	return letters.String()
}

func letter(word string) string {
	switch word {
	case "ticket-control":
		return "k"
	case "sales-control":
		return "l"
	case "use-admin":
		return "U"
	default:
		return word[:1]
	}
}

func legend(a *app.App, products []org.Product) {
	if a.Streams.Quiet || len(products) == 0 {
		return
	}
	a.Streams.Note("%s", "t technical  s statistics  k ticket-control  l sales-control  u use  U use as admin")
}
