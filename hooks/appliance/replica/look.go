package replica

import (
	"cmp"
	"context"

	"onestop/hooks/appliance/refusal"
)

// Look tells how a data folder stands to the place of its replica, asked from outside the house; nil
// where it has none. Whether another machine has taken over only the place knows.
func Look(ctx context.Context, dir string) (*Status, error) {
	m, err := readMarker(dir)
	if err != nil || m.Tenure == 0 || m.Place == "" { // earlier versions did not write where
		return nil, err
	}
	s := &Status{Place: m.Place, Tenure: m.Tenure, Looked: true}
	place, err := Open(m.Place)
	if err != nil {
		s.Hidden, s.Problem = true, refusal.Maybe(err)
		return s, nil
	}
	l, mark, err := place.read(ctx)
	if err == nil && mark != "" {
		err = m.setBack(place, dir, l)
	}
	switch {
	case err == nil && mark == "":
		err = refuse("it is empty: the disk or share is not mounted, or was emptied", "是空的：磁盘或共享没有挂载，或已被清空")
	case err == nil && l.Folder != m.Folder:
		s.Fenced = cmp.Or(l.Owner, "?")
	}
	s.Problem = refusal.Maybe(err)
	return s, nil
}
