package logcmd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/term"
)

func newShow(a *app.App) *cobra.Command {
	o := sourceFlag{}
	c := &cobra.Command{
		Use:   "show OPERATION",
		Short: "Show one operation whole: what was there before and after",
		Example: `orgctl log show 3
orgctl log show 3 -o json`,
		Args:        app.One("OPERATION"),
		Annotations: app.Reads(org.ActCompliance),
	}
	o.bind(c)
	app.Shows(c, changeColumns())
	c.RunE = a.Run(func(ctx context.Context, args []string) error { return showRun(ctx, a, args[0], o) })
	return c
}

func showRun(ctx context.Context, a *app.App, operation string, o sourceFlag) error {
	s, err := a.Store(ctx)
	if err != nil {
		return err
	}
	src, err := o.source(a)
	if err != nil {
		return err
	}
	op, err := s.LogShow(ctx, src, operation)
	if err != nil {
		return err
	}
	if a.Flags.Machine() {
		return term.PrintOne(a.Streams, a.Flags.Format, operationColumns(), op)
	}
	actor := op.Actor
	if op.Partner != "" {
		actor += " of partner " + op.Partner
	}
	a.Streams.Note("%s %s by %s on %s", op.Action, op.Object, actor, op.At.Format(time.RFC3339))
	if op.Reason != "" {
		a.Streams.Note("reason: %s", op.Reason)
	}
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Change]{
		Columns: changeColumns(),
		Name:    func(c org.Change) string { return c.Ref },
		Rows:    term.Rows(op.Changes),
	})
}

func operationColumns() []term.Column[org.LogOperation] {
	type row = org.LogOperation
	return []term.Column[row]{
		{Name: "operation", Value: func(o row) any { return strconv.FormatInt(o.Operation, 10) }},
		{Name: "at", Value: func(o row) any { return o.At }},
		{Name: "actor", Value: func(o row) any { return o.Actor }},
		{Name: "partner", Value: func(o row) any { return o.Partner }},
		{Name: "action", Value: func(o row) any { return o.Action }},
		{Name: "object", Value: func(o row) any { return o.Object }},
		{Name: "reason", Value: func(o row) any { return o.Reason }},
		{Name: "changes", Value: func(o row) any { return o.Changes }},
		{Name: "rows", Value: func(o row) any { return o.Rows }},
	}
}

func changeColumns() []term.Column[org.Change] {
	type row = org.Change
	return []term.Column[row]{
		{Name: "action", Value: func(c row) any { return c.Action }},
		{Name: "kind", Value: func(c row) any { return c.Kind }},
		{Name: "ref", Value: func(c row) any { return c.Ref }},
		{Name: "difference", Value: func(c row) any { return difference(c) }},
		{Name: "before", Value: func(c row) any { return c.Before }, Extra: true},
		{Name: "after", Value: func(c row) any { return c.After }, Extra: true},
	}
}

// difference says which members became what. Something that was added or removed is told by its action, and its members
// are what they are.
func difference(c org.Change) string {
	before, after := members(c.Before), members(c.After)
	var out []string
	for _, m := range slices.Concat(before, after) {
		was, is := valueOf(before, m.name), valueOf(after, m.name)
		text := fmt.Sprintf("%s: %s → %s", m.name, was, is)
		switch {
		case before == nil:
			text = fmt.Sprintf("%s: %s", m.name, is)
		case after == nil:
			text = fmt.Sprintf("%s: %s", m.name, was)
		case was == is:
			continue
		}
		if (was != none || is != none) && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

// none is how nothing is written.
const none = "–"

type member struct{ name, value string }

func valueOf(all []member, name string) string {
	for _, m := range all {
		if m.name == name {
			return m.value
		}
	}
	return none
}

// members are the members of an object in their own order, written for people.
func members(v any) []member {
	text, err := json.Marshal(v)
	if err != nil || v == nil {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return []member{{"value", written(text)}}
	}
	var out []member
	for d.More() {
		name, err := d.Token()
		var value json.RawMessage
		if err != nil || d.Decode(&value) != nil {
			return out
		}
		out = append(out, member{fmt.Sprint(name), written(value)})
	}
	return out
}

func written(v json.RawMessage) string {
	var s string
	var list []string
	switch {
	case string(v) == "null" || string(v) == `""` || string(v) == "[]":
		return none
	case json.Unmarshal(v, &s) == nil:
		return s
	case json.Unmarshal(v, &list) == nil:
		return strings.Join(list, ", ")
	}
	return string(v)
}
