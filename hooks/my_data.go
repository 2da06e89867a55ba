package hooks

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/rules/workday"
)

// exportMyData answers a copy of everything that the house holds of the caller (R-PI-06,
// Art. 45): data.json with every record in the form in which the API shows it to its owner,
// and the files beside it. The number of the own account stands in it in full, those of
// agents and of third persons in forms as their masks: they are not data of the caller, and a
// copy is carried about (R-PI-08). The archive is written as it is read, so a large file
// costs no memory.
func (h *Hall) exportMyData(e *core.RequestEvent) error {
	rows, err := personalRows(e.App, e.Auth.Id)
	if err != nil {
		return err
	}
	own, err := h.ownAccount(e.App, e.Auth)
	if err != nil {
		return err
	}
	if err := h.ownContact(rows["problems"]); err != nil {
		return err
	}
	data := map[string]any{"account": own, "exported_at": chinaTime(h.Now())}
	for name, list := range rows {
		data[name] = list
	}
	text, err := json.MarshalIndent(data, "", " ")
	if err != nil {
		return err
	}
	fsys, err := e.App.NewFilesystem()
	if err != nil {
		return err
	}
	defer fsys.Close()
	header := e.Response.Header()
	header.Set("Content-Type", "application/zip")
	header.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="onestop-%s.zip"`, h.today()))
	header.Set("Cache-Control", "no-store")
	e.Response.WriteHeader(http.StatusOK)
	if err := packData(e.Response, fsys, text, rows, h.Now()); err != nil {
		e.App.Logger().Error("a copy of somebody's data broke off", "applicant", e.Auth.Id, "error", err)
		panic(http.ErrAbortHandler) // the status is on its way: only a broken line tells that the copy is not whole
	}
	return nil
}

// packData writes the records as of now and every file that they name, dated when it was
// handed in; the times of an archive have no zone, so they are those of China.
func packData(w io.Writer, fsys *filesystem.System, text []byte, rows map[string][]*core.Record, now time.Time) error {
	archive := zip.NewWriter(w)
	if err := addText(archive, "data.json", text, now); err != nil {
		return err
	}
	for _, name := range []string{"documents", "results", "messages", "problems"} {
		for _, r := range rows[name] {
			if err := addFiles(archive, fsys, r); err != nil {
				return err
			}
		}
	}
	return archive.Close()
}

// ownAccount is the account as its holder sees it, with the full number.
func (h *Hall) ownAccount(app core.App, account *core.Record) (map[string]any, error) {
	own := account.PublicExport()
	identity, err := findOne(app, "identities", "applicant", account.Id)
	if err != nil || identity == nil {
		return own, err
	}
	own["email"] = account.Email()
	own["id_number"], err = h.seal.open(identity.GetString("cipher"))
	return own, err
}

func addText(archive *zip.Writer, name string, text []byte, now time.Time) error {
	w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: now.In(workday.China)})
	if err != nil {
		return err
	}
	_, err = w.Write(text)
	return err
}

// addFiles copies the files of a record below its collection and id; a photo or PDF is
// packed already, so it is stored as it is.
func addFiles(archive *zip.Writer, fsys *filesystem.System, r *core.Record) error {
	for _, field := range r.Collection().Fields {
		if field.Type() != core.FieldTypeFile {
			continue
		}
		for _, name := range r.GetStringSlice(field.GetName()) {
			in, err := fsys.GetReader(r.BaseFilesPath() + "/" + name)
			if err != nil {
				return err
			}
			w, err := archive.CreateHeader(&zip.FileHeader{Name: path.Join(r.Collection().Name, r.Id, name), Method: zip.Store, Modified: r.GetDateTime("created").Time().In(workday.China)})
			if err == nil {
				_, err = io.Copy(w, in)
			}
			in.Close()
			if err != nil {
				return err
			}
		}
	}
	return nil
}
