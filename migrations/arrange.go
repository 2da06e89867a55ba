package migrations

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// arrangement is how the fields of one collection stand in the dashboard: their order now
// and before, help texts that are worded anew, and the fields by which people pick a
// record from then on. Nothing that is stored changes.
type arrangement struct {
	collection string
	now, was   string // names of fields, parted by spaces; the same names in both
	help       []wording
	picks      []string
}

type wording struct{ field, now, was string }

// arrange is the Up of arrangements, or with back the Down.
func arrange(list []arrangement, back bool) func(core.App) error {
	return func(app core.App) error {
		for _, a := range list {
			if err := a.apply(app, back); err != nil {
				return fmt.Errorf("the fields of %s: %w", a.collection, err)
			}
		}
		return nil
	}
}

func (a arrangement) apply(app core.App, back bool) error {
	c, err := app.FindCollectionByNameOrId(a.collection)
	if err != nil {
		return err
	}
	order := a.now
	if back {
		order = a.was
	}
	if err := reorder(c, strings.Fields(order)); err != nil {
		return err
	}
	for _, w := range a.help {
		text := w.now
		if back {
			text = w.was
		}
		if err := setProperty(c, w.field, "Help", text); err != nil {
			return err
		}
	}
	for _, name := range a.picks {
		if err := setProperty(c, name, "Presentable", !back); err != nil {
			return err
		}
	}
	return app.Save(c)
}

// reorder puts the named fields in the given order into the places that they hold
// together; fields that are not named keep their places.
func reorder(c *core.Collection, names []string) error {
	var places []int
	for i, f := range c.Fields {
		if slices.Contains(names, f.GetName()) {
			places = append(places, i)
		}
	}
	if len(places) != len(names) {
		return fmt.Errorf("%d of the %d fields are there", len(places), len(names))
	}
	fields := slices.Clone(c.Fields)
	for i, name := range names {
		fields[places[i]] = c.Fields.GetByName(name)
	}
	c.Fields = fields
	return nil
}

// setProperty sets one property that every type of field has under the same name, though no
// method sets it.
func setProperty(c *core.Collection, name, property string, value any) error {
	field := c.Fields.GetByName(name)
	if field == nil {
		return fmt.Errorf("there is no field %s", name)
	}
	reflect.ValueOf(field).Elem().FieldByName(property).Set(reflect.ValueOf(value))
	return nil
}
