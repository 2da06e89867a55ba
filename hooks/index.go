package hooks

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/tally"
	"onestop/hooks/rules/workday"
)

// entry is one published service as the search sees it.
type entry struct {
	ID           string `json:"id"`
	Code         string `json:"code"`
	Name         string `json:"name"`
	NameEn       string `json:"name_en"`
	Department   string `json:"department"`
	DepartmentEn string `json:"department_en"`
	Handling     string `json:"handling"`
	PromisedDays int    `json:"promised_days"`
	Trips        int    `json:"trips"`
	OnlineDepth  string `json:"online_depth"`

	departmentID string
	item         tally.Item
	objects      []string
	lifeEvents   []string
	cases        int     // handed in during the last popularDays
	name, nameEn string  // lower case
	text         string  // everything that words are looked for in, lower case
	sounds       []sound // of the name
}

// index is the whole published catalogue in memory, by demand and then by code. An index
// that was handed out never changes.
type index []*entry

// catalog keeps the index in step with what is published: after a change of one service
// its entry is read anew, after many, or on the first use, all in one query.
type catalog struct {
	lock   sync.Mutex
	index  index
	day    workday.Day     // for which the index holds; 0: not built yet
	stale  map[string]bool // services that changed since
	demand map[string]int  // cases of the last popularDays by service
	reader *reader
}

const (
	popularDays = 90
	manyStale   = 50 // from here on one reading of everything is cheaper
)

// bindSearch marks what changed; whoever searches next pays for it.
func (h *Hall) bindSearch() {
	h.catalog.reader, h.catalog.stale = newReader(), map[string]bool{}
	for collection, field := range map[string]string{"services": core.FieldNameId, "revisions": "service", "life_event_members": "service"} {
		changed := func(e *core.RecordEvent) error {
			h.catalog.touch(e.Record.GetString(field), e.Record.Original().GetString(field))
			return e.Next()
		}
		h.app.OnRecordAfterCreateSuccess(collection).BindFunc(changed)
		h.app.OnRecordAfterUpdateSuccess(collection).BindFunc(changed)
		h.app.OnRecordAfterDeleteSuccess(collection).BindFunc(changed)
	}
}

func (c *catalog) touch(services ...string) {
	c.lock.Lock()
	defer c.lock.Unlock()
	for _, id := range services {
		c.stale[id] = true
	}
}

// index answers the index of today.
func (h *Hall) index() (index, error) {
	c, today := &h.catalog, h.today()
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.day == today && len(c.stale) == 0 {
		return c.index, nil
	}
	if c.day != today {
		if err := h.turnDay(today); err != nil {
			return nil, err
		}
	}
	delete(c.stale, "")
	some := slices.Sorted(maps.Keys(c.stale))
	if c.day == 0 || len(some) > manyStale {
		some = nil
	} else if len(some) == 0 {
		c.day = today
		return c.index, nil
	}
	read, err := h.readEntries(today, some)
	if err != nil {
		return nil, err
	}
	kept := slices.Clone(c.index)
	if some == nil {
		kept = nil
	}
	kept = slices.DeleteFunc(kept, func(x *entry) bool { return c.stale[x.ID] })
	c.index, c.day, c.stale = byDemand(append(kept, read...)), today, map[string]bool{}
	return c.index, nil
}

// turnDay counts the demand anew and marks the services of which a revision came into
// force since the index was built; a clock that was set back makes all of it anew.
func (h *Hall) turnDay(today workday.Day) error {
	c := &h.catalog
	demand, err := h.demandSince(today.Start().AddDate(0, 0, -popularDays))
	if err != nil {
		return err
	}
	c.demand = demand
	if c.day > today || c.day == 0 {
		c.day = 0
		return nil
	}
	var begun []string
	err = h.app.ConcurrentDB().Select("service").Distinct(true).From("revisions").
		Where(dbx.NewExp("effective_on > {:from} AND effective_on <= {:to}", dbx.Params{"from": c.day.String(), "to": today.String()})).Column(&begun)
	if err != nil {
		return err
	}
	for _, id := range begun {
		c.stale[id] = true
	}
	index := slices.Clone(c.index)
	for i, x := range index {
		if x.cases != demand[x.ID] {
			again := *x
			again.cases = demand[x.ID]
			index[i] = &again
		}
	}
	c.index = byDemand(index)
	return nil
}

// demandSince counts the cases handed in since then, by service, from an index alone; the
// plus keeps the planner from walking through all cases in the order of their services.
func (h *Hall) demandSince(since time.Time) (map[string]int, error) {
	var rows []struct {
		Service string `db:"service"`
		Cases   int    `db:"cases"`
	}
	err := h.app.ConcurrentDB().NewQuery("SELECT service, COUNT(*) AS cases FROM applications WHERE received_at >= {:since} GROUP BY +service").
		Bind(dbx.Params{"since": dateTime(since).String()}).All(&rows)
	demand := make(map[string]int, len(rows))
	for _, r := range rows {
		demand[r.Service] = r.Cases
	}
	return demand, err
}

// indexDue keeps the search ready, so that nobody who searches waits for a new day.
func (h *Hall) indexDue(context.Context, workday.Day) error {
	_, err := h.index()
	return err
}

// inForceNow are the revisions in force (r) today of the services (s) that the public may see.
const inForceNow = ` FROM services s JOIN revisions r ON r.service = s.id
	WHERE s.state = 'published' AND r.version = (SELECT MAX(n.version) FROM revisions n WHERE n.service = s.id AND n.effective_on <= {:today})`

// readEntries reads the named services, all where none is named, in one query.
func (h *Hall) readEntries(today workday.Day, services []string) (index, error) {
	query, names := "SELECT r.service, r.content"+inForceNow, dbx.Params{"today": today.String()}
	if services != nil {
		names["ids"] = jsonOf(services)
		query += " AND s.id IN (SELECT value FROM json_each({:ids}))"
	}
	rows, err := h.app.ConcurrentDB().NewQuery(query).Bind(names).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	events, err := h.eventsByService()
	if err != nil {
		return nil, err
	}
	var read index
	for rows.Next() {
		var service string
		var content []byte
		if err := rows.Scan(&service, &content); err != nil {
			return nil, err
		}
		x, err := h.entryOf(content)
		if err != nil {
			return nil, fmt.Errorf("the list in force of %s: %w", service, err)
		}
		x.lifeEvents, x.cases = events[service], h.catalog.demand[service]
		read = append(read, x)
	}
	return read, rows.Err()
}

func jsonOf(list []string) string {
	text, err := json.Marshal(list)
	if err != nil {
		return "[]" // strings always have a text
	}
	return string(text)
}

func (h *Hall) eventsByService() (map[string][]string, error) {
	members, err := findAll(h.app, "life_event_members", "", dbx.HashExp{"retired": false})
	events := map[string][]string{}
	for _, m := range members {
		events[m.GetString("service")] = append(events[m.GetString("service")], m.GetString("life_event"))
	}
	return events, err
}

// entryOf reads of a list what the search and the statistics need; the rest is skipped.
func (h *Hall) entryOf(content []byte) (*entry, error) {
	var s struct {
		entry
		Department struct {
			ID     string `json:"id"`
			Name   string `json:"name"`
			NameEn string `json:"name_en"`
		} `json:"department"`
		BasicItem struct {
			Name string `json:"name"`
			Type string `json:"type"`
		} `json:"basic_item"`
		ServiceObjects []string `json:"service_objects"`
		ResultName     string   `json:"result_name"`
		Regime         string   `json:"regime"`
		Joint          bool     `json:"joint"`
		StatutoryDays  int      `json:"statutory_days"`
		StatutoryUnit  string   `json:"statutory_unit"`
		Channels       []string `json:"channels"`
	}
	if err := json.Unmarshal(content, &s); err != nil {
		return nil, err
	}
	x := s.entry
	x.Department, x.DepartmentEn, x.departmentID, x.objects = s.Department.Name, s.Department.NameEn, s.Department.ID, s.ServiceObjects
	x.item = tally.ItemOf(&catalogue.Snapshot{BasicItem: catalogue.BasicItem{Type: s.BasicItem.Type}, Regime: s.Regime, Joint: s.Joint, Handling: x.Handling,
		StatutoryDays: s.StatutoryDays, StatutoryUnit: s.StatutoryUnit, PromisedDays: x.PromisedDays, Trips: x.Trips, Channels: s.Channels, OnlineDepth: x.OnlineDepth})
	x.name, x.nameEn, x.sounds = strings.ToLower(x.Name), strings.ToLower(x.NameEn), h.catalog.reader.read(x.Name)
	x.text = strings.ToLower(strings.Join([]string{x.Department, x.DepartmentEn, x.Code, s.BasicItem.Name, s.ResultName}, "\n"))
	return &x, nil
}

func byDemand(list index) index {
	slices.SortStableFunc(list, func(a, b *entry) int {
		return cmp.Or(cmp.Compare(b.cases, a.cases), strings.Compare(a.Code, b.Code))
	})
	return list
}
