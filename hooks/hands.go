package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// The hands by which main, the console and the training mode do what a client does
// through the API, with the same hooks below.

// App is the application under the house.
func (h *Hall) App() core.App { return h.app }

// Seed saves a record with the house's own pen, which may set what only hooks set.
func (h *Hall) Seed(app core.App, r *core.Record) error { return write(app, r) }

// Draft begins an application in the name of an applicant, or of a clerk who names one.
func (h *Hall) Draft(app core.App, by *core.Record, fields map[string]any) (*core.Record, error) {
	who := actorOf(by)
	r, err := newRecord(app, "applications", fields)
	if err != nil {
		return nil, err
	}
	if err := nameOwner(who, r); err != nil {
		return nil, err
	}
	return r, h.as(app, who, func(tx core.App) error { return tx.Save(r) })
}

// Upload adds a document to an application.
func (h *Hall) Upload(app core.App, by *core.Record, fields map[string]any, name string, content []byte) (*core.Record, error) {
	r, err := newRecord(app, "documents", fields)
	if err != nil {
		return nil, err
	}
	file, err := filesystem.NewFileFromBytes(content, name)
	if err != nil {
		return nil, err
	}
	r.Set("file", file)
	return r, h.as(app, actorOf(by), func(tx core.App) error { return tx.Save(r) })
}

// Rate rates a finished case in the name of its applicant.
func (h *Hall) Rate(app core.App, by *core.Record, fields map[string]any) (*core.Record, error) {
	r, err := newRecord(app, "ratings", fields)
	if err != nil {
		return nil, err
	}
	return r, h.as(app, actorOf(by), func(tx core.App) error { return tx.Save(r) })
}

// Edit saves a record, a new one too, in the name of an applicant or an officer.
func (h *Hall) Edit(app core.App, by *core.Record, r *core.Record) error {
	return h.as(app, actorOf(by), func(tx core.App) error { return tx.Save(r) })
}

// Act does one act in the name of an officer or an applicant; nil is the house itself.
func (h *Hall) Act(app core.App, by *core.Record, fields map[string]any) (*core.Record, error) {
	who := system
	if by != nil {
		who = actorOf(by)
	}
	r, err := newRecord(app, "actions", fields)
	if err != nil {
		return nil, err
	}
	return r, h.as(app, who, func(tx core.App) error { return tx.Save(r) })
}
