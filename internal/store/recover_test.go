package store

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
)

func TestRecover(t *testing.T) {
	h := rich(t)
	code, lost := sha256.Sum256([]byte("new")), sha256.Sum256([]byte("lost"))
	h.ok(h.ResetUser(t.Context(), as(h.olivia), "kim@example.org", lost))
	kim := h.login("kim@example.org")
	r := org.Recovery{Email: "KIM@example.org", Org: "acme", Code: code}
	h.wholly(func(c ctx) {
		_, err := h.Recover(c, org.Request{}, r)
		h.fails(org.CodeConfirm, err)
		for name, bad := range map[string]org.Recovery{
			"nobody":           {Email: "nobody@example.org", Org: "acme", Code: code},
			"another's":        {Email: "kim@example.org", Org: "other", Code: code},
			"no organization":  {Email: "kim@example.org", Org: "none", Code: code},
			"nothing typed":    {Email: "kim@example.org", Code: code},
			"one that is gone": {Email: "gil@example.org", Org: "gone", Code: code},
		} {
			if _, err := h.Recover(c, org.Request{Confirmed: true}, bad); err == nil {
				t.Errorf("%s: recovered", name)
			}
		}
		set, err := h.Recover(c, org.Request{DryRun: true}, org.Recovery{Email: "kim@example.org", Code: code})
		if err != nil || !set.Changed || !set.DryRun {
			t.Errorf("dry run: %+v, %v", set, err)
		}
	})
	h.ok(h.Recover(t.Context(), org.Request{Confirmed: true}, r))
	_, err := h.Current(t.Context(), kim)
	h.fails(org.CodeSessionExpired, err)
	_, _, err = h.CodeOwner(t.Context(), lost)
	h.fails(org.CodeNotFound, err)
	if who, _, err := h.CodeOwner(t.Context(), code); err != nil || who.Shown != "kim@example.org" {
		t.Errorf("%v, %v", who, err)
	}
	if got := h.logged(""); got[len(got)-1] != "store.recover file owner" {
		t.Errorf("the log says %q", got[len(got)-1])
	}
	if _, err := h.Current(t.Context(), h.olivia); err != nil {
		t.Errorf("others were logged out: %v", err)
	}
	h.now = h.now.Add(recoveryLives + time.Second)
	_, _, err = h.CodeOwner(t.Context(), code)
	h.fails(org.CodeNotFound, err)
	clean(t, h.path)
}

func TestInfo(t *testing.T) {
	h := rich(t)
	if err := os.Chmod(h.path, 0o640); err != nil {
		t.Fatal(err)
	}
	info, err := At(h.path, h.options()).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(h.path)
	if err != nil {
		t.Fatal(err)
	}
	wal, err := os.Stat(h.path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	head, err := h.LogHead(t.Context(), org.LogSource{Store: true})
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(info.Path, info.Schema, info.Size, info.WALSize, info.Organizations, info.Users, info.Products, info.Grants, info.Rules,
		info.LogRows, info.LogHead, info.ReadOnly, info.Mode)
	want := fmt.Sprint(h.path, Schema(), file.Size(), wal.Size(), 2, h.count("users"), h.count("products"), h.count("grants"), h.count("rules"),
		h.count("log"), head.Head, false, "-rw-r-----")
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if !strings.HasPrefix(info.SQLite, "3.") || info.Owner == "" || info.Group == "" {
		t.Errorf("%+v", info)
	}
}
