package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/term"
)

// Change is how a command runs a use case that changes something.
type Change struct {
	// Run calls the store. It may be called twice: once refused for want of a confirmation, once confirmed.
	Run func(ctx context.Context, req org.Request) (org.ChangeSet, error)
	// Done says in one line what was done, in the past tense, without the organization.
	Done string
	// Typed must be typed to confirm (a slug, an e-mail); empty asks y/N.
	Typed string
	// Equivalent is the command line that a wizard amounts to; empty if there was no wizard: then it is what was
	// typed, if the argument was picked.
	Equivalent []string
	// Shown is what a wizard has shown and had confirmed: it is done as it is, or not at all. Nil without one.
	Shown *org.ChangeSet
	// Created are things to print under their noun: {"invitation": {"code": …}}. Called after the change was made.
	Created func(org.ChangeSet) map[string]any
	// Once are the secrets that the change made: a person sees them beneath the report, and never again. Programs find
	// them among the created things.
	Once func(org.ChangeSet) []Once
	// Brief says that of what changed only what takes something is needed, unless it is printed.
	Brief bool
	// Input is what files gave, for the --op-id.
	Input [][]byte
}

// Once is a secret and what to do with it. Nothing is printed for an empty one.
type Once struct{ Hint, Secret string }

// Apply runs a change: with a preview and a question exactly if it takes something from somebody, as a dry run if that
// is asked, and prints what came of it.
func (a *App) Apply(ctx context.Context, c Change) error {
	set, err := a.Try(ctx, c)
	if err != nil {
		return err
	}
	return a.Report(c, set)
}

// Try is Apply without the printing.
func (a *App) Try(ctx context.Context, c Change) (org.ChangeSet, error) {
	req, err := a.Request(c.Input...)
	if err != nil {
		return org.ChangeSet{}, err
	}
	if c.Shown != nil && !req.DryRun {
		return a.confirmed(ctx, c, req, *c.Shown)
	}
	req.Brief = c.Brief && !req.DryRun && !a.Flags.Machine()
	set, err := c.Run(ctx, req)
	if req.Brief && a.Interactive() && unconfirmed(err) {
		req.Brief = false // what is confirmed is compared as a whole with what is done then
		set, err = c.Run(ctx, req)
	}
	if err == nil {
		a.Deliver(ctx, &set)
	}
	if !unconfirmed(err) {
		return set, err
	}
	e, _ := errors.AsType[*org.Error](err)
	if !a.Interactive() {
		a.showTaking(*e.Preview)
		return set, err
	}
	if err := a.confirm(ctx, c, *e.Preview); err != nil {
		return set, err
	}
	return a.confirmed(ctx, c, req, *e.Preview)
}

// unconfirmed says that a change set takes something, and nobody has confirmed it.
func unconfirmed(err error) bool {
	e, ok := errors.AsType[*org.Error](err)
	return ok && e.Code == org.CodeConfirm && e.Preview != nil
}

// confirmed does what was shown and said yes to. If anything else would come of it by now, nothing is done.
func (a *App) confirmed(ctx context.Context, c Change, req org.Request, shown org.ChangeSet) (org.ChangeSet, error) {
	req.Confirmed, req.Expect = true, shown.Digest()
	set, err := c.Run(ctx, req)
	if err == nil {
		a.Deliver(ctx, &set)
	}
	set.Notes = slices.DeleteFunc(set.Notes, func(note string) bool { return slices.Contains(shown.Notes, note) }) // said already
	return set, err
}

// Preview is what a change would do, for a wizard to show before its last question.
func (a *App) Preview(ctx context.Context, c Change) (org.ChangeSet, error) {
	req, err := a.Request(c.Input...)
	if err != nil {
		return org.ChangeSet{}, err
	}
	req.DryRun, req.OpID = true, ""
	return c.Run(ctx, req)
}

// showTaking says what goes, and what else is to be known before one confirms it.
func (a *App) showTaking(set org.ChangeSet) {
	if a.Flags.Machine() {
		return
	}
	for i, line := range set.Taking() {
		if i == 20 {
			a.Streams.Note("  … and %d more", len(set.Taking())-i)
			break
		}
		a.Streams.Note("  - %s", line)
	}
	for _, note := range set.Notes {
		a.Streams.Note("  %s", note)
	}
}

func (a *App) confirm(ctx context.Context, c Change, preview org.ChangeSet) error {
	where := ""
	if preview.Org == "" {
		a.Streams.Note("This takes something away:")
	} else {
		a.Streams.Note("In %s this takes something away:", term.Clean(preview.Org))
		where = " in " + preview.Org
	}
	a.showTaking(preview)
	q := prompt.Confirm{Label: fmt.Sprintf("Do it%s?", where), Typed: c.Typed}
	yes, err := a.Prompt().Confirm(ctx, q)
	if err != nil {
		return err
	}
	if !yes {
		return org.Errorf(org.KindDenied, org.CodeConfirm, "not confirmed: nothing was changed")
	}
	return nil
}

// Report prints a change set: as an object in machine formats, else as one line on stderr, and in a dry run as the list
// of changes.
func (a *App) Report(c Change, set org.ChangeSet) error {
	var created map[string]any
	if c.Created != nil && set.Changed && !set.DryRun {
		created = c.Created(set)
	}
	if a.Flags.Machine() {
		return term.PrintValue(a.Streams, a.Flags.Format, report{set, created})
	}
	for _, note := range set.Notes {
		a.Streams.Say("%s", note)
	}
	switch {
	case set.DryRun:
		return a.reportDryRun(set)
	case set.Replayed:
		a.Streams.Done("done before, on %s: nothing was changed now", set.Recorded.UTC().Format("2006-01-02 15:04:05Z"))
	case !set.Changed:
		a.Streams.Done("nothing to change%s", inside(set))
	default:
		a.Streams.Done("%s%s", term.Clean(c.Done), inside(set))
	}
	a.ReportMails(set.Posted)
	a.reportRemaining(set)
	equivalent := c.Equivalent
	if len(equivalent) == 0 {
		equivalent = a.Flags.Picked
	}
	if len(equivalent) > 0 && set.Changed {
		a.Streams.Note("Equivalent command: %s", org.ShellQuote(a.inStore(equivalent)))
	}
	return a.showOnce(c, set)
}

func (a *App) showOnce(c Change, set org.ChangeSet) error {
	if c.Once == nil || !set.Changed || set.DryRun {
		return nil
	}
	for _, o := range c.Once(set) {
		if o.Secret == "" {
			continue
		}
		a.Streams.Hint("%s", o.Hint)
		if err := term.Write(a.Streams, []byte(o.Secret+"\n")); err != nil {
			return err
		}
	}
	return nil
}

// inStore adds the store to a command, if it was given as a flag: pasted elsewhere, it must mean the same.
func (a *App) inStore(command []string) []string {
	if file := a.Flags.Settings["store"]; file != "" {
		return append(slices.Clone(command), "--store", file)
	}
	return command
}

// inside names the organization; what concerns only oneself happens in none.
func inside(set org.ChangeSet) string {
	if set.Org == "" {
		return ""
	}
	return " in " + term.Clean(set.Org)
}

func (a *App) reportRemaining(set org.ChangeSet) {
	for _, r := range set.Remaining {
		for _, s := range r.Sources {
			if s.State == org.SourceActive {
				a.Streams.Say("%s still has access to %s through %s", org.Holder{User: r.User, Team: r.Team}.Words(), r.Product, s.Words())
				break
			}
		}
	}
}

func (a *App) reportDryRun(set org.ChangeSet) error {
	if !set.Changed {
		a.Streams.Say("dry run: nothing would change%s", inside(set))
		return nil
	}
	a.Streams.Say("dry run: this would change%s, nothing was done", inside(set))
	return term.PrintList(a.Streams, a.Flags.Format, term.List[org.Change]{
		Columns: []term.Column[org.Change]{
			{Name: "action", Value: func(c org.Change) any { return c.Action }},
			{Name: "kind", Value: func(c org.Change) any { return c.Kind }},
			{Name: "ref", Value: func(c org.Change) any { return c.Ref }},
			{Name: "takes", Value: func(c org.Change) any { return c.Takes }},
		},
		Name: func(c org.Change) string { return c.Ref },
		Rows: term.Rows(set.Changes),
	})
}

// report is a change set with the things it created beside it.
type report struct {
	org.ChangeSet
	created map[string]any
}

// MarshalJSON writes the change set's own keys first and then the created things.
func (r report) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(r.ChangeSet)
	if err != nil || len(r.created) == 0 {
		return b, err
	}
	more, err := json.Marshal(r.created)
	if err != nil {
		return nil, err
	}
	b = append(bytes.TrimSuffix(b, []byte("}")), ',')
	return append(b, more[1:]...), nil
}
