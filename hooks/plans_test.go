package hooks

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"onestop/hooks/appliance"
)

// steady are the tables that do not grow with the cases; every other one is held to be large.
// Most are written by the house's own compilers, some thousand rows in a county.
var steady = strings.Fields(`basic_items calendar campaigns claims counters departments fees form_fields life_event_members life_events limits material_types materials
	officers options questions regions revisions services steps tasks templates training_attendances training_questions trainings
	_collections _params _migrations _superusers _externalAuths _mfas _otps _authOrigins sqlite_master sqlite_schema`)

// few are the columns of few values: an index that says no more leads to a good part of the table.
var few = strings.Fields("state light channel kind locked superseded verdict subject act event collection record_kind active public grade anonymous withdrawn id_type outcome period published")

// some are the columns of some hundred values.
var some = strings.Fields("service department lead officer examiner handler revision type life_event registrar material meter retired")

// planner explains statements as a database of a million cases would run them.
type planner struct {
	t      testing.TB
	db     *dbx.DB
	tables map[string]bool
	parts  map[string]bool // indexes of a part of the rows
}

const (
	largeRows  = 1_000_000
	steadyRows = 1_000
)

// newPlanner makes an empty database of the same schema that believes to be large.
func newPlanner(t testing.TB, from dbx.Builder) *planner {
	t.Helper()
	db, err := appliance.Connect(filepath.Join(t.TempDir(), "large.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.DB().SetMaxOpenConns(1)
	p := &planner{t, db, map[string]bool{}, map[string]bool{}}
	var parts []struct {
		Name string `db:"name"`
		Type string `db:"type"`
		SQL  string `db:"sql"`
	}
	if err := from.NewQuery("SELECT name, type, sql FROM sqlite_master WHERE sql != '' AND name NOT LIKE 'sqlite%' ORDER BY type = 'index'").All(&parts); err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		p.tables[part.Name] = part.Type == "table"
		p.say(part.SQL)
	}
	p.say("ANALYZE")
	for table, is := range p.tables {
		if is {
			p.believe(table)
		}
	}
	p.say("ANALYZE sqlite_schema")
	return p
}

func (p *planner) say(text string, args ...any) {
	p.t.Helper()
	if _, err := p.db.DB().Exec(text, args...); err != nil {
		p.t.Fatal(text, err)
	}
}

// believe writes how many rows a table has, and how many of them each value of its indexes.
func (p *planner) believe(table string) {
	rows := largeRows
	if slices.Contains(steady, table) {
		rows = steadyRows
	}
	var indexes []struct {
		Name    string `db:"name"`
		Unique  bool   `db:"unique"`
		Partial bool   `db:"partial"`
	}
	if err := p.db.NewQuery("PRAGMA index_list(`" + table + "`)").All(&indexes); err != nil {
		p.t.Fatal(err)
	}
	for _, index := range indexes {
		var columns []struct {
			Name sql.NullString `db:"name"`
		}
		if err := p.db.NewQuery("PRAGMA index_info(`" + index.Name + "`)").All(&columns); err != nil {
			p.t.Fatal(err)
		}
		in := rows
		p.parts[index.Name] = index.Partial && !index.Unique
		if index.Partial && !index.Unique {
			in = rows / 100
		}
		stat, each := fmt.Sprint(in), in
		for i, c := range columns {
			each = max(1, each/distinctOf(c.Name.String, rows))
			if index.Unique && i == len(columns)-1 {
				each = 1
			}
			stat += fmt.Sprint(" ", each)
		}
		p.say("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", table, index.Name, stat)
	}
	if len(indexes) == 0 {
		p.say("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, NULL, ?)", table, fmt.Sprint(rows))
	}
}

// distinctOf is how many values a column has.
func distinctOf(column string, rows int) int {
	switch {
	case slices.Contains(few, column):
		return 8
	case slices.Contains(some, column):
		return 200
	case isTime(column):
		return 2000
	}
	return rows / 5
}

func isTime(column string) bool {
	return strings.HasSuffix(column, "_at") || strings.HasSuffix(column, "_on") || strings.HasSuffix(column, "due") || slices.Contains([]string{"created", "updated", "at", "until", "keep_until"}, column)
}

var (
	planStep = regexp.MustCompile(`^(SCAN|SEARCH) (\S+)(?: USING (.*))?$`)
	indexIn  = regexp.MustCompile(`INDEX (\S+)(?: \((.*)\))?(?: LEFT-JOIN)?$`)
)

// flaws are the large tables that a statement reads without knowing which rows of them:
// through and through, in the order of an index, or by a column of few values alone.
func (p *planner) flaws(statement string) []string {
	p.t.Helper()
	text := p.db.NewQuery(statement) // only to quote as the platform does
	processed := quotedNames(p.db, text.SQL())
	rows, err := p.db.DB().Query("EXPLAIN QUERY PLAN "+processed, make([]any, places(processed))...)
	if err != nil && strings.Contains(err.Error(), "no such table: _logs") {
		return nil // in the database of the logs
	}
	if err != nil {
		p.t.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	var flaws []string
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			p.t.Fatal(err)
		}
		if p.isFlaw(processed, detail) {
			flaws = append(flaws, detail)
		}
	}
	if err := rows.Err(); err != nil {
		p.t.Fatal(err)
	}
	return flaws
}

func (p *planner) isFlaw(statement, detail string) bool {
	step := planStep.FindStringSubmatch(detail)
	if step == nil || strings.Contains(step[3], "VIRTUAL TABLE") {
		return false
	}
	table := p.tableOf(statement, step[2])
	if table == "" || slices.Contains(steady, table) {
		return false
	}
	if step[1] == "SCAN" { // but for the last row of an index
		found := indexIn.FindStringSubmatch(step[3])
		if found != nil && p.parts[found[1]] {
			return false // a part of the rows, of which there are few
		}
		return found == nil || strings.Contains(statement, "WHERE") || !strings.HasSuffix(statement, "LIMIT 1")
	}
	if strings.Contains(step[3], "PRIMARY KEY") {
		return false
	}
	found := indexIn.FindStringSubmatch(step[3])
	return found == nil || strings.Contains(step[3], "AUTOMATIC") || !p.parts[found[1]] && !narrow(found[2])
}

// narrow reports whether the terms of a search lead to a handful of rows: by a value that
// is not shared by many, or by two that many share, or such a one within a time.
func narrow(terms string) bool {
	weight := 0
	for term := range strings.SplitSeq(terms, " AND ") {
		column := strings.TrimRight(strings.FieldsFunc(term, func(r rune) bool { return r == '=' || r == '<' || r == '>' })[0], " ")
		switch equal := strings.Contains(term, "="); {
		case slices.Contains(few, column):
			weight++
		case slices.Contains(some, column) || isTime(column):
			weight += 2
		case equal:
			weight += 4
		default:
			weight += 2
		}
	}
	return weight >= 3
}

// tableOf is the table behind a name in a plan, "" for what is no table of its own.
func (p *planner) tableOf(statement, name string) string {
	if p.tables[name] {
		return name
	}
	for _, m := range regexp.MustCompile("(?i)[`\"\\[]?(\\w+)[`\"\\]]?\\s+(?:AS\\s+)?[`\"\\[]?"+regexp.QuoteMeta(name)+"\\b").FindAllStringSubmatch(statement, -1) {
		if p.tables[m[1]] {
			return m[1]
		}
	}
	return ""
}

var (
	tableMark  = regexp.MustCompile(`\{\{([\w\-. ]+%?|%[\w\-. ]+)\}\}`)
	columnMark = regexp.MustCompile(`\[\[([\w\-. ]+)\]\]`)
)

// quotedNames writes the names of tables and columns as the platform does.
func quotedNames(db *dbx.DB, text string) string {
	text = tableMark.ReplaceAllStringFunc(text, func(s string) string { return db.QuoteTableName(s[2 : len(s)-2]) })
	return columnMark.ReplaceAllStringFunc(text, func(s string) string { return db.QuoteColumnName(s[2 : len(s)-2]) })
}

// places counts the values that a statement wants.
func places(statement string) int {
	n, quote := 0, rune(0)
	for _, r := range statement {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"' || r == '`':
			quote = r
		case r == '?':
			n++
		}
	}
	return n
}
