package storecmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"orgctl/internal/app"
	"orgctl/internal/org"
	"orgctl/internal/prompt"
)

// generating is what 'orgctl store generate' was told.
type generating struct {
	sample   org.Sample
	password app.PasswordFlags
}

func newGenerate(a *app.App) *cobra.Command {
	o := generating{}
	c := &cobra.Command{
		Use:   "generate",
		Short: "Make a store of any size, with people who do not exist",
		Long: `Make a store of any size, with people who do not exist: for measuring, and for trying things out. The same number of users and
the same seed make the same store. It goes where --store says, and never replaces a file. You are logged in afterwards as
olivia@example.org, the owner of acme, which has a tenth of the users; --password-file or --password-stdin give her a
password, so that you can log in again later.`,
		Example:     `orgctl store generate --users 200 --seed 1 --store world.db`,
		Args:        cobra.NoArgs,
		Annotations: app.Writes(app.FileOwner),
		Hidden:      true, // nobody looks for it in daily work; the reference and the guide have it
	}
	c.Flags().IntVar(&o.sample.Users, "users", 0, "how `many` users there shall be")
	c.Flags().Uint64Var(&o.sample.Seed, "seed", 1, "the `number` that everything drawn follows from")
	c.Flags().IntVar(&o.sample.Records, "records", 0, "how many billing `records` from before 2024 the book of acme has")
	o.password.Bind(c)
	c.RunE = a.Run(func(ctx context.Context, _ []string) error {
		return generateRun(ctx, a, &o, c.Flags().Changed("users"))
	})
	return c
}

func generateRun(ctx context.Context, a *app.App, o *generating, users bool) error {
	if !users {
		return app.Need("users", "how many users there shall be, like --users 10000")
	}
	sample, err := o.sample.Checked()
	if err != nil {
		return err
	}
	if o.password.Given() {
		if sample.Password, err = ownersPassword(ctx, a, o.password, sample); err != nil {
			return err
		}
	}
	f, err := a.File()
	if err != nil {
		return err
	}
	session, hash, err := a.NewSession()
	if err != nil {
		return err
	}
	sample.Session = hash
	return a.Apply(ctx, app.Change{
		Done: fmt.Sprintf("made a store of %d users and logged you in as %s, owner of acme", sample.Users, sample.Owner.Shown),
		Run: func(ctx context.Context, req org.Request) (org.ChangeSet, error) {
			progress := a.Streams.Progress(int64(sample.Users), "users")
			set, err := f.Generate(ctx, req, sample, progress.Add)
			progress.Done()
			if err == nil && !set.DryRun {
				err = a.Remember(sample.Owner.Shown, session)
			}
			return set, err
		},
	})
}

func ownersPassword(ctx context.Context, a *app.App, o app.PasswordFlags, sample org.Sample) (string, error) {
	password, err := a.Password(ctx, o, prompt.Password{})
	if err != nil {
		return "", err
	}
	return a.HashPassword(password, sample.Owner.Shown)
}
