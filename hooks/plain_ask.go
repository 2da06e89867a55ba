package hooks

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/problem"
)

// plainTrack asks for number and code, and answers the form that brings both.
func (h *Hall) plainTrack(e *core.RequestEvent, s *plainSheet) error {
	s.Body, s.Title, s.secret = "track", s.T("track.title"), true
	data := map[string]any{}
	s.Data = data
	if e.Request.Method != http.MethodPost {
		q := e.Request.URL.Query() // the code of a receipt leads here with both
		data["number"], data["code"] = q.Get("number"), q.Get("code")
		s.secret = q.Get("code") != ""
		return nil
	}
	number, code := strings.TrimSpace(e.Request.PostFormValue("number")), strings.TrimSpace(e.Request.PostFormValue("code"))
	data["number"], data["code"] = number, code
	switch {
	case number == "":
		return refusedForm(s, data, http.StatusBadRequest, "number", "track.number_missing")
	case code == "":
		return refusedForm(s, data, http.StatusBadRequest, "code", "track.code_missing")
	}
	found, err := h.caseByCode(e.App, number, code)
	if err != nil {
		return err
	}
	if found == nil {
		return refusedForm(s, data, http.StatusNotFound, "number", "track.wrong")
	}
	data["found"] = found
	return nil
}

// plainBusy says that somebody asks too often.
func (h *Hall) plainBusy(_ *core.RequestEvent, s *plainSheet) error {
	s.Body, s.Title, s.status, s.secret = "busy", s.T("track.title"), http.StatusTooManyRequests, true
	return nil
}

// refusedForm says at a field of a form what is wrong.
func refusedForm(s *plainSheet, data map[string]any, status int, field, key string) error {
	s.status, data["wrong"], data["problem"] = status, field, s.T(key)
	return nil
}

// plainVerify tells whether what somebody was shown is genuine, by ?token=, which is the
// token or the whole address with it.
func (h *Hall) plainVerify(e *core.RequestEvent, s *plainSheet) error {
	asked := strings.TrimSpace(s.Asked("token"))
	s.Body, s.Title, s.secret = "verify", s.T("verify.title"), asked != ""
	data := map[string]any{"token": asked}
	s.Data = data
	if asked == "" {
		return nil
	}
	token := asked
	if _, inside, isAddress := strings.Cut(asked, "token="); isAddress {
		token, _, _ = strings.Cut(inside, "&")
	}
	found, err := h.verified(e.App, token)
	data["found"] = found
	return err
}

// plainAnswer is a public answer with what solving the problem changed, nil where it is
// about no service.
type plainAnswer struct {
	publicAnswer
	Changed *problem.Effect
}

// Figures are the figures before and after, by key.
func (a plainAnswer) Figures() []plainFigure {
	x := a.Changed
	return []plainFigure{{"days", x.Days}, {"materials", x.Materials}, {"steps", x.Steps}, {"trips", x.Trips}, {"version", x.Version}}
}

type plainFigure struct {
	Key string
	problem.Pair
}

// plainProblems tells the public answers and how many problems each department solves.
func (h *Hall) plainProblems(e *core.RequestEvent, s *plainSheet) error {
	q := e.Request.URL.Query()
	page := pageTurned(q)
	items, total, err := publicAnswers(e.App, q, page)
	if err != nil {
		return err
	}
	rates, err := h.ratesOfProblems(e.App)
	if err != nil {
		return err
	}
	answers := make([]plainAnswer, len(items))
	for i, item := range items {
		answers[i] = plainAnswer{publicAnswer: item}
		if err := readEffect(item.Effect, &answers[i].Changed); err != nil {
			return err
		}
	}
	s.Body, s.Title, s.About = "problems", s.T("answers.title"), s.T("answers.lead")
	s.Data = map[string]any{"Found": newPlainList(answers, total, page, problemsPage), "County": rates[0], "Rates": rates[1:], "Today": h.today().String()}
	return nil
}

// readEffect reads a stored effect; one of a problem without a service stays nil.
func readEffect(stored []byte, into **problem.Effect) error {
	if len(stored) == 0 {
		return nil
	}
	var effect *problem.Effect
	if err := json.Unmarshal(stored, &effect); err != nil {
		return err
	}
	if effect != nil && effect.Version != (problem.Pair{}) {
		*into = effect
	}
	return nil
}

// plainAnswers are a page of answers and the chapters that were found with them.
type plainAnswers struct {
	plainList[helpAnswer]
	Chapters []helpChapter
}

// plainHelp tells the published questions with their answers.
func (h *Hall) plainHelp(e *core.RequestEvent, s *plainSheet) error {
	page := pageTurned(e.Request.URL.Query())
	items, total, err := h.helpFor(s.Asked("q"), page)
	s.Body, s.Title, s.About = "help", s.T("help.title"), s.T("help.lead")
	s.Data = plainAnswers{newPlainList(items, total, page, helpPage), h.chaptersFor(s.Asked("q"))}
	return err
}

// plainPrivacy tells the privacy notice.
func (h *Hall) plainPrivacy(_ *core.RequestEvent, s *plainSheet) error {
	s.Body, s.Title = "privacy", s.T("privacy.title")
	s.About = s.T("privacy.what_text")
	s.Data = []string{"what", "why", "who", "feedback", "how_long", "rights", "minors", "contact"}
	return nil
}

// plainOther says of a page that it needs JavaScript, and what to do without.
func (h *Hall) plainOther(_ *core.RequestEvent, s *plainSheet) error {
	name := strings.TrimPrefix(s.Path, "/")
	if strings.HasSuffix(name, "/") {
		name += indexPage
	}
	office := strings.Contains(name, "/") && plainTitles[name] == "" // desk, counter and what supervisors read
	if key := plainTitles[name]; key != "" {
		s.Title = s.T(key)
	}
	s.Body, s.Data = "other", map[string]any{"Office": office, "Also": map[string]string{"recover.html": "plain.recover", "report.html": "plain.report", "rate.html": "plain.rate"}[name]}
	return nil
}
