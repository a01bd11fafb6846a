package broken

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"orgctl/cmd"
	"orgctl/internal/app"
	"orgctl/internal/term"
)

// unguarded lets everybody do everything: for as long as the command runs, every member is an owner.
func unguarded(ctx context.Context, args []string, world app.World) int {
	return meanwhile(ctx, args, world, `UPDATE members SET role = 4, state = 0`)
}

// ownerless lets the last owner go: for as long as the command runs, every organization has one more.
func ownerless(ctx context.Context, args []string, world app.World) int {
	return meanwhile(ctx, args, world, `INSERT INTO users (id, email, email_key, password, created_at) VALUES (1000000, 'phantom@example.org', 'phantom@example.org', 'x', 0);
INSERT INTO members (org_id, user_id, subject_id, role, created_at) SELECT id, 1000000, 1000000 + id, 4, 0 FROM organizations`)
}

// unscoped lets everybody into every organization: for as long as the command runs, everybody is a collaborator in all.
func unscoped(ctx context.Context, args []string, world app.World) int {
	return meanwhile(ctx, args, world, `INSERT INTO members (org_id, user_id, subject_id, role, created_at)
SELECT o.id, u.id, 1000000 * o.id + u.id, 2, 0 FROM organizations o, users u WHERE true ON CONFLICT DO NOTHING`)
}

// meanwhile runs a command line while the members are others.
func meanwhile(ctx context.Context, args []string, world app.World, change string) int {
	db, err := sql.Open("sqlite", os.Getenv("ORGCTL_STORE"))
	if err != nil {
		return 1
	}
	db.SetMaxOpenConns(1) // and without foreign keys
	back := []string{
		`DELETE FROM members WHERE subject_id >= 1000000`, `DELETE FROM users WHERE id = 1000000`,
		`UPDATE sqlite_sequence SET seq = (SELECT max(id) FROM users) WHERE name = 'users'`,
	}
	rows, err := db.QueryContext(ctx, `SELECT 'UPDATE members SET role = ' || role || ', state = ' || state || ' WHERE role = 4 AND state = 0 AND subject_id = ' || subject_id FROM members`)
	for err == nil && rows.Next() { //nolint:forbidigo // each is the store's
		var statement string
		if err = rows.Scan(&statement); err == nil {
			back = append(back, statement)
		}
	}
	if err == nil {
		err = rows.Err()
	}
	if err == nil {
		_, err = db.ExecContext(ctx, change)
	}
	if err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "broken:", err)
		return 1
	}
	code := cmd.Main(ctx, args, term.System(), world)
	for _, statement := range back {
		_, failed := db.ExecContext(ctx, statement)
		err = errors.Join(err, failed)
	}
	if errors.Join(err, db.Close()) != nil {
		return 1
	}
	return code
}
