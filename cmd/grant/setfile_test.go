package grantcmd

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"orgctl/internal/org"
	"orgctl/internal/table"
)

// TestRowsDoNotDependOnThoseBefore: what a reader remembers of the rows before is never taken for what a row says.
func TestRowsDoNotDependOnThoseBefore(t *testing.T) {
	const file = `user,team,product,category,scope,rights,usage,until
a@example.org,,drive/x,,,technical,user,
a@example.org,,drive/x,,,technical,user,
a@example.org,,drive/y,,,technical|statistics,,
b@example.org,,drive/x,,,,admin,8h
b@example.org,,drive/x,,,none,,
a@example.org,,drive/x,,,technical,none,
a@example.org,,drive/x,,,technicl,user,
a@example.org,,drive/x,,,technicl,user,
a@example.org,,drive/x,,,technical,user,
a@example.org,,drive/,,,technical,user,
a@example.org,,drive/,,,technical,user,
,crew,drive/x,,,technical,,
a@example.org,crew,drive/x,,,technical,,
,,drive/x,,,NONE,,
a@example.org,,,drive,all,technical,,
a@example.org,,drive/x,drive,all,technical,,
a@example.org,,drive/x,,product,technical,,
a@example.org,,,,everything,technical,,
a@example.org,,,,,technical,,
a@example.org,,DRIVE/x,,,,,
`
	rows, err := table.Read(strings.NewReader(file), "csv", grantSpec())
	if err != nil {
		t.Fatal(err)
	}
	fresh := func() *grantReader {
		return &grantReader{now: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), loc: time.UTC, scopes: map[string]org.Scope{}}
	}
	one := fresh()
	good := 0
	for _, row := range rows {
		got, gotErr := one.change(row)
		want, wantErr := fresh().change(row)
		if !reflect.DeepEqual(gotErr, wantErr) || wantErr == nil && got != want {
			t.Errorf("line %d is %+v, %v; alone it is %+v, %v", row.Line, got, gotErr, want, wantErr)
		}
		if wantErr == nil {
			good++
		}
	}
	if good != 12 {
		t.Errorf("%d rows are good", good)
	}
}
