package hooks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// What a document is, its bytes say; a PDF is kept as it was sent, a picture as a copy.
func TestTypeIsJudgedByContent(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id := x.draft(zhang)
	for i, c := range []struct {
		name    string
		content []byte
		mime    string
		stored  string
	}{
		{"身份证 正面.png", picture(1), "image/png", ".png"},
		{"身份证.jpg", photo(1), "image/jpeg", ".jpg"},
		{"手机照片.png", photo(2), "image/jpeg", ".jpg"}, // phones mix these two up
		{"申请表（最终版）.PDF", pdf("Onestop", "", ""), "application/pdf", ".pdf"},
		{"没有扩展名", picture(2), "image/png", ".png"},
	} {
		answer := x.upload(zhang, id, x.material("M-ID"), c.name, c.content).ok().body
		sum := sha256.Sum256(c.content)
		if answer["mime"] != c.mime || answer["sha256"] != hex.EncodeToString(sum[:]) || answer["size"] != float64(len(c.content)) || answer["page"] != float64(i+1) {
			t.Errorf("%s: %v", c.name, answer)
		}
		if answer["original_name"] != c.name {
			t.Errorf("the name %q became %q", c.name, answer["original_name"])
		}
		if name := answer["file"].(string); !strings.HasSuffix(name, c.stored) {
			t.Errorf("%s is stored as %s", c.name, name)
		}
		if got, err := os.ReadFile(x.fileOf(answer["id"].(string))); err != nil || sumOf(got) != answer["stored_sha256"] || bytes.Equal(got, c.content) != (c.stored == ".pdf") {
			t.Errorf("%s: what is stored is not the copy (%v)", c.name, err)
		}
	}
	for sent, kept := range map[string]string{
		`..\..\windows\照片.png`: "照片.png", "/etc/passwd/照片.png": "照片.png", "张\u202Egnp.照片.png": "张gnp.照片.png", strings.Repeat("长", 300) + ".png": strings.Repeat("长", 146) + ".png",
	} {
		answer := x.upload(zhang, id, x.material("M-AP"), sent, picture(len(sent))).ok().body
		if answer["original_name"] != kept {
			t.Errorf("%q is kept as %q", sent, answer["original_name"])
		}
	}
}

// fileOf is where the file of a document lies.
func (x *house) fileOf(document string) string {
	x.t.Helper()
	r := x.find("documents", "id='%s'", document)
	return x.app.DataDir() + "/storage/" + r.BaseFilesPath() + "/" + r.GetString("file")
}

// Every bad file is refused with its code and a rule, for documents and for every other
// file field; nothing is stored and nothing lies on disk.
func TestBadFiles_R_SEC_07(t *testing.T) {
	w := newWorld(t)
	zhang, before := w.person("zhang"), w.rows()
	for _, f := range badFiles() {
		answer := w.upload(zhang, w.own, w.material("M-AP"), f.name, f.content)
		data, _ := answer.body["data"].(map[string]any)
		at, _ := data["file"].(map[string]any)
		params, _ := at["params"].(map[string]any)
		if answer.status != 400 || at["code"] != f.code || params["cite"] == nil || params["reason"] == nil {
			t.Errorf("%s: want %s, got %d %s", f.what, f.code, answer.status, answer.text)
		}
		if w.seen.moved() {
			t.Errorf("%s: something was committed", f.what)
		}
	}
	web := badFiles()[9]
	send := func(method, path, field string, as *core.Record, fields map[string]string) reply {
		r := multipartRequest(t, path, fields, web.name, web.content)
		body := bytes.ReplaceAll(mustRead(t, r.Body), []byte(`name="file"`), []byte(`name="`+field+`"`))
		q := httptest.NewRequest(method, path, bytes.NewReader(body))
		q.Header.Set("Content-Type", r.Header.Get("Content-Type"))
		return w.send(q, as)
	}
	material := "/api/collections/materials/records/" + w.find("materials", "service='%s'", w.list).Id
	service := "/api/collections/services/records/" + w.list
	for _, c := range []struct {
		method, path, field, by string
		fields                  map[string]string
	}{
		{"PATCH", material, "blank_form", "cataloguer", nil}, {"PATCH", material, "sample", "admin", nil},
		{"PATCH", material, "sample+", "cataloguer", nil}, {"PATCH", service, "result_sample", "cataloguer", nil},
		{"POST", toMessages, "file", "zhang", map[string]string{"application": w.running, "text": "见附件"}},
	} {
		send(c.method, c.path, c.field, w.person(c.by), c.fields).refused(strings.Trim(c.field, "+"), "file_type", "R-SEC-07")
	}
	if names := changed(before, w.rows()); len(names) > 0 || w.seen.moved() {
		t.Errorf("left behind: %v", names)
	}
	huge := w.upload(zhang, w.own, w.material("M-AP"), "照片.png", make([]byte, 80<<20))
	if huge.status/100 != 4 || w.seen.moved() {
		t.Errorf("80 MB: %d %s", huge.status, huge.text)
	}
}

// Who may open a file: the owner, the officers of the departments that handle the case,
// those who oversee it, and nobody by guessing the address.
func TestProtectedFiles_R_OL_06(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	draft, submitted := x.caseIn("draft"), x.caseIn("submitted")
	open := func(document, by, query string) reply {
		r := x.find("documents", "id='%s'", document)
		path := "/api/files/documents/" + document + "/" + r.GetString("file") + query
		if by != "" {
			token := x.call("POST", "/api/files/token", x.person(by), nil).ok().body["token"].(string)
			path += map[bool]string{true: "&", false: "?"}[query != ""] + "token=" + token
		}
		return x.call("GET", path, nil, nil)
	}
	for document, readers := range map[string]string{
		x.paper(draft):     "zhang admin",
		x.paper(submitted): "zhang admin clerk examiner approver supervisor auditor cataloguer",
	} {
		content := mustReadFile(t, x.fileOf(document))
		for _, by := range everybody {
			answer, may := open(document, by, ""), by != "" && strings.Contains(readers, by) && by != "clerk.police"
			if want := map[bool]int{true: 200, false: 404}[may]; answer.status != want {
				t.Errorf("%q opens %s: %d, want %d", by, document, answer.status, want)
			}
			if may && answer.text != string(content) {
				t.Errorf("%s reads other bytes", by)
			}
		}
		answer := open(document, "zhang", "?thumb=100x100")
		if answer.status != 200 || answer.text != string(content) {
			t.Errorf("a thumbnail was made: %d", answer.status)
		}
		name := x.find("documents", "id='%s'", document).GetString("file")
		if header := x.call("GET", "/api/files/documents/"+document+"/"+name, zhang, nil); header.status != 404 {
			t.Errorf("the log-in alone opens a file: %d", header.status)
		}
		if forged := x.call("GET", "/api/files/documents/"+document+"/"+name+"?token=forged", zhang, nil); forged.status != 404 {
			t.Errorf("a forged token opens a file: %d", forged.status)
		}
	}
	for _, file := range x.stored() {
		if strings.Contains(file, "thumbs_") {
			t.Errorf("%s was made", file)
		}
	}
	x.act(zhang, submitted, "withdraw").ok()
	if open(x.paper(submitted), "clerk", "").status != 200 || open(x.paper(submitted), "li", "").status != 404 {
		t.Error("the end of a case changes nothing about who may read it")
	}
}

// Pages follow one another; the same page again replaces the one before, and so does the
// new page of a rejected one (R-AL-05).
func TestPagesAndReplacements_R_AL_05(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang, clerk := x.person("zhang"), x.person("clerk")
	id, material := x.draft(zhang), x.material("M-ID")
	page := func(n int, seed int, more ...map[string]string) string {
		t.Helper()
		answer := x.upload(zhang, id, material, "身份证.png", picture(seed), more...).ok().body
		if answer["page"] != float64(n) {
			t.Fatalf("page %v, want %d", answer["page"], n)
		}
		return answer["id"].(string)
	}
	replaced := func(document string) bool {
		return x.find("documents", "id='%s'", document).GetBool("superseded")
	}
	first, second := page(1, 1), page(2, 2)
	again := x.upload(zhang, id, material, "另一个名字.png", picture(1))
	again.refused("file", "duplicate_upload", "R-AL-05")
	if !strings.Contains(again.text, first) {
		t.Error("the refusal names the document that is there")
	}
	x.upload(zhang, id, x.material("M-AP"), "身份证.png", picture(1)).ok() // the same file for another material
	better := page(1, 3, map[string]string{"page": "1"})
	if !replaced(first) || replaced(second) {
		t.Fatal("page 1 takes the place of page 1 alone")
	}
	back := page(1, 1, map[string]string{"page": "1"}) // what was replaced may come back
	if !replaced(better) {
		t.Fatal("the better one was replaced")
	}
	x.upload(zhang, id, x.material("M-LAY"), "布局.png", picture(9)).ok()
	x.act(zhang, id, "submit").ok()
	x.upload(zhang, id, material, "身份证.png", picture(10)).refused("application", "state_moved", "")
	x.act(clerk, id, "check", map[string]any{"items": []any{map[string]any{"document": second, "verdict": "rejected", "reason": "模糊"}}}).ok()
	x.act(clerk, id, "request_correction").ok()
	if replaced(second) || replaced(back) {
		t.Fatal("a rejection replaces nothing yet")
	}
	fresh := page(1, 11)
	if r := x.find("documents", "id='%s'", fresh); !replaced(second) || !replaced(back) || r.GetString("verdict") != "pending" {
		t.Fatal("the new page stands in for the rejected ones")
	}
	x.act(zhang, id, "supply").ok()
}

// Whose document, for which material, in which state.
func TestWhereDocumentsBelong(t *testing.T) {
	w := newWorld(t)
	closed, withdrawn := w.caseIn("closed"), w.caseIn("withdrawn")
	police := w.find("services", "name ~ '户口'").Id
	foreignDraft := w.call("POST", toApplications, w.person("zhang"), map[string]any{"service": police}).ok().id()
	w.seen.moved()
	id := w.material("M-ID")
	for _, c := range []struct {
		what, by, application, material string
		more                            map[string]string
		field, code                     string
	}{
		{"R-OL-06 another's case", "li", w.own, id, nil, "application", "record_foreign"},
		{"no case", "zhang", "nothing00000000", id, nil, "application", "record_foreign"},
		{"R-AL-03 a material of another service", "zhang", w.own, w.material("M-HK"), nil, "material", "record_foreign"},
		{"R-AL-03 a material of a list that is not published", "zhang", w.own, w.find("materials", "service='%s'", w.list).Id, nil, "material", "record_foreign"},
		{"R-AL-03 a material under another service", "zhang", foreignDraft, id, nil, "material", "record_foreign"},
		{"no material", "zhang", w.own, "", nil, "material", "record_foreign"},
		{"another's name", "zhang", w.own, id, map[string]string{"applicant": w.person("li").Id}, "applicant", "record_foreign"},
		{"another type", "zhang", w.own, id, map[string]string{"type": w.find("material_types", "code='M-HK'").Id}, "type", "record_foreign"},
		{"another's document taken over", "zhang", w.own, id, map[string]string{"reuse_of": w.foreignDocument}, "reuse_of", "record_foreign"},
		{"R-AL-05 after hand-in", "zhang", w.submitted, id, nil, "application", "state_moved"},
		{"R-AL-05 after acceptance", "zhang", w.running, id, nil, "application", "state_moved"},
		{"R-AL-05 after the end", "zhang", closed, id, nil, "application", "state_moved"},
		{"R-AL-05 after withdrawal", "zhang", withdrawn, id, nil, "application", "state_moved"},
		{"R-PL-20 by an examiner", "examiner", w.running, id, nil, "application", "role_required"},
		{"by an officer of another department", "clerk.police", w.running, id, nil, "application", "record_foreign"},
		{"R-SEC-04 by an administrator", "admin", w.own, id, nil, "application", "role_required"},
	} {
		answer := w.upload(w.person(c.by), c.application, c.material, "身份证.png", picture(50), c.more)
		if answer.status != 400 || answer.code(c.field) != c.code {
			t.Errorf("%s: want %s %s, got %d %s", c.what, c.field, c.code, answer.status, answer.text)
		}
		if w.seen.moved() {
			t.Errorf("%s: something was committed", c.what)
		}
	}
	if guest := w.upload(nil, w.own, id, "身份证.png", picture(50)); guest.status/100 != 4 || w.seen.moved() {
		t.Errorf("a guest: %d %s", guest.status, guest.text)
	}
	w.upload(w.person("clerk"), w.atCounter, id, "身份证.png", picture(50)).ok() // the clerk at the counter does
}

// The same file twice at the same time is stored once.
func TestTheSameFileTwiceAtOnce(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id, material := x.draft(zhang), x.material("M-ID")
	answers := make([]reply, 4)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = x.upload(zhang, id, material, fmt.Sprintf("%d.png", i), picture(30)) })
	}
	all.Wait()
	taken := 0
	for _, a := range answers {
		if a.status == 200 {
			taken++
		} else {
			a.refused("file", "duplicate_upload", "R-AL-05")
		}
	}
	if taken != 1 || len(x.stored()) != 2 { // the copy and its thumbnail
		t.Errorf("%d taken, %d files", taken, len(x.stored()))
	}
}

// Two files in one request are two pages, and one request takes one.
func TestOneFileInOneRequest(t *testing.T) {
	x := newHouse(t).unlimited()
	zhang := x.person("zhang")
	id := x.draft(zhang)
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	form.WriteField("application", id)
	form.WriteField("material", x.material("M-ID"))
	for seed := range 2 {
		part, err := form.CreateFormFile("file", fmt.Sprintf("第%d页.png", seed+1))
		if err != nil {
			t.Fatal(err)
		}
		part.Write(picture(80 + seed))
	}
	form.Close()
	watch := x.witness()
	answer := x.raw("POST", toDocuments, form.FormDataContentType(), &b, zhang)
	answer.refused("file", "value_invalid", "R-AL-05")
	if watch.moved() || len(x.stored()) != 0 {
		t.Error("something was stored")
	}
}
