package hooks

import (
	"bytes"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"onestop/hooks/workbook"
)

// countyItems is how many items a county of Mianyang claimed in 2017 (domain rules §4).
const countyItems = 6677

// BenchmarkImportCounty reads and imports the workbook of a whole county: every item with
// its list, five materials, four steps, three form fields, a question and its options. It
// reports the peak of resident memory in megabytes and the seconds of processor time, which
// other work on the machine does not stretch.
func BenchmarkImportCounty(b *testing.B) {
	file := countyFile(b)
	b.ReportMetric(float64(len(file))/1e6, "file-MB")
	for range b.N {
		b.StopTimer()
		x := newHouse(b)
		debug.FreeOSMemory()
		resetPeak(b)
		before := cpu(b)
		b.StartTimer()
		spent := sparing()
		book, problems := workbook.Read(bytes.NewReader(file), workbook.Usual)
		if len(problems) > 0 {
			b.Fatal(problems)
		}
		b.ReportMetric(peak(b), "read-peak-MB")
		b.ReportMetric(cpu(b)-before, "read-cpu-s")
		r, err := x.ImportCatalogue(x.app, nil, book, nil)
		if err != nil || len(r.Claimed) != countyItems {
			b.Fatal(err)
		}
		spent()
		b.StopTimer()
		b.ReportMetric(peak(b), "peak-MB")
		b.ReportMetric(cpu(b)-before, "cpu-s")
	}
}

func countyFile(b *testing.B) []byte {
	var out bytes.Buffer
	if err := workbook.Write(&out, bookOf(b, countyItems)); err != nil {
		b.Fatal(err)
	}
	return out.Bytes()
}

// resetPeak lets the kernel count the peak of resident memory anew.
func resetPeak(b *testing.B) {
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Skip("the peak of memory is not known here: ", err)
	}
}

func peak(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return float64(kb) / 1024
}

// cpu is the processor time of this process so far, in seconds.
func cpu(b *testing.B) float64 {
	text, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	total := 0.0
	for _, f := range fields[11:13] { // user and system time in hundredths
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			b.Fatal(err)
		}
		total += n / 100
	}
	return total
}
