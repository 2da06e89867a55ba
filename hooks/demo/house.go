// Package demo furnishes a fresh house with the example county 510799: its people, its
// catalogue and a few weeks of cases, played through the real acts day by day. Persons
// and bodies are invented; their numbers pass the check digits in an area that does not
// exist.
package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// House is what the county needs of the house it moves into. A record given as app's
// caller is an officer or an applicant; app may be a transaction.
type House interface {
	App() core.App
	Now() time.Time
	// Hurry runs fn without waiting for the disk.
	Hurry(fn func() error) error
	// MoveTo sets the clock; it runs on from there.
	MoveTo(to time.Time)
	// RunDue does what fell due at Now. It opens transactions of its own.
	RunDue(ctx context.Context) error
	// Seed saves a record with the house's own hand, which may set what only hooks set.
	Seed(app core.App, r *core.Record) error
	// Publish freezes the working copy of a service into its next revision.
	Publish(app core.App, service string) error
	// Draft begins an application in the name of an applicant, or of a clerk at the counter.
	Draft(app core.App, by *core.Record, fields map[string]any) (*core.Record, error)
	// Upload adds a document to an application.
	Upload(app core.App, by *core.Record, fields map[string]any, name string, content []byte) (*core.Record, error)
	// Rate rates a finished case in the name of its applicant.
	Rate(app core.App, by *core.Record, fields map[string]any) (*core.Record, error)
	// Edit saves a record in somebody's name.
	Edit(app core.App, by *core.Record, r *core.Record) error
	// Act does one act on a case.
	Act(app core.App, by *core.Record, fields map[string]any) (*core.Record, error)
}

// Options are how the county is to look.
type Options struct {
	Now      time.Time // the instant at which the county is left; the cases lie in the six weeks before
	Password string    // of every login
	Cases    int
}

// prelude is how long before Now the county is founded, a week before its first case.
const (
	prelude = 49 * 24 * time.Hour
	season  = 42 * 24 * time.Hour
)

// loader is the county being moved in.
type loader struct {
	house      House
	options    Options
	county     county
	items      register
	undertaken []service         // items on their way to a published list
	drafts     map[string]string // lists that claims made, by service key
	tx         core.App          // the transaction under way
	hash       string            // of the password; one for all, because hashing is meant to be slow
	officers   map[string]*core.Record
	callers    map[string]*core.Record // applicants by login
	stack      stack
}

// Load furnishes a fresh house and leaves its clock at o.Now. The same options give the
// same county, whatever the day.
func Load(h House, o Options) error {
	l := &loader{house: h, options: o, officers: map[string]*core.Record{}, callers: map[string]*core.Record{}, drafts: map[string]string{},
		stack: stack{drawn: map[string][]byte{}}}
	if err := l.read(); err != nil {
		return err
	}
	if err := h.Hurry(l.load); err != nil {
		return err
	}
	h.MoveTo(o.Now)
	return h.RunDue(context.Background())
}

// load moves the county in from its founding to the day before it is left.
func (l *loader) load() error {
	l.house.MoveTo(l.options.Now.Add(-prelude))
	err := l.house.App().RunInTransaction(func(tx core.App) error {
		l.tx = tx
		for _, part := range []func() error{l.organisation, l.register, l.lifeEvents} {
			if err := part(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("furnish the example county: %w", err)
	}
	if err := l.cases(); err != nil {
		return fmt.Errorf("play the cases of the example county: %w", err)
	}
	return nil
}
