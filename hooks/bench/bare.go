package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/appliance"
)

// The shape of a case: as many fields of each kind and as many indexes as the collection
// applications of the house has, without what makes them a case.
const (
	texts, days, numbers, flags, lists = 21, 6, 2, 2, 3
	indexes                            = 12
)

const bareLogin, barePassword = "bench@example.com", "bench-password-2026"

// bareCommand serves a bare PocketBase with one collection: rules that ask for a login,
// the same durability as the house, the driver of PocketBase as it comes, no hooks.
func bareCommand() *cobra.Command {
	var dir, address string
	cmd := &cobra.Command{Use: "bare", Hidden: true, Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error {
		core.AppMigrations = core.MigrationsList{} // those of the house, which this is not
		app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: appliance.ConnectPlain})
		if err := app.Bootstrap(); err != nil {
			return err
		}
		if err := furnishBare(app); err != nil {
			return err
		}
		app.OnServe().BindFunc(func(e *core.ServeEvent) error {
			e.InstallerFunc = nil
			return e.Next()
		})
		return apis.Serve(app, apis.ServeConfig{HttpAddr: address})
	}}
	cmd.Flags().StringVar(&dir, "data", "", "the folder")
	cmd.Flags().StringVar(&address, "http", "", "the address")
	return cmd
}

func furnishBare(app core.App) error {
	settings := app.Settings()
	settings.Batch = core.BatchConfig{Enabled: true, MaxRequests: 100, Timeout: 60}
	settings.Logs.MinLevel = 4 // as in the house
	if err := app.Save(settings); err != nil {
		return err
	}
	people := core.NewAuthCollection("people")
	if err := app.Save(people); err != nil {
		return err
	}
	person := core.NewRecord(people)
	person.SetEmail(bareLogin)
	person.SetPassword(barePassword)
	if err := app.Save(person); err != nil {
		return err
	}
	cases := core.NewBaseCollection("cases")
	for i := range texts {
		cases.Fields.Add(&core.TextField{Name: fmt.Sprintf("text%d", i), Max: 100})
	}
	for i := range days {
		cases.Fields.Add(&core.DateField{Name: fmt.Sprintf("day%d", i)})
	}
	for i := range numbers {
		cases.Fields.Add(&core.NumberField{Name: fmt.Sprintf("number%d", i)})
	}
	for i := range flags {
		cases.Fields.Add(&core.BoolField{Name: fmt.Sprintf("flag%d", i)})
	}
	for i := range lists {
		cases.Fields.Add(&core.JSONField{Name: fmt.Sprintf("list%d", i)})
	}
	cases.Fields.Add(&core.AutodateField{Name: "created", OnCreate: true}, &core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	for i := range indexes {
		cases.AddIndex(fmt.Sprintf("idx_cases_%d", i), false, fmt.Sprintf("text%d, day%d", i, i%days), "")
	}
	rule := "@request.auth.id != ''"
	cases.ListRule, cases.ViewRule, cases.CreateRule = &rule, &rule, &rule
	return app.Save(cases)
}

// shape is a row of that collection.
func shape(n int64) map[string]any {
	row := map[string]any{"list0": []string{}, "list1": map[string]string{"name": "示例餐饮店", "address": "示例县人民路1号"}, "flag0": true}
	for i := range texts {
		row[fmt.Sprintf("text%d", i)] = fmt.Sprintf("%015d", n*31+int64(i))
	}
	row["day0"], row["number0"] = "2026-03-02 01:00:00.000Z", n%7
	return row
}

const toCases = "/api/collections/cases/records"

func (c caller) bareCreate(rows *counter) operation {
	return func(ctx context.Context, _ int) error {
		return c.ask(ctx, http.MethodPost, toCases, shape(rows.next()), nil)
	}
}

// bareBatch writes so many rows in one transaction.
func (c caller) bareBatch(rows *counter, size int) operation {
	return func(ctx context.Context, _ int) error {
		requests := make([]map[string]any, size)
		for i := range requests {
			requests[i] = map[string]any{"method": http.MethodPost, "url": toCases, "body": shape(rows.next())}
		}
		return c.ask(ctx, http.MethodPost, "/api/batch", map[string]any{"requests": requests}, nil)
	}
}

// raw writes a row of that shape into SQLite itself, each in a transaction of its own, by
// one connection, as PocketBase has one that writes.
type raw struct {
	db     *dbx.DB
	insert *sql.Stmt
	rows   counter
}

func openRaw(dir string) (*raw, error) {
	db, err := appliance.Connect(filepath.Join(dir, "raw.db"))
	if err != nil {
		return nil, err
	}
	db.DB().SetMaxOpenConns(1)
	const columns = texts + days + numbers + flags + lists
	names := make([]string, columns)
	for i := range names {
		names[i] = fmt.Sprintf("c%d", i)
	}
	script := "CREATE TABLE cases (id TEXT PRIMARY KEY, " + strings.Join(names, " TEXT, ") + " TEXT);"
	for i := range indexes {
		script += fmt.Sprintf("CREATE INDEX i%d ON cases (c%d, c%d);", i, i, texts+i%days)
	}
	if _, err := db.NewQuery(script).Execute(); err != nil {
		return nil, err
	}
	insert, err := db.DB().Prepare("INSERT INTO cases VALUES (?" + strings.Repeat(", ?", columns) + ")")
	return &raw{db: db, insert: insert}, err
}

func (r *raw) create(ctx context.Context, _ int) error {
	n := r.rows.next()
	row := make([]any, 1+texts+days+numbers+flags+lists)
	for i := range row {
		row[i] = fmt.Sprintf("%015d", n*31+int64(i))
	}
	_, err := r.insert.ExecContext(ctx, row...)
	return err
}
