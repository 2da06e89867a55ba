package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/appliance"
	"onestop/hooks/appliance/backup"
	"onestop/hooks/rules/fault"
)

// bindBackups lets the served house make its backups and try them, by the clock of the
// machine, and closes those of the platform: they block all writers while they zip the data
// folder into itself, and come back only by way of a stopped trail.
func (h *Hall) bindBackups(o Options) {
	h.backups = &backup.Backups{Dir: h.app.DataDir(), Version: Version, Now: time.Now, Inspect: h.inspectRestored, Opens: sealOpens, Over: h.takenOver}
	if !o.DueByHand {
		h.backups.Serve(h.app)
	}
	refused := func(*core.BackupEvent) error { return answer(refuse("name", foreignBackup())) }
	h.app.OnBackupCreate().BindFunc(refused)
	h.app.OnBackupRestore().BindFunc(refused)
	h.app.OnSettingsUpdateRequest().BindFunc(func(e *core.SettingsUpdateRequestEvent) error {
		if e.NewSettings.Backups.Cron != "" {
			return answer(refuse("backups", foreignBackup()))
		}
		return e.Next()
	})
	h.app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		if settings := e.App.Settings(); settings.Backups.Cron != "" { // set by an earlier version
			settings.Backups.Cron = ""
			if err := e.App.Save(settings); err != nil {
				return err
			}
		}
		return e.Next()
	})
}

func foreignBackup() *fault.Fault {
	return fault.New(fault.SchemaLocked, "R-SEC-05", "The backups of the platform stop all writing and lie on the disk of the data; use the page of the backups or the command backup.").With("subject", "backups")
}

// restoredCases is how many of the newest cases are read in a drill.
const restoredCases = 3

// inspectRestored looks over a folder that was restored from a backup, or from the replica, as
// the house would after a fire: the trail is whole and agrees with the kept heads, the key opens the sealed
// numbers, the newest cases can be read, and the files are those that were taken in.
func (h *Hall) inspectRestored(app core.App) error {
	if _, _, err := VerifyTrail(app); err != nil {
		return fmt.Errorf("the restored trail is broken: %w", err)
	}
	if err := openRestoredSeal(app); err != nil {
		return err
	}
	cases, err := app.FindRecordsByFilter("applications", "number != ''", "-created", restoredCases, 0)
	if err != nil {
		return fmt.Errorf("the restored cases cannot be read: %w", err)
	}
	for _, c := range cases {
		for relation, collection := range map[string]string{"applicant": "applicants", "service": "services"} {
			if id := c.GetString(relation); id != "" {
				if _, err := app.FindRecordById(collection, id); err != nil {
					return fmt.Errorf("the restored case %s is not whole: its %s: %w", c.GetString("number"), relation, err)
				}
			}
		}
	}
	return compareRestored(app)
}

// openRestoredSeal opens a sealed number by the key that lies beside.
func openRestoredSeal(app core.App) error {
	text, err := os.ReadFile(appliance.KeyFile(app.DataDir()))
	if errors.Is(err, fs.ErrNotExist) {
		return backup.NewBadKey("There is no key beside it.", "旁边没有密钥。")
	}
	if err != nil {
		return err
	}
	fits, err := sealOpens(text, app.DB())
	if err == nil && !fits {
		err = backup.NewBadKey("The key does not open the identity numbers.", "密钥打不开证件号码。")
	}
	return err
}

// compareRestored holds the documents that were restored against the digests that stand in
// their rows since they were taken in.
func compareRestored(app core.App) error {
	documents, err := app.FindCachedCollectionByNameOrId("documents")
	if err != nil {
		return err
	}
	folders, err := os.ReadDir(filepath.Join(app.DataDir(), core.LocalStorageDirName, documents.BaseFilesPath()))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, folder := range folders {
		d, err := app.FindRecordById(documents, folder.Name())
		if err != nil {
			return fmt.Errorf("the files of the document %s have no row: %w", folder.Name(), err)
		}
		want := d.GetString("stored_sha256")
		if want == "" || d.GetString("file") == "" {
			continue
		}
		content, err := os.ReadFile(filepath.Join(app.DataDir(), core.LocalStorageDirName, d.BaseFilesPath(), d.GetString("file")))
		if err != nil {
			return fmt.Errorf("the file of the document %s: %w", d.Id, err)
		}
		if sum := sha256.Sum256(content); want != hex.EncodeToString(sum[:]) {
			return fmt.Errorf("the file of the document %s is not the one that was taken in", d.Id)
		}
	}
	return nil
}
