package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(extendNotifications, shortenNotifications, "1772000014_extend_notifications.go")
}

// notificationIndexes find the next letter to send and what a person has not read yet
// without walking what was sent; a key tells a thing to a person once.
var notificationIndexes = []string{
	"channel, due_at WHERE state = 'queued'",
	"applicant WHERE channel = 'inbox' AND read_at = ''",
	"officer WHERE channel = 'inbox' AND read_at = ''",
	"!key WHERE key != ''",
}

// extendNotifications makes the notifications an outbox: when each letter is tried next,
// when it went out, why it did not, and the case it is about.
func extendNotifications(app core.App) error {
	b := &builder{app: app}
	application := b.ref("application", "applications", "办件。Case")
	if b.err != nil {
		return b.err
	}
	err := extend("notifications", application,
		at("due_at", "下次发送时间（系统）。Next try"),
		at("sent_at", "发出时间（系统）。Sent"),
		text("error", 300, "未发出的原因（系统）。Why it was not sent"),
		text("key", 120, "同一事只通知一次的标识（系统）。Told once under this key"))(app)
	if err != nil {
		return err
	}
	c, err := app.FindCollectionByNameOrId("notifications")
	if err != nil {
		return err
	}
	for _, spec := range notificationIndexes {
		addIndex(c, spec)
	}
	return app.Save(c)
}

// shortenNotifications takes the indexes away before the fields that they name.
func shortenNotifications(app core.App) error {
	c, err := app.FindCollectionByNameOrId("notifications")
	if err != nil {
		return err
	}
	for _, name := range []string{"channel_due_at", "applicant", "officer", "key_unique"} {
		c.RemoveIndex("idx_notifications_" + name)
	}
	if err := app.Save(c); err != nil {
		return err
	}
	return shorten("notifications", "application", "due_at", "sent_at", "error", "key")(app)
}
