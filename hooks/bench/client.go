package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
)

// caller asks one server in somebody's name.
type caller struct {
	address, token string
}

var wire = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}

// ask sends a request and reads the answer into out, which may be nil.
func (c caller) ask(ctx context.Context, method, path string, body, out any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, "http://"+c.address+path, sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		request.Header.Set("Authorization", c.token)
	}
	answer, err := wire.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %d %.300s", method, path, answer.StatusCode, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

// login signs somebody in.
func (c caller) login(ctx context.Context, collection, identity, password string) (caller, error) {
	var got struct{ Token string }
	err := c.ask(ctx, http.MethodPost, "/api/collections/"+collection+"/auth-with-password", map[string]string{"identity": identity, "password": password}, &got)
	return caller{c.address, got.Token}, err
}

// counter hands out numbers from 1 to several clients.
type counter struct{ atomic.Int64 }

func (c *counter) next() int64 { return c.Add(1) }
