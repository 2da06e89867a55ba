package hooks

import (
	"errors"
	"reflect"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/rules/fault"
)

// ungoverned collections keep no trail: they are the trail, or bookkeeping of the house
// that says nothing about anyone's rights.
var ungoverned = []string{"audit", "counters", "receipts", "notifications", "identities", "figures", "tries", "sessions", "second_steps"}

// published are the collections whose records a revision may name; what it names stays,
// because cases live under it to their end.
var published = []string{"basic_items", "departments", "services", "material_types", "materials", "questions", "options", "fees", "form_fields", "steps"}

// namedByRevision looks the id up in the contents of all revisions; deleting catalogue
// rows is rare enough to read them.
func namedByRevision(app core.App, id string) (bool, error) {
	var n int
	err := app.DB().NewQuery("SELECT COUNT(*) FROM (SELECT 1 FROM revisions WHERE service = {:id} OR instr(content, {:id}) > 0 LIMIT 1)").Bind(dbx.Params{"id": id}).Row(&n)
	return n > 0, err
}

// bindGoverned guards every record of ours below the API, where the dashboard, the
// batch, cron and the console pass too: hook-only fields keep, evidence stays, and the
// trail is written in the change's own transaction or the change does not happen.
func (h *Hall) bindGoverned() {
	h.app.OnRecordCreate().Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopGovernCreate", Priority: -400, Func: h.governed(h.created)})
	h.app.OnRecordUpdate().Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopGovernUpdate", Priority: -400, Func: h.governed(h.updated)})
	h.app.OnRecordDelete().Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopGovernDelete", Priority: -400, Func: h.governed(h.deleted)})
}

func (h *Hall) governed(inside func(*core.RecordEvent) error) func(*core.RecordEvent) error {
	return func(e *core.RecordEvent) error {
		if e.Record.Collection().System {
			return e.Next()
		}
		outer := e.App
		defer func() { e.App = outer }()
		sent := unsavedFiles(e.Record)
		err := h.as(e.App, h.signer(e.App), func(tx core.App) error {
			e.App = tx
			h.changed(tx, e.Record)
			defer h.changed(tx, e.Record) // who was asked meanwhile may have read it before
			return inside(e)
		})
		if err != nil {
			added, _ := e.Record.GetRaw(addedKey).([]*filesystem.File)
			takeBack(outer, e.Record.BaseFilesPath(), append(sent, added...))
		}
		return err
	}
}

func unsavedFiles(r *core.Record) []*filesystem.File {
	var files []*filesystem.File
	for _, field := range r.Collection().Fields {
		if field.Type() == core.FieldTypeFile {
			files = append(files, r.GetUnsavedFiles(field.GetName())...)
		}
	}
	return files
}

// takeBack removes from the storage what a change sent there before it failed: once the
// row's own statement has run, the platform counts on the commit that never comes.
func takeBack(app core.App, dir string, sent []*filesystem.File) {
	if len(sent) == 0 {
		return
	}
	fsys, err := app.NewFilesystem()
	if err != nil {
		app.Logger().Error("the files of a failed change stay", "folder", dir, "error", err)
		return
	}
	defer fsys.Close()
	for _, file := range sent {
		if err := fsys.Delete(dir + "/" + file.Name); err != nil && !errors.Is(err, filesystem.ErrNotFound) {
			app.Logger().Error("the file of a failed change stays", "file", dir+"/"+file.Name, "error", err)
		}
	}
	if fsys.IsEmptyDir(dir) {
		_ = fsys.Delete(dir) // it may never have been made
	}
}

func (h *Hall) created(e *core.RecordEvent) error {
	name := e.Record.Collection().Name
	if !hasPen(e.Context) {
		if slices.Contains(houseOnly, name) {
			return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "Records of %s are written by the system only.", name))
		}
		if err := keepHookOnly(e.Record, nil); err != nil {
			return err
		}
	}
	if err := e.Next(); err != nil {
		return err
	}
	return h.trail(e.App, "create", nil, e.Record)
}

func (h *Hall) updated(e *core.RecordEvent) error {
	name := e.Record.Collection().Name
	// The record's own Original was read before this transaction; the stored row is the truth.
	current, asRead, err := h.stored(e.App, e.Record)
	if err != nil {
		return err
	}
	if !hasPen(e.Context) {
		if slices.Contains(unchanged, name) || slices.Contains(houseOnly, name) {
			return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "Records of %s are never changed; add a new one.", name))
		}
		if err := keepHookOnly(e.Record, current); err != nil {
			return err
		}
	}
	e.Record.IgnoreUnchangedFields(asRead)
	if err := e.Next(); err != nil {
		return err
	}
	return h.trail(e.App, "update", current, e.Record)
}

// asStored tells whether a record was read as it is stored, so that only what was changed on
// it need be written. A column that is written costs an entry in each of its indexes, also
// where its value stays. Who saves one record twice in a transaction reads it before the
// first time.
func asStored(read, current *core.Record) bool {
	for _, field := range current.Collection().Fields {
		if name := field.GetName(); !reflect.DeepEqual(read.GetRaw(name), current.GetRaw(name)) {
			return false
		}
	}
	return true
}

func (h *Hall) deleted(e *core.RecordEvent) error {
	name := e.Record.Collection().Name
	if !hasPen(e.Context) && slices.Contains(appendOnly, name) && !isDraft(e.Record) {
		return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "Records of %s are never deleted.", name))
	}
	if contains(published, name) {
		if named, err := namedByRevision(e.App, e.Record.Id); err != nil {
			return err
		} else if named {
			return refuse("id", fault.New(fault.AppendOnly, "R-CLM-07", "A published revision names this record; retire it instead of deleting it."))
		}
	}
	if err := e.Next(); err != nil {
		return err
	}
	return h.trail(e.App, "delete", e.Record, nil)
}
