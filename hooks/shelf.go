package hooks

import (
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/rules/catalogue"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/reuse"
	"onestop/hooks/rules/workday"
)

// The document shelf (只传一次, R-OL-03): what an applicant handed in once is offered again
// where another case asks for its kind. A page that is used again is a row and a file of
// its own: the evidence of one case never depends on another one.

// viewShelf answers what need not be uploaded anew: earlier papers to the owner of a case
// and to the clerks who handle it, and what a share source holds to everybody who sees
// the case and would else take it for missing.
func (h *Hall) viewShelf(e *core.RequestEvent) error {
	record, err := shownTo(e, "applications")
	if err != nil {
		return err
	}
	found, err := h.shelfOf(e.App, actorOf(e.Auth), record.Id)
	if err != nil {
		return err
	}
	return e.JSON(http.StatusOK, found)
}

// paperShelf is what need not be uploaded anew for a case.
type paperShelf struct {
	Offers []map[string]any `json:"offers"` // earlier papers
	Held   []Held           `json:"held"`   // by share sources
}

// viewJourneyShelf answers the same for all cases of a journey at once: a paper of the one
// set is a material of the case that it goes to.
func (h *Hall) viewJourneyShelf(e *core.RequestEvent) error {
	record, err := shownTo(e, "journeys")
	if err != nil {
		return err
	}
	cases, err := casesOf(e.App, record.Id)
	if err != nil {
		return err
	}
	all := paperShelf{Offers: []map[string]any{}, Held: []Held{}}
	for _, c := range cases {
		one, err := h.shelfOf(e.App, actorOf(e.Auth), c.Id)
		if err != nil {
			return err
		}
		all.Offers, all.Held = append(all.Offers, one.Offers...), append(all.Held, one.Held...)
	}
	return e.JSON(http.StatusOK, all)
}

// shelfOf are the offers and what is held for one case, as far as they are the caller's to know.
func (h *Hall) shelfOf(app core.App, who actor, id string) (paperShelf, error) {
	c, err := h.openCase(app, id)
	if err != nil {
		return paperShelf{}, err
	}
	return h.shelfFor(app, who, c)
}

// shelfFor is the same of a case that is open already; without the offers where it is refused
// to list what the case asks for.
func (h *Hall) shelfFor(app core.App, who actor, c *caseFile) (paperShelf, error) {
	found := paperShelf{Offers: []map[string]any{}, Held: c.held}
	roles, err := c.roles(app, who)
	if err != nil || !slices.Contains(roles, flow.Applicant) && !slices.Contains(roles, flow.Clerk) {
		return found, err
	}
	list, err := c.list()
	if err != nil {
		return found, err
	}
	kinds, err := kindsOf(app, list)
	if err != nil {
		return found, err
	}
	papers, documents, err := papersOf(app, c.record.GetString("applicant"), c.record.Id)
	for _, s := range reuse.Offer(papers, kinds, h.today()) {
		for _, m := range list.Materials {
			if m.Type == s.Kind {
				found.Offers = append(found.Offers, offerOf(m.ID, s, documents))
			}
		}
	}
	return found, err
}

func offerOf(material string, s reuse.Set, documents map[string]*core.Record) map[string]any {
	pages := make([]map[string]any, len(s.Pages))
	for i, p := range s.Pages {
		d := documents[p.ID]
		pages[i] = map[string]any{"document": p.ID, "page": p.Page, "original_name": d.GetString("original_name"), "mime": d.GetString("mime"), "uploaded": p.Uploaded}
	}
	return map[string]any{"material": material, "pages": pages, "accepted": s.Accepted, "valid_until": s.ValidUntil}
}

// kindsOf are the types of the materials of a list.
func kindsOf(app core.App, list checklist.List) ([]reuse.Kind, error) {
	var kinds []reuse.Kind
	seen := map[string]bool{}
	for _, m := range list.Materials {
		if seen[m.Type] {
			continue
		}
		seen[m.Type] = true
		k, err := kindOf(app, m.Type)
		if err != nil {
			return nil, err
		}
		kinds = append(kinds, k)
	}
	return kinds, nil
}

func kindOf(app core.App, id string) (reuse.Kind, error) {
	t, err := app.FindRecordById("material_types", id)
	if err != nil {
		return reuse.Kind{}, err
	}
	return reuse.Kind{ID: t.Id, ValidDays: t.GetInt("valid_days"), Issued: t.GetString("source") == "20"}, nil
}

// papersOf are the pages that an applicant handed in with other cases. What lies in a draft
// was handed in with none, and what is locked is kept for the archive alone (R-PI-06).
func papersOf(app core.App, applicant, but string) ([]reuse.Paper, map[string]*core.Record, error) {
	var rows []*core.Record
	err := app.RecordQuery("documents").AndWhere(dbx.HashExp{"documents.applicant": applicant, "superseded": false}).
		InnerJoin("applications a", dbx.NewExp("a.id = documents.application AND a.state != 'draft' AND a.erased_at = '' AND a.locked = FALSE")).
		AndWhere(dbx.NewExp("documents.application != {:but}", dbx.Params{"but": but})).OrderBy("documents.created").All(&rows)
	if err != nil {
		return nil, nil, err
	}
	papers, byID := make([]reuse.Paper, len(rows)), map[string]*core.Record{}
	for i, r := range rows {
		papers[i], byID[r.Id] = paperOf(r), r
	}
	return papers, byID, nil
}

func paperOf(r *core.Record) reuse.Paper {
	until, err := workday.ParseDay(r.GetString("valid_until"))
	if err != nil {
		until = 0
	}
	return reuse.Paper{ID: r.Id, Application: r.GetString("application"), Material: r.GetString("material"), Kind: r.GetString("type"), Page: r.GetInt("page"),
		SHA256: r.GetString("stored_sha256"), Verdict: checklist.Verdict(r.GetString("verdict")), Superseded: r.GetBool("superseded"),
		Uploaded: workday.DayOf(r.GetDateTime("created").Time()), ValidUntil: until}
}

// takeAgain takes a page that lies on the shelf already: no file is sent, the earlier one is
// named (reuse_of). It must be of the kind that is asked for, not rejected, and still good.
func (h *Hall) takeAgain(e *core.RecordEvent) error {
	r := e.Record
	c, err := h.openCase(e.App, r.GetString("application"))
	if err != nil {
		return refuse("application", err)
	}
	if err := h.mayUpload(e.App, c, r); err != nil {
		return err
	}
	earlier, err := e.App.FindRecordById("documents", r.GetString("reuse_of"))
	if err != nil {
		return err
	}
	k, err := kindOf(e.App, r.GetString("type"))
	if err != nil {
		return err
	}
	if err := errors.Join(onShelf(e.App, earlier), reuse.May(paperOf(earlier), k, h.today())); err != nil {
		return refuse("reuse_of", err)
	}
	if err := copyEarlier(e.App, r, earlier, c.snapshot.KeepOriginal); err != nil {
		return err
	}
	return h.putInFile(e, c)
}

// onShelf refuses a page of a draft, which was never handed in, and of a case that is locked
// or erased, which serves the archive alone (R-PI-06).
func onShelf(app core.App, page *core.Record) error {
	c, err := app.FindRecordById("applications", page.GetString("application"))
	if err == nil && (isDraft(c) || c.GetBool("locked") || !c.GetDateTime("erased_at").IsZero()) {
		return fault.New(fault.RecordForeign, "R-PI-06", "That page lies in a draft or in a closed file; upload it anew.")
	}
	return err
}

// reused are the fields that a page keeps when it is used again.
var reused = []string{"original_name", "sha256", "stored_sha256", "size", "mime", "quality", "valid_until"}

// copyEarlier gives a new document the files and findings of the earlier one that it
// names; they were examined when they came. The photo as it was sent comes along only where
// this service keeps it, too.
func copyEarlier(app core.App, r, earlier *core.Record, keepOriginal bool) error {
	var added []*filesystem.File
	for _, field := range earlier.Collection().Fields {
		name := earlier.GetString(field.GetName())
		if field.Type() != core.FieldTypeFile || name == "" || (field.GetName() == "original" && !keepOriginal) {
			continue
		}
		file, err := storedFile(app, earlier.BaseFilesPath()+"/"+name)
		if err != nil {
			return err
		}
		r.Set(field.GetName(), file)
		added = append(added, file)
	}
	r.SetRaw(addedKey, added)
	for _, field := range reused {
		r.Set(field, earlier.Get(field))
	}
	return keepsItsEnd(app, r, earlier)
}

// keepsItsEnd lets a page be good no longer in another case than it was in the first.
func keepsItsEnd(app core.App, r, earlier *core.Record) error {
	k, err := kindOf(app, earlier.GetString("type"))
	if err != nil {
		return err
	}
	if until := reuse.Until(paperOf(earlier), k); until != 0 {
		r.Set("valid_until", until.String())
	}
	return nil
}

// carryVerdict gives a page the verdict of an earlier one of the same content and kind.
func (h *Hall) carryVerdict(app core.App, r *core.Record) error {
	k, err := kindOf(app, r.GetString("type"))
	if err != nil || !k.Issued {
		return err
	}
	same, err := findAll(app, "documents", "created DESC", dbx.HashExp{"applicant": r.GetString("applicant"), "type": k.ID,
		"stored_sha256": r.GetString("stored_sha256"), "verdict": string(checklist.Accepted)})
	if err != nil {
		return err
	}
	for _, earlier := range same {
		if onShelf(app, earlier) != nil {
			continue
		}
		if reuse.Travels(paperOf(earlier), paperOf(r), k, h.today()) {
			r.Set("verdict", string(checklist.Accepted))
			if r.GetString("reuse_of") == "" {
				r.Set("reuse_of", earlier.Id)
			}
			return keepsItsEnd(app, r, earlier)
		}
	}
	return nil
}

// Held is a material that an authority holds and shares, so that nobody asks for it.
type Held struct {
	Material string `json:"material"`
	Source   string `json:"source"` // where it is held
	Number   string `json:"number"` // of the paper there
	ValidTo  string `json:"valid_to,omitempty"`
}

// shareSource is a connected register of the government. Holds answers which of the
// materials it holds for an applicant and finds good as of a day.
type shareSource interface {
	Holds(app core.App, applicant string, materials []catalogue.Material, today workday.Day) ([]Held, error)
}

// ownResults is the share source that every house has: the results that it issued itself
// (免证办). A material is one of them when it is shareable and called as the result is.
type ownResults struct{}

func (ownResults) Holds(app core.App, applicant string, materials []catalogue.Material, today workday.Day) ([]Held, error) {
	var rows []struct {
		Name    string `db:"name"`
		Number  string `db:"number"`
		ValidTo string `db:"valid_to"`
	}
	err := app.DB().Select("r.name", "r.number", "r.valid_to").From("results r").InnerJoin("applications a", dbx.NewExp("a.id = r.application")).
		Where(dbx.HashExp{"a.applicant": applicant, "r.state": string(flow.Valid)}).
		AndWhere(dbx.NewExp("(r.valid_to = '' OR r.valid_to >= {:today})", dbx.Params{"today": today.String()})).OrderBy("r.valid_from DESC").All(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var held []Held
	for _, m := range materials {
		for _, r := range rows {
			if r.Name != m.TypeName && r.Name != m.Name {
				continue
			}
			t, err := app.FindRecordById("material_types", m.Type)
			if err != nil {
				return nil, err
			}
			if t.GetBool("shareable") {
				held = append(held, Held{Material: m.ID, Source: "results", Number: r.Number, ValidTo: r.ValidTo})
				break
			}
		}
	}
	return held, nil
}

// heldFor asks every connected source.
func (h *Hall) heldFor(app core.App, c *caseFile) ([]Held, error) {
	held := []Held{}
	for _, s := range h.sources {
		list, err := s.Holds(app, c.record.GetString("applicant"), c.snapshot.Materials, h.today())
		if err != nil {
			return nil, err
		}
		held = append(held, list...)
	}
	return held, nil
}
