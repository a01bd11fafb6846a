package main

import (
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	openfgav1 "github.com/openfga/api/proto/openfga/v1"
	"github.com/openfga/language/pkg/go/transformer"
	"github.com/openfga/openfga/pkg/server"
	"github.com/openfga/openfga/pkg/storage"
	"github.com/openfga/openfga/pkg/storage/migrate"
	"github.com/openfga/openfga/pkg/storage/sqlcommon"
	"github.com/openfga/openfga/pkg/storage/sqlite"
	"google.golang.org/protobuf/types/known/structpb"
)

// rules are ours as an OpenFGA model. Temporary grants are conditions on the time that the question is about.
//
//go:embed model.fga
var rules string

// fga is OpenFGA in this process, on its SQLite store.
type fga struct {
	server       *server.Server
	data         storage.OpenFGADatastore
	store, model string
}

// tuplesPerWrite is how many facts are written at once: more than its server takes, so that loading takes minutes less.
const tuplesPerWrite = 1000

// newFGA opens the facts in a folder: those that are kept there, or none yet.
func newFGA(ctx context.Context, dir string) (*fga, error) {
	uri := "file:" + filepath.Join(dir, "openfga.db")
	if err := migrate.RunMigrations(migrate.MigrationConfig{Engine: "sqlite", URI: uri, Timeout: time.Minute, PingTimeout: time.Minute}); err != nil {
		return nil, err
	}
	data, err := sqlite.New(uri, sqlcommon.NewConfig(sqlcommon.WithMaxTuplesPerWrite(tuplesPerWrite)))
	if err != nil {
		return nil, err
	}
	f := &fga{data: data}
	f.server, err = server.NewServerWithOpts(server.WithDatastore(data), server.WithListObjectsMaxResults(0), server.WithListUsersMaxResults(0),
		server.WithListObjectsDeadline(time.Hour), server.WithListUsersDeadline(time.Hour), server.WithRequestTimeout(time.Hour))
	return f, err
}

// create makes the place for the facts, and says what follows from them.
func (f *fga) create(ctx context.Context) error {
	made, err := f.server.CreateStore(ctx, &openfgav1.CreateStoreRequest{Name: "bench"})
	if err != nil {
		return err
	}
	f.store = made.GetId()
	model, err := transformer.TransformDSLToProto(rules)
	if err != nil {
		return err
	}
	written, err := f.server.WriteAuthorizationModel(ctx, &openfgav1.WriteAuthorizationModelRequest{StoreId: f.store,
		TypeDefinitions: model.GetTypeDefinitions(), SchemaVersion: model.GetSchemaVersion(), Conditions: model.GetConditions()})
	f.model = written.GetAuthorizationModelId()
	return err
}

func (f *fga) close() {
	f.server.Close()
	f.data.Close()
}

// fill has the facts of the whole world ready, and says how it came to them. Loading takes long: with a world that is kept,
// they are kept beside it in a folder, whose last file, written when all is there, has their names.
func (f *fga) fill(ctx context.Context, db *sql.DB, dir string) (string, error) {
	kept := filepath.Join(dir, "loaded")
	var n int
	var took string
	if text, err := os.ReadFile(kept); err == nil {
		_, err = fmt.Sscan(string(text), &f.store, &f.model, &n, &took)
		return fmt.Sprintf("%d tuples, which once took %s to load", n, took), err
	}
	if err := f.create(ctx); err != nil {
		return "", err
	}
	start := time.Now()
	n, err := f.load(ctx, db)
	if err != nil {
		return "", err
	}
	took = time.Since(start).Round(time.Second).String()
	return fmt.Sprintf("%d tuples, loaded in %s", n, took), os.WriteFile(kept, fmt.Appendln(nil, f.store, f.model, n, took), 0o600)
}

// load writes the facts past the server and says how many there were.
func (f *fga) load(ctx context.Context, db *sql.DB) (n int, err error) {
	batch := make([]*openfgav1.TupleKey, 0, tuplesPerWrite)
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		n += len(batch)
		err := f.data.Write(ctx, f.store, nil, batch)
		batch = batch[:0]
		return err
	}
	for t, err := range tuples(ctx, db, 0) {
		if err != nil {
			return n, err
		}
		if batch = append(batch, t.key()); len(batch) == tuplesPerWrite {
			if err := flush(); err != nil {
				return n, err
			}
		}
	}
	return n, flush()
}

func (t tuple) key() *openfgav1.TupleKey {
	k := &openfgav1.TupleKey{Object: t.object, Relation: t.relation, User: t.user}
	if t.temporary {
		k.Condition = &openfgav1.RelationshipCondition{Name: "during", Context: &structpb.Struct{Fields: map[string]*structpb.Value{
			"from": when(t.from, 1), "until": when(t.until, 9999)}}}
	}
	return k
}

// when is a time of the store. None is the first day of a year far away.
func when(micros int64, year int) *structpb.Value {
	at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	if micros != 0 {
		at = time.UnixMicro(micros).UTC()
	}
	return structpb.NewStringValue(at.Format(time.RFC3339Nano))
}

// ask answers a question: yes or no, or what or who by their ids.
func (f *fga) ask(ctx context.Context, q question) (yes bool, ids []string, took float64, err error) {
	now := &structpb.Struct{Fields: map[string]*structpb.Value{"now": structpb.NewStringValue(q.at.Format(time.RFC3339))}}
	user, object := fmt.Sprintf("user:%d", q.user), fmt.Sprintf("product:%d", q.product)
	start := time.Now()
	switch q.kind {
	case "check":
		var got *openfgav1.CheckResponse
		got, err = f.server.Check(ctx, &openfgav1.CheckRequest{StoreId: f.store, AuthorizationModelId: f.model, Context: now,
			TupleKey: &openfgav1.CheckRequestTupleKey{User: user, Relation: q.relation, Object: object}})
		yes = got.GetAllowed()
	case "list":
		var got *openfgav1.ListObjectsResponse
		got, err = f.server.ListObjects(ctx, &openfgav1.ListObjectsRequest{StoreId: f.store, AuthorizationModelId: f.model, Context: now,
			Type: "product", Relation: q.relation, User: user})
		for _, o := range got.GetObjects() {
			ids = append(ids, strings.TrimPrefix(o, "product:"))
		}
	case "who":
		var got *openfgav1.ListUsersResponse
		got, err = f.server.ListUsers(ctx, &openfgav1.ListUsersRequest{StoreId: f.store, AuthorizationModelId: f.model, Context: now,
			Object: &openfgav1.Object{Type: "product", Id: fmt.Sprint(q.product)}, Relation: q.relation,
			UserFilters: []*openfgav1.UserTypeFilter{{Type: "user"}}})
		for _, u := range got.GetUsers() {
			ids = append(ids, u.GetObject().GetId())
		}
	}
	took = float64(time.Since(start))
	slices.Sort(ids)
	return yes, ids, took, err
}
