package migrations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
)

// doors are the two ways by which a request comes in, by how an error speaks of them.
func (w *world) doors() map[string]func(role, method, path string, body map[string]any) answer {
	return map[string]func(string, string, string, map[string]any) answer{"": w.call, " by a batch": w.batch}
}

// batch sends one request in a batch as a role; the answer is that to the request itself.
func (w *world) batch(role, method, path string, body map[string]any) answer {
	w.t.Helper()
	fields := map[string]any{}
	for name, value := range body {
		if name != "file" {
			fields[name] = value
		}
	}
	text, err := json.Marshal(map[string]any{"requests": []any{map[string]any{"method": method, "url": path, "body": fields}}})
	if err != nil {
		w.t.Fatal(err)
	}
	kind := "application/json"
	if page, upload := body["file"]; upload {
		text, kind = w.batchForm(text, page)
	}
	r := httptest.NewRequest("POST", "/api/batch", bytes.NewReader(text))
	r.Header.Set("Content-Type", kind)
	return innermost(w.send(role, r))
}

// batchForm is the form of a batch whose one request brings a page along.
func (w *world) batchForm(requests []byte, page any) ([]byte, string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	err := form.WriteField("@jsonPayload", string(requests))
	part, formErr := form.CreateFormFile("requests.0.file", "page.pdf")
	if err != nil || formErr != nil {
		w.t.Fatal(err, formErr)
	}
	fmt.Fprintf(part, "%%PDF-1.4\n%% %v\n%%%%EOF\n", page)
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	return b.Bytes(), form.FormDataContentType()
}

// innermost is the answer to the one request of a batch.
func innermost(whole answer) answer {
	type one struct {
		Status int
		Body   json.RawMessage
	}
	var done []one
	if whole.status == http.StatusOK && json.Unmarshal([]byte(whole.text), &done) == nil && len(done) == 1 {
		return answer{status: done[0].Status, text: whole.text}
	}
	var refused struct {
		Data struct {
			Requests map[string]struct {
				Response struct{ Status int }
			}
		}
	}
	if json.Unmarshal([]byte(whole.text), &refused) == nil {
		if inner, ok := refused.Data.Requests["0"]; ok {
			return answer{status: inner.Response.Status, text: whole.text}
		}
	}
	return answer{status: -whole.status, text: whole.text} // the batch itself was refused
}

// drop takes a record away that a request made, past every rule.
func (w *world) drop(collection, id string) {
	w.t.Helper()
	r, err := w.app.FindRecordById(collection, id)
	if err != nil {
		return // it was not made, or is gone
	}
	if err := w.app.Delete(r); err != nil {
		w.t.Fatal(err)
	}
}
