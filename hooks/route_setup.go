package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/disk"
)

// bindSetup binds the first start. To everybody who may not set the house up, and to all
// once it is, the routes are not there.
func (h *Hall) bindSetup(se *core.ServeEvent) {
	r := se.Router.Group("/api/onestop")
	r.GET("/setup", answering(h.viewSetup))
	r.POST("/setup", answering(h.finishSetup))
}

// viewSetup answers what the page offers: other disks, and what the machine is called.
func (h *Hall) viewSetup(e *core.RequestEvent) error {
	if !h.mayBeSetUp(e) {
		return e.NotFoundError("", nil)
	}
	standing, err := h.certificates.Standing()
	if err != nil {
		return applianceFault("names", err)
	}
	disks := disk.Others(h.app.DataDir())
	if disks == nil {
		disks = []disk.Volume{}
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"disks": disks, "standing": standing, "years": h.days().Years(), "today": h.today().String(), "secure": h.entrance != nil})
}

// finishSetup sets the house up, once, and answers what is shown only now: the recovery
// phrase of the backups.
func (h *Hall) finishSetup(e *core.RequestEvent) error {
	if !h.mayBeSetUp(e) {
		return e.NotFoundError("", nil)
	}
	var form setupForm
	if err := e.BindBody(&form); err != nil {
		return e.BadRequestError("Send JSON.", nil)
	}
	h.first.settling.Lock() // a second press waits, and finds the house set up
	defer h.first.settling.Unlock()
	if !h.mayBeSetUp(e) {
		return e.NotFoundError("", nil)
	}
	phrase, err := h.setUp(form)
	if err != nil {
		return err
	}
	h.endSetup()
	h.practice.last.Store(nil) // what was found in a house that nobody had set up
	if form.Disk != "" {
		h.backups.Ask(backup.AskedBackup)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"phrase": phrase, "steps": restoringSteps(form.Disk, e.App.DataDir()), "warning": h.shared(form.Disk)})
}

// shared warns of a backup disk that is that of the data, in both languages; nil where it is
// another one. A small office may have no second disk, so that it is taken all the same.
func (h *Hall) shared(target string) map[string]string {
	if target == "" {
		return nil
	}
	if same, err := disk.Same(h.app.DataDir(), target); err != nil || !same {
		return nil
	}
	return bothWords(backup.ErrSameDisk)
}
