package app

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"orgctl/internal/org"
)

// emptyAllowed marks a flag whose empty value says something: that a text is to be removed.
const emptyAllowed = "empty-allowed"

// AllowEmpty lets these flags be empty.
func AllowEmpty(c *cobra.Command, flags ...string) {
	for _, name := range flags {
		_ = c.Flags().SetAnnotation(name, emptyAllowed, nil) // an unknown name is found by the test that walks the tree
	}
}

// refuseEmpty refuses flags that were given without a value, as by a variable of a script that is not set: "--until ”"
// must not become a grant without end, nor "--right ”" a question that is always answered with yes.
func refuseEmpty(c *cobra.Command) (err error) {
	c.Flags().Visit(func(f *pflag.Flag) {
		if err != nil || !isEmpty(f) {
			return
		}
		if _, allowed := f.Annotations[emptyAllowed]; !allowed {
			err = org.Invalid("--%s is empty", f.Name).WithHint("give a value, or leave the flag out")
		}
	})
	return err
}

func isEmpty(f *pflag.Flag) bool {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		for _, v := range list.GetSlice() {
			if v != "" {
				return false
			}
		}
		return true
	}
	return f.Value.Type() == "string" && f.Value.String() == ""
}
