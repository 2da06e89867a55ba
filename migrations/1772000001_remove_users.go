package migrations

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

func init() {
	core.AppMigrations.Register(removeUsers, restoreUsers, "1772000001_remove_users.go")
}

const usersID = "_pb_users_auth_" // the platform's own id of its sample collection

// removeUsers removes the stock users collection, where anyone may sign up and upload
// pictures. A folder in which somebody did belongs to another application.
func removeUsers(app core.App) error {
	users, err := app.FindCollectionByNameOrId(usersID)
	if err != nil {
		return err
	}
	n, err := app.CountRecords(users)
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("the folder holds %d accounts of another application; choose a fresh folder", n)
	}
	return app.Delete(users)
}

// restoreUsers makes the stock users collection as the platform does.
func restoreUsers(app core.App) error {
	users := core.NewAuthCollection("users", usersID)
	owner := types.Pointer("id = @request.auth.id")
	users.ListRule, users.ViewRule, users.UpdateRule, users.DeleteRule = owner, owner, owner, owner
	users.CreateRule = types.Pointer("")
	users.Fields.Add(
		&core.TextField{Name: "name", Max: 255},
		&core.FileField{Name: "avatar", MaxSelect: 1, MimeTypes: []string{"image/jpeg", "image/png", "image/svg+xml", "image/gif", "image/webp"}},
		&core.AutodateField{Name: "created", OnCreate: true},
		&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true})
	users.OAuth2.MappedFields.Name = "name"
	users.OAuth2.MappedFields.AvatarURL = "avatar"
	return app.Save(users)
}
