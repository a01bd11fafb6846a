package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// person is somebody of the world, with a login of their own.
type person struct{ name, role string }

// people are those who belong to acme. Bea owns another organization, delta, and nobody has no login at all.
func people() []person {
	return []person{{"olivia", "owner"}, {"ada", "admin"}, {"jane", "collaborator"}, {"eve", "external"}}
}

func (p person) email() string { return p.name + "@example.org" }

const password = "correct horse battery"

// makeWorld makes the organizations acme and delta with people and products in them, everybody logged in.
func (b *bench) makeWorld(ctx context.Context) error {
	s := site{dir: filepath.Join(b.dir, "world"), who: "olivia", repo: b.repo}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	if err := s.write("password", password+"\n"); err != nil {
		return err
	}
	lines := []string{"init --email olivia@example.org --first-name Olivia --last-name Owner --org acme --org-name Acme --kind company --country CH --password-file password"}
	for _, p := range people()[1:] {
		lines = append(lines, "user add "+p.email()+" --first-name "+p.name+" --last-name Doe --role "+p.role)
	}
	lines = append(lines, "product add drive/marketing", "product add drive/sales", "product add domain/acme.ch", "product add mail/office",
		"grant set jane@example.org --product drive/marketing --right technical --usage user",
		"grant set jane@example.org --grant drive/@future=statistics",
		"team add Design --colour purple --member eve@example.org --grant mail/@all=technical+use")
	for _, line := range lines {
		if _, err := s.must(ctx, b.real, strings.Fields(line)...); err != nil {
			return err
		}
	}
	if err := b.logIn(ctx, s, "ada", "jane", "eve"); err != nil {
		return err
	}
	bea := s.as("bea")
	for _, line := range []string{
		"signup --email bea@example.org --first-name Bea --last-name Bey --org delta --org-name Delta --kind company --country FR --password-file password",
		"user add dan@example.org --first-name Dan --last-name Doe --role collaborator", "product add drive/secret", "product add domain/delta.fr",
		"grant set dan@example.org --product drive/secret --right technical --usage user", "team add Lab --member dan@example.org",
	} {
		if _, err := bea.must(ctx, b.real, strings.Fields(line)...); err != nil {
			return err
		}
	}
	b.world = s
	return nil
}

// logIn gives people of acme a password, all at once: hashing takes its time.
func (b *bench) logIn(ctx context.Context, s site, names ...string) error {
	errs := make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			out, err := s.must(ctx, b.real, "user", "reset", name+"@example.org", "--yes", "-o", "json")
			var made struct{ Reset struct{ Code string } }
			if err = errors.Join(err, json.Unmarshal([]byte(out), &made)); err == nil {
				_, err = s.as(name).must(ctx, b.real, "login", "--code", made.Reset.Code, "--password-file", "password")
			}
			errs[i] = err
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// site is a copy of the world for one trial. The remembered logins name the store by its path, so that is changed in them.
func (b *bench) site() (site, error) {
	return b.siteOf(b.world)
}

// siteOf is a copy of some other world.
func (b *bench) siteOf(world site) (site, error) {
	s := site{dir: filepath.Join(b.dir, fmt.Sprintf("site%d", b.sites.Add(1))), who: "olivia", repo: b.repo}
	return s, world.copyTo(s.dir)
}

func (s site) remove() error { return os.RemoveAll(s.dir) }

func (s site) copyTo(dir string) error {
	return filepath.WalkDir(s.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, strings.TrimPrefix(path, s.dir))
		if d.IsDir() {
			return os.MkdirAll(to, 0o700)
		}
		data, err := os.ReadFile(path)
		if err == nil && filepath.Base(path) == "sessions.json" {
			data = bytes.ReplaceAll(data, []byte(s.dir), []byte(dir))
		}
		return errors.Join(err, os.WriteFile(to, data, 0o600))
	})
}
