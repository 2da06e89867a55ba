package doctor

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// peerPatience is how long another server may take to say its time.
const peerPatience = 5 * time.Second

// AskPeer asks another server for its time, which every answer of HTTP bears. The question
// says nothing of the house, is sent to where the administrator said and follows nowhere.
func AskPeer(ctx context.Context, client *http.Client, address string, now func() time.Time) (at, asked time.Time, err error) {
	ctx, cancel := context.WithTimeout(ctx, peerPatience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, address, nil)
	if err != nil {
		return at, asked, err
	}
	r.Header.Set("User-Agent", "onestop")
	before := now()
	answer, err := client.Do(r)
	if err != nil {
		return at, asked, err
	}
	answer.Body.Close()
	after := now()
	at, err = http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return at, asked, errors.New("the server did not say the time")
	}
	return at, before.Add(after.Sub(before) / 2), nil
}
