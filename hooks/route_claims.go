package hooks

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/clock"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/workday"
)

// claimRow is one line of the list of claims. Due is the last day to publish the list, ""
// where nothing is due; Follow is the version of the basic item that it must follow.
type claimRow struct {
	ID             string `db:"id" json:"id"`
	Code           string `db:"code" json:"code"` // of the basic item
	Name           string `db:"name" json:"name"`
	NameEn         string `db:"name_en" json:"name_en"`
	Department     string `db:"department" json:"department"`
	DepartmentName string `db:"department_name" json:"department_name"`
	DepartmentEn   string `db:"department_name_en" json:"department_name_en"`
	State          string `db:"state" json:"state"`
	Due            string `db:"due" json:"due"`
	DaysLeft       *int   `db:"-" json:"days_left"`
	Light          string `db:"-" json:"light"`
	Owner          string `db:"owner" json:"owner"`
	OwnerName      string `db:"owner_name" json:"owner_name"`
	Follow         int    `db:"follow" json:"follow"`
	Service        string `db:"service" json:"service"` // the list, "" before it is claimed
	Version        int    `db:"version" json:"version"` // the newest revision of it
}

const claimsPage = 50

// What hurries stands first. The statements are written by hand because the page counts
// every state of a county's thousands of claims each time it is opened.
const (
	claimsFrom = ` FROM claims c JOIN basic_items b ON b.id = c.basic_item JOIN departments d ON d.id = c.department
	LEFT JOIN services s ON s.claim = c.id LEFT JOIN officers o ON o.id = c.owner`
	claimsSQL = `SELECT c.id, b.code, b.name, b.name_en, c.department, d.name AS department_name, d.name_en AS department_name_en, c.state, c.due,
	c.owner, COALESCE(o.name, '') AS owner_name, c.follow, COALESCE(s.id, '') AS service, COALESCE(s.version, 0) AS version` + claimsFrom
	claimCountsSQL = `SELECT c.state, COUNT(*) AS n` + claimsFrom
	claimsOrder    = ` ORDER BY c.due = '', c.due, b.name, c.id LIMIT {:limit} OFFSET {:offset}`
)

// listClaims answers the claims of the officer's department, of all for whoever oversees
// the county, with the number in each state (R-CLM-01, R-CLM-12).
func (h *Hall) listClaims(e *core.RequestEvent) error {
	who, q := actorOf(e.Auth), e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	where, bind, err := claimsFilter(e.App, who, q)
	if err != nil {
		return err
	}
	counts, err := claimCounts(e.App, where, bind)
	if err != nil {
		return err
	}
	where, err = inState(q.Get("state"), where, bind)
	if err != nil {
		return err
	}
	rows := []claimRow{}
	bind["limit"], bind["offset"] = claimsPage+1, (page-1)*claimsPage
	if err := e.App.ConcurrentDB().NewQuery(claimsSQL + where + claimsOrder).Bind(bind).All(&rows); err != nil {
		return err
	}
	rows, more := onePage(rows, claimsPage)
	for i := range rows {
		h.lightClaim(&rows[i])
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows, "counts": counts, "more": more, "page": page})
}

// lightClaim says how near the due day of a claim is (R-CLM-12): grey where it has a limit
// that no calendar dates yet (R-CAL-05).
func (h *Hall) lightClaim(row *claimRow) {
	row.Light = string(clock.None)
	due, err := workday.ParseDay(row.Due)
	if err != nil {
		if row.Follow > 0 || slices.Contains(claimsLimited, flow.State(row.State)) {
			row.Light = string(clock.Grey)
		}
		return
	}
	state := clock.DueOn(h.days(), due, h.today())
	row.Light = string(state.Light)
	if state.Unknown == nil {
		row.DaysLeft = &state.Left
	}
}

// claimsFilter is the condition of the request without its state: the departments that
// the officer may see, and what was asked for.
func claimsFilter(app core.App, who actor, q url.Values) (string, dbx.Params, error) {
	where, bind := []string{"1=1"}, dbx.Params{}
	if who.kind == kindOfficer && !who.has(flow.Supervisor) && !who.has(flow.Auditor) {
		held, err := posts(app, who)
		if err != nil {
			return "", nil, err
		}
		names := make([]string, len(held))
		for i, post := range held {
			name := "post" + strconv.Itoa(i)
			names[i], bind[name] = "{:"+name+"}", post.Department
		}
		where = append(where, "c.department IN ("+strings.Join(names, ",")+")")
	}
	if department := q.Get("department"); department != "" {
		where, bind["department"] = append(where, "c.department = {:department}"), department
	}
	if owner := q.Get("owner"); owner != "" {
		if owner == "me" {
			owner = who.id()
		}
		where, bind["owner"] = append(where, "c.owner = {:owner}"), owner
	}
	if q.Get("follow") != "" {
		where = append(where, "c.follow > 0")
	}
	if words := strings.Fields(q.Get("q")); len(words) > 0 {
		where, bind["q"] = append(where, "(b.name LIKE {:q} ESCAPE '\\' OR b.name_en LIKE {:q} ESCAPE '\\' OR b.code LIKE {:q} ESCAPE '\\' OR s.code LIKE {:q} ESCAPE '\\')"), likely(words)
	}
	return " WHERE " + strings.Join(where, " AND "), bind, nil
}

// likely is a pattern that finds the words in this order, whatever stands between them.
func likely(words []string) string {
	plain := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
	for i, w := range words {
		words[i] = plain.Replace(w)
	}
	return "%" + strings.Join(words, "%") + "%"
}

// inState narrows the condition to one state.
func inState(state, where string, bind dbx.Params) (string, error) {
	if state == "" {
		return where, nil
	}
	if !slices.Contains(flow.Claim.States, flow.State(state)) {
		return "", refuse("state", fault.New(fault.ValueInvalid, "", "A claim is never %q.", state))
	}
	bind["state"] = state
	return where + " AND c.state = {:state}", nil
}

// claimCounts is the number of claims in each state under a condition.
func claimCounts(app core.App, where string, bind dbx.Params) (map[string]int, error) {
	var rows []struct {
		State string `db:"state"`
		N     int    `db:"n"`
	}
	if err := app.ConcurrentDB().NewQuery(claimCountsSQL + where + " GROUP BY c.state").Bind(bind).All(&rows); err != nil {
		return nil, err
	}
	counts := map[string]int{}
	for _, s := range flow.Claim.States {
		counts[string(s)] = 0
	}
	for _, r := range rows {
		counts[r.State] = r.N
	}
	return counts, nil
}
