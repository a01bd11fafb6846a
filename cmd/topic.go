package cmd

// Topic is a page of the help that belongs to no command, as the reference shows it.
type Topic struct{ Name, Short, Text string }

// Topics are all of them, in the order of the help.
func Topics() []Topic {
	var out []Topic
	for _, t := range topics() {
		out = append(out, Topic{Name: t.name, Short: t.short, Text: t.text()})
	}
	return out
}
