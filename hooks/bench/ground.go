package bench

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/list"

	"onestop/hooks/appliance"
)

const (
	people = 64 // who come to the house at once, each with a login and drafts
	// every so manieth round of clones has the open cases of the county, too: of a million
	// cases some ten thousand are open, as where 800 a day take a fortnight
	openEvery = 100
	years     = 1826 // days over which the cases are spread
)

// ground is a house with many cases: those of the example county, over and over again with
// numbers, dates and applicants of their own, and drafts that are ready to be handed in.
type ground struct {
	db     *dbx.DB
	cases  int // to be there in the end
	drafts int // for the first of the people

	columns map[string][]string
	indexes []string // what makes them again
	rounds  int
	size    size
}

// size is what the cases take, before the drafts are made.
type size struct{ cases, bytes int64 }

// copied are the tables in which a case has rows.
var copied = []string{"documents", "reviews", "actions", "notices", "results"}

// grow fills the folder of a training county that nobody serves.
func grow(dir string, cases, drafts int) (size, error) {
	db, err := appliance.Connect(filepath.Join(dir, "data.db"))
	if err != nil {
		return size{}, err
	}
	defer db.Close()
	db.DB().SetMaxOpenConns(1) // for the temporary tables
	g := &ground{db: db, cases: cases, drafts: drafts, columns: map[string][]string{}}
	for _, step := range []func() error{g.prepare, g.bare, g.newcomers, g.clones, g.index, g.weigh, g.ready, g.settle} {
		if err := step(); err != nil {
			return size{}, err
		}
	}
	return g.size, nil
}

// weigh tells how many cases there are and what the database takes for them.
func (g *ground) weigh() error {
	return errors.Join(
		g.db.NewQuery("SELECT COUNT(*) FROM applications WHERE state != 'draft'").Row(&g.size.cases),
		g.db.NewQuery("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").Row(&g.size.bytes))
}

func (g *ground) run(sql string, args ...any) error {
	if len(args) > 0 {
		sql = fmt.Sprintf(sql, args...)
	}
	if _, err := g.db.NewQuery(sql).Execute(); err != nil {
		return fmt.Errorf("%w: %.200s", err, sql)
	}
	return nil
}

// prepare takes the cases that are copied, and the one that is made a draft of: handed in
// whole and not yet looked at.
func (g *ground) prepare() error {
	for _, sql := range []string{
		"PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000",
		`CREATE TEMP TABLE patterns AS SELECT id, row_number() OVER (ORDER BY id) AS place, state IN ('closed', 'not_accepted', 'withdrawn', 'terminated') AS closed
		 FROM applications WHERE state != 'draft'`,
		"CREATE UNIQUE INDEX temp.patterns_id ON patterns (id)",
		`CREATE TEMP TABLE pattern AS SELECT a.id FROM applications a JOIN services s ON s.id = a.service JOIN documents d ON d.application = a.id JOIN applicants p ON p.id = a.applicant
		 WHERE a.state = 'submitted' AND a.corrections = 0 AND a.journey = '' AND a.agent_name = '' AND a.channel = 'online' AND p.kind = 'person'
		 GROUP BY a.id HAVING SUM(d.superseded OR d.verdict = 'rejected') = 0 ORDER BY COUNT(*) DESC, a.id LIMIT 1`,
	} {
		if err := g.run(sql); err != nil {
			return err
		}
	}
	for _, table := range grown {
		var names []string
		if err := g.db.NewQuery("SELECT name FROM pragma_table_info({:table})").Bind(dbx.Params{"table": table}).Column(&names); err != nil {
			return err
		}
		g.columns[table] = names
	}
	var closed, open, drafts int
	if err := g.db.NewQuery("SELECT SUM(closed), SUM(NOT closed), (SELECT COUNT(*) FROM pattern) FROM patterns").Row(&closed, &open, &drafts); err != nil {
		return err
	}
	if closed == 0 || drafts == 0 {
		return fmt.Errorf("the example county has %d closed cases and %d that could be a draft", closed, drafts)
	}
	g.rounds = max(1, (g.cases-closed-open)*openEvery/(closed*openEvery+open))
	return g.run("CREATE TEMP TABLE rounds AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < %d) SELECT n, n %% %d = 0 AS busy FROM r", g.rounds, openEvery)
}

// grown are the tables that get rows.
var grown = append([]string{"applications", "applicants", "identities"}, copied...)

// bare drops the indexes of the tables that grow: made of all rows at once, sorted, they take a
// fraction of the time that rows one by one take, of which each goes somewhere else.
func (g *ground) bare() error {
	var indexes []struct{ Name, SQL string }
	if err := g.db.Select("name", "sql").From("sqlite_master").Where(dbx.HashExp{"type": "index", "tbl_name": list.ToInterfaceSlice(grown)}).AndWhere(dbx.NewExp("sql IS NOT NULL")).All(&indexes); err != nil {
		return err
	}
	for _, index := range indexes {
		if err := g.run("DROP INDEX `%s`", index.Name); err != nil {
			return err
		}
		g.indexes = append(g.indexes, index.SQL)
	}
	return nil
}

// index makes the indexes again.
func (g *ground) index() error {
	for _, sql := range g.indexes {
		if err := g.run(sql); err != nil {
			return err
		}
	}
	return nil
}

// newcomers are people like Zhang, with her password.
func (g *ground) newcomers() error {
	who := "(SELECT id FROM applicants WHERE email = 'zhang@demo.test')"
	if err := g.copy("applicants", fmt.Sprintf("FROM (SELECT * FROM applicants WHERE id = %s) t JOIN (WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < %d) SELECT n FROM r) r", who, g.crowd()-1),
		map[string]string{"id": newcomer("n"), "email": "printf('bench%d@demo.test', n)", "phone": "''", "tokenKey": "lower(hex(randomblob(25)))"}); err != nil {
		return err
	}
	return g.copy("identities", "FROM (SELECT * FROM identities WHERE applicant = "+who+" LIMIT 1) t JOIN applicants p ON p.email LIKE 'bench%@demo.test'",
		map[string]string{"id": "'i' || substr(p.id, 2)", "applicant": "p.id", "digest": "lower(hex(randomblob(32)))"})
}

// crowd is how many newcomers there are: one to five cases.
func (g *ground) crowd() int { return max(people, g.cases/5) }

func newcomer(n string) string { return "printf('bench%010x', " + n + ")" }

// cloned is the id of a row in its clone of round n.
func cloned(column string) string { return "substr(" + column + ", 1, 9) || printf('%06x', n)" }

// clones copies the cases round by round, the rounds spread over five years.
func (g *ground) clones() error {
	from := "FROM temp.old_%s t JOIN patterns c ON c.id = t.%s JOIN rounds ON c.closed OR busy"
	owner := newcomer(fmt.Sprintf("(n * 7919 + c.place) %% %d", g.crowd()))
	with := map[string]string{"id": cloned("t.id"), "applicant": owner, "number": "t.number || '-' || n", "journey": "''", "waits_for": "'[]'"}
	back := fmt.Sprintf("'-' || (n * %d / %d) || ' days'", years, g.rounds)
	for _, at := range []string{"created", "received_at", "accepted_at", "decided_at", "delivered_at"} {
		with[at] = fmt.Sprintf("CASE WHEN t.%[1]s = '' OR NOT c.closed THEN t.%[1]s ELSE strftime('%%Y-%%m-%%d %%H:%%M:%%f', rtrim(t.%[1]s, 'Z'), %[2]s) || 'Z' END", at, back)
	}
	for _, due := range []string{"promised_due", "statutory_due", "notice_due"} {
		with[due] = fmt.Sprintf("CASE WHEN t.%[1]s = '' OR NOT c.closed THEN t.%[1]s ELSE date(t.%[1]s, %[2]s) END", due, back)
	}
	if err := g.setAside("applications", "id"); err != nil {
		return err
	}
	if err := g.copy("applications", fmt.Sprintf(from, "applications", "id"), with); err != nil {
		return err
	}
	for _, table := range copied {
		if err := g.setAside(table, "application"); err != nil {
			return err
		}
		with := map[string]string{"id": cloned("t.id"), "application": cloned("t.application"), "number": "t.number || '-' || n", "token": "t.token || n",
			"review": "CASE t.review WHEN '' THEN '' ELSE " + cloned("t.review") + " END", "result": "CASE t.result WHEN '' THEN '' ELSE " + cloned("t.result") + " END"}
		if table == "documents" {
			with["applicant"] = owner
		}
		if err := g.copy(table, fmt.Sprintf(from, table, "application"), with); err != nil {
			return err
		}
	}
	return nil
}

// setAside keeps the rows of the patterns beside their table: what is copied from a table into
// itself SQLite reads wholly into memory first, which ends at some millions of rows.
func (g *ground) setAside(table, column string) error {
	return g.run("CREATE TEMP TABLE old_%[1]s AS SELECT * FROM main.%[1]s WHERE %[2]s IN (SELECT id FROM patterns)", table, column)
}

// firstPage is how many own cases everybody has at least, in a house of any size: what their
// page shows of them at once.
const firstPage = 30

// ready makes drafts that lack nothing. The first of the people needs as many as anybody hands
// in alone, the others an eighth: they work among sixteen at least.
func (g *ground) ready() error {
	from := fmt.Sprintf("FROM %%s t JOIN pattern ON pattern.id = t.%%s JOIN (WITH RECURSIVE r(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM r WHERE n < %d) SELECT n FROM r WHERE n %%%% %d = 0 OR n < %[2]d * %[3]d) r",
		people*max(firstPage, g.drafts)-1, people, max(firstPage, g.drafts/8))
	owner := newcomer(fmt.Sprintf("n %% %d", people))
	draft := map[string]string{"id": draftID("n"), "applicant": owner, "number": "''", "state": "'draft'", "light": "'none'", "track_code": "''", "received_at": "''", "notice_due": "''", "examiner": "''"}
	if err := g.copy("applications", fmt.Sprintf(from, "applications", "id"), draft); err != nil {
		return err
	}
	return g.copy("documents", fmt.Sprintf(from, "documents", "application"), map[string]string{"id": "substr(t.id, 1, 7) || printf('d%07x', n)", "application": draftID("n"), "applicant": owner})
}

func draftID(n string) string { return "printf('draft%010x', " + n + ")" }

// settle tells SQLite what has become of the tables.
func (g *ground) settle() error {
	if err := g.run("ANALYZE"); err != nil {
		return err
	}
	return g.run("PRAGMA wal_checkpoint(TRUNCATE)")
}

// copy inserts rows into a table as they are read, but for the columns that are named.
func (g *ground) copy(table, from string, with map[string]string) error {
	columns := g.columns[table]
	values := make([]string, len(columns))
	for i, name := range columns {
		values[i] = "t.`" + name + "`"
		if value, ok := with[name]; ok {
			values[i] = value
		}
	}
	if !slices.Contains(columns, "id") {
		return fmt.Errorf("%s has no rows of its own", table)
	}
	return g.run("INSERT INTO `" + table + "` (`" + strings.Join(columns, "`, `") + "`) SELECT " + strings.Join(values, ", ") + " " + from)
}
