package doctor

import (
	"fmt"
	"strconv"
	"time"

	"onestop/hooks/appliance/refusal"
	"onestop/hooks/rules/workday"
)

func digits(n int) string { return strconv.Itoa(n) }

func millis(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
}

// bytesOf is a size in the unit that suits it.
func bytesOf(n uint64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// day is a civil date in China.
func day(t time.Time) string { return t.In(workday.China).Format(time.DateOnly) }

func hours(d time.Duration) int { return int(d.Hours()) }

// daysOf are days in a sentence.
func daysOf(n int) refusal.Many { return refusal.Many{N: n, One: "day", More: "days"} }

func days(d time.Duration) int { return int(d.Hours() / 24) }
