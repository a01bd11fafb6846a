package doctorcmd

import (
	"context"
	"fmt"
	"strings"
	"time"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

const (
	lookFor  = 5 * time.Second // at the pages of the file: whoever has a store so large knows 'store check'
	little   = 100 << 20       // bytes on the disk below which it is said
	tooFew   = 5 << 20         // bytes below which a change may find no room
	behindBy = time.Minute     // what clocks may differ by
)

// store says whether the store can be worked with, and whether the clock goes with it.
func store(ctx context.Context, a *app.App) []check {
	file, err := a.File()
	if err != nil {
		if _, broken := a.Config(); broken != nil {
			return []check{clock(a, org.StoreFitness{})} // said already
		}
		return []check{of("store", err), clock(a, org.StoreFitness{})}
	}
	f := file.Fitness(ctx, lookFor)
	checks := []check{there(f)}
	if !f.Missing && f.Err == nil {
		checks = append(checks, whole(f))
	}
	return append(checks, disk(f), clock(a, f))
}

func there(f org.StoreFitness) check {
	switch {
	case f.Missing:
		return check{"store", warning, fmt.Sprintf("there is none at %q", f.Path), "make one with 'orgctl init', or look around first with 'orgctl demo'"}
	case f.Err != nil:
		return of("store", f.Err)
	case f.Schema < f.Current && f.ReadOnly:
		return check{"store", problem, fmt.Sprintf("%q is of the older schema %d and can't be written", f.Path, f.Schema), "run any command as its owner once"}
	case f.ReadOnly:
		return check{"store", warning, fmt.Sprintf("%q can be read, but not written", f.Path), "check who owns the file and its folder, if you want to change something"}
	case f.Schema < f.Current:
		return check{"store", ok, fmt.Sprintf("%q, schema %d: the next command makes it schema %d and keeps a copy", f.Path, f.Schema, f.Current), ""}
	}
	return check{"store", ok, fmt.Sprintf("%q, schema %d, can be written", f.Path, f.Schema), ""}
}

func whole(f org.StoreFitness) check {
	switch {
	case len(f.Faults) > 0:
		return check{"file", problem, "damaged: " + strings.Join(f.Faults, "; "), "keep a copy of the file, then bring a backup back with 'orgctl store restore'"}
	case !f.Looked:
		return check{"file", ok, fmt.Sprintf("nothing wrong within %s; 'orgctl store check' looks at all of it", lookFor), ""}
	}
	return check{"file", ok, "nothing wrong; 'orgctl store check' also proves it against the log", ""}
}

// disk warns of what makes writing fail, and of network file systems, whose locks can't be relied on.
func disk(f org.StoreFitness) check {
	free := fmt.Sprintf("%d MiB free", f.Disk.Free>>20)
	switch {
	case f.Disk.Network != "":
		return check{"disk", warning, "a network file system: " + f.Disk.Network, "keep the store on a disk of this machine: where locks fail, two writers damage it"}
	case f.Disk.Free < 0:
		return check{"disk", ok, "how much room there is can't be told here", ""}
	case f.Disk.Free < tooFew:
		return check{"disk", problem, free, "make room: changes will fail"}
	case f.Disk.Free < max(little, f.Size):
		return check{"disk", warning, free, "make room: a backup, or bringing the store up to date, needs as much as the store"}
	}
	return check{"disk", ok, free, ""}
}

// clock compares the clock with what was written by it, or by that of the disk: it can't be earlier now.
func clock(a *app.App, f org.StoreFitness) check {
	now := a.World.Now()
	const hint = "set the clock, and let it be kept by the network: grants end and sessions expire by it"
	if behind := f.LastLogged.Sub(now); behind > behindBy {
		return check{"clock", problem, fmt.Sprintf("it is %s behind the newest row of the log", behind.Round(time.Second)), hint}
	}
	if f.FilesAhead > behindBy {
		return check{"clock", problem, fmt.Sprintf("it is %s behind the clock of the disk", f.FilesAhead.Round(time.Second)), hint}
	}
	if _, err := org.LoadTimezone("Europe/Zurich"); err != nil {
		return of("clock", err)
	}
	return check{"clock", ok, now.UTC().Format(time.RFC3339), ""}
}
