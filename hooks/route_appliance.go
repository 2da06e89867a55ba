package hooks

import (
	"context"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance/backup"
	"onestop/hooks/appliance/refusal"
	"onestop/hooks/appliance/where"
	"onestop/hooks/rules/fault"
)

// viewAppliance answers administrators how the machine stands: the backups, and when and
// how they were tried.
func (h *Hall) viewAppliance(e *core.RequestEvent) error {
	status, err := h.backups.Status(e.Request.Context())
	if err != nil {
		return applianceFault("target", err)
	}
	now := time.Now()
	return e.JSON(http.StatusOK, map[string]any{"now": now, "backups": status, "dir": where.Flag(e.App.DataDir()), "late": status.Set && status.Overdue(h.servedSince(), now)})
}

// askBackup names the disk of the backups, where one is given, and has a backup made at
// once, behind the request. Where the recovery phrase is drawn, it is answered this once.
func (h *Hall) askBackup(e *core.RequestEvent) error {
	var asked struct {
		Target   string `json:"target"`
		KeepKey  *bool  `json:"keep_key"`  // nil: yes
		TakeOver bool   `json:"take_over"` // another copy of the house that made its backups there has ended
	}
	if err := e.BindBody(&asked); err != nil {
		return e.BadRequestError("Send JSON.", nil)
	}
	phrase, steps := "", []restoring(nil)
	if asked.Target != "" {
		drawn, err := h.aim(asked.Target, asked.KeepKey == nil || *asked.KeepKey, asked.TakeOver)
		if err != nil {
			return applianceFault("target", err)
		}
		if phrase = drawn; phrase != "" {
			steps = restoringSteps(asked.Target, e.App.DataDir())
		}
	}
	if err := h.disked(e.Request.Context()); err != nil {
		return err
	}
	h.backups.Ask(backup.AskedBackup)
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusAccepted, map[string]any{"phrase": phrase, "steps": steps})
}

// askDrill has the newest backup tried at once, behind the request.
func (h *Hall) askDrill(e *core.RequestEvent) error {
	if err := h.disked(e.Request.Context()); err != nil {
		return err
	}
	h.backups.Ask(backup.AskedDrill)
	return e.JSON(http.StatusAccepted, map[string]any{})
}

// disked refuses what needs a backup disk while none is named or the named one is not there.
func (h *Hall) disked(ctx context.Context) error {
	status, err := h.backups.Status(ctx)
	switch {
	case err != nil:
		return applianceFault("target", err)
	case !status.Set:
		return applianceFault("target", status.Unset())
	case status.Problem != nil:
		return applianceFault("target", *status.Problem)
	}
	return nil
}

// applianceFault is a refusal of the backups for the API, in both languages.
func applianceFault(field string, err error) error {
	return machineFault(field, fault.BackupRefused, err)
}

// machineFault is a refusal of the machine for the API, in both languages.
func machineFault(field string, code fault.Code, err error) error {
	said, known := refusal.Known(err)
	if !known {
		return err
	}
	return refuse(field, fault.New(code, "", "%s", said.EN).With("said", bothWords(said)))
}

// bothWords are the sentences of a refusal of the machine by the languages of the pages.
func bothWords(err error) map[string]string {
	said := refusal.Of(err)
	return map[string]string{"en": said.EN, "zh-CN": said.ZH}
}
