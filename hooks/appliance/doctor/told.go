package doctor

import (
	"slices"
	"strings"
	"time"
)

// Told is an alarm: what is wrong, since when, and whether people know.
type Told struct {
	Finding Finding   `json:"finding"`
	Since   time.Time `json:"since"`
	At      time.Time `json:"at"`   // when people were last told that it is wrong
	Over    bool      `json:"over"` // it is mended; kept until a day has gone since At
}

// News is what people have to be told.
type News struct {
	Wrong  []Finding // turned so
	Mended []Finding // as they were told when they were wrong
}

// Empty tells whether there is nothing to tell.
func (n News) Empty() bool { return len(n.Wrong)+len(n.Mended) == 0 }

// tellAgain is how long a thing that goes to and fro is not told again.
const tellAgain = 24 * time.Hour

// Turn compares a report with what people were told, notes the difference and answers it:
// each thing once when it goes wrong and once when it is mended, and again at the earliest
// after a day. What a report does not look at stays as it was told.
func (m *Memory) Turn(r Report) News {
	var news News
	for _, f := range r.Findings {
		known, was := m.Told[f.Code]
		switch {
		case f.Alarms() && (!was || known.Over && r.At.Sub(known.At) >= tellAgain):
			m.Told[f.Code] = Told{Finding: f, Since: r.At, At: r.At}
			news.Wrong = append(news.Wrong, f)
		case f.Alarms() && was && !known.Over && f.Level != known.Finding.Level && f.Level == Red && r.At.Sub(known.At) >= tellAgain:
			m.Told[f.Code] = Told{Finding: f, Since: known.Since, At: r.At}
			news.Wrong = append(news.Wrong, f)
		case !f.Alarms() && was && !known.Over:
			known.Over = true
			m.Told[f.Code] = known
			news.Mended = append(news.Mended, known.Finding)
		}
	}
	m.forget(r.At)
	return news
}

// forget drops what has been mended for a day.
func (m *Memory) forget(now time.Time) {
	for code, t := range m.Told {
		if t.Over && now.Sub(t.At) >= tellAgain {
			delete(m.Told, code)
		}
	}
}

// Text is the news as a letter, in both languages. Sentences of findings name machines and
// files, never people.
func (n News) Text(house string) (subject, text string) {
	subject = "一门办警报 Onestop alarm"
	if len(n.Wrong) == 0 {
		subject = "一门办已恢复 Onestop mended"
	}
	if house != "" {
		subject += " · " + house
	}
	var b strings.Builder
	part := func(title string, list []Finding, zh bool) {
		if len(list) == 0 {
			return
		}
		b.WriteString(title + "\n")
		for _, f := range list {
			b.WriteString("· " + f.sentence(zh) + "\n")
		}
		b.WriteString("\n")
	}
	for _, zh := range []bool{true, false} {
		wrong, mended := "Wrong:", "Mended; it was:"
		if zh {
			wrong, mended = "出现问题：", "已经恢复，原来的问题是："
		}
		part(wrong, n.Wrong, zh)
		part(mended, n.Mended, zh)
	}
	return subject, strings.TrimSpace(b.String()) + "\n"
}

func (f Finding) sentence(zh bool) string {
	if zh {
		return f.ZH
	}
	return f.EN
}

// Codes are the checks that the news are about, in order.
func (n News) Codes() []string {
	var codes []string
	for _, f := range slices.Concat(n.Wrong, n.Mended) {
		codes = append(codes, f.Code)
	}
	slices.Sort(codes)
	return codes
}
