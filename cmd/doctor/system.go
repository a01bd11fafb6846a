package doctorcmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"orgctl/internal/app"
	"orgctl/internal/config"
	"orgctl/internal/org"
)

func system(ctx context.Context, a *app.App) []check {
	program := fmt.Sprintf("orgctl %s, %s, SQLite %s, %s/%s", a.World.Version, runtime.Version(), app.SQLiteVersion(), runtime.GOOS, runtime.GOARCH)
	checks := []check{{"program", ok, program, ""}, settings(a)}
	if checks[1].state == problem {
		return checks // what they say of the rest is not known
	}
	return append(checks, login(a), mail(ctx, a))
}

// settings says which files there are. Those that others can write, or that hold what is wrong, are refused.
func settings(a *app.App) check {
	if _, err := a.Config(); err != nil {
		return of("settings", err)
	}
	var found []string
	files := config.Locate(a.Streams.Env, a.Flags.ConfigFile)
	for _, path := range []string{files.User, files.System} {
		if info, err := os.Stat(path); path != "" && err == nil {
			found = append(found, fmt.Sprintf("%s (%s)", path, info.Mode().Perm()))
		} else if path != "" && !errors.Is(err, fs.ErrNotExist) {
			found = append(found, path+" (can't be looked at)")
		}
	}
	if len(found) == 0 {
		return check{"settings", ok, "no file: the defaults", ""}
	}
	return check{"settings", ok, strings.Join(found, ", "), ""}
}

// login says whether logins are remembered here. Whether the session still lives, only the store knows.
func login(a *app.App) check {
	current, found, err := a.CurrentLogin()
	switch {
	case err != nil:
		return of("login", err)
	case !found:
		return check{"login", ok, "nobody is logged in", ""}
	}
	return check{"login", ok, current.Email, ""}
}

// mail says how mail goes out, and whether it could be handed in now. What can't be sent waits, so that commands work all the
// same; settings that can't be right never send anything.
func mail(ctx context.Context, a *app.App) check {
	if !a.SendsMail() {
		return check{"mail", ok, "nothing is sent: commands print the codes to hand over", ""}
	}
	post, err := a.Post()
	if err != nil {
		return of("mail", err)
	}
	defer post.Close()
	place, err := post.Reach(ctx)
	if err != nil {
		c := of("mail", err)
		c.state = warning
		return c
	}
	return check{"mail", ok, place, ""}
}

func asOurs(err error) *org.Error {
	if e, isOurs := errors.AsType[*org.Error](err); isOurs {
		return e
	}
	return nil
}
