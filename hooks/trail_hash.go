package hooks

import (
	"fmt"
	"strings"

	"github.com/emmansun/gmsm/sm3"
	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"onestop/hooks/rules/chain"
)

// The trail is chained by SHA-256. A house that is assessed by the commercial cryptography
// rules (密评, GB/T 39786) chains it by SM3 (R-SEC-20): the command audit hash writes one row
// that says so, and every row from it on is hashed by SM3. The rows before stay as they were.

// trailSums are the algorithms beside that of the library.
var trailSums = map[chain.Hash]chain.Sum{chain.SM3: sm3.Sum}

// trailHash is the algorithm of the next row: that of the last row that turned the chain.
// It changes by turnTrail alone, so it is looked up once.
func (h *Hall) trailHash(tx core.App) (chain.Hash, error) {
	if known, _ := h.hashedBy.Load().(chain.Hash); known != "" {
		return known, nil
	}
	turn := chain.Turn("", "")
	var changes []string
	err := tx.DB().NewQuery("SELECT changes FROM audit WHERE collection = {:collection} AND record = {:record} AND event = {:event} ORDER BY seq DESC LIMIT 1").
		Bind(map[string]any{"collection": turn.Collection, "record": turn.Record, "event": turn.Event}).Column(&changes)
	if err != nil {
		return "", err
	}
	by := chain.SHA256
	if len(changes) > 0 {
		turn.Changes = []byte(changes[0])
		by, _ = turn.TurnsTo()
	}
	h.hashedBy.Store(by)
	return by, nil
}

// chained is the hash of the next row of the trail.
func (h *Hall) chained(tx core.App, prev string, e chain.Entry) (string, error) {
	by, err := h.trailHash(tx)
	if err != nil {
		return "", err
	}
	if to, turns := e.TurnsTo(); turns {
		by = to
	}
	if by == chain.SHA256 {
		return chain.Link(prev, e), nil
	}
	sum := trailSums[by]
	if sum == nil {
		return "", fmt.Errorf("the trail is chained by %q, which this program does not know; use the version that wrote it, or a newer one", by)
	}
	return chain.LinkBy(sum, prev, e), nil
}

// turnTrail writes the row from which on the trail is chained by another algorithm.
func (h *Hall) turnTrail(to chain.Hash) error {
	if to != chain.SHA256 && trailSums[to] == nil {
		return fmt.Errorf("there is no algorithm %q; choose sha256 or sm3", to)
	}
	err := h.as(h.app, system, func(tx core.App) error {
		from, err := h.trailHash(tx)
		if err != nil || from == to {
			return err
		}
		turn := chain.Turn(from, to)
		return h.link(tx, turn.Collection, turn.Record, turn.Event, turn.Changes)
	})
	if err == nil {
		h.hashedBy.Store(to)
	}
	return err
}

func (h *Hall) auditHashCommand() *cobra.Command {
	return &cobra.Command{Use: "hash [sha256|sm3]", Args: cobra.MaximumNArgs(1), Short: "Say by which algorithm the trail is chained, or choose the one from here on", RunE: func(c *cobra.Command, args []string) error {
		if err := h.app.RunAllMigrations(); err != nil {
			return err
		}
		if len(args) > 0 {
			if err := h.turnTrail(chain.Hash(strings.ToLower(args[0]))); err != nil {
				return err
			}
		}
		by, err := h.trailHash(h.app)
		if err == nil {
			fmt.Fprintf(c.OutOrStdout(), "The next rows of the trail are chained by %s.\n", spoken[by])
		}
		return err
	}}
}

// spoken are the algorithms as people write them.
var spoken = map[chain.Hash]string{chain.SHA256: "SHA-256", chain.SM3: "SM3"}
