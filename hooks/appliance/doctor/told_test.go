package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func redOf(codes ...string) Report {
	r := Report{At: now, Level: Green}
	for _, code := range []string{"trail", "room", "post"} {
		level := Green
		for _, c := range codes {
			if c == code {
				level = Red
			}
		}
		r.Findings = append(r.Findings, Finding{Code: code, Level: level, EN: "EN " + code, ZH: "中文 " + code})
	}
	return r
}

func at(r Report, hours int) Report {
	r.At = now.Add(time.Duration(hours) * time.Hour)
	return r
}

// A thing is told once when it goes wrong and once when it is mended; one that goes to and
// fro is told again after a day at the earliest; what was not looked at stays as it was.
func TestEverybodyIsToldOnce(t *testing.T) {
	m := &Memory{Told: map[string]Told{}}
	for i, step := range []struct {
		report        Report
		wrong, mended string
	}{
		{redOf(), "", ""},
		{redOf("trail"), "trail", ""},
		{at(redOf("trail"), 1), "", ""},
		{at(redOf("trail"), 30), "", ""},
		{at(redOf("trail", "room"), 31), "room", ""},
		{at(Report{}, 32), "", ""},
		{at(redOf("room"), 33), "", "trail"},
		{at(redOf("room"), 34), "", ""},
		{at(redOf("trail", "room"), 35), "trail", ""}, // more than a day after it was told
		{at(redOf("trail"), 36), "", "room"},
		{at(redOf("trail", "room"), 37), "", ""}, // told six hours ago
		{at(redOf("trail"), 38), "", ""},         // and its end is known already
		{at(redOf("trail", "room"), 56), "room", ""},
		{at(redOf(), 57), "", "room trail"},
	} {
		news := m.Turn(step.report)
		if got := codesOf(news.Wrong); got != step.wrong {
			t.Errorf("step %d: wrong %q, want %q", i, got, step.wrong)
		}
		if got := codesOf(news.Mended); got != step.mended {
			t.Errorf("step %d: mended %q, want %q", i, got, step.mended)
		}
	}
}

func codesOf(list []Finding) string { return strings.Join(News{Wrong: list}.Codes(), " ") }

// What was amber and turns red is told again, once a day at most.
func TestWorseIsToldAgain(t *testing.T) {
	m := &Memory{Told: map[string]Told{}}
	low := Report{At: now, Findings: []Finding{{Code: "room", Level: Amber}}}
	out := Report{At: now, Findings: []Finding{{Code: "room", Level: Red}}}
	if codesOf(m.Turn(low).Wrong) != "room" || !m.Turn(at(out, 2)).Empty() || codesOf(m.Turn(at(out, 25)).Wrong) != "room" || !m.Turn(at(out, 60)).Empty() {
		t.Error("not told as it got worse")
	}
}

func TestTheLetter(t *testing.T) {
	subject, text := News{Wrong: []Finding{{Code: "a", EN: "It is full.", ZH: "满了。"}}, Mended: []Finding{{Code: "b", EN: "It was late.", ZH: "晚了。"}}}.Text("https://ywt.example.gov.cn")
	if !strings.Contains(subject, "警报") || !strings.Contains(subject, "ywt.example") {
		t.Error(subject)
	}
	for _, part := range []string{"出现问题：\n· 满了。", "已经恢复，原来的问题是：\n· 晚了。", "Wrong:\n· It is full.", "Mended; it was:\n· It was late."} {
		if !strings.Contains(text, part) {
			t.Errorf("%q lacks %q", text, part)
		}
	}
	if subject, _ := (News{Mended: []Finding{{}}}).Text(""); !strings.Contains(subject, "已恢复") {
		t.Error(subject)
	}
}

// A letter waits until it has gone by every way, and is given up after the last wait.
func TestLettersWait(t *testing.T) {
	m, waits := &Memory{}, []time.Duration{time.Minute, time.Hour}
	news := News{Wrong: []Finding{{Code: "a"}}}
	m.Write("1", "", news, now, false, false)
	m.Write("2", "", News{}, now, true, true)
	if len(m.Letters) != 0 {
		t.Fatal("written although there is no way out, or nothing to say")
	}
	m.Write("3", "", news, now, true, true)
	half := m.Letters[0]
	half.Mail = false
	m.Posted(half, now, waits)
	if l := m.Letters[0]; l.Mail || !l.Hook || l.Tries != 1 || !l.Due.Equal(now.Add(time.Minute)) {
		t.Fatalf("%+v", l)
	}
	m.Posted(m.Letters[0], now, waits)
	if l := m.Letters[0]; l.Tries != 2 || !l.Due.Equal(now.Add(time.Hour)) {
		t.Fatalf("%+v", l)
	}
	m.Posted(m.Letters[0], now, waits)
	if len(m.Letters) != 0 {
		t.Fatal("tried for ever")
	}
	m.Write("4", "", news, now, true, false)
	gone := m.Letters[0]
	gone.Mail = false
	if m.Posted(gone, now, waits); len(m.Letters) != 0 {
		t.Fatal("a letter that went is kept")
	}
	for range 2 * lettersKept {
		m.Write("5", "", news, now, true, false)
	}
	if len(m.Letters) != lettersKept {
		t.Fatal("letters pile up")
	}
}

func TestMemoryIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	m, err := Remember(dir, now)
	if err != nil || !m.Began.Equal(now) || !m.NightDue(now) {
		t.Fatalf("%+v %v", m, err)
	}
	m.Night = &Report{At: now}
	m.Turn(redOf("trail"))
	if err := m.Keep(dir); err != nil {
		t.Fatal(err)
	}
	again, err := Remember(dir, now.Add(time.Hour))
	if err != nil || !again.Began.Equal(now) || again.Told["trail"].Finding.EN != "EN trail" {
		t.Fatalf("%+v %v", again, err)
	}
	if info, err := os.Stat(Place(dir)); err != nil || info.Mode().Perm() != 0o700 {
		t.Error(info, err)
	}
	if err := os.WriteFile(filepath.Join(Place(dir), memoryName), []byte(`{"began":"2026-`), 0o600); err != nil {
		t.Fatal(err)
	}
	if m, err := Remember(dir, now); err != nil || m.Night != nil {
		t.Error("a memory that was cut off stops the doctor", err)
	}
}

func TestWhenTheNightIs(t *testing.T) {
	m := &Memory{Night: &Report{At: time.Date(2026, 3, 1, 18, 30, 0, 0, time.UTC)}} // 2 March, 02:30 in China
	for hours, due := range map[int]bool{1: false, 12: false, 23: false, 24: true, 26: true, 30: false, 39: false, 41: true, -2: true} {
		if got := m.NightDue(m.Night.At.Add(time.Duration(hours) * time.Hour)); got != due {
			t.Errorf("after %d hours: %v", hours, got)
		}
	}
}

func TestGrowth(t *testing.T) {
	m, r := &Memory{}, &Room{}
	m.grow(r)
	for d := range 100 {
		m.Weigh(now.Add(time.Duration(d)*aDay), int64(d)<<30)
		m.Weigh(now.Add(time.Duration(d)*aDay+time.Hour), 0) // the same day
	}
	m.grow(r)
	if len(m.Sizes) != sizesKept || r.Grown != (sizesKept-1)<<30 || r.Over != (sizesKept-1)*aDay || r.Data != 99<<30 {
		t.Errorf("%d %+v", len(m.Sizes), r)
	}
}

func TestWhereAlarmsGo(t *testing.T) {
	for typed, field := range map[string]string{
		"": "", "a@county.gov.cn": "", "a@county.gov.cn，b@county.gov.cn; c@county.gov.cn": "", "nobody": "mail", "A <a@b.cn>": "mail",
		strings.Repeat("a@b.cn ", 11): "mail",
	} {
		if got, err := (Alarms{Mail: Addresses(typed)}).Check(); got != field || (err == nil) != (field == "") {
			t.Errorf("%q: %s %v", typed, got, err)
		}
	}
	for peer, field := range map[string]string{"": "", "https://www.gov.cn": "", "http://10.1.1.1/": "", "www.gov.cn": "peer", "ftp://a": "peer", "https://u:p@a": "peer", "https://a/?q": "peer", "https://%zz": "peer"} {
		if got, _ := (Alarms{Peer: peer}).Check(); got != field {
			t.Errorf("%q: %q", peer, got)
		}
	}
}

// The part that was read longest ago says since when files are known; one that was never
// read counts from the beginning.
func TestSinceWhenFilesAreKnown(t *testing.T) {
	r := FilesRead{Total: 9}
	for part := range r.At {
		r.At[part], r.Count[part] = ago(time.Duration(part)*aDay), 1
	}
	if f := r.facts(ago(99 * aDay)); !f.Since.Equal(ago((Rounds-1)*aDay)) || f.Checked != 9 {
		t.Errorf("%+v", f)
	}
	r.At[3] = time.Time{}
	if f := r.facts(ago(99 * aDay)); !f.Since.Equal(ago(99 * aDay)) {
		t.Errorf("%+v", f)
	}
}
