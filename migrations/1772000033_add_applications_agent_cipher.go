package migrations

import "github.com/pocketbase/pocketbase/core"

func init() {
	core.AppMigrations.Register(
		extend("applications", text("agent_cipher", 500, "加密后的代办人证件号码（系统）；agent_id只存掩码。Sealed number of the agent; agent_id holds its mask", hidden)),
		shorten("applications", "agent_cipher"), "1772000033_add_applications_agent_cipher.go")
}
