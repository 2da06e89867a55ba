package doctor

import (
	"encoding/json"
	"strings"

	"github.com/pocketbase/dbx"
)

// LookSettings reads those of PocketBase as they are stored.
func LookSettings(db dbx.Builder) (*Settings, error) {
	var text string
	if err := db.Select("value").From("_params").Where(dbx.HashExp{"id": "settings"}).Row(&text); err != nil {
		return nil, err
	}
	var stored struct {
		Meta struct {
			AppName string `json:"appName"`
			AppURL  string `json:"appURL"`
		} `json:"meta"`
		SuperuserIPs []string `json:"superuserIPs"`
		Batch        struct {
			Enabled     bool  `json:"enabled"`
			MaxRequests int   `json:"maxRequests"`
			Timeout     int64 `json:"timeout"`
		} `json:"batch"`
		RateLimits struct {
			Enabled bool              `json:"enabled"`
			Rules   []json.RawMessage `json:"rules"`
		} `json:"rateLimits"`
	}
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return nil, err
	}
	s := &Settings{RateLimits: stored.RateLimits.Enabled, Rules: len(stored.RateLimits.Rules),
		Batch: stored.Batch.Enabled, BatchMost: stored.Batch.MaxRequests, BatchSeconds: stored.Batch.Timeout, AdminFrom: stored.SuperuserIPs, Name: stored.Meta.AppName}
	if !strings.Contains(stored.Meta.AppURL, "localhost") { // the stock value
		s.Address = stored.Meta.AppURL
	}
	return s, nil
}
