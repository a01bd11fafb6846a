package grantcmd

import (
	"context"
	"iter"
	"slices"
	"strconv"
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
	if a.Flags.Output == "table" || a.Flags.Output == "" && a.Streams.OutTTY && !a.Flags.Machine() {
		return printBlocks(a, products, people)
	}
	columns := []term.Column[person]{
		{Name: "user", Value: func(p person) any { return p.user }},
		{Name: "role", Value: func(p person) any { return p.role.String() }},
	}
	for _, product := range products {
		columns = append(columns, term.Column[person]{Name: product.Ref(), Value: func(p person) any { return cell(p.access[product.ID], false) }})
	}
	return printMatrix(a, columns, people)
}

func printMatrix(a *app.App, columns []term.Column[person], people iter.Seq2[person, error]) error {
	return term.PrintList(a.Streams, a.Flags.Format, term.List[person]{Columns: columns, Rows: people, Empty: "nobody has access to anything",
		Name: func(p person) string { return p.user }})
}

// printBlocks shows the matrix in letters, as many products side by side as the terminal is wide. Where their names would
// not fit, the columns have numbers, and a key says what they stand for: a name that is cut says nothing.
func printBlocks(a *app.App, products []org.Product, people iter.Seq2[person, error]) error {
	var rows []person
	width := len("user")
	for p, err := range people {
		if err != nil {
			return err
		}
		rows = append(rows, p)
		width = max(width, len(p.user))
	}
	room := max(a.Streams.Width()-width, 12)
	total := 0
	for _, p := range products {
		total += len(p.Ref()) + 2
	}
	if len(products) == 0 {
		return printMatrix(a, []term.Column[person]{{Name: "user", Value: func(p person) any { return p.user }}}, term.Rows(rows))
	}
	named := total <= room
	first := 0
	for block := range slices.Chunk(products, blockSize(len(products), room, named)) {
		columns := []term.Column[person]{{Name: "user", Value: func(p person) any { return p.user }}}
		for i, product := range block {
			name := product.Ref()
			if !named {
				name = strconv.Itoa(first + i + 1)
				a.Streams.Note("%3s  %s", name, product.Ref())
			}
			columns = append(columns, term.Column[person]{Name: name, Value: func(p person) any { return cell(p.access[product.ID], true) }})
		}
		if err := printMatrix(a, columns, term.Rows(rows)); err != nil {
			return err
		}
		first += len(block)
	}
	legend(a)
	return nil
}

// blockSize is how many columns stand side by side: a numbered one takes six letters at most, and the space between.
func blockSize(n, room int, named bool) int {
	if named {
		return n
	}
	return max(room/8, 1)
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

func legend(a *app.App) {
	if a.Streams.Quiet {
		return
	}
	a.Streams.Note("%s", "t technical  s statistics  k ticket-control  l sales-control  u use  U use as admin")
}
