package prepared

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// open opens a database with one connection, as that for writing is.
func open(t testing.TB, name string) *sql.DB {
	t.Helper()
	db, err := sql.Open(name, filepath.Join(t.TempDir(), "data.db")+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	must(t, db, "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE)")
	return db
}

func must(t testing.TB, db interface {
	Exec(string, ...any) (sql.Result, error)
}, text string, args ...any) {
	t.Helper()
	if _, err := db.Exec(text, args...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// held answers the texts that the connection of a database keeps.
func held(t *testing.T, db *sql.DB) map[string]bool {
	t.Helper()
	texts := map[string]bool{}
	one, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	err = one.Raw(func(inner any) error {
		for text := range inner.(*conn).kept.texts {
			texts[text] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestATextIsKeptFromItsSecondTimeOn(t *testing.T) {
	db := open(t, Name)
	insert := "INSERT INTO t (name) VALUES (?)"
	must(t, db, insert, "a")
	if held(t, db)[insert] {
		t.Error("what came once may never come again")
	}
	must(t, db, insert, "b")
	if !held(t, db)[insert] {
		t.Error("it came twice")
	}
	must(t, db, insert, "c")
	var n int
	if err := db.QueryRow("SELECT count(*) FROM t WHERE name IN ('a', 'b', 'c')").Scan(&n); err != nil || n != 3 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func TestNoMoreStatementsAreKeptThanAllowed(t *testing.T) {
	db := open(t, Name)
	for range 3 {
		for i := range Most + 40 {
			must(t, db, fmt.Sprintf("UPDATE t SET name = ? WHERE id = %d", i), "x")
		}
	}
	before := held(t, db)
	if len(before) > Most || len(before) < Most/2 { // two texts may share the place of what came once
		t.Errorf("%d are kept, at most %d should be", len(before), Most)
	}
	for i := range 5000 { // texts that never come again
		must(t, db, fmt.Sprintf("UPDATE t SET name = ? WHERE id = -%d", i), "x")
	}
	stayed := 0
	for text := range held(t, db) {
		if before[text] {
			stayed++
		}
	}
	if stayed < len(before)*3/4 {
		t.Errorf("%d of %d stayed: texts that never come again pushed the others out", stayed, len(before))
	}
}

// The same text may be asked again while its rows are still being read, in one transaction.
func TestOneTextIsAskedWithinItself(t *testing.T) {
	db := open(t, Name)
	for i := range 3 {
		must(t, db, "INSERT INTO t (id, name) VALUES (?, ?)", i, fmt.Sprint(i))
	}
	for range 3 { // not kept yet; kept; taken from the shelf
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		pairs := 0
		outer, err := tx.Query("SELECT name FROM t WHERE id >= ?", 0)
		if err != nil {
			t.Fatal(err)
		}
		for outer.Next() {
			inner, err := tx.Query("SELECT name FROM t WHERE id >= ?", 1)
			if err != nil {
				t.Fatal(err)
			}
			for inner.Next() {
				pairs++
			}
			inner.Close()
		}
		if err := errors.Join(outer.Err(), outer.Close(), tx.Commit()); err != nil || pairs != 6 {
			t.Fatalf("%d pairs, %v", pairs, err)
		}
	}
}

// A kept statement answers by the schema of the moment, also where another connection changed it.
func TestKeptStatementsFollowTheSchema(t *testing.T) {
	db := open(t, Name)
	var path string
	if err := db.QueryRow("SELECT file FROM pragma_database_list").Scan(&path); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	columns := func() []string {
		t.Helper()
		rows, err := db.Query("SELECT * FROM t WHERE id = ?", 1)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
		}
		return names
	}
	must(t, db, "INSERT INTO t (id, name) VALUES (1, 'a')")
	for range 3 {
		columns()
	}
	must(t, other, "ALTER TABLE t ADD COLUMN more TEXT")
	if got := columns(); len(got) != 3 {
		t.Errorf("columns %v", got)
	}
	must(t, db, "DROP TABLE t") // no kept statement holds it
	if _, err := db.Query("SELECT * FROM t WHERE id = ?", 1); err == nil {
		t.Error("the table is gone")
	}
}

// A refused statement does its work the next time, and nothing of the refused one stays.
func TestAfterARefusalTheStatementWorks(t *testing.T) {
	db := open(t, Name)
	insert := "INSERT INTO t (name) VALUES (?)"
	for _, name := range []string{"a", "b", "c"} {
		must(t, db, insert, name)
	}
	for range 3 {
		if _, err := db.Exec(insert, "a"); err == nil {
			t.Fatal("the name is taken")
		}
	}
	must(t, db, insert, "d")
	if _, err := db.Exec("INSERT INTO t (nothing) VALUES (?)", 1); err == nil {
		t.Error("no such column")
	}
	rows, err := db.Query("INSERT INTO t (name) VALUES (?) RETURNING id", "a")
	if err == nil {
		for rows.Next() {
		}
		err = rows.Err()
		rows.Close()
	}
	if err == nil {
		t.Error("the name is taken, returning or not")
	}
	var n int
	if err := db.QueryRow("SELECT count(*) FROM t").Scan(&n); err != nil || n != 4 {
		t.Errorf("%d rows, %v", n, err)
	}
}

// Rows that are left half read, and questions given up, leave no lock and no snapshot behind.
func TestWhatIsGivenUpHoldsNothing(t *testing.T) {
	db := open(t, Name)
	for i := range 100 {
		must(t, db, "INSERT INTO t (id) VALUES (?)", i)
	}
	for range 3 {
		var id int
		if err := db.QueryRow("SELECT id FROM t ORDER BY id").Scan(&id); err != nil { // closes after the first
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		_, err := db.ExecContext(ctx, "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) DELETE FROM t WHERE id = (SELECT max(n) FROM r) AND 1 = ?", 1)
		cancel()
		if err == nil {
			t.Error("it cannot end")
		}
	}
	must(t, db, "UPDATE t SET name = id")
	var busy, log, done int
	if err := db.QueryRow("PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done); err != nil || busy != 0 {
		t.Errorf("a snapshot is held: busy %d, %v", busy, err)
	}
	must(t, db, "VACUUM")
}

func TestScriptsAndTypes(t *testing.T) {
	db := open(t, Name)
	for i := range 3 {
		must(t, db, "INSERT INTO t (name) VALUES ('p'); DELETE FROM t WHERE name = 'p'; -- twice in one text")
		must(t, db, "INSERT INTO t (id, name) VALUES (?, ?)", 10+i, fmt.Sprint(i))
		rows, err := db.Query("SELECT id, name FROM t")
		if err != nil {
			t.Fatal(err)
		}
		types, err := rows.ColumnTypes()
		if err != nil || types[0].DatabaseTypeName() != "INTEGER" || types[1].DatabaseTypeName() != "TEXT" {
			t.Errorf("%v %v", types, err)
		}
		rows.Close()
	}
}

// Whatever is sent in whatever order, by however many, the answers are those of the plain driver.
func TestAnswersAreThoseOfThePlainDriver(t *testing.T) {
	texts := []string{
		"INSERT INTO t (id, name) VALUES (?, ?)",
		"INSERT INTO t (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name || 'x'",
		"UPDATE t SET name = name || 'y' WHERE id = ? AND name != ?",
		"DELETE FROM t WHERE id = ? AND name != ?",
		"CREATE INDEX IF NOT EXISTS named ON t (name) -- %[1]d",
		"DROP INDEX IF EXISTS named -- %[1]d",
	}
	for seed := range uint64(8) {
		mine, plain := open(t, Name), open(t, "sqlite")
		r := rand.New(rand.NewPCG(seed, 7))
		for range 300 {
			text := texts[r.IntN(len(texts))]
			args := []any{r.IntN(20), fmt.Sprint(r.IntN(50))}
			if text[:6] == "CREATE" || text[:4] == "DROP" {
				text, args = fmt.Sprintf(text, r.IntN(3)), nil
			}
			a, errA := mine.Exec(text, args...)
			b, errB := plain.Exec(text, args...)
			if fmt.Sprint(errA) != fmt.Sprint(errB) {
				t.Fatalf("%s %v: %v, plain %v", text, args, errA, errB)
			}
			if errA == nil {
				n, _ := a.RowsAffected()
				m, _ := b.RowsAffected()
				if n != m {
					t.Fatalf("%s %v: %d rows, plain %d", text, args, n, m)
				}
			}
		}
		if a, b := dump(t, mine), dump(t, plain); a != b {
			t.Fatalf("%s\nplain:\n%s", a, b)
		}
	}
}

func dump(t *testing.T, db *sql.DB) (all string) {
	t.Helper()
	rows, err := db.Query("SELECT id, coalesce(name, '-') FROM t ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int
		var name string
		if err := rows.Scan(&id, &name); err != nil {
			t.Fatal(err)
		}
		all += fmt.Sprintln(id, name)
	}
	return all
}

func TestManyAtOnce(t *testing.T) {
	db := open(t, Name)
	db.SetMaxOpenConns(6)
	var all sync.WaitGroup
	for w := range 8 {
		all.Go(func() {
			for i := range 60 {
				id := w*1000 + i
				if _, err := db.Exec("INSERT INTO t (id, name) VALUES (?, ?)", id, fmt.Sprint(id)); err != nil {
					t.Error(err)
				}
				var name string
				if err := db.QueryRow("SELECT name FROM t WHERE id = ?", id).Scan(&name); err != nil || name != fmt.Sprint(id) {
					t.Errorf("%d is %q, %v", id, name, err)
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkInsert(b *testing.B) {
	for _, name := range []string{"sqlite", Name} {
		b.Run(name, func(b *testing.B) {
			db := open(b, name)
			n := 0
			for b.Loop() {
				n++
				must(b, db, "INSERT INTO t (id, name) VALUES (?, ?)", n, fmt.Sprint(n))
			}
		})
	}
}
