package hooks

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// A change that fails leaves no file; a removal that is undone leaves the file.
func TestFilesFollowTheTransaction(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id := x.caseIn("draft")
	kept := x.paper(id)
	before, watch := x.rows(), x.witness()
	if _, err := x.app.DB().NewQuery("CREATE TRIGGER late BEFORE INSERT ON audit WHEN NEW.collection = 'documents' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END").Execute(); err != nil {
		t.Fatal(err)
	}
	watch.moved()
	if answer := x.upload(zhang, id, x.material("M-AP"), "申请表.png", picture(20)); answer.status/100 == 2 {
		t.Fatalf("an upload whose trail fails was taken: %s", answer.text)
	}
	if answer := x.call("DELETE", toDocuments+"/"+kept, zhang, nil); answer.status/100 == 2 {
		t.Fatalf("a removal whose trail fails was done: %d", answer.status)
	}
	if _, err := x.app.DB().NewQuery("DROP TRIGGER late").Execute(); err != nil {
		t.Fatal(err)
	}
	good := map[string]any{"application": id, "material": x.material("M-AP")}
	bad := map[string]any{"subject": "application", "application": id, "act": "grant"}
	if answer := x.batchUpload(zhang, good, bad, picture(21)); answer.status != 400 {
		t.Fatalf("the second of the batch fails: %d %s", answer.status, answer.text)
	}
	requests := []any{map[string]any{"method": "DELETE", "url": toDocuments + "/" + kept}, map[string]any{"method": "POST", "url": toActions, "body": bad}}
	x.call("POST", "/api/batch", zhang, map[string]any{"requests": requests}).bad(t)
	if names := changed(before, x.rows()); len(names) > 0 {
		t.Errorf("left behind or lost: %v", names)
	}
	if _, err := os.Stat(x.fileOf(kept)); err != nil {
		t.Errorf("the file of a document that stays is gone: %v", err)
	}
	submit := map[string]any{"subject": "application", "application": id, "act": "submit"}
	x.batchUpload(zhang, good, submit, picture(21)).ok()
	if x.state(id) != "submitted" || len(x.stored()) != before["files"]+2 { // the copy and its thumbnail
		t.Error("an upload and the hand-in in one batch are both done")
	}
}

// batchUpload sends a document and an action in one batch.
func (x *house) batchUpload(as *core.Record, document, action map[string]any, content []byte) reply {
	x.t.Helper()
	text, err := json.Marshal(map[string]any{"requests": []any{
		map[string]any{"method": "POST", "url": toDocuments, "body": document},
		map[string]any{"method": "POST", "url": toActions, "body": action},
	}})
	if err != nil {
		x.t.Fatal(err)
	}
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("@jsonPayload", string(text))
	part, err := form.CreateFormFile("requests.0.file", "申请表.png")
	if err != nil {
		x.t.Fatal(err)
	}
	part.Write(content)
	form.Close()
	r := httptest.NewRequest("POST", "/api/batch", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return x.send(r, as)
}

// A page leaves a draft with its file; what was handed in stays, whoever wants it gone.
func TestRemovingPages_R_AR_01(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, admin := x.person("zhang"), x.person("admin")
	draft, submitted := x.caseIn("draft"), x.caseIn("submitted")
	page := x.paper(draft)
	path := x.fileOf(page)
	for _, by := range []string{"li", "clerk", "supervisor"} {
		if answer := x.call("DELETE", toDocuments+"/"+page, x.person(by), nil); answer.status/100 != 4 {
			t.Errorf("%s removes a page of zhang: %d", by, answer.status)
		}
	}
	x.call("DELETE", toDocuments+"/"+page, zhang, nil).ok()
	for _, file := range []string{path, path + ".attrs"} {
		x.gone(file)
	}
	page = x.paper(submitted)
	for _, by := range []string{"zhang", "clerk", "supervisor", ""} {
		if answer := x.call("DELETE", toDocuments+"/"+page, x.named(by), nil); answer.status/100 != 4 {
			t.Errorf("%q removes what was handed in: %d", by, answer.status)
		}
	}
	x.call("DELETE", toDocuments+"/"+page, admin, nil).refused("id", "append_only", "R-AR-01")
	x.call("PATCH", toDocuments+"/"+page, admin, map[string]any{"page": 7}).refused("id", "append_only", "R-AR-01")
	if _, err := os.Stat(x.fileOf(page)); err != nil {
		t.Error(err)
	}

	whole := x.caseIn("draft")
	path = x.fileOf(x.paper(whole))
	x.call("DELETE", toApplications+"/"+whole, zhang, nil).ok()
	x.gone(path)
	if n := len(x.all("documents", "application='%s'", whole)); n != 0 {
		t.Errorf("a draft that goes takes its documents along: %d stay", n)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
}

// gone waits for a file to leave the disk, which the platform does beside the request.
func (x *house) gone(path string) {
	x.t.Helper()
	for range 100 {
		if _, err := os.Stat(path); os.IsNotExist(err) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	x.t.Errorf("%s stays on disk", path)
}
