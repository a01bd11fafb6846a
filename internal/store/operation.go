package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"orgctl/internal/org"
)

// operation is what a use case says of itself: the row of the permission table, its name and object in the log, and
// what was asked, of which the digest guards an --op-id.
type operation struct {
	action org.Action // empty: whoever is logged in, in no organization
	own    bool       // it is about oneself: no token may
	open   bool       // also for members who lack the second factor that their organization wants
	name   string     // noun.verb, as in the log
	object string     // what it is about, as one would type it; empty: the organization
	input  any
}

// act is a running operation: the transaction, who acts, and what has changed so far.
type act struct {
	*tx
	org.Actor
	req org.Request
	set org.ChangeSet
	// chain is the log the operation goes to: an organization's, or 0 for the store's. A use case that makes an
	// organization sets it.
	chain org.OrgID
	both  bool // the store's own log gets the operation too
	// proved says that the person gave their second factor, without which no session is opened for who has one.
	proved bool
	// logs are where the changes that are recorded from now on stand, if not in the chain alone; told is how the operation stands
	// in each.
	logs  []org.OrgID
	told  map[org.OrgID]told
	about string // what the operation is about, if only the use case finds out
	// beside are the changes in other organizations: they go to the logs of those, and nobody here sees them.
	beside map[org.OrgID][]org.Change
	// by is who asked, as the --op-id knows them: a use case that makes a login or an organization goes on as them.
	by opKey

	doing     operation
	digest    string
	id        int64        // of the operation, once it has one
	log       *journal     // open while it runs, if it sheds changes
	logged    int          // how many of the changes stand in the log already
	forgotten int          // how many stand there and nowhere else
	taking    []org.Change // those of them that take something
}

// opKey is what an --op-id is unique for.
type opKey struct {
	user org.UserID
	org  org.OrgID
}

// record notes a change. The caller has written it already, or is about to, in the same transaction.
func (a *act) record(c org.Change) {
	if c.Chains == nil {
		c.Chains = a.logs
	}
	a.set.Changes = append(a.set.Changes, c)
}

// change runs a use case: who asks, may they, was it done before under the same op-id, then fn, then the log, all in
// one transaction. A dry run is the same, rolled back. Nothing is kept either if nothing changed, if something is
// taken from somebody and nobody confirmed it, or if the change set is not the one that was confirmed.
func (s *Store) change(ctx context.Context, req org.Request, op operation, fn func(*act) error) (org.ChangeSet, error) {
	var set org.ChangeSet
	err := s.write(ctx, func(t *tx) error {
		a := &act{tx: t, req: req}
		var err error
		if a.Actor, err = t.acting(ctx, req.Caller, op); err != nil {
			return err
		}
		a.chain = a.Org.ID
		set, err = a.run(ctx, op, fn)
		return err
	})
	return set, err
}

// acting finds who asks for an operation, if they may.
func (t *tx) acting(ctx context.Context, c org.Caller, op operation) (a org.Actor, err error) {
	if op.own || op.action == "" {
		if a, err = t.inPerson(ctx, c); err != nil {
			return a, err
		}
	}
	switch {
	case op.action == "":
		a.Org = org.Organization{}
		return a, nil
	case op.open:
		a, err = t.standing(ctx, c)
	default:
		a, err = t.actor(ctx, c)
	}
	if err != nil {
		return a, err
	}
	return a, a.May(op.action)
}

// storeChange runs a use case of nobody in particular: sign-up, login, and what the owner of the file does.
func (s *Store) storeChange(ctx context.Context, req org.Request, op operation, fn func(*act) error) (org.ChangeSet, error) {
	var set org.ChangeSet
	err := s.write(ctx, func(t *tx) error {
		var err error
		set, err = (&act{tx: t, req: req, Actor: org.Actor{Email: fileOwner}}).run(ctx, op, fn)
		return err
	})
	return set, err
}

// fileOwner is the actor in the log when nobody is logged in: whoever can run a command on the file.
const fileOwner = "file owner"

func (a *act) run(ctx context.Context, op operation, fn func(*act) error) (org.ChangeSet, error) {
	a.by = opKey{a.User, a.Org.ID}
	if op.object == "" {
		op.object = a.Org.Slug
	}
	var err error
	if a.digest, err = requestDigest(a.req, op); err != nil {
		return a.set, err
	}
	if done, err := a.recorded(ctx, a.digest); done || err != nil {
		if err != nil {
			return a.set, err
		}
		return a.set, errRollback
	}
	a.doing = op
	defer a.stopLog()
	if err := fn(a); err != nil {
		return a.set, err
	}
	a.doing.object = cmp.Or(a.about, op.object)
	a.set.Org, a.set.DryRun, a.set.Changed = a.Org.Name, a.req.DryRun, a.changes() > 0
	if a.set.Changes == nil {
		a.set.Changes = []org.Change{}
	}
	if a.req.DryRun {
		a.set.Posted = nil
		return a.set, errRollback
	}
	if err := a.confirmed(); err != nil {
		return a.set, err
	}
	if !a.set.Changed && a.req.OpID == "" {
		return a.set, errRollback
	}
	return a.set, a.keep(ctx)
}

// changes is how many there are.
func (a *act) changes() int { return a.forgotten + len(a.set.Changes) }

// confirmed refuses a change set that takes something away and was not seen, or is not the one that was.
func (a *act) confirmed() error {
	if set := a.shown(); len(set.Taking()) > 0 && !a.req.Confirmed {
		return org.Unconfirmed(set)
	}
	if a.req.Expect != "" && a.req.Expect != a.set.Digest() {
		return org.Errorf(org.KindConflict, org.CodeChanged, "something changed while you were looking: nothing was done").
			WithHint("run the command again to see what it would do now")
	}
	return nil
}

// shown is the change set with what a brief run must not forget.
func (a *act) shown() org.ChangeSet {
	set := a.set
	set.Changes = slices.Concat(a.taking, set.Changes)
	return set
}

// numbered gives the operation its id, unless it has one.
func (a *act) numbered(ctx context.Context) (int64, error) {
	if a.id != 0 {
		return a.id, nil
	}
	st, err := a.stmt(ctx, `INSERT INTO operations (actor_id, org_id, op_id, digest, created_at) VALUES (?, ?, ?, ?, ?)`)
	if err != nil {
		return 0, err
	}
	opID := sql.NullString{String: a.req.OpID, Valid: a.req.OpID != ""}
	res, err := st.ExecContext(ctx, a.by.user, a.by.org, opID, a.digest, a.now)
	if err != nil {
		return 0, err
	}
	a.id, err = res.LastInsertId()
	return a.id, err
}

// keep writes the log and remembers the result for its op-id.
func (a *act) keep(ctx context.Context) error {
	id, err := a.numbered(ctx)
	if err != nil {
		return err
	}
	if a.set.Changed {
		name := strconv.FormatInt(id, 10)
		a.set.Operation = &name
		a.s.bulk += a.changes()
		if err := a.appendLog(ctx, a.doing, id); err != nil {
			return err
		}
	}
	if a.req.OpID == "" {
		return nil
	}
	kept := a.set
	kept.Changes = nil // they stand in the log
	kept.Posted = nil  // what became of them is not known yet
	result, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	_, err = a.ExecContext(ctx, `UPDATE operations SET result = ?1 WHERE id = ?2`, string(result), id)
	return err
}

// recorded answers an --op-id that is known already with what was done then, and refuses another request under it.
func (a *act) recorded(ctx context.Context, digest string) (bool, error) {
	if a.req.OpID == "" {
		return false, nil
	}
	var before, result string
	var at int64
	err := a.QueryRowContext(ctx, `SELECT digest, result, created_at FROM operations WHERE actor_id = ?1 AND org_id = ?2 AND op_id = ?3`,
		a.by.user, a.by.org, a.req.OpID).Scan(&before, &result, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if before != digest {
		return false, org.Errorf(org.KindConflict, org.CodeOpIDReused, "--op-id %q was used for something else", a.req.OpID).
			WithHint("give every change an --op-id of its own; repeat one only to retry the very same command")
	}
	if err := json.Unmarshal([]byte(result), &a.set); err != nil {
		return false, err
	}
	a.set.Changes = []org.Change{}
	if !a.req.Brief {
		if a.set.Changes, err = a.loggedChanges(ctx, a.by.org, a.set.Operation); err != nil {
			return false, err
		}
	}
	a.set.Org, a.set.Changed, a.set.Replayed, a.set.Recorded = a.Org.Name, false, true, fromMicros(at)
	return true, nil
}

// loggedChanges are those of an operation: in the organization that it was asked in or, if that is none, in the one it made.
func (t *tx) loggedChanges(ctx context.Context, in org.OrgID, operation *string) ([]org.Change, error) {
	out := []org.Change{}
	if operation == nil {
		return out, nil
	}
	rows, err := t.QueryContext(ctx, `SELECT seq, `+logText+`(changes, packed) FROM log
WHERE operation = ?1 AND org_id = CASE ?2 WHEN 0 THEN (SELECT max(org_id) FROM log WHERE operation = ?1) ELSE ?2 END ORDER BY seq`, *operation, in)
	if err != nil {
		return nil, err
	}
	err = each(rows, func() error {
		var row logRow
		if err := rows.Scan(&row.Seq, &row.Changes); err != nil {
			return err
		}
		changes, err := row.changes()
		out = append(out, changes...)
		return err
	})
	return out, err
}

// requestDigest names what was asked under an --op-id, as it was typed: "--until 8h" asked again is the same request.
func requestDigest(req org.Request, op operation) (string, error) {
	if req.OpID == "" {
		return "", nil
	}
	asked := any(req.Asked)
	if req.Asked == "" {
		asked = op.input
	}
	b, err := json.Marshal([]any{op.name, op.object, asked})
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}
