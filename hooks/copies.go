package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"onestop/hooks/intake"
	"onestop/hooks/rules/idcode"
)

// openExaminer reads the settings of the examiner from the environment. A wrong one
// refuses the start, so that nobody believes in a scanner that is not asked.
func (h *Hall) openExaminer() {
	thresholds, wrong := intake.ParseThresholds(os.Getenv("ONESTOP_LEGIBILITY"))
	scanner, err := intake.OpenScanner(os.Getenv("ONESTOP_CLAMD"))
	room := 0
	if h.demo { // the example county hands the same papers in again and again
		room = 32 << 20
	}
	h.examiner = intake.NewExaminer(intake.Options{
		Workers: intake.Workers(), Brisk: h.demo, Room: room, Thresholds: thresholds, Scanner: scanner,
		Trouble: func(err error) { h.app.Logger().Error("the virus scanner", "error", err) },
	})
	refused := errors.Join(inSetting("ONESTOP_LEGIBILITY", wrong), inSetting("ONESTOP_CLAMD", err))
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if refused != nil {
			return refused
		}
		return e.Next()
	})
	h.app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
		h.examiner.Close()
		return e.Next()
	})
}

func inSetting(name string, err error) error {
	if err != nil {
		return fmt.Errorf("the setting %s: %w", name, err)
	}
	return nil
}

// upload is an examined file: what was found, and the file as it was sent, because what
// is stored of a picture is a copy.
type upload struct {
	finding intake.Finding
	sent    filesystem.File
}

// uploadKey is where a record under way carries the upload of a file field.
func uploadKey(field string) string { return "@upload " + field }

// receive lets the examiner look at one file and puts what is to be stored in its place:
// the copy of a picture, and the extension of its content, whatever it was called. A
// refusal stands at the field.
func (h *Hall) receive(ctx context.Context, field string, file *filesystem.File, known *intake.Finding) (upload, error) {
	if known == nil {
		finding, err := h.judge(ctx, field, file)
		if err != nil {
			return upload{}, err
		}
		known = &finding
	}
	file.Name = strings.ReplaceAll(idcode.MaskIn(file.Name), "*", "x") // no file system and no address takes a star well
	up := upload{*known, *file}
	file.Name = strings.TrimSuffix(file.Name, path.Ext(file.Name)) + known.Ext
	if known.Copy != nil {
		file.Reader, file.Size = &filesystem.BytesReader{Bytes: known.Copy}, int64(len(known.Copy))
	}
	return up, nil
}

// judge lets the examiner look at one file; a refusal stands at its field.
func (h *Hall) judge(ctx context.Context, field string, file *filesystem.File) (intake.Finding, error) {
	in, err := file.Reader.Open()
	if err != nil {
		return intake.Finding{}, err
	}
	defer in.Close()
	finding, err := h.examiner.Examine(ctx, file.OriginalName, in)
	return finding, refuse(field, err)
}

// addedKey is where a record under way carries the files that the house adds to it.
const addedKey = "@added"

// addCopies stores the thumbnail of a picture, and the picture as it was sent where the
// service keeps it and its copy is another one.
func addCopies(r *core.Record, up upload, keepOriginal bool) error {
	if up.finding.Copy == nil {
		return nil
	}
	thumb, err := filesystem.NewFileFromBytes(up.finding.Thumb, "thumb.jpg")
	if err != nil {
		return err
	}
	added := []*filesystem.File{thumb}
	r.Set("thumb", thumb)
	if keepOriginal {
		original := up.sent
		original.Name = "original_" + original.Name
		added = append(added, &original)
		r.Set("original", &original)
	}
	r.SetRaw(addedKey, added)
	return nil
}

// qualityOf is what the pages read of a finding: the measures of a picture, the warnings,
// the pages of a PDF and what it carries.
func qualityOf(f intake.Finding) (string, error) {
	quality := map[string]any{"pages": f.Pages}
	maps.Copy(quality, f.Quality)
	if len(f.Warnings) > 0 {
		quality["warnings"] = f.Warnings
	}
	if len(f.Flags) > 0 {
		quality["flags"] = f.Flags
	}
	text, err := json.Marshal(quality)
	return string(text), err
}
