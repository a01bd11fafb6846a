package app

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/org"
	"orgctl/internal/term"
)

// Completes has fn complete a flag, which is there and is completed by nothing else. Of one that takes a list it completes each word.
func Completes(c *cobra.Command, flag string, fn cobra.CompletionFunc) {
	if _, list := c.Flag(flag).Value.(pflag.SliceValue); list {
		fn = eachWord(fn)
	}
	_ = c.RegisterFlagCompletionFunc(flag, fn)
}

// eachWord completes what stands after the last comma, but to nothing that stands before it. A comma may follow: no blank does.
func eachWord(fn cobra.CompletionFunc) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) (out []string, _ cobra.ShellCompDirective) {
		before := word[:strings.LastIndexByte(word, ',')+1]
		named, last := strings.Split(before, ","), word[len(before):]
		words, directive := fn(c, args, last)
		for _, w := range words {
			value, _, _ := strings.Cut(w, "\t")
			if strings.HasPrefix(value, last) && !slices.Contains(named, value) {
				out = append(out, before+w)
			}
		}
		return out, directive | cobra.ShellCompDirectiveNoSpace
	}
}

// annotationColumns are those that a command prints.
const annotationColumns = "columns"

// Shows says what columns a command prints, for the completion of --columns and --sort.
func Shows[T any](c *cobra.Command, columns []term.Column[T]) {
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = column.Name
	}
	c.Annotations[annotationColumns] = strings.Join(names, ",")
}

// Columns are the names of those that a command shows.
func Columns(c *cobra.Command) []string {
	names := c.Annotations[annotationColumns]
	if names == "" {
		return nil
	}
	return strings.Split(names, ",")
}

// CompleteColumns completes the columns of a command, of which each may follow one of these signs.
func CompleteColumns(signs string) cobra.CompletionFunc {
	return eachWord(func(c *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		names := Columns(c)
		if word != "" && strings.Contains(signs, word[:1]) {
			for i := range names {
				names[i] = word[:1] + names[i]
			}
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeGrants completes SCOPE=RIGHT+RIGHT: what scopes there are, then the rights.
func (a *App) completeGrants(rules bool, rights []string) cobra.CompletionFunc {
	return func(c *cobra.Command, args []string, word string) (out []string, _ cobra.ShellCompDirective) {
		if scope, given, ok := strings.Cut(word, "="); ok {
			before := scope + "=" + given[:strings.LastIndexByte(given, '+')+1]
			named := strings.Split(given, "+")
			for _, right := range rights {
				if !slices.Contains(named[:len(named)-1], right) {
					out = append(out, before+right)
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		}
		scopes, directive := a.CompleteProducts(c, args, word)
		if rules {
			scopes = append(scopes, "@everything\tevery product, now and to come")
			category, _, _ := strings.Cut(word, "/")
			categories, _ := a.complete(org.CompleteCategory, category)(c, args, word)
			for _, category := range categories {
				code, label, _ := strings.Cut(category, "\t")
				scopes = append(scopes, code+"/@all\t"+label+", now and to come", code+"/@future\t"+label+", to come")
			}
		}
		for _, scope := range scopes {
			ref, label, _ := strings.Cut(scope, "\t")
			out = append(out, ref+"=\t"+label)
		}
		return out, directive
	}
}
