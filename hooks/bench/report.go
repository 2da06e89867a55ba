package bench

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// Report is all that was measured in one run.
type Report struct {
	At         time.Time            `json:"at"`
	System     string               `json:"system"`
	Processors int                  `json:"processors"`
	Go         string               `json:"go"`
	Cases      int64                `json:"cases"`
	Bytes      int64                `json:"database_bytes"`
	Rows       int                  `json:"rows_of_a_submission"`
	Start      float64              `json:"start_ms"` // until the house answers
	Idle       int64                `json:"idle_bytes"`
	Busy       int64                `json:"busy_bytes"`
	Points     []Point              `json:"points,omitempty"` // the smallest house first
	Names      []string             `json:"-"`
	Figures    map[string][]Figures `json:"figures"`
	Goals      []Goal               `json:"goals"`
}

// Goal is a figure that is aimed at.
type Goal struct {
	What    string  `json:"what"`
	Aim     float64 `json:"aim"`
	Least   bool    `json:"least"` // the aim is a lower bound
	Got     float64 `json:"got"`
	Reached bool    `json:"reached"`
}

// Point is what people read in a house of so many cases.
type Point struct {
	Cases int64              `json:"cases"`
	P50   map[string]float64 `json:"p50_ms"` // of each operation, alone
}

// point is the report as a point.
func (r *Report) point(cases int64) Point {
	p := Point{cases, map[string]float64{}}
	for _, look := range looked {
		if f := r.of(look.name, 1); f.Count > 0 {
			p.P50[look.name] = f.P50
		}
	}
	return p
}

// looked are what people read, with the aims of the median in milliseconds; 0: none.
var looked = []struct {
	name            string
	alone, together float64
}{
	{"the work list of an examiner", 5, 20}, {"own cases of a citizen", 5, 20}, {"a case with all on its page", 10, 0}, {"tracking without an account", 5, 0},
	{"search of the services", 10, 0}, {"figures of five years", 200, 0}, {"the public board", 5, 0},
}

// growth is how many times longer something takes in the largest house than in the smallest,
// and how many times the logarithm of the cases grows; what is below a millisecond is noise.
func (r *Report) growth(name string) (times, log float64) {
	least, most := r.Points[0], r.Points[len(r.Points)-1]
	return max(most.P50[name], 1) / max(least.P50[name], 1), math.Log(float64(most.Cases)) / math.Log(float64(least.Cases))
}

// add takes the figures of one operation; one that failed is no figure.
func (r *Report) add(name string, f Figures) error {
	if f.Failed > 0 || f.Count == 0 {
		return fmt.Errorf("%s, %d at once: %d failed, %d done: %s", name, f.Clients, f.Failed, f.Count, f.Failure)
	}
	if r.Figures == nil {
		r.Figures = map[string][]Figures{}
	}
	if _, ok := r.Figures[name]; !ok {
		r.Names = append(r.Names, name)
	}
	r.Figures[name] = append(r.Figures[name], f)
	return nil
}

// of finds the figures at so many clients.
func (r *Report) of(name string, clients int) Figures {
	for _, f := range r.Figures[name] {
		if f.Clients == clients {
			return f
		}
	}
	return Figures{}
}

// judge holds the figures against the aims.
func (r *Report) judge() {
	ratio := func(a, b string, clients int) float64 {
		return r.of(a, clients).PerSecond / max(r.of(b, clients).PerSecond, 1e-9)
	}
	least := func(what string, aim, got float64) { r.Goals = append(r.Goals, Goal{what, aim, true, got, got >= aim}) }
	most := func(what string, aim, got float64) {
		r.Goals = append(r.Goals, Goal{what, aim, false, got, got <= aim})
	}
	least("submissions to bare records, 16 clients", .5, ratio(houseSubmit, bareCreate, 16))
	least("submissions to bare batches of as many rows, 16 clients", .8, ratio(houseSubmit, bareBatch, 16))
	most("submission, 64 clients, p99 ms", 150, r.of(houseSubmit, 64).P99)
	for _, aim := range looked {
		if _, ok := r.Figures[aim.name]; !ok {
			continue
		}
		most(aim.name+", alone, p50 ms", aim.alone, r.of(aim.name, 1).P50)
		if aim.together > 0 {
			most(aim.name+", 16 at once, p50 ms", aim.together, r.of(aim.name, 16).P50)
		}
		if len(r.Points) > 1 && r.Points[0].P50[aim.name] > 0 {
			times, log := r.growth(aim.name)
			most(fmt.Sprintf("%s, times as long with %d cases as with %d", aim.name, r.Points[len(r.Points)-1].Cases, r.Points[0].Cases), math.Round(log*100)/100, times)
		}
	}
	most("start until the first answer, ms", 1000, r.Start)
	most("memory idle, MB", 120, float64(r.Idle)/(1<<20))
	most("memory after all that, MB", 400, float64(r.Busy)/(1<<20))
	most("database for a case, KB", 6, float64(r.Bytes)/1024/float64(max(r.Cases, 1)))
}

// points is a table of what people read in the houses of different size.
func (r *Report) points() string {
	if len(r.Points) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| alone, p50 ms |")
	for _, p := range r.Points {
		fmt.Fprintf(&b, " %d cases |", p.Cases)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(r.Points)) + "\n")
	for _, look := range looked {
		fmt.Fprintf(&b, "| %s |", look.name)
		for _, p := range r.Points {
			fmt.Fprintf(&b, " %.2f |", p.P50[look.name])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Text is the report as tables in Markdown.
func (r *Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %d processors shared with the clients, %s. %d cases, database %.1f MB. A submission writes %d rows.\n\n",
		r.At.Format("2006-01-02"), r.System, r.Processors, r.Go, r.Cases, float64(r.Bytes)/(1<<20), r.Rows)
	b.WriteString("| what | clients | a second | p50 ms | p95 ms | p99 ms | processor ms |\n|---|---|---|---|---|---|---|\n")
	for _, name := range r.Names {
		for _, f := range r.Figures[name] {
			processor := "–"
			if f.Processor > 0 {
				processor = fmt.Sprintf("%.2f", f.Processor)
			}
			fmt.Fprintf(&b, "| %s | %d | %.0f | %.2f | %.2f | %.2f | %s |\n", name, f.Clients, f.PerSecond, f.P50, f.P95, f.P99, processor)
		}
	}
	b.WriteString(r.points())
	b.WriteString("\n| aim | figure | got | reached |\n|---|---|---|---|\n")
	for _, g := range r.Goals {
		sign, reached := "≤", "no"
		if g.Least {
			sign = "≥"
		}
		if g.Reached {
			reached = "yes"
		}
		fmt.Fprintf(&b, "| %s | %s %g | %.2f | %s |\n", g.What, sign, g.Aim, g.Got, reached)
	}
	return b.String()
}
