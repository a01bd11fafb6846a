package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// cramped is one run of the trial of the full disk.
type cramped struct {
	site
	*tally
	p      program
	run    int
	before []string
	list   string
}

// disks let commands write where there is not room enough: on a file system that is full, and under a limit for the size
// of files. They must fail with a clear error and change nothing, reading must go on, and with room the same must work.
func disks(ctx context.Context, b *bench, p program, n int, t *tally) {
	r := b.random("disk")
	small, err := b.smallDisk(ctx)
	if err != nil {
		t.figures = "file size limit only; a full file system not run: " + err.Error()
	} else {
		t.figures = "half on a full tmpfs, half under a file size limit"
		defer func() { _ = exec.Command("umount", small).Run() }() //nolint:noctx // also after an interruption
	}
	codes := map[int]int{}
	for i := range n {
		if ctx.Err() != nil {
			return
		}
		c := &cramped{tally: t, p: p, run: i}
		if c.site, err = b.site(); err == nil && small != "" && i%2 == 0 {
			c.site, err = c.moveTo(filepath.Join(small, "s"))
		}
		if err == nil {
			err = c.once(ctx, r, small != "" && i%2 == 0, codes)
		}
		if err != nil {
			t.fail("%v", err)
			return
		}
		_ = os.RemoveAll(c.dir)
		t.ran(1)
	}
	t.figures += "; exit codes: " + told(codes)
}

// smallDisk mounts a file system of six megabytes.
func (b *bench) smallDisk(ctx context.Context) (string, error) {
	if os.Geteuid() != 0 {
		return "", errors.New("not root")
	}
	dir := filepath.Join(b.dir, "small")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if out, err := exec.CommandContext(ctx, "mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", dir).CombinedOutput(); err != nil {
		return "", fmt.Errorf("mount: %s", strings.TrimSpace(string(out)))
	}
	return dir, nil
}

func (s site) moveTo(dir string) (site, error) {
	_ = os.RemoveAll(dir)
	return site{dir: dir, who: s.who, repo: s.repo}, errors.Join(s.copyTo(dir), os.RemoveAll(s.dir))
}

// once tries one command with some room, more or less.
func (c *cramped) once(ctx context.Context, r *rand.Rand, full bool, codes map[int]int) (err error) {
	if err := c.prepare(ctx); err != nil {
		return err
	}
	args, room := c.some(r), max(r.IntN(400<<10)-80<<10, 0)
	p := c.p
	if full {
		err = c.fill(room)
	} else {
		info, err := os.Stat(c.store())
		if err != nil {
			return err
		}
		blocks := (int(info.Size())*3/4 + room) / 512
		p = append(program{"sh", "-c", `ulimit -f "$0"; exec "$@"`, fmt.Sprint(blocks)}, c.p...)
	}
	if err != nil {
		return err
	}
	a := c.site.run(ctx, p, args...)
	codes[a.code]++
	c.verdict(args, a)
	if out := c.site.run(ctx, p, "product", "list", "-o", "tsv"); a.code != 0 && (out.code != 0 || out.out != c.list) {
		c.fail("with %d bytes free, after %s (%s), reading does not go on: %s", room, strings.Join(args, " "), a, out)
	}
	_ = os.Remove(c.file("filler"))
	return c.afterwards(ctx, args, a)
}

func (c *cramped) prepare(ctx context.Context) (err error) {
	var text strings.Builder
	text.WriteString("category,name,label\n")
	for i := range 1500 {
		fmt.Fprintf(&text, "drive,d%d,%s\n", i, strings.Repeat("label ", 10))
	}
	if err := c.write("large.csv", text.String()); err != nil {
		return err
	}
	if c.list, err = c.must(ctx, c.p, "product", "list", "-o", "tsv"); err != nil {
		return err
	}
	c.before, err = dump(ctx, c.store(), everything)
	return err
}

func (c *cramped) some(r *rand.Rand) []string {
	line := pick(r, "product add --from large.csv -o json --op-id d", "product add drive/single -o json --op-id d", "store backup copy.db -o json --op-id d",
		"log export --out log.jsonl", "team add Full --member jane@example.org -o json --op-id d")
	return strings.Fields(line)
}

// fill leaves so much room on the disk.
func (c *cramped) fill(room int) error {
	f, err := os.Create(c.file("filler"))
	if err != nil {
		return err
	}
	block := make([]byte, 4096)
	size := int64(0)
	for err == nil {
		var n int
		n, err = f.Write(block)
		size += int64(n)
	}
	return errors.Join(f.Truncate(max(size-int64(room), 0)), f.Close())
}

// verdict is about what the command said.
func (c *cramped) verdict(args []string, a answer) {
	said := strings.Contains(a.err, "room") || strings.Contains(a.err, "can't be written") || strings.Contains(a.err, "can't be read or written") ||
		strings.Contains(a.err, "too large") || strings.Contains(a.err, "may or may not")
	right := a.code == 0 || a.code == 6 || a.code == 9 || a.code == 1 && args[0] == "log"
	if !right || a.code != 0 && !said || strings.Contains(a.err, "unexpected") {
		c.fail("%s: %s", strings.Join(args, " "), a)
	}
}

// afterwards, with room again: what failed changed nothing, what was said to be done is, and the same can be done now.
func (c *cramped) afterwards(ctx context.Context, args []string, a answer) error {
	line := strings.Join(args, " ")
	after, err := dump(ctx, c.store(), everything)
	if err != nil {
		return err
	}
	changed := !slices.Equal(c.before, after)
	made := map[string]string{"store": "copy.db", "log": "log.jsonl"}[args[0]]
	_, err = os.Stat(c.file(made))
	if done := changed || made != "" && err == nil; a.code == 0 && !done {
		c.fail("%s: it said that it is done, and nothing is", line)
	}
	if a.code != 0 && a.code != 9 && changed {
		c.fail("%s: it failed (%s), and something changed", line, a)
	}
	if made != "" && a.code != 0 && err == nil {
		c.fail("%s: it failed, and left %s behind", line, made)
	}
	if made == "copy.db" && a.code == 0 { // the log may not know of it, so that once more would be another one
		args = []string{"store", "check", "--store", "copy.db"}
	}
	if again := c.site.run(ctx, c.p, args...); again.code != 0 {
		c.fail("%s: with room again: %s", line, again)
	}
	if check := c.site.run(ctx, c.p, "store", "check"); check.code != 0 {
		c.fail("%s: afterwards %s", line, check)
	}
	return nil
}
