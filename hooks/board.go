package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// The public board: figures without persons. It is made at most once a minute, whoever
// asks; counts that could point to a person are hidden (R-PI-08).

// boardAge is how old the board may be.
const boardAge = time.Minute

// board is the answer as it was last made.
type board struct {
	making sync.Mutex
	made   atomic.Pointer[madeBoard]
}

type madeBoard struct {
	at   time.Time
	etag string
	body []byte
}

// boardFigures is what the public reads. A hidden count and what is reckoned from it is
// null.
type boardFigures struct {
	At          string            `json:"at"`
	Today       string            `json:"today"`
	Few         int               `json:"few"`   // counts below it are hidden
	Month       boardRange        `json:"month"` // this one, or the last while this one has just begun
	Year        boardRange        `json:"year"`
	Metrics     []metricFigure    `json:"metrics"` // of items, as of today, and what others bring of the year
	Departments []boardDepartment `json:"departments"`
	Months      []boardMonth      `json:"months"`
	Campaigns   []boardCampaign   `json:"campaigns"`
}

// boardRange are the cases of the county in a range.
type boardRange struct {
	From      string      `json:"from"`
	To        string      `json:"to"`
	Filed     *int        `json:"filed"`
	Decided   *int        `json:"decided"`
	Median    *float64    `json:"median"`
	Rates     tally.Rates `json:"rates"`
	Delivered *int        `json:"delivered"`
}

// boardDepartment are the cases that a department decided this year; Hidden says that they
// are too few to be shown.
type boardDepartment struct {
	Name    string      `json:"name"`
	NameEn  string      `json:"name_en"`
	Decided *int        `json:"decided"`
	Median  *float64    `json:"median"`
	Rates   tally.Rates `json:"rates"`
	Hidden  bool        `json:"hidden"`
}

// boardMonth are the cases decided in a month.
type boardMonth struct {
	Month     string     `json:"month"`
	Decided   *int       `json:"decided"`
	InPromise tally.Rate `json:"in_promise"`
}

// viewBoard answers the board to everybody, and 304 to whoever has it already.
func (h *Hall) viewBoard(e *core.RequestEvent) error {
	made, err := h.boardNow(e.App)
	if err != nil {
		return err
	}
	e.Response.Header().Set("ETag", made.etag)
	e.Response.Header().Set("Cache-Control", "public, no-cache")
	if strings.Contains(e.Request.Header.Get("If-None-Match"), made.etag) {
		return e.NoContent(http.StatusNotModified)
	}
	return e.Blob(http.StatusOK, "application/json", made.body)
}

// boardNow answers the board, made anew where it is a minute old. While it is made others
// read the last one.
func (h *Hall) boardNow(app core.App) (*madeBoard, error) {
	b := &h.board
	last := b.made.Load()
	if last != nil && fresh(last.at, h.Now()) {
		return last, nil
	}
	if last != nil && !b.making.TryLock() {
		return last, nil
	}
	if last == nil {
		b.making.Lock()
	}
	defer b.making.Unlock()
	if again := b.made.Load(); again != nil && fresh(again.at, h.Now()) {
		return again, nil
	}
	made, err := h.makeBoard(app)
	if err == nil {
		b.made.Store(made)
	}
	return made, err
}

// fresh: a clock that was set back makes the board anew as well.
func fresh(at, now time.Time) bool { return !now.Before(at) && now.Sub(at) < boardAge }

func (h *Hall) makeBoard(app core.App) (*madeBoard, error) {
	now := h.Now()
	f, err := h.boardFigures(app, workday.DayOf(now))
	if err != nil {
		return nil, err
	}
	f.At = chinaTime(now)
	body, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(body)
	return &madeBoard{at: now, etag: `"` + hex.EncodeToString(sum[:12]) + `"`, body: body}, nil
}

func (h *Hall) boardFigures(app core.App, today workday.Day) (*boardFigures, error) {
	year, err := h.addUp(app, scope{from: tally.YearOf(today), to: today})
	if err != nil {
		return nil, err
	}
	from, to := tally.LatestMonth(today)
	month, err := h.addUp(app, scope{from: from, to: to})
	if err != nil {
		return nil, err
	}
	f := &boardFigures{Today: today.String(), Few: tally.Few, Year: year.public(), Month: month.public(), Metrics: year.publicMetrics()}
	if f.Departments, err = publicDepartments(app, year); err != nil {
		return nil, err
	}
	if f.Months, err = publicMonths(app, today); err != nil {
		return nil, err
	}
	f.Campaigns, err = publicCampaigns(app)
	return f, err
}

// enough is a count that may be published, nil for one that could point to a person.
func enough(n int) *int {
	if n > 0 && n < tally.Few {
		return nil
	}
	return &n
}

// publishable are the shares whose denominator may be published.
func publishable(rates tally.Rates, keys ...string) tally.Rates {
	shown := tally.Rates{}
	for _, key := range keys {
		if r := rates[key]; r.Denominator >= tally.Few {
			shown[key] = r
		}
	}
	return shown
}

// public are the figures of the county that everybody may read.
func (r *reckoning) public() boardRange {
	b := boardRange{From: r.from.String(), To: r.to.String(), Filed: enough(r.total.Outcomes[tally.Filed]), Decided: enough(r.total.Decided.Cases),
		Delivered: enough(r.total.Outcomes[tally.Delivered]), Rates: publishable(r.total.Rates(), tally.InPromise, tally.InLaw, tally.OnlineFiling)}
	if b.Decided != nil {
		b.Median = r.total.Decided.Days.Median()
	}
	return b
}

// publicMetrics are all metrics; those of persons' deeds stand without figures where they
// are few.
func (r *reckoning) publicMetrics() []metricFigure {
	list := r.total.metrics()
	for i, m := range list {
		few := m.Denominator < tally.Few
		if m.Level != tally.OfItems && m.Level != tally.OfDays && m.Level != tally.OfClaims && few {
			list[i] = figureOf(m.Metric, tally.Rate{})
		}
	}
	return list
}

// publicDepartments are the decided cases of departments, without those that are too few
// and those from which these could be reckoned.
func publicDepartments(app core.App, r *reckoning) ([]boardDepartment, error) {
	groups, err := withNames(app, "departments", r.departments)
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(groups))
	for i, g := range groups {
		counts[i] = g.Cases[tally.Granted] + g.Cases[tally.Refused]
	}
	list := make([]boardDepartment, len(groups))
	for i, hidden := range tally.Veil(counts) {
		g := groups[i]
		list[i] = boardDepartment{Name: g.Name, NameEn: g.NameEn, Hidden: hidden, Rates: tally.Rates{}}
		if !hidden {
			list[i].Decided, list[i].Median, list[i].Rates = &counts[i], g.Median, publishable(g.Rates, tally.InPromise, tally.InLaw)
		}
	}
	return list, nil
}

// boardMonths is how many months the board looks back.
const boardMonths = 12

// publicMonths are the cases decided in each of the last months.
func publicMonths(app core.App, today workday.Day) ([]boardMonth, error) {
	months := tally.Months(today, boardMonths)
	sums := map[string]*tally.Sum{}
	where, bind := " WHERE period IN (SELECT value FROM json_each({:periods})) AND service = ''", map[string]any{"periods": jsonOf(months)}
	err := eachFigure(app.ConcurrentDB(), where, bind, func(at tally.Place, cell tally.Cell) {
		if at.Officer != "" {
			return
		}
		if sums[at.Period] == nil {
			sums[at.Period] = tally.NewSum()
		}
		sums[at.Period].Put(at.Outcome, at.Channel, cell)
	})
	if err != nil {
		return nil, err
	}
	list := make([]boardMonth, len(months))
	for i, m := range months {
		list[i].Month = m
		sum := sums[m]
		if sum == nil {
			sum = tally.NewSum()
		}
		list[i].Decided = enough(sum.Decided.Cases)
		list[i].InPromise = publishable(sum.Rates(), tally.InPromise)[tally.InPromise]
	}
	return list, nil
}

// boardCampaign is a campaign under way and how far it is.
type boardCampaign struct {
	Name     string     `json:"name"`
	NameEn   string     `json:"name_en"`
	Deadline string     `json:"deadline"`
	Done     tally.Rate `json:"done"` // tasks that are done, of all
}

// publicCampaigns are the campaigns that are open, what ends first standing first.
func publicCampaigns(app core.App) ([]boardCampaign, error) {
	list := []boardCampaign{}
	open, err := findAll(app, "campaigns", "deadline", dbx.HashExp{"state": string(flow.Open)})
	for _, c := range open {
		tasks, err := findAll(app, "tasks", "", dbx.HashExp{"campaign": c.Id})
		if err != nil {
			return nil, err
		}
		done := tally.Rate{Denominator: len(tasks)}
		for _, t := range tasks {
			if isDone(t) {
				done.Numerator++
			}
		}
		list = append(list, boardCampaign{c.GetString("name"), c.GetString("name_en"), c.GetString("deadline"), done})
	}
	return list, err
}
