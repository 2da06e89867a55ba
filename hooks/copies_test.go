package hooks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/intake"
)

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// fileIn is where the file of a field of a record lies.
func (x *house) fileIn(r *core.Record, field string) string {
	return filepath.Join(x.app.DataDir(), "storage", r.BaseFilesPath(), r.GetString(field))
}

// sendFile sends a form with a file in any field.
func (x *house) sendFile(method, path string, as *core.Record, fields map[string]string, field, name string, content []byte) reply {
	x.t.Helper()
	form := multipartRequest(x.t, path, fields, name, content)
	body := bytes.Replace(mustRead(x.t, form.Body), []byte(`name="file"`), []byte(`name="`+field+`"`), 1)
	return x.raw(method, path, form.Header.Get("Content-Type"), bytes.NewReader(body), as)
}

// placed is a photo that says where it was taken and has something hidden behind it.
func placed(seed int) []byte {
	data := photo(seed)
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00GPS 31.2304N 121.4737E"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	return slices.Concat(data[:2], segment, data[2:], []byte("HIDDEN"))
}

// R-PI-01: of a photo a copy is kept that says nothing but what can be seen, with both
// digests, a small picture for the officer's list and what was noticed about it.
func TestPhotosAreKeptAsCopies(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	sent := placed(1)
	id := x.upload(zhang, x.draft(zhang), x.material("M-ID"), "照片.jpg", sent).ok().id()
	r := x.find("documents", "id='%s'", id)
	kept := mustReadFile(t, x.fileIn(r, "file"))
	if bytes.Contains(kept, []byte("GPS")) || bytes.Contains(kept, []byte("HIDDEN")) {
		t.Error("what is kept says where the photo was taken or what hung on it")
	}
	if r.GetString("sha256") != sumOf(sent) || r.GetString("stored_sha256") != sumOf(kept) || r.GetInt("size") != len(sent) {
		t.Errorf("digests %s and %s, %d bytes", r.GetString("sha256"), r.GetString("stored_sha256"), r.GetInt("size"))
	}
	thumb, format, err := image.DecodeConfig(bytes.NewReader(mustReadFile(t, x.fileIn(r, "thumb"))))
	if err != nil || format != "jpeg" || thumb.Width > 240 || thumb.Height > 320 {
		t.Errorf("a thumbnail of %d × %d, %s (%v)", thumb.Width, thumb.Height, format, err)
	}
	if r.GetString("original") != "" {
		t.Error("the original is kept and nobody asked for it")
	}
	var quality struct {
		Pages, Width, Height int
		Sharpness            float64
		Warnings             []string
	}
	if err := r.UnmarshalJSONField("quality", &quality); err != nil || quality.Pages != 1 || quality.Width != 120 || quality.Sharpness == 0 || !slices.Equal(quality.Warnings, []string{"small"}) {
		t.Errorf("%+v (%v)", quality, err)
	}
}

// A service that asks for it gets the photo as it was sent, beside the copy.
func TestOriginalsAreKeptOnDemand(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	service := x.find("services", "name ~ '食品'")
	if _, err := x.app.DB().NewQuery("UPDATE services SET keep_original = 1 WHERE id = '" + service.Id + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	if err := x.Publish(x.app, service.Id); err != nil {
		t.Fatal(err)
	}
	id := x.draft(zhang)
	sent, paper := placed(2), pdf("Onestop", "", "")
	r := x.find("documents", "id='%s'", x.upload(zhang, id, x.material("M-ID"), "照片.png", sent).ok().id())
	if got := mustReadFile(t, x.fileIn(r, "original")); !bytes.Equal(got, sent) || !strings.HasPrefix(r.GetString("original"), "original_") {
		t.Errorf("%s has %d bytes, not the %d sent", r.GetString("original"), len(got), len(sent))
	}
	if bytes.Contains(mustReadFile(t, x.fileIn(r, "file")), []byte("GPS")) {
		t.Error("the copy is the original")
	}
	r = x.find("documents", "id='%s'", x.upload(zhang, id, x.material("M-AP"), "申请表.pdf", paper).ok().id())
	if r.GetString("original") != "" || r.GetString("thumb") != "" || r.GetString("stored_sha256") != sumOf(paper) || !bytes.Equal(mustReadFile(t, x.fileIn(r, "file")), paper) {
		t.Error("a PDF is kept as it was sent, once")
	}
}

// The copies are the house's: nobody sends them along, and they are protected.
func TestCopiesAreOfTheHouse(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.draft(zhang)
	for _, field := range []string{"thumb", "original"} {
		fields := map[string]string{"application": id, "material": x.material("M-ID")}
		x.sendFile("POST", toDocuments, zhang, fields, field, "照片.jpg", photo(3)).refused(field, "field_readonly", "R-AR-01")
	}
	stored := x.upload(zhang, id, x.material("M-ID"), "照片.jpg", photo(4)).ok()
	for _, name := range []string{"file", "thumb"} {
		path := "/api/files/documents/" + stored.id() + "/" + stored.body[name].(string)
		if answer := x.call("GET", path, nil, nil); answer.status != 404 {
			t.Errorf("%s without a token answers %d", name, answer.status)
		}
	}
}

// Whatever field a picture is for, what is kept of it is a copy.
func TestEveryPictureIsACopy(t *testing.T) {
	x := newHouse(t)
	admin := x.person("admin")
	material := x.find("materials", "type.code = 'M-ID'")
	x.sendFile("PATCH", "/api/collections/materials/records/"+material.Id, admin, nil, "sample", "样本.jpg", placed(5)).ok()
	r := x.find("materials", "id='%s'", material.Id)
	if kept := mustReadFile(t, x.fileIn(r, "sample")); bytes.Contains(kept, []byte("GPS")) || bytes.Contains(kept, []byte("HIDDEN")) {
		t.Error("the sample says where it was taken")
	}
}

// What cannot be read at all is refused, what is doubtful is taken; the same upload sent
// again after a lost answer is the same record.
func TestLegibilityAtTheDoor_R_AR_01(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.draft(zhang)
	blank := image.NewGray(image.Rect(0, 0, 400, 500))
	for i := range blank.Pix {
		blank.Pix[i] = 230
	}
	var b bytes.Buffer
	if err := png.Encode(&b, blank); err != nil {
		t.Fatal(err)
	}
	before := x.rows()
	answer := x.upload(zhang, id, x.material("M-ID"), "白纸.png", b.Bytes())
	answer.refused("file", "file_illegible", "R-AR-01")
	if !strings.Contains(answer.text, `"reason":"blank"`) {
		t.Errorf("no reason: %s", answer.text)
	}
	if names := changed(before, x.rows()); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
	again := map[string]string{"id": "retriedupload01"}
	first := x.upload(zhang, id, x.material("M-ID"), "照片.jpg", photo(6), again).ok()
	second := x.upload(zhang, id, x.material("M-ID"), "照片.jpg", photo(6), again).ok()
	if first.id() != second.id() || first.body["file"] != second.body["file"] {
		t.Errorf("%v and %v", first.body["file"], second.body["file"])
	}
	x.upload(zhang, id, x.material("M-ID"), "照片.jpg", photo(7), again).refused("id", "request_reused", "")
}

// What a PDF carries and how many pages it has is known to the officer (issue: never run).
func TestFlagsOfPDF(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	form := pdf("Onestop", "/AcroForm<</Fields[5 0 R]>>", "", "<</FT/Tx/T(a)/AA<</F<</S/JavaScript/JS(AFNumber_Format\\(2\\))>>>>>>")
	r := x.find("documents", "id='%s'", x.upload(zhang, x.draft(zhang), x.material("M-AP"), "申请表.pdf", form).ok().id())
	var quality struct {
		Pages int
		Flags []string
	}
	if err := r.UnmarshalJSONField("quality", &quality); err != nil || quality.Pages != 1 || !slices.Equal(quality.Flags, []string{"form_scripts"}) {
		t.Errorf("%+v (%v)", quality, err)
	}
}

// R-SEC-07: with a scanner that is on and does not answer, nothing is stored, from no
// side; the sentence says to send it later.
func TestScannerDown_R_SEC_07(t *testing.T) {
	x := newHouse(t)
	zhang := x.person("zhang")
	id := x.draft(zhang)
	scanner, err := intake.OpenScanner("unix:" + filepath.Join(t.TempDir(), "clamd.ctl"))
	if err != nil {
		t.Fatal(err)
	}
	x.examiner.Close()
	x.examiner = intake.NewExaminer(intake.Options{Scanner: scanner})
	before := x.rows()
	x.upload(zhang, id, x.material("M-ID"), "照片.jpg", photo(8)).refused("file", "file_unscanned", "R-SEC-07")
	x.batchUpload(zhang, map[string]any{"application": id, "material": x.material("M-AP")}, map[string]any{}, picture(9)).bad(t)
	if _, err := x.Upload(x.app, zhang, map[string]any{"application": id, "material": x.material("M-ID")}, "照片.jpg", photo(8)); err == nil {
		t.Error("the console stores what was not scanned")
	}
	if names := changed(before, x.rows()); len(names) > 0 {
		t.Errorf("left behind: %v", names)
	}
}

// A wrong setting refuses the start.
func TestExaminerSettings(t *testing.T) {
	for name, value := range map[string]string{"ONESTOP_CLAMD": "on", "ONESTOP_LEGIBILITY": "blurred=very"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			app := core.NewBaseApp(core.BaseAppConfig{DataDir: filepath.Join(t.TempDir(), "data")})
			defer Register(app, Options{Demo: true}).examiner.Close()
			err := app.OnServe().Trigger(&core.ServeEvent{App: app})
			if err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("started with %s=%s: %v", name, value, err)
			}
		})
	}
}
