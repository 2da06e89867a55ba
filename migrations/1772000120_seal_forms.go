package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(sealForms, unsealForms, "1772000120_seal_forms.go")
}

// sealForms gives the identity numbers of third persons, which a form asks for, a place
// where they are kept sealed; the form itself shows their masks (R-PI-07, R-PI-08). What
// stands open is sealed by the hooks, which hold the key, when the house opens.
func sealForms(app core.App) error {
	for collection, help := range map[string]string{
		"applications": "表单中加密后的证件号码，按字段（系统）；form只存掩码。Sealed numbers of the form by key; form holds their masks",
		"journeys":     "表单中加密后的证件号码，按字段（系统），提交后清空。Sealed numbers of the form by key; empty once handed in",
	} {
		if err := extend(collection, data("form_cipher", 64<<10, help, hidden))(app); err != nil {
			return err
		}
	}
	return nil
}

func unsealForms(app core.App) error {
	for _, collection := range []string{"applications", "journeys"} {
		if err := shorten(collection, "form_cipher")(app); err != nil {
			return err
		}
	}
	return nil
}
