// Package hooks is the shell of the house: it speaks PocketBase on one side and the law
// (hooks/rules) on the other, and keeps both from knowing each other.
package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/gate"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/upgrade"
)

// Register binds the house to the app. This is the list of everything bound, in running
// order; each line's body stands in the file of its noun.
func Register(app core.App, o Options) *Hall {
	h := &Hall{app: app, pages: o.Pages, demo: o.Demo, trained: o.Trained, uploads: gate.NewPlaces(uploadsAtOnce, uploadsOfCaller, uploadWait), doorClock: time.Now}
	if o.Now == nil {
		o.Now = time.Now
	}
	h.setClock(o.Now)
	h.connectSources()

	h.bindGuard(o)             // one process, a sound folder, a right clock, before the database opens
	upgrade.Bind(app, Version) // its schema changes only with a copy kept
	h.openSealOnBootstrap()    // the key beside the folder
	h.openExaminer()           // what an upload may be
	h.bindStorage()            // where the files are
	appliance.Durable(app)     // and that they are there before their rows
	h.bindBackups(o)           // copies on another disk
	h.bindCollector()          // how often memory is collected
	h.bindGate()               // connections, sizes and headers
	h.bindSchema()             // the schema belongs to the migrations
	h.bindDoor()               // every request: body, transaction, signature, refusals
	h.bindSignIn()             // who comes in, and by how many steps
	h.bindSecondSteps()        // their telephones
	h.bindSessions(o)          // until when they are in
	h.bindPasswords()          // what passwords may be
	h.bindBatch()              // batches: short, files examined first
	h.bindOrder()              // lists that would tell addresses
	h.bindQuestions()          // what a question to a list may cost
	h.bindRatingDoors()        // lists that would tell who rated
	h.bindGoverned()           // every record: hook-only fields, evidence, trail
	h.bindCalendar()           // working days
	h.bindServices()           // the lists
	h.bindSearch()             // the catalogue in memory
	h.bindApplicants()         // who applies
	h.bindSeen()               // and when they last came
	h.bindOfficers()           // who handles
	h.bindDepartments()        // who handles, as bodies
	h.bindApplications()       // drafts and corrections
	h.bindDocuments()          // uploads
	h.bindMessages()           // words between them
	h.bindTemplates()          // and those they write again and again
	h.bindClaims()             // items of the catalogue that a department takes on
	h.bindFollow()             // what changes above
	h.bindLifeEvents()         // services that belong together
	h.bindCampaigns(o)         // the reform and its tasks
	h.bindJourneys()           // one submission for all of them
	h.bindRatings()            // how they were served
	h.bindTrainings()          // meetings and what is asked there
	h.bindProblems()           // what does not work for people
	h.bindActions()            // the act engine
	h.bindNotifications()      // what people are told
	h.bindRealtime()           // one record at a time
	h.keepTrainingApart(o)
	if o.Demo {
		h.bindStamps() // rows bear the date of the training
	}
	h.bindDrain()    // a stop that waits
	h.bindServe()    // routes and pages
	h.bindDue(o)     // what falls due
	h.bindPost()     // e-mail and SMS
	h.bindEntrance() // HTTPS and the way to it
	h.bindStop()     // and its end
	h.bindDoctor(o)  // whether all of it is well
	return h
}

// bindServe adds our routes and pages to the router.
func (h *Hall) bindServe() {
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		se.InstallerFunc = nil // the first administrator is made on the console, not by whoever opens the page first
		closeSideDoors(se)
		h.closeDashboard(se)
		bindCompression(se)
		h.bindRoutes(se)
		h.bindCertificate(se)
		h.bindSetup(se)
		h.bindSpool(se)
		h.bindFull(se)
		bindFiles(se)
		if h.pages != nil {
			if err := bindPages(se, h.pages, h); err != nil {
				return err
			}
			if err := bindDashboard(se, h.pages); err != nil {
				return err
			}
		}
		return se.Next()
	})
}

// keepTrainingApart refuses to serve the training county as a real one.
func (h *Hall) keepTrainingApart(o Options) {
	h.app.OnServe().BindFunc(func(se *core.ServeEvent) error {
		if !o.Demo && o.Trained != nil && o.Trained(h.app.DataDir()) {
			return refusal.New("%[1]s holds the training county, whose passwords everybody knows. Start it with the command demo, or name another folder with --dir.", "%[1]s 里是培训用的示例县，其密码人人皆知。请用 demo 命令启动，或用 --dir 指明另一个文件夹。", h.app.DataDir())
		}
		return se.Next()
	})
}
