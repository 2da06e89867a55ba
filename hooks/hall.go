package hooks

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/cert"
	"onestop/hooks/appliance/disk"
	"onestop/hooks/appliance/gate"
	"onestop/hooks/appliance/store"
	"onestop/hooks/intake"
	"onestop/hooks/rules/workday"
)

// Hall is the house at work: the application, its clock, its calendar and its seal.
type Hall struct {
	app         core.App
	pages       fs.FS
	examiner    *intake.Examiner
	seal        *seal
	demo        bool
	backups     *backup.Backups
	storage     *store.Place  // where serve --storage says that the files are; nil: where they were
	wellness    wellness      // how the machine was at the last look
	sources     []shareSource // registers that are connected (R-OL-03)
	uploads     *gate.Places
	connections *gate.Connections // of all doors; nil until the house is served
	live        live              // who listens to changes
	practice    practice          // the doctor
	trained     func(dir string) bool
	replica     *replication // nil: the database is not replicated

	certificates *cert.House // of HTTPS
	entrance     *entrance   // nil: plain HTTP for this machine or behind a proxy
	first        firstStart
	server       atomic.Pointer[http.Server]        // while it is served
	stopping     atomic.Bool                        // somebody has asked for the end
	leave        atomic.Pointer[context.CancelFunc] // ends a standby that follows

	clock    atomic.Pointer[func() time.Time]
	calendar atomic.Pointer[workday.Calendar]
	turn     sync.Mutex // to write
	actors   sync.Map   // *core.TxAppInfo -> actor
	gathered sync.Map   // *core.TxAppInfo -> *gathering
	memories memories   // of signed transactions
	contents sync.Map   // revision id -> *catalogue.Snapshot; revisions never change
	listed   sync.Map   // revision id -> *listFigure
	heldUp   sync.Map   // case of a journey -> *fault.Fault that the last try to hand it in met
	catalog  catalog
	help     helpShelf
	handbook func() handbook // its chapters
	guesses  guesses         // wrong sign-in codes
	bringing sync.Mutex      // one uploaded workbook at a time
	brought  atomic.Pointer[bringIn]
	post     outbox       // e-mail and SMS on their way
	due      sync.Mutex   // one run of the due jobs at a time
	redate   atomic.Bool  // the calendar changed: date the running cases anew
	recount  atomic.Bool  // the calendar changed: count the statistics anew
	mending  sync.Mutex   // one repair of the statistics at a time
	board    board        // the public board as it was last made
	dated    atomic.Int64 // the day on which the running cases were last dated
	hashedBy atomic.Value // chain.Hash of the next row of the trail

	doorClock   func() time.Time // the machine's time, by which people are signed in
	turnstile   *turnstile       // passwords that are being compared
	answerAfter time.Duration    // when a sign-in that failed is answered
	tickets     tickets          // sign-ins whose steps are not done
	sessions    sessions         // sign-ins that hold
}

// connectSources connects the share sources. The training county connects none, so that
// every material is asked for there.
func (h *Hall) connectSources() {
	if !h.demo {
		h.sources = []shareSource{ownResults{}}
	}
}

// Options are what main decides about a house.
type Options struct {
	Pages fs.FS            // the embedded pb_public
	Now   func() time.Time // nil: the machine's time
	Demo  bool             // the training mode with a movable clock
	// Machine is the clock of the machine, by which the start is held against the last stop
	// (appliance.Clock); nil: the machine's time. Only tests turn it.
	Machine func() time.Time
	// DueByHand leaves the due jobs to whoever calls RunDue: tests move the clock themselves.
	DueByHand bool
	// Trained reports whether a data folder holds the training county, whose passwords
	// everybody knows: it is never served as a real one.
	Trained func(dir string) bool
}

// Now is the instant the house goes by.
func (h *Hall) Now() time.Time { return (*h.clock.Load())() }

func (h *Hall) setClock(now func() time.Time) { h.clock.Store(&now) }

// today is the China date of Now.
func (h *Hall) today() workday.Day { return workday.DayOf(h.Now()) }

// stamp is Now as the database writes instants (UTC).
func (h *Hall) stamp() string { return h.instant().String() }

func (h *Hall) instant() types.DateTime {
	d, _ := types.ParseDateTime(h.Now().UTC()) // a time.Time always parses
	return d
}

// bindGuard guards the folder by the clock of the machine.
func (h *Hall) bindGuard(o Options) {
	if o.Machine == nil {
		o.Machine = time.Now
	}
	appliance.GuardBy(h.app, o.Machine)
}

// openSealOnBootstrap opens the key before the database, where a fresh folder can still
// be told from one that lost its key.
func (h *Hall) openSealOnBootstrap() {
	h.app.OnBootstrap().BindFunc(func(e *core.BootstrapEvent) error {
		fresh, err := beginDatabase(e.App.DataDir())
		if err != nil {
			return err
		}
		s, err := openSeal(e.App.DataDir(), fresh)
		if err != nil {
			return err
		}
		if !fresh {
			if err := s.ofHouse(e.App.DataDir()); err != nil {
				return err
			}
		}
		h.seal = s
		if fresh {
			if err := putAnchorsAside(e.App.DataDir()); err != nil {
				return err
			}
		}
		return e.Next()
	})
}

// beginDatabase tells whether a folder is fresh and makes the empty file of its database: it
// is there before the key, so that a key without one tells of a disk that is not mounted.
func beginDatabase(dir string) (fresh bool, err error) {
	path := filepath.Join(dir, "data.db")
	info, err := os.Stat(path)
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err == nil && info.Size() == 0, err
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		return false, err
	}
	return true, disk.SyncDir(dir)
}

var errNoRows = sql.ErrNoRows

// findOne returns the record whose field has the value, nil where there is none.
func findOne(app core.App, collection, field, value string) (*core.Record, error) {
	r, err := app.FindFirstRecordByData(collection, field, value)
	if errors.Is(err, errNoRows) {
		return nil, nil
	}
	return r, err
}

// findAll returns the records whose fields have the values, all where none are given, in
// the given order.
func findAll(app core.App, collection, sort string, where dbx.HashExp) ([]*core.Record, error) {
	var list []*core.Record
	q := app.RecordQuery(collection)
	if len(where) > 0 {
		q = q.AndWhere(where)
	}
	if sort != "" {
		q = q.OrderBy(sort)
	}
	if err := q.All(&list); err != nil {
		return nil, fmt.Errorf("reading %s: %w", collection, err)
	}
	return list, nil
}

// newRecord makes an empty record of a collection of the schema.
func newRecord(app core.App, collection string, data map[string]any) (*core.Record, error) {
	c, err := app.FindCachedCollectionByNameOrId(collection)
	if err != nil {
		return nil, fmt.Errorf("the schema lacks %s: %w", collection, err)
	}
	r := core.NewRecord(c)
	r.Load(data)
	return r, nil
}
