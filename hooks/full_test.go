//go:build linux

package hooks

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"onestop/hooks/appliance/probe"
)

// fillDisk writes a file until so many bytes are left.
func fillDisk(t *testing.T, disk string, left uint64) (ballast string) {
	t.Helper()
	ballast = filepath.Join(disk, fmt.Sprintf("ballast-%d", left))
	file, err := os.Create(ballast)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	chunk := make([]byte, 64<<10)
	for {
		room, err := probe.RoomOf(disk)
		if err != nil {
			t.Fatal(err)
		}
		if room.Free <= left {
			return ballast
		}
		if _, err := file.Write(chunk[:min(uint64(len(chunk)), max(room.Free-left, 4096))]); errors.Is(err, syscall.ENOSPC) {
			return ballast
		} else if err != nil {
			t.Fatal(err)
		}
		if err := file.Sync(); err != nil {
			t.Fatal(err)
		}
	}
}

// full checks that the answer is the 507 in words.
func (r reply) full(what string) {
	r.t.Helper()
	data, _ := r.body["data"].(map[string]any)
	act, _ := data["act"].(map[string]any)
	if r.status != http.StatusInsufficientStorage || act["code"] != "disk_full" || !strings.Contains(r.text, "full") {
		r.t.Errorf("%s: %d %s", what, r.status, r.text)
	}
}

// problems are the codes that health names.
func (x *house) problems() (status int, codes string) {
	x.wellness = wellness{}
	answer := x.call("GET", "/api/onestop/health", nil, nil)
	list, _ := answer.body["problems"].([]any)
	for _, p := range list {
		finding := p.(map[string]any)
		codes += finding["code"].(string) + " "
		if finding["en"] == "" || finding["zh"] == "" {
			x.t.Errorf("a problem without words: %v", finding)
		}
	}
	return answer.status, strings.TrimSpace(codes)
}

// A full disk is told in words by every door, loses nothing and is over when there is room.
// Files are refused before that, while acts still find room.
func TestAFullDiskIsToldAndLosesNothing(t *testing.T) {
	disk, _ := smallDisk(t, "96")
	x := houseOn(t, disk).unlimited()
	zhang, clerk := x.person("zhang"), x.person("clerk")
	case1 := x.draft(zhang)
	material := x.material("M-ID")
	x.upload(zhang, case1, material, "a.png", picture(1)).ok()
	if status, codes := x.problems(); status != 200 {
		t.Fatalf("%d %s", status, codes)
	}
	submitted, waiting := x.handIn(zhang), x.draft(zhang)
	for i, code := range []string{"M-AP", "M-ID", "M-LAY"} {
		x.upload(zhang, waiting, x.material(code), code+".png", picture(10+i)).ok()
	}

	low := fillDisk(t, disk, 7<<20) // under the floor of a tenth
	x.upload(zhang, case1, material, "b.png", picture(2)).full("an upload under the floor")
	shouted := multipartRequest(t, toDocuments, map[string]string{"application": case1, "material": material}, "b.png", picture(2))
	shouted.Header.Set("Content-Type", strings.Replace(shouted.Header.Get("Content-Type"), "multipart/form-data", "Multipart/Form-Data", 1))
	x.send(shouted, zhang).full("an upload under the floor whose kind is written in capitals")
	x.sends(x.person("cataloguer"), "book.xlsx", []byte("PK")).full("a workbook under the floor")
	if status, codes := x.problems(); status != 503 || codes != probe.DiskLow {
		t.Errorf("under the floor: %d %s", status, codes)
	}
	x.draft(zhang) // acts find room

	fillDisk(t, disk, 0)
	var kept []string
	text := strings.Repeat("示例路八号", 990)
	refused := reply{}
	for range 2000 { // the write-ahead log may have some room of its own
		answer := x.call("POST", toApplications, zhang, map[string]any{"service": x.foodService(), "form": map[string]any{"premises": text}})
		if answer.status != 200 {
			refused = answer
			break
		}
		kept = append(kept, answer.id())
	}
	refused.t = t
	refused.full("a draft")
	for what, ask := range map[string]func() reply{
		"an act": func() reply { return x.act(zhang, waiting, "submit") },
		"a change": func() reply {
			return x.call("PATCH", toApplications+"/"+case1, zhang, map[string]any{"form": map[string]any{"premises": text}})
		},
		"a message": func() reply {
			return x.call("POST", "/api/collections/messages/records", zhang, map[string]any{"application": submitted, "text": text[:3000]})
		},
		"a report": func() reply {
			return x.call("POST", "/api/onestop/problems", nil, map[string]any{"title": "排队", "text": text[:3000]})
		},
		"an upload": func() reply { return x.upload(zhang, case1, material, "c.png", picture(3)) },
		"a look at an id": func() reply {
			return x.call("POST", "/api/onestop/applications/"+submitted+"/identity", clerk, map[string]any{"reason": text[:1500]})
		},
	} {
		answer := ask()
		for i := 0; answer.status/100 == 2 && i < 40; i++ {
			answer = ask()
		}
		answer.full(what)
	}
	login := x.call("POST", "/api/collections/applicants/auth-with-password", nil, map[string]any{"identity": "zhang@demo.test", "password": password})
	if login.status != 200 {
		login.full("a log-in")
	}
	x.call("GET", toApplications, zhang, nil).ok()
	x.call("GET", "/api/onestop/services?q=食品", nil, nil).ok()
	if status, codes := x.problems(); status != 503 || !strings.Contains(codes, probe.DiskFull) {
		t.Errorf("full: %d %s", status, codes)
	}

	if err := os.Remove(low); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	kept = append(kept, x.draft(zhang))
	t.Logf("%d drafts of %d KB before the disk was full; the first after it had room again took %s", len(kept)-1, len(text)>>10, time.Since(began).Round(time.Millisecond))
	x.upload(zhang, case1, material, "d.png", picture(4)).ok()
	x.act(zhang, waiting, "submit").ok()
	if status, codes := x.problems(); status != 200 {
		t.Errorf("with room again: %d %s", status, codes)
	}
	x.close()
	x.reopen()
	for _, id := range append(kept, case1, submitted) {
		x.find("applications", "id = '%s'", id)
	}
	if _, _, err := VerifyTrail(x.app); err != nil {
		t.Error(err)
	}
	if err := probe.Pages(t.Context(), filepath.Join(x.app.DataDir(), "data.db"), true); err != nil {
		t.Error(err)
	}
}

// A disk that the system has closed for writes after an error is told by health and by every
// write, while reading goes on; a start on it refuses in a sentence.
func TestADiskThatTakesNoWritesIsTold(t *testing.T) {
	disk, image := smallDisk(t, "64")
	shell(t, true, "mount", "-o", "remount,errors=remount-ro", disk)
	x := houseOn(t, disk).unlimited()
	zhang := x.person("zhang")
	kept := x.draft(zhang)
	if status, codes := x.problems(); status != 200 {
		t.Fatalf("%d %s", status, codes)
	}
	fail(t, image)
	if status, codes := x.problems(); status != 503 || codes != probe.DiskReadonly {
		t.Errorf("health: %d %s", status, codes)
	}
	answer := x.call("POST", toApplications, zhang, map[string]any{"service": x.foodService()})
	if answer.status != 503 || !strings.Contains(answer.text, `"disk_failing"`) {
		t.Errorf("a write: %d %s", answer.status, answer.text)
	}
	x.call("GET", toApplications+"/"+kept, zhang, nil).ok()
	dir := x.app.DataDir()
	x.close()
	if err := starts(t, dir, nil); err == nil || !strings.Contains(err.Error(), "takes no writes any more") || !strings.Contains(err.Error(), "只读") {
		t.Errorf("the house starts: %v", err)
	}
}

// fail lets the file system in an image meet an error.
func fail(t *testing.T, image string) {
	t.Helper()
	backing, err := filepath.Glob("/sys/block/loop*/loop/backing_file")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range backing {
		if name, err := os.ReadFile(file); err != nil || strings.TrimSpace(string(name)) != image {
			continue
		}
		trigger := "/sys/fs/ext4/" + filepath.Base(filepath.Dir(filepath.Dir(file))) + "/trigger_fs_error"
		if err := os.WriteFile(trigger, []byte("tried on purpose"), 0o600); err != nil {
			t.Skipf("this kernel makes no errors: %v", err)
		}
		return
	}
	t.Skip("the loop device of the image is not found")
}
