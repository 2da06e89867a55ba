package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(
		extend("services", text("result_name_en", 200, "结果的英文名称，用于英文版通知和查验页。Name of the result in English, for notices and verification")),
		shorten("services", "result_name_en"), "1772000031_add_services_result_name_en.go")
}
