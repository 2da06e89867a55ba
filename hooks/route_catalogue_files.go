package hooks

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/review"
	"onestop/hooks/workbook"
)

const excelType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// bindCatalogueFiles lets officers and superusers take the catalogue out and bring it in.
func (h *Hall) bindCatalogueFiles(r *router.RouterGroup[*core.RequestEvent], compilers *hook.Handler[*core.RequestEvent]) {
	r.GET("/catalogue/template.xlsx", answering(sendTemplate)).Bind(compilers)
	for _, form := range []string{"", ".xlsx", ".json"} {
		r.GET("/catalogue/export"+form, answering(h.sendCatalogue)).Bind(compilers)
	}
	r.POST("/catalogue/import", answering(h.takeCatalogue)).Bind(compilers, apis.BodyLimit(workbook.Usual.Bytes+1<<20))
	r.GET("/catalogue/import", answering(h.viewImport)).Bind(compilers)
	r.POST("/claims/bulk", answering(h.actOnClaims)).Bind(compilers, apis.BodyLimit(bulkBody))
}

func sendTemplate(e *core.RequestEvent) error {
	var out bytes.Buffer
	if err := workbook.Template(&out); err != nil {
		return err
	}
	return download(e, "catalogue-template.xlsx", excelType, out.Bytes())
}

func download(e *core.RequestEvent, name, kind string, content []byte) error {
	e.Response.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return e.Blob(http.StatusOK, kind, content)
}

// sendCatalogue answers the working copies of the lists, of one department by its credit
// code or of the county: as JSON where the address or the client asks for it, else as Excel.
// Like an import it takes its turn, because a whole county takes some hundred megabytes.
func (h *Hall) sendCatalogue(e *core.RequestEvent) error {
	department := e.Request.URL.Query().Get("department")
	if err := mayTakeOut(e.App, actorOf(e.Auth), department); err != nil {
		return refuse("department", err)
	}
	if !h.bringing.TryLock() {
		return refuse("file", fault.New(fault.QuotaExceeded, "", "Another workbook is being made or imported; try again when it is done."))
	}
	defer h.bringing.Unlock()
	defer sparing()()
	book, err := h.ExportCatalogue(e.App, department)
	if err != nil {
		return refuse("department", err)
	}
	var out bytes.Buffer
	path := e.Request.URL.Path
	if strings.HasSuffix(path, ".json") || !strings.HasSuffix(path, ".xlsx") && strings.Contains(e.Request.Header.Get("Accept"), "application/json") {
		if err := workbook.WriteJSON(&out, book); err != nil {
			return err
		}
		return download(e, "catalogue.json", "application/json", out.Bytes())
	}
	if err := workbook.Write(&out, book); err != nil {
		return err
	}
	return download(e, "catalogue.xlsx", excelType, out.Bytes())
}

// mayTakeOut refuses an officer the lists of other departments with role_required, because
// their drafts are not theirs to read. Supervisors and auditors see those of the county.
func mayTakeOut(app core.App, who actor, department string) error {
	if who.kind != kindOfficer || who.has(flow.Supervisor) || who.has(flow.Auditor) {
		return nil
	}
	d, err := departmentCoded(app, department)
	if err != nil {
		return err
	}
	held, err := posts(app, who)
	if err != nil {
		return err
	}
	if d != nil && slices.ContainsFunc(held, func(post review.Officer) bool { return post.Department == d.Id }) {
		return nil
	}
	return fault.New(fault.RoleRequired, "R-CLM-03", "Name the credit code of your own department; the lists of others are exported by supervisors and auditors.").With("roles", []flow.Role{flow.Supervisor, flow.Auditor})
}

// takeCatalogue imports an uploaded workbook. It is read before any lock is held, and one
// at a time, because a whole county takes some hundred megabytes. Problems are answered
// with workbook_invalid, which carries them and the marked workbook in base64.
func (h *Hall) takeCatalogue(e *core.RequestEvent) error {
	if _, err := mayBringIn(e.App, actorOf(e.Auth)); err != nil {
		return refuse("file", err)
	}
	if !h.bringing.TryLock() {
		return refuse("file", fault.New(fault.QuotaExceeded, "", "Another workbook is being made or imported; try again when it is done."))
	}
	defer h.bringing.Unlock()
	defer sparing()()
	h.brought.Store(&bringIn{who: e.Auth.Id})
	defer h.brought.Store(nil)
	content, err := uploadedBook(e)
	if err != nil {
		return refuse("file", err)
	}
	book, problems := workbook.Read(bytes.NewReader(content), workbook.Usual)
	if len(problems) > 0 {
		return refuse("file", invalidBook(content, problems, true))
	}
	report, err := h.ImportCatalogue(e.App, e.Auth, book, func(done, total int) {
		h.brought.Store(&bringIn{who: e.Auth.Id, Done: done, Total: total})
	})
	var found Problems
	if errors.As(err, &found) {
		return refuse("file", invalidBook(content, found, false))
	}
	if err != nil {
		return refuse("file", err)
	}
	return e.JSON(http.StatusOK, report)
}

// bringIn is how far the import of an uploaded workbook has come: Total is 0 while the
// workbook is read and held against the county.
type bringIn struct {
	who   string
	Done  int `json:"done"`
	Total int `json:"total"`
}

// viewImport answers how far the caller's own import has come; nothing where none is under
// way.
func (h *Hall) viewImport(e *core.RequestEvent) error {
	now := h.brought.Load()
	if now == nil || now.who != e.Auth.Id {
		now = &bringIn{}
	}
	return e.JSON(http.StatusOK, now)
}

// uploadedBook is the one file of the request.
func uploadedBook(e *core.RequestEvent) ([]byte, error) {
	files, err := e.FindUploadedFiles("file")
	if err != nil || len(files) != 1 {
		return nil, fault.New(fault.FileEmpty, "", "Send exactly one workbook in the field file.")
	}
	return contentOf(files[0])
}

func contentOf(file *filesystem.File) ([]byte, error) {
	in, err := file.Reader.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(io.LimitReader(in, workbook.Usual.Bytes+1))
}

// invalidBook refuses a workbook with everything that is wrong with it, and the marked
// workbook where there is a sheet to mark. more tells that what was read was not held against the
// county yet, so that other problems may follow.
func invalidBook(content []byte, problems []workbook.Problem, more bool) error {
	if !workbook.Marks(problems) {
		return fault.New(fault.WorkbookInvalid, problems[0].Rule, "Nothing was imported. %s", problems[0].En).With("problems", problems)
	}
	var out bytes.Buffer
	if err := workbook.Mark(&out, content, problems, workbook.Usual); err != nil {
		return err
	}
	return fault.New(fault.WorkbookInvalid, problems[0].Rule, "The workbook has %s; nothing was imported. Mend the marked cells and import it again.", counted(len(problems), "problem")).
		With("problems", problems).With("more", more).With("workbook", base64.StdEncoding.EncodeToString(out.Bytes()))
}
