package hooks

import (
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
)

// questions are the statements that a house put to its database, each with the line of ours
// that asked first.
type questions struct {
	mu   sync.Mutex
	seen map[string]string
}

// recorded lets everything that is asked from now on be written down, by houses that are
// opened later: where the statements are made, with their places for values still open.
func recorded(t testing.TB) *questions {
	q := &questions{seen: map[string]string{}}
	for name, build := range dbx.BuilderFuncMap {
		dbx.BuilderFuncMap[name] = func(db *dbx.DB, executor dbx.Executor) dbx.Builder {
			plain, sqlite := build(db, executor).(*dbx.SqliteBuilder)
			if !sqlite {
				return build(db, executor)
			}
			return &recordingBuilder{plain, db, q}
		}
		t.Cleanup(func() { dbx.BuilderFuncMap[name] = build })
	}
	return q
}

// recordingBuilder is the builder of SQLite that writes down what it builds.
type recordingBuilder struct {
	*dbx.SqliteBuilder
	db *dbx.DB
	q  *questions
}

func (b *recordingBuilder) NewQuery(sql string) *dbx.Query {
	return b.q.note(b.SqliteBuilder.NewQuery(sql))
}

func (b *recordingBuilder) Select(cols ...string) *dbx.SelectQuery {
	return dbx.NewSelectQuery(b, b.db).Select(cols...)
}

func (b *recordingBuilder) Model(model any) *dbx.ModelQuery {
	return dbx.NewModelQuery(model, b.db.FieldMapper, b.db, b)
}

func (b *recordingBuilder) Update(table string, cols dbx.Params, where dbx.Expression) *dbx.Query {
	return b.q.note(b.SqliteBuilder.Update(table, cols, where))
}

func (b *recordingBuilder) Delete(table string, where dbx.Expression) *dbx.Query {
	return b.q.note(b.SqliteBuilder.Delete(table, where))
}

var (
	valuePlace = regexp.MustCompile(`\{:[^}]+\}`)
	valueList  = regexp.MustCompile(`\?(, ?\?)+`)
)

// note keeps a statement that may look for rows, once.
func (q *questions) note(query *dbx.Query) *dbx.Query {
	sql := strings.TrimSpace(valueList.ReplaceAllString(valuePlace.ReplaceAllString(query.SQL(), "?"), "?"))
	verb, _, _ := strings.Cut(strings.ToUpper(sql), " ")
	switch verb {
	case "SELECT", "WITH", "UPDATE", "DELETE":
	default:
		return query
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if by := asker(); q.seen[sql] == "" && by != "" {
		q.seen[sql] = by
	}
	return query
}

// heard are the statements so far.
func (q *questions) heard() map[string]string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return maps.Clone(q.seen)
}

// passers only hand a request on, or a question.
var passers = []string{"bind", "inTime", "spoolForm", "answering", "atWork", "unlogged", "dateAnswers", "knownSessions", "findAll"}

// asker is the innermost function of the house itself that led here, or the platform; "" is
// the test.
func asker() string {
	lines := make([]uintptr, 60)
	frames := runtime.CallersFrames(lines[:runtime.Callers(3, lines)])
	by := ""
	for {
		f, more := frames.Next()
		if strings.HasPrefix(f.Function, "onestop/") && !strings.HasSuffix(f.File, "_test.go") {
			name := f.Function[strings.LastIndex(f.Function, "/")+1:]
			if !slices.ContainsFunc(passers, func(p string) bool { return strings.Contains(name, p) }) {
				return name
			}
		}
		if strings.Contains(f.Function, "pocketbase/apis.") || strings.Contains(f.Function, "tools/cron.") {
			by = "the platform"
		}
		if !more || strings.HasSuffix(f.File, "_test.go") && !strings.HasSuffix(f.File, "plans_record_test.go") {
			return by
		}
	}
}
