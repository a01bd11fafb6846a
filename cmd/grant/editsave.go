package grantcmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// save is step 6: the difference, the question if something is taken away, the change, and the command that does the
// same. Whoever does not confirm is back at step 2 and has lost nothing.
func (w *wizard) save(ctx context.Context) error {
	specs := w.statements()
	if len(specs) == 0 {
		w.saved = true
		return w.app.Report(app.Change{}, org.ChangeSet{Org: w.sheet.Org.Name, DryRun: w.app.Flags.DryRun, Changes: []org.Change{}})
	}
	c := w.change(specs)
	req, err := w.app.Request([]byte(strings.Join(c.Equivalent, "\x00")))
	if err != nil {
		return err
	}
	set, err := w.preview(ctx, c, req)
	if err != nil {
		return err
	}
	w.prompt.Note(fmt.Sprintf("\n%s\n%s in %s:\n%s", step(6, "save"), addressed(w.sheet.Member), w.sheet.Org.Name, lines(w.differences())))
	if !req.DryRun {
		if yes, err := w.confirm(ctx, req, w.takes(set)); err != nil || !yes {
			return err
		}
		req.Confirmed, req.Expect = true, set.Digest()
		if set, err = c.Run(ctx, req); err != nil {
			return err
		}
		w.app.Deliver(ctx, &set)
	}
	w.saved = true
	return w.app.Report(c, set)
}

func (w *wizard) change(specs []org.GrantSpec) app.Change {
	user := w.sheet.Member.Email
	command := []string{"orgctl", "grant", "set", user}
	if slug := w.app.Flags.Settings["org"]; slug != "" {
		command = append(command, "--org", slug)
	}
	changes := make([]org.GrantChange, len(specs))
	for i, spec := range specs {
		changes[i] = org.GrantChange{User: user, Spec: spec}
		command = append(command, "--grant", spec.String())
	}
	if w.inform {
		command = append(command, "--inform")
	}
	return app.Change{Done: "set the access of " + user, Equivalent: command,
		Run: w.inform.telling(func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			return w.store.SetGrants(ctx, req, changes, false)
		})}
}

// preview is the dry run. What was read at the beginning must still be so afterwards: a product added meanwhile would
// drop out of a rule that becomes single grants, and nobody would have seen it. What changes after that look is found by
// the digest of the preview.
func (w *wizard) preview(ctx context.Context, c app.Change, req org.Request) (org.ChangeSet, error) {
	req.DryRun, req.OpID = true, ""
	set, failed := c.Run(ctx, req)
	now, err := w.store.Sheet(ctx, w.caller, w.sheet.Member.Email)
	if err != nil {
		return set, err
	}
	for _, id := range w.order {
		if d := w.drawers[id]; len(d.Statements()) > 0 && d.Stale(now) {
			return set, changedMeanwhile(d.Category.Label)
		}
	}
	if w.everything != nil && w.sheet.Everything() != now.Everything() {
		return set, changedMeanwhile("the rule on everything")
	}
	return set, failed
}

func changedMeanwhile(what string) error {
	return org.Errorf(org.KindConflict, org.CodeChanged, "somebody changed %s while you were editing: nothing was saved", what).
		WithHint("run the wizard again to see how it is now")
}

// takes lists what the change takes away. The store looks at one grant at a time: where a rule on all products becomes
// single grants, the products that lose something say it better.
func (w *wizard) takes(set org.ChangeSet) []string {
	var out []string
	for _, c := range set.Changes {
		before, _ := c.Before.(org.GrantRecord)
		after, _ := c.After.(org.GrantRecord)
		switch {
		case c.Takes == "":
		case before.Scope == org.ScopeAll.String() && after.Scope == org.ScopeFuture.String() && !w.manages():
			out = append(out, w.losses(before.CategoryID)...)
		default:
			out = append(out, c.Takes)
		}
	}
	return out
}

// losses are what products of a category and those to come lose, unless the rule on everything gives it.
func (w *wizard) losses(c org.CategoryID) []string {
	var out []string
	for _, d := range w.differences() {
		lost := d.lost()
		lost.Rights &^= w.overall().Rights
		if d.after.Usage == org.NoUsage && w.overall().Usage >= lost.Usage {
			lost.Usage = org.NoUsage
		}
		if d.category == c && lost != (org.Holding{}) {
			out = append(out, fmt.Sprintf("%s loses %s on %s", w.sheet.Member.Email, words(lost), d.what))
		}
	}
	return out
}

// confirm asks exactly if something is taken away.
func (w *wizard) confirm(ctx context.Context, req org.Request, takes []string) (bool, error) {
	if len(takes) == 0 || req.Confirmed {
		return true, nil
	}
	w.prompt.Note("This takes something away:")
	for i, line := range takes {
		if i == 20 {
			w.prompt.Note(fmt.Sprintf("  … and %d more", len(takes)-i))
			break
		}
		w.prompt.Note("  - " + line)
	}
	yes, err := w.prompt.Confirm(ctx, prompt.Confirm{Label: fmt.Sprintf("Save this for %s in %s?", w.sheet.Member.Name(), w.sheet.Org.Name), Back: true})
	if errors.Is(err, prompt.ErrBack) {
		yes, err = false, nil
	}
	if err == nil && !yes {
		w.prompt.Note("Not saved. Nothing is lost: go on, or leave with Ctrl-C.")
	}
	return yes, err
}
