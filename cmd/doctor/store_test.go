package doctorcmd

import (
	"errors"
	"testing"
	"time"

	"orgctl/internal/app"
	"orgctl/internal/org"
)

func TestStoreChecks(t *testing.T) {
	for _, c := range []struct {
		fitness            org.StoreFitness
		there, file, space state
	}{
		{org.StoreFitness{Missing: true, Disk: org.Disk{Free: 1 << 40}}, warning, ok, ok},
		{org.StoreFitness{Schema: 3, Current: 3, Looked: true, Disk: org.Disk{Free: -1}}, ok, ok, ok},
		{org.StoreFitness{Schema: 2, Current: 3, Looked: true, Disk: org.Disk{Free: 1 << 40}}, ok, ok, ok},
		{org.StoreFitness{Schema: 2, Current: 3, ReadOnly: true, Disk: org.Disk{Free: 1 << 20}}, problem, ok, problem},
		{org.StoreFitness{Schema: 3, Current: 3, ReadOnly: true, Disk: org.Disk{Free: 50 << 20}}, warning, ok, warning},
		{org.StoreFitness{Schema: 3, Current: 3, Size: 1 << 40, Faults: []string{"page 3"}, Disk: org.Disk{Free: 1 << 30}}, ok, problem, warning},
		{org.StoreFitness{Err: errors.New("no"), Disk: org.Disk{Free: 1 << 40, Network: "NFS"}}, problem, ok, warning},
	} {
		if got := there(c.fitness); got.state != c.there || got.state == problem && got.hint == "" && c.fitness.Err == nil {
			t.Errorf("%+v: store is %+v", c.fitness, got)
		}
		if got := whole(c.fitness); got.state != c.file {
			t.Errorf("%+v: file is %+v", c.fitness, got)
		}
		if got := disk(c.fitness); got.state != c.space || got.state != ok && got.hint == "" {
			t.Errorf("%+v: disk is %+v", c.fitness, got)
		}
	}
}

func TestClock(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	a := &app.App{World: app.World{Now: func() time.Time { return now }}}
	for _, c := range []struct {
		fitness org.StoreFitness
		want    state
	}{
		{org.StoreFitness{}, ok},
		{org.StoreFitness{LastLogged: now.Add(30 * time.Second), FilesAhead: 30 * time.Second}, ok},
		{org.StoreFitness{LastLogged: now.Add(2 * time.Minute)}, problem},
		{org.StoreFitness{LastLogged: now.Add(-time.Hour), FilesAhead: time.Hour}, problem},
	} {
		if got := clock(a, c.fitness); got.state != c.want {
			t.Errorf("%+v: clock is %+v", c.fitness, got)
		}
	}
}
