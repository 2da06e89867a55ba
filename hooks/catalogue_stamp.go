package hooks

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"onestop/hooks/workbook"
)

// A book carries for each list the state at which it was exported: the version published
// last (0 for none) and a digest of the working copy. A list that is no longer at it is not
// imported: an old export would take back what others have published or compiled since
// (R-CLM-06).

// digestLength is how many hexadecimal digits of the digest a book carries.
const digestLength = 12

// stampOf is the state of a list with its rows that are not retired, by collection. It
// counts only what a workbook carries, so that acts on the claim alone leave it.
func stampOf(version int, service *core.Record, rows map[string][]*core.Record) string {
	sum := sha256.New()
	write := func(sheet string, r *core.Record) {
		fmt.Fprintf(sum, "%s %s\x00", sheet, r.Id)
		for _, c := range workbook.SheetOf(sheet).Columns {
			fmt.Fprintf(sum, "%v\x00", r.Get(c.Key))
		}
	}
	write("services", service)
	for _, kind := range listKinds {
		list := slices.Clone(rows[kind.sheet])
		slices.SortFunc(list, func(a, b *core.Record) int { return cmp.Compare(a.Id, b.Id) })
		for _, r := range list {
			write(kind.sheet, r)
		}
	}
	return strconv.Itoa(version) + "-" + hex.EncodeToString(sum.Sum(nil))[:digestLength]
}

// versionsOf are the versions published last, by service.
func versionsOf(app core.App) (map[string]int, error) {
	rows := []struct {
		Service string `db:"service"`
		Version int    `db:"version"`
	}{}
	err := app.DB().NewQuery("SELECT service, MAX(version) AS version FROM revisions GROUP BY service").All(&rows)
	versions := make(map[string]int, len(rows))
	for _, r := range rows {
		versions[r.Service] = r.Version
	}
	return versions, err
}

// checkStamp refuses to change a list that is no longer as the book was exported, and one
// that the county has and the book was not exported with.
func (i *importer) checkStamp(p *listPlan, have map[string][]*core.Record) {
	version := i.stock.versions[p.service.Id]
	was := p.row.Text("exported")
	exported, _, _ := strings.Cut(was, "-")
	switch now := strconv.Itoa(version); {
	case was == "":
		i.wrong(p.row, "exported", "list_unstamped", "R-CLM-06")
	case exported != now:
		i.wrong(p.row, "exported", "list_republished", "R-CLM-06", exported, now)
	case was != stampOf(version, p.service, have):
		i.wrong(p.row, "exported", "list_moved", "R-CLM-06")
	}
}
