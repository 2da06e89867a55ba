package hooks

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"onestop/hooks/workbook"
)

// catalogueCommand brings the catalogue in and out of the house as a workbook.
func (h *Hall) catalogueCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "catalogue", Short: "Import and export the catalogue as Excel or JSON, check it, and act on many claims"}
	cmd.AddCommand(
		beginsNamed(&cobra.Command{Use: "import FILE.xlsx|.json", Args: cobra.ExactArgs(1), Short: "Import a workbook, all or nothing; what is wrong comes back as FILE.errors.xlsx", RunE: func(c *cobra.Command, args []string) error {
			return h.importFile(c.OutOrStdout(), args[0])
		}}),
		h.exportCommand(),
		h.bulkCommand(),
		h.checkCommand(),
	)
	return cmd
}

// importMemory is the memory of the program, in bytes, around which its garbage collector
// works harder during an import: a whole county fits into 500 MB with it.
const importMemory = 380 << 20

// sparing keeps memory low until the function that it answers is called.
func sparing() func() {
	before := debug.SetMemoryLimit(importMemory)
	return func() { debug.SetMemoryLimit(before) }
}

func (h *Hall) importFile(out io.Writer, file string) error {
	defer sparing()()
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("the workbook cannot be read: %w", err)
	}
	if err := h.app.RunAllMigrations(); err != nil {
		return err
	}
	book, problems := workbook.Read(strings.NewReader(string(content)), workbook.Usual)
	if len(problems) > 0 {
		return sendBack(file, content, problems, " More may show after these are mended: nothing was held against the county yet.")
	}
	report, err := h.ImportCatalogue(h.app, nil, book, progressOn(out))
	var found Problems
	if errors.As(err, &found) {
		return sendBack(file, content, found, "")
	}
	if err != nil {
		return err
	}
	report.print(out)
	return h.printDrift(out, slices.Concat(report.BasicItems.Updated, report.BasicItems.Cancelled))
}

// sendBack writes the marked workbook beside the file, where there are cells to mark; more is
// said behind the first problem.
func sendBack(file string, content []byte, problems []workbook.Problem, more string) error {
	if !workbook.Marks(problems) {
		return fmt.Errorf("nothing was imported: %s", problems[0])
	}
	back := strings.TrimSuffix(file, filepath.Ext(file)) + ".errors.xlsx"
	f, err := os.Create(back)
	if err != nil {
		return err
	}
	err = errors.Join(workbook.Mark(f, content, problems, workbook.Usual), f.Close())
	if err != nil {
		return err
	}
	return fmt.Errorf("%s, nothing was imported; see the marks in %s. The first: %s%s", counted(len(problems), "problem"), back, problems[0], more)
}

// print writes what an import did for the console.
func (r Report) print(out io.Writer) {
	fmt.Fprintf(out, "basic items: %d created, %d updated, %d cancelled\n", len(r.BasicItems.Created), len(r.BasicItems.Updated), len(r.BasicItems.Cancelled))
	fmt.Fprintf(out, "material types: %d created, %d updated\n", len(r.MaterialTypes.Created), len(r.MaterialTypes.Updated))
	fmt.Fprintf(out, "lists: %d claimed, %d updated, %d under revision, %d unchanged\n", len(r.Claimed), len(r.Updated), len(r.Revised), r.Unchanged)
	r.Imported.print(out, len(r.Claimed)+len(r.Updated)+len(r.Revised))
	fmt.Fprintf(out, "rows of lists: %d created, %d updated, %d retired, %d deleted\n", r.Rows.Created, r.Rows.Updated, r.Rows.Retired, r.Rows.Deleted)
}

// progressOn shows how far an import has come: a bar on a terminal, elsewhere a line for
// each tenth.
func progressOn(out io.Writer) func(done, total int) {
	terminal, last := isTerminal(out), -1
	return func(done, total int) {
		part := done * 100 / max(total, 1)
		if !terminal {
			part = part / 10 * 10
		}
		if part == last {
			return
		}
		last = part
		if !terminal {
			fmt.Fprintf(out, "%d%% (%d of %d)\n", part, done, total)
			return
		}
		fmt.Fprintf(out, "\r[%s%s] %3d%% %d/%d", strings.Repeat("#", part/4), strings.Repeat(".", 25-part/4), part, done, total)
		if done == total {
			fmt.Fprintln(out)
		}
	}
}

func isTerminal(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (h *Hall) exportCommand() *cobra.Command {
	department, template := "", false
	cmd := &cobra.Command{Use: "export FILE.xlsx|.json", Args: cobra.ExactArgs(1), Short: "Export the lists of the county or of one department, or the empty workbook to fill in", RunE: func(c *cobra.Command, args []string) error {
		book := workbook.New()
		if !template {
			if err := h.app.RunAllMigrations(); err != nil {
				return err
			}
			var err error
			if book, err = h.ExportCatalogue(h.app, department); err != nil {
				return err
			}
		}
		if err := writeBook(args[0], book); err != nil {
			return err
		}
		what := "the empty template"
		if !template {
			what = counted(len(book.Rows("services")), "list")
		}
		_, err := fmt.Fprintf(c.OutOrStdout(), "%s written to %s\n", what, args[0])
		return err
	}}
	cmd.Flags().StringVar(&department, "department", "", "unified social credit code of one department")
	cmd.Flags().BoolVar(&template, "template", false, "the empty workbook")
	cmd.Annotations = map[string]string{NoFolder: "template"}
	return cmd
}

// writeBook writes a book in the form that the name of the file asks for.
func writeBook(file string, book *workbook.Book) error {
	write := workbook.Write
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		write = workbook.WriteJSON
	case ".xlsx":
	default:
		return fmt.Errorf("%s: name a file that ends in .xlsx or .json", file)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(write(f, book), f.Close())
}
