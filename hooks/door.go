package hooks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/types"
	"github.com/spf13/cast"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/workday"
)

// bindDoor puts every write request through one door: the body is read for nonsense and
// for fields that are not the caller's, then everything below runs in one transaction
// signed by the caller, and refusals leave as 400 with code and citation.
func (h *Hall) bindDoor() {
	h.app.OnRecordCreateRequest().Bind(&hook.Handler[*core.RecordRequestEvent]{
		Id: "onestopDoorCreate", Priority: -500, Func: func(e *core.RecordRequestEvent) error {
			return h.enter(e, func() error { return h.once(e) })
		}})
	h.app.OnRecordUpdateRequest().Bind(&hook.Handler[*core.RecordRequestEvent]{
		Id: "onestopDoorUpdate", Priority: -500, Func: func(e *core.RecordRequestEvent) error {
			return h.enter(e, func() error {
				if err := unmoved(e); err != nil {
					return err
				}
				return e.Next()
			})
		}})
	h.app.OnRecordDeleteRequest().Bind(&hook.Handler[*core.RecordRequestEvent]{
		Id: "onestopDoorDelete", Priority: -500, Func: func(e *core.RecordRequestEvent) error {
			return h.enter(e, e.Next)
		}})
}

func (h *Hall) enter(e *core.RecordRequestEvent, inside func() error) error {
	raw := map[string]any{}
	if err := e.BindBody(&raw); err != nil {
		return apis.NewBadRequestError("The request body could not be read; send JSON or a form.", err)
	}
	if err := checkBody(e.Record, raw, e.HasSuperuserAuth()); err != nil {
		return answer(err)
	}
	if err := h.examineUploads(e); err != nil {
		return answer(err)
	}
	outer := e.App
	defer func() { e.App = outer }()
	return answer(h.as(e.App, actorOf(e.Auth), func(tx core.App) error {
		e.App = tx
		return inside()
	}))
}

// checkBody refuses hidden fields, values of the wrong type and damaged text by field,
// because the platform drops the first and turns the second into zero in silence.
func checkBody(r *core.Record, body map[string]any, superuser bool) error {
	named := refusals{}
	for key, value := range body {
		name := strings.Trim(key, "+-")
		field := r.Collection().Fields.GetByName(name)
		if field == nil {
			continue
		}
		hidden := field.GetHidden() && name != core.FieldNamePassword
		switch {
		case hidden && !superuser:
			named[name] = readonly(name)
		case name != key && contains(hookOnly[r.Collection().Name], name):
			named[name] = readonly(name)
		case name == core.FieldNameId && !r.IsNew() && value != r.LastSavedPK():
			named[name] = readonly(name)
		case !fits(field, value):
			named[name] = fault.New(fault.ValueInvalid, "", "%s does not take this kind of value; send a %s.", name, field.Type())
		case name != core.FieldNamePassword && damaged(value):
			named[name] = fault.New(fault.TextInvalid, "", "%s holds control characters or broken text; type it again.", name)
		case unreal(field, value):
			named[name] = fault.New(fault.DateInvalid, "", "%s is no day of the calendar; give a real day as YYYY-MM-DD.", name)
		}
	}
	if len(named) > 0 {
		return named
	}
	return nil
}

// fits reports whether a value has the type of its field; nil and "" empty any field.
func fits(field core.Field, value any) bool {
	if value == nil || value == "" {
		return true
	}
	switch field.Type() {
	case core.FieldTypeJSON, core.FieldTypeGeoPoint:
		return true
	case core.FieldTypeNumber:
		_, err := cast.ToFloat64E(value)
		_, flag := value.(bool)
		return err == nil && !flag
	case core.FieldTypeBool:
		_, err := strconv.ParseBool(fmt.Sprint(value))
		return err == nil
	case core.FieldTypeDate, core.FieldTypeAutodate:
		s, ok := value.(string)
		d, err := types.ParseDateTime(s)
		return ok && err == nil && !d.IsZero()
	case core.FieldTypeSelect, core.FieldTypeRelation, core.FieldTypeFile:
		list, ok := value.([]any)
		if !ok {
			return isText(value)
		}
		several, ok := field.(core.MultiValuer)
		return !slices.ContainsFunc(list, func(v any) bool { return !isText(v) }) && (len(list) < 2 || ok && several.IsMultiple())
	}
	return isText(value)
}

// dayPattern is the form of the fields that hold a civil date, as the migrations set it.
const dayPattern = `^\d{4}-\d{2}-\d{2}$`

// unreal reports a text in the form of a day that is none, such as 2026-02-30.
func unreal(field core.Field, value any) bool {
	text, ok := field.(*core.TextField)
	if !ok || text.Pattern != dayPattern || value == nil || value == "" {
		return false
	}
	_, err := workday.ParseDay(fmt.Sprint(value))
	return err != nil
}

func isText(v any) bool {
	switch v.(type) {
	case string, float64, int, int64:
		return true
	}
	return false
}

// damaged reports control characters, direction overrides and the mark that a decoder
// leaves for bytes that were not text, at any depth of a value.
func damaged(value any) bool {
	switch v := value.(type) {
	case string:
		return strings.ContainsFunc(v, func(r rune) bool {
			return r == unicode.ReplacementChar || (unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t') ||
				(r >= 0x202A && r <= 0x202E) || (r >= 0x2066 && r <= 0x2069)
		})
	case []any:
		for _, x := range v {
			if damaged(x) {
				return true
			}
		}
	case map[string]any:
		for k, x := range v {
			if damaged(k) || damaged(x) {
				return true
			}
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// once lets a create that a client sends again with its own id store a single record:
// the same caller and body read the stored record, anything else is refused.
func (h *Hall) once(e *core.RecordRequestEvent) error {
	info, err := e.RequestInfo()
	if err != nil {
		return err
	}
	id, _ := info.Body["id"].(string)
	if id == "" {
		return e.Next()
	}
	digest, err := h.digestRequest(e, info.Body)
	if err != nil {
		return err
	}
	key := e.Collection.Name + "/" + id
	caller := e.Collection.Name
	if e.Auth != nil {
		caller = e.Auth.Id
	}
	receipt, err := findOne(e.App, "receipts", "key", key)
	if err != nil {
		return err
	}
	if receipt == nil {
		if err := e.Next(); err != nil {
			return err
		}
		return h.keepReceipt(e.App, key, caller, digest)
	}
	if receipt.GetString("caller") != caller || receipt.GetString("digest") != digest {
		return refuse("id", fault.New(fault.RequestReused, "", "This id was used for another request; choose a new one."))
	}
	return h.repeat(e, id, info.Context == core.RequestInfoContextBatch)
}

func (h *Hall) keepReceipt(tx core.App, key, caller, digest string) error {
	collection, err := tx.FindCachedCollectionByNameOrId("receipts")
	if err != nil {
		return err
	}
	r := core.NewRecord(collection)
	r.Load(map[string]any{"key": key, "caller": caller, "digest": digest})
	return write(tx, r)
}

// repeat answers a repeated create with what is stored, as the first time: after the
// transaction, so that nobody waits for the answer of somebody else. A batch collects its
// answers before.
func (h *Hall) repeat(e *core.RecordRequestEvent, id string, batch bool) error {
	stored, err := e.App.FindRecordById(e.Collection, id)
	if err != nil {
		return fmt.Errorf("the receipt of %s has no record: %w", id, err)
	}
	e.Record = stored
	if err := apis.EnrichRecord(e.RequestEvent, stored); err != nil {
		return err
	}
	if tx := e.App.TxInfo(); tx != nil && !batch {
		tx.OnComplete(func(failed error) error {
			if failed != nil {
				return nil
			}
			return e.JSON(200, stored)
		})
		return nil
	}
	return e.JSON(200, stored)
}
