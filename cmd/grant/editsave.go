package grantcmd

import (
	"context"
	"fmt"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
	"orgctl/internal/term"
)

// fullAccess is the other answer to step 2.
func (w *wizard) fullAccess(ctx context.Context) error {
	if w.full != nil {
		w.full = nil
		w.prompt.Note("Full access is not chosen any more.")
		return nil
	}
	h := org.Holding{Rights: org.AllRights}
	if w.sheet.Member.Role.Manages() {
		h.Rights = 0
	}
	usage, err := w.askUsage(ctx, org.Category{}, step(2, "full access"), org.NoUsage)
	if err != nil {
		return err
	}
	h.Usage = usage
	if h == (org.Holding{}) {
		w.prompt.Note("The role has every management right already: there is nothing to give without a usage.")
		return prompt.ErrBack
	}
	w.full = &h
	return nil
}

// save is step 6: the difference, the question if something is taken away, the change, and the command that does the
// same.
func (w *wizard) save(ctx context.Context) error {
	specs := w.statements()
	if len(specs) == 0 {
		w.app.Streams.Done("nothing to change in %s", term.Clean(w.sheet.Org.Name))
		return nil
	}
	user := w.sheet.Member.Email
	changes := make([]org.GrantChange, len(specs))
	command := []string{"orgctl", "grant", "set", user}
	if given := w.app.Flags.Settings["org"]; given != "" {
		command = append(command, "--org", given)
	}
	for i, spec := range specs {
		changes[i] = org.GrantChange{User: user, Spec: spec}
		command = append(command, "--grant", spec.String())
	}
	run := func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
		return w.store.SetGrants(ctx, req, changes, false)
	}
	if err := w.preview(ctx, run); err != nil {
		return err
	}
	return w.app.Apply(ctx, app.Change{Done: "set the access of " + user, Equivalent: command, Run: run})
}

// preview shows the difference before anything is written: it is the dry run.
func (w *wizard) preview(ctx context.Context, run func(context.Context, org.Request) (org.ChangeSet, error)) error {
	req, err := w.app.Request()
	if err != nil {
		return err
	}
	req.DryRun, req.OpID = true, ""
	set, err := run(ctx, req)
	if err != nil {
		return err
	}
	w.prompt.Note(fmt.Sprintf("%s\nIn %s, for %s:", step(6, "save"), w.sheet.Org.Name, w.sheet.Member.Email))
	for _, c := range set.Changes {
		w.prompt.Note("  " + difference(c))
	}
	return nil
}

// difference is one change in a line: "+ drive/marketing: technical, use as user".
func difference(c org.Change) string {
	before, had := c.Before.(org.GrantRecord)
	after, has := c.After.(org.GrantRecord)
	switch {
	case !had:
		return fmt.Sprintf("+ %s: %s", after.Ref(), gives(after.Rights, after.Usage))
	case !has:
		return fmt.Sprintf("- %s: %s", before.Ref(), gives(before.Rights, before.Usage))
	default:
		return fmt.Sprintf("~ %s: %s → %s: %s", before.Ref(), gives(before.Rights, before.Usage), after.Ref(), gives(after.Rights, after.Usage))
	}
}
