package hooks

import (
	"context"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/rules/training"
	"onestop/hooks/rules/workday"
)

// What officers are told of meetings, in their inboxes: that one is near, that it was moved,
// and that their question was answered.

var (
	trainingWords = []sentence{{"培训会“{title}”将于{at}在{place}举行，请准时参加。", "Training {title}: {at}, {place}. Please be there in time."}}
	movedWords    = []sentence{{"培训会“{title}”的安排有变：{at}，{place}。", "Training {title} was moved: {at}, {place}."}}
	dropWords     = []sentence{{"培训会“{title}”已取消（原定{at}）。", "Training {title} was cancelled (planned for {at})."}}
	answerWords   = []sentence{{"您在培训会“{title}”上的提问已有答复。", "Your question at the training {title} was answered."}}
)

// farthest is how far ahead the reminders look: the longest holidays lie between a meeting
// and the working day before it.
const farthest = 21

// remindTrainings reminds invited officers on the working day before a meeting, once each;
// whoever is invited later is reminded later.
func (h *Hall) remindTrainings(ctx context.Context, today workday.Day) error {
	var meetings []*core.Record
	err := h.app.RecordQuery("trainings").AndWhere(dbx.NewExp("cancelled = FALSE AND at > {:now} AND at < {:last}",
		dbx.Params{"now": h.stamp(), "last": dateTime((today + farthest).Start()).String()})).OrderBy("at").All(&meetings)
	if err != nil {
		return err
	}
	for _, meeting := range meetings {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		day := workday.DayOf(meeting.GetDateTime("at").Time())
		if training.RemindOn(h.days(), day) > today {
			continue
		}
		if err := h.remindOf(meeting, day); err != nil {
			h.app.Logger().Error("nobody was reminded of a meeting", "training", meeting.Id, "error", err)
		}
	}
	return nil
}

// remindOf reminds of a meeting on a day whoever was not reminded of it yet.
func (h *Hall) remindOf(meeting *core.Record, day workday.Day) error {
	return h.as(h.app, system, func(tx core.App) error {
		n := newsOfTraining("training_due", meeting)
		n.key = reminderKey(meeting) + day.String()
		told, err := reminded(tx, n.key)
		if err != nil {
			return err
		}
		officers, err := invitedTo(tx, meeting)
		if err != nil {
			return err
		}
		var ids []string
		for _, o := range officers {
			if !told[n.keyFor(o.Id)] {
				ids = append(ids, o.Id)
			}
		}
		return h.tellOfficers(tx, n, trainingWords, ids)
	})
}

func reminderKey(meeting *core.Record) string { return "training_due/" + meeting.Id + "/" }

// reminded are the keys of the reminders that begin so.
func reminded(app core.App, key string) (map[string]bool, error) {
	var keys []string
	err := app.DB().Select("key").From("notifications").Where(dbx.NewExp("key >= {:key} AND key < {:key} || '~'", dbx.Params{"key": key})).Column(&keys)
	told := map[string]bool{}
	for _, k := range keys {
		told[k] = true
	}
	return told, err
}

// tellMoved tells of a meeting ahead that was moved or cancelled after the reminder.
func (h *Hall) tellMoved(tx core.App, meeting *core.Record) error {
	told, err := reminded(tx, reminderKey(meeting))
	if err != nil || len(told) == 0 {
		return err
	}
	officers, err := invitedTo(tx, meeting)
	if err != nil {
		return err
	}
	ids := make([]string, len(officers))
	for i, o := range officers {
		ids[i] = o.Id
	}
	says := movedWords
	if meeting.GetBool("cancelled") {
		says = dropWords
	}
	return h.tellOfficers(tx, newsOfTraining("training_moved", meeting), says, ids)
}

// tellAnswered tells whoever asked, unless it is who answered.
func (h *Hall) tellAnswered(tx core.App, question *core.Record) error {
	asker := question.GetString("officer")
	if asker == "" || asker == h.signer(tx).id() {
		return nil
	}
	meeting, err := tx.FindRecordById("trainings", question.GetString("training"))
	if err != nil {
		return err
	}
	return h.tellOfficers(tx, newsOfTraining("training_answered", meeting), answerWords, []string{asker})
}

func newsOfTraining(kind string, meeting *core.Record) news {
	at := workday.Minute(meeting.GetDateTime("at").Time())
	return news{kind: kind, about: meeting, facts: map[string]string{"title": meeting.GetString("title"), "at": at, "place": meeting.GetString("place")}}
}
