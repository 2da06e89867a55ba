package doctor

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/replica"
	"onestop/hooks/rules/workday"
)

// Rounds is in how many nights every stored file is read once.
const Rounds = 30

// Memory is what is remembered from one look to the next. It lies beside the data folder
// and not in the database, because it has to say when that is damaged or full.
type Memory struct {
	Began   time.Time       `json:"began"`
	Quick   *Exam           `json:"quick,omitempty"` // quick_check
	Full    *Exam           `json:"full,omitempty"`  // integrity_check
	Trail   TrailRead       `json:"trail"`
	Queue   *QueueRead      `json:"queue,omitempty"`
	Files   FilesRead       `json:"files"`
	Trial   *replica.Trial  `json:"trial,omitempty"` // of the replica
	Orphans *Orphans        `json:"orphans,omitempty"`
	Sizes   []Size          `json:"sizes"` // one a day, the oldest first
	Night   *Report         `json:"night,omitempty"`
	Told    map[string]Told `json:"told"` // what is wrong by code of its check
	Letters []Letter        `json:"letters,omitempty"`
	Guessed *Guessed        `json:"guessed,omitempty"`
}

// TrailRead is the newest verification of the trail.
type TrailRead struct {
	At     time.Time `json:"at"`
	Rows   int64     `json:"rows"`
	Broken string    `json:"broken,omitempty"`
}

// QueueRead is the newest comparison of the work lists with the open cases.
type QueueRead struct {
	At    time.Time `json:"at"`
	Wrong int       `json:"wrong"` // cases that are not where they belong
}

// FilesRead is when each thirtieth of the stored files was read, how many they were, and
// the documents whose file was not the one that was handed in.
type FilesRead struct {
	At    [Rounds]time.Time `json:"at"`
	Count [Rounds]int       `json:"count"`
	Total int               `json:"total"`
	Bad   []string          `json:"bad,omitempty"`
}

// Guessed are the accounts that opened by one of the passwords that are tried first, by
// their ids.
type Guessed struct {
	At   time.Time `json:"at"`
	Weak []string  `json:"weak"`
}

// Size is what the house took on its disk on a day.
type Size struct {
	At    time.Time `json:"at"`
	Bytes int64     `json:"bytes"`
}

// sizesKept is how far back the growth is reckoned.
const sizesKept = 60

// Place is the folder in which the doctor of a data folder keeps its own files.
func Place(dir string) string { return filepath.Clean(dir) + ".doctor" }

const memoryName = "memory.json"

// Remember reads what is remembered; one that is not there or cannot be understood is new.
func Remember(dir string, now time.Time) (*Memory, error) {
	m := &Memory{}
	text, err := os.ReadFile(filepath.Join(Place(dir), memoryName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil || json.Unmarshal(text, m) != nil {
		m = &Memory{}
	}
	if m.Began.IsZero() || m.Began.After(now) {
		m.Began = now
	}
	if m.Told == nil {
		m.Told = map[string]Told{}
	}
	return m, nil
}

// Keep writes it down.
func (m *Memory) Keep(dir string) error { return keep(dir, memoryName, m) }

// keep replaces a file of the doctor as one step.
func keep(dir, name string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(Place(dir), 0o700); err != nil {
		return err
	}
	return disk.WriteFile(filepath.Join(Place(dir), name), append(text, '\n'))
}

// Weigh notes the size of the house, once a day.
func (m *Memory) Weigh(now time.Time, bytes int64) {
	if n := len(m.Sizes); n > 0 && day(m.Sizes[n-1].At) == day(now) {
		return
	}
	m.Sizes = append(m.Sizes, Size{now, bytes})
	if extra := len(m.Sizes) - sizesKept; extra > 0 {
		m.Sizes = m.Sizes[extra:]
	}
}

// grow puts the size of the house and its growth, as far back as is known, among the facts.
func (m *Memory) grow(r *Room) {
	if len(m.Sizes) == 0 {
		return
	}
	first, last := m.Sizes[0], m.Sizes[len(m.Sizes)-1]
	r.Data, r.Grown, r.Over = last.Bytes, last.Bytes-first.Bytes, last.At.Sub(first.At)
}

// Facts puts what is remembered among the facts.
func (m *Memory) Facts(f *Facts) {
	f.Database = &Database{Quick: m.Quick, Full: m.Full}
	if !m.Trail.At.IsZero() {
		f.Trail = &Trail{At: m.Trail.At, Rows: m.Trail.Rows, Broken: m.Trail.Broken}
	}
	f.Queue, f.Orphans, f.Trial = m.Queue, m.Orphans, m.Trial
	if f.Room != nil {
		m.grow(f.Room)
	}
	if f.Accounts != nil && m.Guessed != nil {
		f.Accounts.Tried, f.Accounts.Weak = true, m.Guessed.Weak
	}
	f.Files = m.Files.facts(m.Began)
}

// facts: the oldest reading counts, and before the first round has ended the beginning.
func (r *FilesRead) facts(began time.Time) *Files {
	f := &Files{Total: r.Total, Bad: r.Bad}
	for i, at := range r.At {
		if at.IsZero() {
			at = began
		}
		if f.Since.IsZero() || at.Before(f.Since) {
			f.Since = at
		}
		f.Checked += r.Count[i]
	}
	f.Checked = min(f.Checked, f.Total)
	return f
}

// NightDue tells whether it is time to look over everything: at night, by day where the
// machine is off at night; a clock that went back puts nothing off.
func (m *Memory) NightDue(now time.Time) bool {
	if m.Night == nil {
		return true
	}
	past := now.Sub(m.Night.At)
	hour := now.In(workday.China).Hour()
	return past > 40*time.Hour || past < -time.Hour || hour >= 2 && hour < 5 && past > 20*time.Hour
}
