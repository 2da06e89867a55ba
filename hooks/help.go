package hooks

import (
	"net/http"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// helpAnswer is a published question with its answer, as everybody reads it: without who
// asked, who answered and at which meeting (R-PI-08).
type helpAnswer struct {
	ID          string `json:"id"`
	Question    string `json:"question"`
	QuestionEn  string `json:"question_en"`
	Answer      string `json:"answer"`
	AnswerEn    string `json:"answer_en"`
	PublishedOn string `json:"published_on"`
}

// helpShelf keeps the published answers in memory, the newest first, with the index that
// finds them as services are found.
type helpShelf struct {
	lock    sync.Mutex
	fresh   bool
	index   index
	answers map[string]helpAnswer
}

const helpPage = 20

// bindHelp marks the shelf as stale with every change of a question. The handbooks come with
// the program and are read when somebody first looks for something.
func (h *Hall) bindHelp() {
	h.handbook = sync.OnceValue(func() handbook { return readHandbook(h.pages, h.catalog.reader) })
	changed := func(e *core.RecordEvent) error {
		h.help.lock.Lock()
		h.help.fresh = false
		h.help.lock.Unlock()
		return e.Next()
	}
	h.app.OnRecordAfterCreateSuccess("training_questions").BindFunc(changed)
	h.app.OnRecordAfterUpdateSuccess("training_questions").BindFunc(changed)
	h.app.OnRecordAfterDeleteSuccess("training_questions").BindFunc(changed)
}

// helpIndex answers what is published now; what it handed out never changes.
func (h *Hall) helpIndex() (index, map[string]helpAnswer, error) {
	s := &h.help
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.fresh {
		return s.index, s.answers, nil
	}
	questions, err := findAll(h.app, "training_questions", "published_at DESC", dbx.HashExp{"published": true})
	if err != nil {
		return nil, nil, err
	}
	s.index, s.answers = make(index, 0, len(questions)), make(map[string]helpAnswer, len(questions))
	for _, q := range questions {
		a := helpAnswer{q.Id, q.GetString("question"), q.GetString("question_en"), q.GetString("answer"), q.GetString("answer_en"), chinaDate(q, "published_at")}
		text := strings.ToLower(strings.Join([]string{a.Question, a.QuestionEn, a.Answer, a.AnswerEn}, "\n"))
		s.index = append(s.index, &entry{ID: a.ID, text: text, sounds: h.catalog.reader.read(a.Question)})
		s.answers[a.ID] = a
	}
	s.fresh = true
	return s.index, s.answers, nil
}

// findHelp answers anybody the published answers that hold every word of q, and the chapters
// of the handbooks that do.
func (h *Hall) findHelp(e *core.RequestEvent) error {
	q := e.Request.URL.Query()
	page, err := pageOf(q)
	if err != nil {
		return err
	}
	items, total, err := h.helpFor(q.Get("q"), page)
	if err != nil {
		return err
	}
	e.Response.Header().Set("Cache-Control", "public, max-age=60")
	return e.JSON(http.StatusOK, map[string]any{"items": items, "total": total, "page": page, "chapters": h.chaptersFor(q.Get("q"))})
}

// helpFor is one page of the published answers that hold every word, and how many do.
func (h *Hall) helpFor(words string, page int) (items []helpAnswer, total int, err error) {
	all, answers, err := h.helpIndex()
	if err != nil {
		return nil, 0, err
	}
	found := all.find(words, anyEntry)
	items = make([]helpAnswer, 0, helpPage)
	for _, x := range ofPage(found, page, helpPage) {
		items = append(items, answers[x.ID])
	}
	return items, len(found), nil
}
