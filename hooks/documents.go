package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/hook"

	"onestop/hooks/intake"
	"onestop/hooks/rules/checklist"
	"onestop/hooks/rules/fault"
	"onestop/hooks/rules/flow"
	"onestop/hooks/rules/idcode"
)

// bindDocuments takes uploads through the built-in API. The bytes are examined before
// the transaction begins (a child process decodes them); the row, the file and the mark
// on what it replaces are then one change.
func (h *Hall) bindDocuments() {
	h.app.OnRecordCreate("documents").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDocument", Func: h.takeDocument})
	h.app.OnRecordDelete("documents").Bind(&hook.Handler[*core.RecordEvent]{Id: "onestopDocumentDrop", Func: h.dropDocument})
}

// examineUploads judges every file of a request before any lock is held: whoever sends
// it, and whatever it is for, nothing is stored that the examiner did not pass.
func (h *Hall) examineUploads(e *core.RecordRequestEvent) error {
	before, _ := e.Get(batchFilesKey).(batchFiles)
	for _, field := range e.Collection.Fields {
		if field.Type() != core.FieldTypeFile {
			continue
		}
		if form := e.Request.MultipartForm; form != nil && len(form.File[field.GetName()]) > 1 { // the platform keeps the last and drops the others
			return refuse(field.GetName(), fault.New(fault.ValueInvalid, "R-AL-05", "Send one file in one request; send the others by themselves."))
		}
		for _, file := range e.Record.GetUnsavedFiles(field.GetName()) {
			known, err := before.find(file)
			if err != nil {
				return err
			}
			up, err := h.receive(e.Request.Context(), field.GetName(), file, known)
			if err != nil {
				return err
			}
			e.Record.SetRaw(uploadKey(field.GetName()), up)
		}
	}
	return nil
}

func (h *Hall) takeDocument(e *core.RecordEvent) error {
	r := e.Record
	files := r.GetUnsavedFiles("file")
	if len(files) == 0 && r.GetString("reuse_of") != "" {
		return h.takeAgain(e)
	}
	if len(files) != 1 {
		return refuse("file", fault.New(fault.FileEmpty, "R-AL-05", "Send exactly one file in the field file."))
	}
	up, examined := r.GetRaw(uploadKey("file")).(upload)
	if !examined { // the console and the training county come without a request
		var err error
		if up, err = h.receive(e.Context, "file", files[0], nil); err != nil {
			return err
		}
	}
	c, err := h.openCase(e.App, r.GetString("application"))
	if err != nil {
		return refuse("application", err)
	}
	if err := h.mayUpload(e.App, c, r); err != nil {
		return err
	}
	if err := fill(r, up, c.snapshot.KeepOriginal); err != nil {
		return err
	}
	return h.putInFile(e, c)
}

// putInFile stores a page whose findings are filled in, with the verdict that it brings
// along, and marks what it replaces.
func (h *Hall) putInFile(e *core.RecordEvent, c *caseFile) error {
	replaced, err := replaces(c, e.Record)
	if err != nil {
		return err
	}
	e.Record.Set("verdict", string(checklist.Pending))
	e.Record.Set("superseded", false)
	if err := h.carryVerdict(e.App, e.Record); err != nil {
		return err
	}
	if err := e.Next(); err != nil {
		return err
	}
	for _, d := range replaced {
		d.Set("superseded", true)
		if err := write(e.App, d); err != nil {
			return err
		}
	}
	return nil
}

// mayUpload: the owner or an officer of the case adds to a material that the revision
// asks for, while the case is open for it.
func (h *Hall) mayUpload(app core.App, c *caseFile, r *core.Record) error {
	who := h.signer(app)
	owner := c.record.GetString("applicant")
	switch {
	case who.kind == kindApplicant && who.id() != owner, who.kind == kindGuest,
		who.kind == kindOfficer && !c.handledBy(who):
		return refuse("application", fault.New(fault.RecordForeign, "R-OL-06", "This application is not yours."))
	case who.kind == kindSuperuser, who.kind == kindOfficer && !who.has(flow.Clerk):
		return refuse("application", fault.New(fault.RoleRequired, "R-PL-20", "Documents are added by the applicant or a clerk."))
	case r.GetString("applicant") != "" && r.GetString("applicant") != owner:
		return refuse("applicant", fault.New(fault.RecordForeign, "", "A document belongs to the applicant of its case; leave the field out."))
	}
	r.Set("applicant", owner)
	material := c.snapshot.Material(r.GetString("material"))
	if material == nil {
		return refuse("material", fault.New(fault.RecordForeign, "R-AL-03", "This service does not ask for that material."))
	}
	if t := r.GetString("type"); t != "" && t != material.Type {
		return refuse("type", fault.New(fault.RecordForeign, "", "The type of a document is that of its material; leave the field out."))
	}
	r.Set("type", material.Type)
	if err := mayReuse(app, r, owner); err != nil {
		return err
	}
	if err := refuse("application", mayAdd(c, material.ID)); err != nil {
		return err
	}
	return h.withinQuota(app, who, "file")
}

// mayAdd says whether a document of the material may be added to the case now.
func mayAdd(c *caseFile, material string) error {
	owed, err := c.owed()
	if err != nil {
		return err
	}
	return checklist.MayAdd(c.state(), owed, material, c.papers())
}

// mayReuse: what is used again is a document of the same applicant.
func mayReuse(app core.App, r *core.Record, owner string) error {
	earlier := r.GetString("reuse_of")
	if earlier == "" {
		return nil
	}
	d, err := findOne(app, "documents", "id", earlier)
	if err == nil && (d == nil || d.GetString("applicant") != owner) {
		return refuse("reuse_of", fault.New(fault.RecordForeign, "R-OL-06", "Name an earlier document of the same applicant."))
	}
	return err
}

// replaces finds what the new document takes the place of: the same page again, and any
// page of the material that was rejected. The same bytes twice are refused.
func replaces(c *caseFile, r *core.Record) ([]*core.Record, error) {
	page, taken := r.GetInt("page"), map[int]bool{}
	var replaced []*core.Record
	for _, d := range c.documents {
		if d.GetString("material") != r.GetString("material") || d.GetBool("superseded") {
			continue
		}
		if d.GetString("sha256") == r.GetString("sha256") {
			return nil, refuse("file", fault.New(fault.DuplicateUpload, "R-AL-05", "This very file was already uploaded for this material; choose another one.").With("document", d.Id))
		}
		if d.GetString("verdict") == "rejected" || (page > 0 && d.GetInt("page") == page) {
			replaced = append(replaced, d)
		} else {
			taken[d.GetInt("page")] = true
		}
	}
	if page == 0 {
		for page = 1; taken[page]; page++ {
		}
		r.Set("page", page)
	}
	return replaced, nil
}

func fill(r *core.Record, up upload, keepOriginal bool) error {
	quality, err := qualityOf(up.finding)
	if err != nil {
		return err
	}
	r.Set("original_name", idcode.MaskIn(intake.CleanName(up.sent.OriginalName)))
	r.Set("sha256", up.finding.SHA256)
	r.Set("stored_sha256", up.finding.StoredSHA256())
	r.Set("size", up.finding.Size)
	r.Set("mime", up.finding.Mime)
	r.Set("quality", quality)
	return addCopies(r, up, keepOriginal)
}

// dropDocument lets an owner take a page out of a draft; what was handed in stays.
func (h *Hall) dropDocument(e *core.RecordEvent) error {
	if !hasPen(e.Context) {
		application, err := e.App.FindRecordById("applications", e.Record.GetString("application"))
		if err != nil {
			return err
		}
		if !isDraft(application) {
			return refuse("id", fault.New(fault.AppendOnly, "R-AR-01", "What was handed in stays in the file; upload the right page instead."))
		}
	}
	if err := releaseCopies(e.App, e.Record.Id); err != nil {
		return err
	}
	return e.Next()
}

// releaseCopies lets the pages that were taken again from this one stand by themselves: the
// platform would clear their relation with a hand of its own, which may change no document.
func releaseCopies(app core.App, id string) error {
	copies, err := findAll(app, "documents", "", dbx.HashExp{"reuse_of": id})
	if err != nil {
		return err
	}
	for _, d := range copies {
		d.Set("reuse_of", "")
		if err := write(app, d); err != nil {
			return err
		}
	}
	return nil
}

// digestRequest is the keyed digest of a create's body and files, for retries.
func (h *Hall) digestRequest(e *core.RecordRequestEvent, body map[string]any) (string, error) {
	plain, files := map[string]any{}, ""
	for key, value := range body {
		field := e.Collection.Fields.GetByName(key)
		if field == nil || field.Type() != core.FieldTypeFile {
			plain[key] = value
			continue
		}
		for _, f := range e.Record.GetUnsavedFiles(key) {
			sum, err := sentSum(e.Record, key, f)
			if err != nil {
				return "", err
			}
			files += key + ":" + f.OriginalName + ":" + sum + ";"
		}
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return "", err
	}
	return h.seal.digest("request", string(text), files), nil
}

// sentSum is the digest of a file as it was sent, which its copy no longer tells.
func sentSum(r *core.Record, field string, f *filesystem.File) (string, error) {
	if up, examined := r.GetRaw(uploadKey(field)).(upload); examined {
		return up.finding.SHA256, nil
	}
	return fileSum(f)
}

func fileSum(f *filesystem.File) (string, error) {
	in, err := f.Reader.Open()
	if err != nil {
		return "", err
	}
	defer in.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
