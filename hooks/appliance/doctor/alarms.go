package doctor

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"onestop/hooks/appliance/refusal"
)

// Alarms say where alarms go. They lie beside the memory of the doctor: whoever reads that
// folder can read the data as well.
type Alarms struct {
	Mail    []string `json:"mail"`    // none: all administrators
	Webhook string   `json:"webhook"` // an address that takes JSON, "" for none
	Secret  string   `json:"secret"`  // signs what is sent there
	Peer    string   `json:"peer"`    // a server whose time the clock is held against, "" for none
}

const alarmsName = "alarms.json"

// ReadAlarms reads where alarms go; nowhere in particular before somebody has said.
func ReadAlarms(dir string) (a Alarms, err error) {
	text, err := os.ReadFile(filepath.Join(Place(dir), alarmsName))
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &a)
	}
	return a, err
}

// Keep writes it down.
func (a Alarms) Keep(dir string) error { return keep(dir, alarmsName, a) }

// mailMost bounds whom alarms go to: they are for those who act on them.
const mailMost = 10

// Check refuses addresses that nothing can be sent to, naming the field.
func (a Alarms) Check() (field string, err error) {
	if len(a.Mail) > mailMost {
		return "mail", refusal.New("Name at most %[1]d addresses.", "最多填写 %[1]d 个邮箱。", mailMost)
	}
	for _, address := range a.Mail {
		if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
			return "mail", refusal.New("%[1]q is not a mail address such as name@county.gov.cn.", "“%[1]s”不是邮箱地址，应类似 name@county.gov.cn。", address)
		}
	}
	if a.Peer == "" {
		return "", nil
	}
	u, err := url.Parse(a.Peer)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "http" && u.Scheme != "https" {
		return "peer", refusal.New("The address of the server to compare clocks with begins with http:// or https:// and holds no password and no question.",
			"对时服务器的地址应以 http:// 或 https:// 开头，不含密码和参数。")
	}
	return "", nil
}

// Letter is an alarm on its way. It lies in the memory until it has gone everywhere.
type Letter struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Due     time.Time `json:"due"`
	Tries   int       `json:"tries"`
	Mail    bool      `json:"mail"` // still to be sent by mail
	Hook    bool      `json:"hook"` // and by the webhook
	Subject string    `json:"subject"`
	Text    string    `json:"text"`
	Codes   []string  `json:"codes"`
	Failed  string    `json:"failed,omitempty"` // the last time, without what a foreign server said
}

// lettersKept bounds what waits while nothing can be sent.
const lettersKept = 50

// Write puts the news among the letters, unless there is no way out.
func (m *Memory) Write(id, house string, n News, now time.Time, byMail, byHook bool) {
	if n.Empty() || !byMail && !byHook {
		return
	}
	subject, text := n.Text(house)
	m.Letters = append(m.Letters, Letter{ID: id, At: now, Due: now, Mail: byMail, Hook: byHook, Subject: subject, Text: text, Codes: n.Codes()})
	if extra := len(m.Letters) - lettersKept; extra > 0 {
		m.Letters = m.Letters[extra:]
	}
}

// Posted notes what became of a try to send a letter: it goes once it is everywhere, or
// after the last of the waits.
func (m *Memory) Posted(l Letter, now time.Time, waits []time.Duration) {
	for i := range m.Letters {
		if m.Letters[i].ID != l.ID {
			continue
		}
		if !l.Mail && !l.Hook || l.Tries >= len(waits) {
			m.Letters = append(m.Letters[:i], m.Letters[i+1:]...)
			return
		}
		l.Due = now.Add(waits[l.Tries])
		l.Tries++
		m.Letters[i] = l
		return
	}
}

// Addresses reads addresses that somebody typed with commas, semicolons or spaces between.
func Addresses(typed string) []string {
	return strings.FieldsFunc(typed, func(r rune) bool { return strings.ContainsRune(",;，；、 \n\t", r) })
}
