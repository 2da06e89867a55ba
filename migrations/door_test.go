package migrations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
)

// answer is what the API said.
type answer struct {
	status int
	body   struct {
		ID    string
		Items []struct{ ID string }
		Data  map[string]any
	}
	text string
}

// call sends a request as a role; the body is JSON, or a form where it holds a file.
func (w *world) call(role, method, path string, body map[string]any) answer {
	w.t.Helper()
	var in io.Reader
	kind := "application/json"
	if _, upload := body["file"]; upload {
		in, kind = w.form(body)
	} else if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		in = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, in)
	r.Header.Set("Content-Type", kind)
	return w.send(role, r)
}

// send lets a request in as a role.
func (w *world) send(role string, r *http.Request) answer {
	w.t.Helper()
	w.calls++ // each from an address of its own, because the platform slows down who finds nothing again and again
	r.RemoteAddr = fmt.Sprintf("127.%d.%d.%d:1", 1+w.calls>>16, w.calls>>8&255, w.calls&255)
	if who := w.people[role]; who != nil {
		token, err := who.NewAuthToken()
		if err != nil {
			w.t.Fatal(err)
		}
		r.Header.Set("Authorization", token)
	}
	out := httptest.NewRecorder()
	w.mux.ServeHTTP(out, r)
	a := answer{status: out.Code, text: out.Body.String()}
	if strings.Contains(out.Header().Get("Content-Type"), "json") && strings.HasPrefix(a.text, "{") {
		if err := json.Unmarshal(out.Body.Bytes(), &a.body); err != nil {
			w.t.Fatalf("%s %s as %s: %v in %s", r.Method, r.URL, role, err, a.text)
		}
	}
	return a
}

func (w *world) form(body map[string]any) (io.Reader, string) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, value := range body {
		if name == "file" {
			part, err := form.CreateFormFile("file", "page.pdf")
			if err != nil {
				w.t.Fatal(err)
			}
			fmt.Fprintf(part, "%%PDF-1.4\n%% %v\n%%%%EOF\n", value)
			continue
		}
		if err := form.WriteField(name, fmt.Sprint(value)); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		w.t.Fatal(err)
	}
	return &b, form.FormDataContentType()
}

func records(collection string) string { return "/api/collections/" + collection + "/records" }

// may reports whether the role is one of the group.
func may(group, role string) bool {
	for _, name := range strings.Fields(group) {
		if name == role {
			return true
		}
	}
	return false
}

// list is the whole list of a collection as a role is shown it, asked for once.
func (w *world) list(role, collection string) answer {
	w.t.Helper()
	key := role + " " + collection
	if _, asked := w.lists[key]; !asked {
		w.lists[key] = w.call(role, "GET", records(collection)+"?perPage=1000&skipTotal=1", nil)
	}
	return w.lists[key]
}
