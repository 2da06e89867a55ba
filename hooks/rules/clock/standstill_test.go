package clock

import (
	"reflect"
	"testing"
)

func TestStandstillsAreThePausesThatAreOver_R_AL_20(t *testing.T) {
	acts := []Act{{Act: "accept", Day: 10}, {Act: "pause", Day: 12, Until: 20}, {Act: "resume", Day: 15},
		{Act: "pause", Day: 16, Until: 18}, {Act: "resume", Day: 30, Until: 18, House: true}, {Act: "pause", Day: 40, Until: 50}}
	want := []Standstill{{12, 15}, {16, 18}}
	if got := Standstills(Events(acts)); !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v: the house resumes as of the day that was told, and a pause that lasts is none yet", got, want)
	}
}
