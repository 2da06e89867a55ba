package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"onestop/hooks/appliance/doctor"
	"onestop/hooks/appliance/refusal"
)

// doctorCommand looks a data folder over. It only reads, takes no lock and keeps nothing, so
// that it works beside the running service and on a folder that does not start.
func (h *Hall) doctorCommand() *cobra.Command {
	asJSON, full, address := false, false, ""
	cmd := OwnFolder(&cobra.Command{Use: "doctor", Args: cobra.NoArgs, Short: "Look the house over; ends with a failing status where something is red", RunE: func(c *cobra.Command, _ []string) error {
		report, err := h.Diagnose(c.Context(), full, address)
		if err != nil {
			return err
		}
		if err := sayReport(c.OutOrStdout(), report, asJSON); err != nil {
			return err
		}
		if report.Level == doctor.Red {
			return refusal.New("Something is red: see to it today.", "有标为“严重”的问题，请今天处理。")
		}
		return nil
	}})
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the report as JSON")
	cmd.Flags().BoolVar(&full, "full", false, "read the whole database, the trail and all stored files, which takes minutes")
	cmd.Flags().StringVar(&address, "http", "127.0.0.1:8090", "the address that the service listens on; where it is stopped, whether another program holds it")
	return cmd
}

// Diagnose looks the folder over without the service; full reads everything anew, else what
// the service found in its last night is told.
func (h *Hall) Diagnose(ctx context.Context, full bool, address string) (doctor.Report, error) {
	now := time.Now()
	if err := mayRead(filepath.Join(h.app.DataDir(), "data.db")); err != nil {
		return doctor.Report{}, err
	}
	memory, err := doctor.Remember(h.app.DataDir(), now)
	if err != nil {
		return doctor.Report{}, err
	}
	p := h.patient(memory, now, false)
	defer p.close()
	p.address = address
	if full {
		err = p.overnight(ctx, true)
	} else if p.db != nil {
		err = p.glance(ctx)
	}
	if err != nil {
		return doctor.Report{}, err
	}
	return doctor.Examine(p.facts(ctx)), nil
}

// mayRead fails where this user may not read a file: what is there is not known then. Whether it
// is there, and whole, is another question.
func mayRead(path string) error {
	file, err := os.Open(path)
	if err == nil {
		return file.Close()
	}
	if errors.Is(err, fs.ErrPermission) {
		return err
	}
	return nil
}

// glanceLimit is what whoever waits at the console is made to wait for the database; a bigger
// one is read over night.
const glanceLimit = 20 * time.Second

// glance looks at the pages of the database, because it may be why somebody asks.
func (p *patient) glance(ctx context.Context) error {
	short, cancel := context.WithTimeout(ctx, glanceLimit)
	defer cancel()
	if err := p.examinePages(short, false); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return ctx.Err()
}

func sayReport(out io.Writer, r doctor.Report, asJSON bool) error {
	if asJSON {
		text, err := json.MarshalIndent(r, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(out, string(text))
		}
		return err
	}
	for _, f := range r.Ranked() {
		if _, err := fmt.Fprintln(out, lineOf(f)); err != nil {
			return err
		}
	}
	return nil
}
